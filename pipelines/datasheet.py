"""The datasheet of a release (Gebru et al., Datasheets for Datasets, 2021): its questions, answered from the release's tables.

What no table knows, such as what the corpus is for, is said by whoever makes the release, or said to be unknown.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pipelines.datasheet_tables import SECTIONS
from pipelines.markdown import cell, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from pipelines.datasheet_tables import Counted
    from pipelines.release_changes import Base


class Told(NamedTuple):
    """What whoever makes a release says of it; empty where nothing is said."""

    purpose: str = ""
    creator: str = ""
    url: str = ""


UNSAID: Final = Told()


def datasheet(db: sqlite3.Connection, name: str, told: Told, since: tuple[Base | None, Mapping[str, int]]) -> str:
    """Return the datasheet of the release attached as ``out``, in Markdown."""
    about = dict(db.execute("SELECT key, value FROM out.about").fetchall())
    lines = [f"# Datasheet: {name}", "", *_head(db, about), ""]
    for title, parts in SECTIONS:
        lines += [f"## {title}", ""]
        if title == "Motivation":
            lines += [told.purpose or "What it was collected for is not stated.", ""]
            lines += [f"Made by {cell(told.creator)}." if told.creator else "Who made it is not stated.", ""]
        for part in parts:
            lines += [part, ""] if isinstance(part, str) else [*_counted(db, part), ""]
        if title == "Maintenance":
            lines += [*_changes(*since), ""]
        if title == "Cleaning and labelling":
            lines += [*_versions(about), ""]
    return "\n".join(lines)


def _head(db: sqlite3.Connection, about: Mapping[str, str]) -> Iterator[str]:
    articles, length = db.execute("SELECT count(*), coalesce(sum(word_count), 0) FROM out.articles").fetchone()
    yield f"{articles:,} news articles, {length:,} words, as the corpus stood on {about['as_of']}: the last instant something was done in it."
    yield "Instants are UTC, days the publisher's."
    chosen: dict[str, Any] = json.loads(about["filters"])
    yield ""
    if not chosen:
        yield "All articles of the corpus are in it."
        return
    yield "Not all articles of the corpus are in it. Chosen were those with:"
    yield ""
    yield "| filter | value |"
    yield "|---|---|"
    yield from (f"| {key.replace('_', ' ')} | {cell(words(value))} |" for key, value in chosen.items())


def _counted(db: sqlite3.Connection, part: Counted) -> Iterator[str]:
    found = db.execute(part.sql).fetchall()
    yield f"**{part.title}**"
    yield ""
    if not found:
        yield part.none
        return
    yield f"| {' | '.join(part.head)} |"
    yield "|" + "|".join("---:" if isinstance(value, int | float) else "---" for value in found[0]) + "|"
    yield from (f"| {' | '.join(cell(_number(value)) for value in row)} |" for row in found)


def _changes(base: Base | None, counts: Mapping[str, int]) -> Iterator[str]:
    if base is None:
        yield "This is the first release of the corpus."
        return
    told = ", ".join(f"{number:,} {what}" for what, number in counts.items())
    yield f"Compared with the release {base.name} (as of {base.as_of}): {told}. changes.md and changes.json say which."


def _versions(about: Mapping[str, str]) -> Iterator[str]:
    yield "**Versions at work when the release was made**"
    yield ""
    yield ", ".join(f"{name} {number}" for name, number in json.loads(about["versions"]).items())


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)
