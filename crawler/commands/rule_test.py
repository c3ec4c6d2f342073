"""``thresher rules test``: runs the rules' examples and look-alikes, and says what went wrong with which."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cleaning.errors import RuleError
from crawler.commands import corpus_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cleaning.rules import Rule, RuleBook
    from crawler.rulebench.trials import Failure


@click.command("test")
@click.option("--rule", "rule_id", metavar="ID", help="Only this rule.")
@click.option("--lang", "language", metavar="CODE", help="Only the rules of this language.")
@click.option("--own", is_flag=True, help="Only the rules in the corpus folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the failures as JSON.")
@corpus_option
def command(corpus: Path, *, as_json: bool, **asked: Any) -> None:
    """Run the rules' examples and look-alikes: alone, inside and after an article of their language.

    An example must go, a look-alike must stay, and no paragraph of the article may go with either.

    \b
    Example:
      thresher rules test --lang uk
    """  # noqa: D301 - click wants the control character
    from crawler.rulebench.own import book_of  # noqa: PLC0415 - quick help

    book = book_of(corpus)
    rules = list(_chosen(book, **asked))
    failed = list(_failures(rules, book))
    lines = sum(len(rule.examples) + len(rule.look_alikes) for rule in rules)
    if as_json:
        click.echo(json.dumps([_fact(failure) for failure in failed], ensure_ascii=False, indent=2))
    else:
        for line in _report(failed):
            click.echo(line)
        click.echo(f"rules: {len(rules):,}, examples and look-alikes: {lines:,}, failures: {len(failed):,}")
    if failed:
        raise RuleError(f"rules that fail their tests: {len({failure.trial.rule.id for failure in failed}):,}")


def _chosen(book: RuleBook, *, rule_id: str | None, language: str | None, own: bool) -> Iterator[Rule]:
    """Yield the rules asked for that have examples; RuleError where there is none of the id."""
    from cleaning.rules import load  # noqa: PLC0415

    if rule_id is not None and book.get(rule_id) is None:
        raise RuleError(f"there is no rule '{rule_id}'; 'thresher rules' lists them")
    for rule in book.rules:
        wanted = rule_id in (None, rule.id) and language in (None, rule.language)
        if wanted and rule.examples and not (own and load().get(rule.id)):
            yield rule


def _failures(rules: Iterable[Rule], book: RuleBook) -> Iterator[Failure]:
    from crawler.rulebench.trials import failures, trials  # noqa: PLC0415

    return (failure for rule in rules for trial in trials(rule) for failure in failures(trial, book))


def _report(failed: list[Failure]) -> Iterator[str]:
    above = ""
    for failure in failed:
        if failure.trial.rule.id != above:
            above = failure.trial.rule.id
            yield click.style(above, fg="cyan")
        yield f"  {failure}"


def _fact(failure: Failure) -> dict[str, str]:
    trial = failure.trial
    return {
        "rule": trial.rule.id,
        "what": "example" if trial.goes else "look-alike",
        "place": trial.place,
        "source": trial.source,
        "text": failure.text,
        "happened": failure.happened,
    }
