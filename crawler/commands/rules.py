"""``thresher rules``: the cleaning rules, each with what it removes; tried with ``test``, added to with ``new``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cleaning.article import Category
from crawler.commands import corpus_option, rule_new, rule_test, site_rules_option

if TYPE_CHECKING:
    from pathlib import Path

    from cleaning.catalogue import Entry


@click.group("rules", invoke_without_command=True)
@click.option("--category", type=click.Choice([category.value for category in Category]), help="Only this category.")
@click.option("--language", metavar="CODE", help="Only rules that hold for this language.")
@click.option(
    "--site", is_flag=True, help="List the rules for single sites instead, and the lines that cannot be used."
)
@site_rules_option
@click.option("--json", "as_json", is_flag=True, help="Print the rules as JSON, with examples and look-alikes.")
@corpus_option
@click.pass_context
def command(
    ctx: click.Context, /, corpus: Path, *, site: bool, site_rules: tuple[str, ...], as_json: bool, **asked: str | None
) -> None:
    """List the cleaning rules: their ids as they stand in removed_blocks, and what they remove.

    \b
    Example:
      thresher rules --category related --language en
      thresher rules --site
      thresher rules test --lang en
      thresher rules new "Read our dispatches:" --category related --lang en
    """  # noqa: D301 - click wants the control character
    if ctx.invoked_subcommand is not None:
        return
    if site or site_rules:
        _list_sites(corpus, site_rules, as_json=as_json)
    else:
        _list(corpus, asked["category"], asked["language"], as_json=as_json)


command.add_command(rule_test.command)
command.add_command(rule_new.command)


def _list_sites(corpus: Path, folders: tuple[str, ...], *, as_json: bool) -> None:
    from crawler.site_listing import document, filed, lines  # noqa: PLC0415 - quick help

    found = filed(corpus, folders)
    if as_json:
        click.echo(json.dumps(document(found), ensure_ascii=False, indent=2))
        return
    for line in lines(found):
        click.echo(line)


def _list(corpus: Path, category: str | None, language: str | None, *, as_json: bool) -> None:
    from cleaning.catalogue import entries  # noqa: PLC0415
    from crawler.rulebench.own import book_of  # noqa: PLC0415

    chosen = [
        rule
        for rule in entries(book_of(corpus))
        if category in (None, rule.category) and (language is None or rule.language in (None, language))
    ]
    if as_json:
        click.echo(json.dumps([_entry(rule) for rule in chosen], ensure_ascii=False, indent=2))
        return
    width = max((len(rule.id) for rule in chosen), default=0)
    for rule in chosen:
        click.echo(f"{rule.id:<{width}}  {rule.description}")


def _entry(rule: Entry) -> dict[str, Any]:
    return {
        "id": rule.id,
        "tier": rule.tier,
        "category": rule.category,
        "language": rule.language,
        "description": rule.description,
        "examples": list(rule.examples),
        "look_alikes": list(rule.look_alikes),
    }
