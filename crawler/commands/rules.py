"""``thresher rules``: the cleaning rules, each with what it removes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from cleaning.article import Category
from crawler.commands import corpus_option

if TYPE_CHECKING:
    from pathlib import Path

    from cleaning.catalogue import Entry


@click.command("rules")
@click.option("--category", type=click.Choice([category.value for category in Category]), help="Only this category.")
@click.option("--language", metavar="CODE", help="Only rules that hold for this language.")
@click.option("--json", "as_json", is_flag=True, help="Print the rules as JSON, with examples and look-alikes.")
@corpus_option
def command(corpus: Path, *, category: str | None, language: str | None, as_json: bool) -> None:  # noqa: ARG001 - all take -C
    """List the cleaning rules: their ids as they stand in removed_blocks, and what they remove.

    \b
    Example:
      thresher rules --category related --language en
    """  # noqa: D301 - click wants the control character
    from cleaning.catalogue import entries  # noqa: PLC0415 - quick help

    chosen = [
        rule
        for rule in entries()
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
