"""``thresher rules new``: turns a line that should go into a rule with tests, and shows what it would remove."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cleaning.article import Category
from cleaning.errors import InputError, RuleError
from crawler.commands import corpus_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.rulebench.checking import Candidate
    from crawler.rulebench.drafting import Draft
    from crawler.rulebench.picking import Picked

_SHOWN = 100


def _language(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    from crawler.fields import CHECKS, FieldError  # noqa: PLC0415 - quick help

    try:
        return value if value in (None, "any") else CHECKS["language"](value)
    except FieldError as error:
        raise click.BadParameter(str(error)) from None


@click.command("new")
@click.argument("line", metavar="[LINE]", required=False)
@click.option("--category", type=click.Choice([c.value for c in Category]), help="What such a line is.")
@click.option(
    "--lang", "language", metavar="CODE", callback=_language, help="The language it is in; any: the rule holds in all."
)
@click.option("--like", "likes", multiple=True, metavar="TEXT", help="A line that looks alike and must stay.")
@click.option("--name", metavar="NAME", help="The rule's name. [default: its first words]")
@click.option("--from-article", "article", type=int, metavar="ID", help="Take the line from this stored article:")
@click.option("--block", type=int, metavar="N", help="the removed block at this position of its page, or")
@click.option("--line", "number", type=int, metavar="N", help="this line of its text, counted from 1.")
@click.option("--dry-run", is_flag=True, help="Show the rule and what it would do; write nothing.")
@click.option("--force", is_flag=True, help="Write it whatever speaks against it.")
@corpus_option
def command(corpus: Path, *, line: str | None, dry_run: bool, force: bool, **asked: Any) -> None:
    """Turn a line that should go into a rule of this corpus, with the line as its test.

    LINE is written as in 'thresher rules --json': [text] stands in a link, "- text" is a list item, "# text" a heading.
    Without one, it is read from standard input.

    \b
    Example:
      thresher rules new "Read our dispatches: [Ferry row deepens]" --category related --lang en
      thresher rules new --from-article 17 --block 42 --like "Read our dispatches to the end, the captain wrote."
    """  # noqa: D301 - click wants the control character
    from crawler.rulebench.checking import candidate, objections  # noqa: PLC0415 - quick help
    from crawler.rulebench.picking import picked  # noqa: PLC0415
    from pipelines.phrase_rules import own_files  # noqa: PLC0415
    from pipelines.replacing import replace  # noqa: PLC0415
    from pipelines.site_rules import OWN  # noqa: PLC0415

    where = [asked.pop(name) for name in ("article", "block", "number")]
    found = picked(corpus, *where) if where[0] is not None else _given(line, where)
    draft = _drafted(found, **asked)
    made = candidate(draft, own_files(corpus / OWN), is_named=asked["name"] is not None)
    against = list(dict.fromkeys(objections(made)))
    for said in (*_shown(made), *(f"against it: {objection}" for objection in against), *_effect(corpus, made)):
        click.echo(said)
    if against and not force:
        raise RuleError(f"{draft.id}: not written for what speaks against it; --force writes it all the same")
    if not dry_run:
        replace(corpus / made.name, made.content)
        click.echo(f"written to {corpus / made.name}")


def _given(line: str | None, where: list[Any]) -> Picked:
    """Return the line of the command line, or of standard input."""
    from crawler.rulebench.picking import Picked  # noqa: PLC0415

    if any(value is not None for value in where):
        raise click.UsageError("--block and --line go with --from-article")
    text = line if line not in (None, "-") else sys.stdin.readline()
    if not (text or "").strip():
        raise InputError("there is no line to make a rule of")
    return Picked(line=(text or "").strip())


def _drafted(found: Picked, *, category: str | None, language: str | None, **asked: Any) -> Draft:
    from crawler.rulebench.drafting import draft  # noqa: PLC0415

    category, language = category or found.category, language or found.language
    if category is None or language is None:
        raise click.UsageError("say what the line is with --category, and in which language with --lang (or 'any')")
    known = None if language == "any" else language
    return draft(found.line, category=Category(category), language=known, **asked)


def _shown(made: Candidate) -> Iterator[str]:
    from crawler.rulebench.writing import block  # noqa: PLC0415

    yield f"{made.name} gets {made.draft.id}:"
    yield ""
    yield from block(made.draft).splitlines()
    yield ""


def _effect(corpus: Path, made: Candidate) -> Iterator[str]:
    """Say what the rule would remove from what is stored; nothing where there is no corpus yet."""
    from crawler.rulebench.effect import effect  # noqa: PLC0415
    from crawler.rulebench.picking import stored  # noqa: PLC0415

    seen = effect(made.rule, made.book, stored(corpus))
    if seen.articles:
        removed = f"{seen.lines:,} lines in {seen.touched:,} of {seen.articles:,} stored articles"
        yield f"by its wording it would remove {removed}" + (", such as" if seen.samples else "")
        yield from (f"  {number}: {line[:_SHOWN]}" for number, line in seen.samples)
