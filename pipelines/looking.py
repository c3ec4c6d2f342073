"""The stored articles of a source as learning looks at them: some thousands at most, the latest and, evenly, those before.

Reads the database only; a text is reduced to what recurrence is found by as it comes, so that memory stays flat.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cleaning.recurrence import wording
from pipelines.recurring import Sheet, line
from pipelines.topics import vocabulary

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

LATEST: Final = 1000
BEFORE: Final = 1000
"""Articles of a source that are looked at: the latest, and as many of all that were published before them."""
_CHUNK: Final = 500
_LINES: Final = 400
"""Lines of an article that are looked at from its beginning, and from its end."""

_IDS: Final = "SELECT id FROM articles WHERE source = ? ORDER BY published_on, id"
_ARTICLES: Final = """
SELECT id, coalesce(published_on, substr(first_seen_at, 1, 10)), title, text, outline, language, credit, section
FROM articles WHERE id IN (SELECT value FROM json_each(?)) ORDER BY 2, 1
"""
_EDGES: Final = "SELECT article_id, other_id FROM duplicates WHERE article_id IN (SELECT value FROM json_each(?))"


def sheets(db: sqlite3.Connection, source: str) -> list[Sheet]:
    """Return the articles of a source to look at, by day; copies of one article in one group."""
    chosen = _chosen([number for (number,) in db.execute(_IDS, (source,))])
    found = [sheet for chunk in _chunks(chosen) for sheet in _read(db, chunk)]
    found.sort(key=lambda sheet: (sheet.day, sheet.id))
    edges = [edge for chunk in _chunks(chosen) for edge in db.execute(_EDGES, (json.dumps(chunk),))]
    _grouped(found, edges)
    return found


def _chosen(ids: Sequence[int]) -> list[int]:
    before, latest = ids[:-LATEST], ids[-LATEST:]
    step = max(1, -(-len(before) // BEFORE))
    return [*before[::step], *latest]


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    return (list(ids[i : i + _CHUNK]) for i in range(0, len(ids), _CHUNK))


def _read(db: sqlite3.Connection, ids: list[int]) -> Iterator[Sheet]:
    for number, day, title, text, outline, language, credit, section in db.execute(_ARTICLES, (json.dumps(ids),)):
        kinds = [kind for _, kind in json.loads(outline or "[]")]
        texts = text.split("\n")
        if len(kinds) != len(texts):
            continue  # written by a version that kept no outline
        lines = [line(kind, said) for kind, said in zip(kinds, texts, strict=True)]
        lines = lines if len(lines) <= 2 * _LINES else [*lines[:_LINES], *lines[-_LINES:]]
        marks = (("credit", credit), ("section", section))
        yield Sheet(
            id=number,
            day=day,
            lines=tuple(lines),
            language=language,
            vocabulary=vocabulary([key[1] for key in lines if key], marks),
            title=vocabulary([wording(title or "")]),
        )


def _grouped(found: Sequence[Sheet], edges: Sequence[tuple[int, int]]) -> None:
    """Give copies of one article the same group: those the database knows as copies, whatever kind of copy they are."""
    leader = {sheet.id: sheet.id for sheet in found}

    def first(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for one, other in edges:
        if one in leader and other in leader:
            leader[max(first(one), first(other))] = min(first(one), first(other))
    for sheet in found:
        sheet.group = first(sheet.id)
