"""Texts in scripts without spaces between words, made findable: each pair of neighbouring letters is a word of the index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipelines.schema_segments import SPACELESS

if TYPE_CHECKING:
    import sqlite3

_RUN: Final = re.compile(f"[{SPACELESS}]+")
_WAITING: Final = """
SELECT id, coalesce(title, ''), text FROM unsegmented JOIN articles ON articles.id = article_id ORDER BY id LIMIT ?
"""


def segmented(text: str) -> str:
    """Return a text with its runs of such letters as pairs, and the last letter of each run alone; the rest as it is.

    >>> segmented("Apple 日本の首相")
    'Apple  日本 本の の首 首相 相 '
    """
    return _RUN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", text)


def catch_up(db: sqlite3.Connection, *, limit: int = 500) -> None:
    """Put articles that wait for it into the second index. Call inside a transaction."""
    rows = db.execute(_WAITING, (limit,)).fetchall()
    made = [
        (number, segmented(title), segmented(text)) for number, title, text in rows if _holds(title) or _holds(text)
    ]
    db.executemany("INSERT INTO articles_fts_grams (rowid, title, text) VALUES (?, ?, ?)", made)
    db.executemany("DELETE FROM unsegmented WHERE article_id = ?", [(row[0],) for row in rows])


def _holds(text: str) -> bool:
    return not text.isascii() and _RUN.search(text) is not None


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run))]
