"""``thresher history``: the states of an article since it was first seen, and what changed in each, word by word."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from crawler.commands import corpus_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.changes import Run
    from pipelines.history import History, Revision

_AROUND = 12
"""Unchanged words shown on either side of a change."""


@click.command("history")
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="Print all states with their texts as JSON.")
@corpus_option
def command(article: str, corpus: Path, *, as_json: bool) -> None:
    """Show how ARTICLE, a URL or a number, changed since it was first seen.

    Words taken out stand in [-brackets-], words put in in {+braces+}; on a terminal in red and green.

    \b
    Example:
      thresher history https://courier.example/2026/03/12/harbour-bridge-reopens/
      thresher history 17 --json | jq '.revisions[].kind'
    """  # noqa: D301 - click wants the control character
    from pipelines.history import history  # noqa: PLC0415 - quick help
    from pipelines.store import Corpus  # noqa: PLC0415

    with Corpus.open(corpus, readonly=True) as opened, opened.snapshot() as db:
        found = history(db.conn, article)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(found, coloured=sys.stdout.isatty())))


def _lines(found: History, *, coloured: bool) -> Iterator[str]:
    yield f"{found.title or '(no title)'}"
    yield f"article {found.article_id}  {found.url}"
    for revision in found.revisions:
        yield ""
        yield f"{revision.number}  {revision.seen_at}  {revision.kind}"
        yield from _changes(revision, coloured=coloured)


def _changes(revision: Revision, *, coloured: bool) -> Iterator[str]:
    from pipelines.changes import words_changed  # noqa: PLC0415 - quick help

    if revision.number > 1 and revision.title != revision.title_before:
        title = words_changed(revision.title_before or "", revision.title or "")
        yield f"   title: {_shown(title, coloured=coloured)}"
    if revision.runs:
        yield from (
            f"   {line.strip()}" for line in _shown(revision.runs, coloured=coloured).split("\n") if line.strip()
        )


def _shown(runs: tuple[Run, ...], *, coloured: bool) -> str:
    parts = [_part(run, first=n == 0, last=n == len(runs) - 1, coloured=coloured) for n, run in enumerate(runs)]
    return " ".join(part for part in parts if part).rstrip()


def _part(run: Run, *, first: bool, last: bool, coloured: bool) -> str:
    """Return a run as it is shown: what is the same only near a change."""
    if run.op == "same":
        return _near(run.text, first=first, last=last)
    text = run.text.strip("\n")
    if not text:
        return "\n" if run.op == "new" else ""
    marks = ("[-", "-]", "red") if run.op == "gone" else ("{+", "+}", "green")
    shown = "\n".join(f"{marks[0]}{line}{marks[1]}" for line in text.split("\n"))
    behind = "\n" if run.text.endswith("\n") else ""
    return (click.style(text, fg=marks[2]) if coloured else shown) + behind


def _near(text: str, *, first: bool, last: bool) -> str:
    words = text.replace("\n", " \n ").split(" ")
    if len(words) <= (1 + (not first and not last)) * _AROUND:
        return text
    head = [] if first else words[:_AROUND]
    tail = [] if last else words[-_AROUND:]
    return " ".join([*head, "…", *tail]).replace(" \n ", "\n")
