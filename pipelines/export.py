"""Articles taken out of a corpus as rows, in a stable order. Which ones is ``selecting``, writing formats ``export_formats``."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, Final

from pipelines import selecting
from pipelines.columns import COLUMNS
from pipelines.selecting import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.store import Corpus

__all__ = ["FIELDS", "LISTS", "OBJECTS", "Selection", "all_rows", "described", "rows"]

FIELDS: Final = (
    "id",
    "url",
    "canonical_url",
    "source",
    "title",
    "text",
    "authors",
    "byline",
    "credit",
    "language",
    "declared_language",
    "detected_language",
    "language_source",
    "section",
    "tags",
    "image",
    "published_on",
    "published_at",
    "published_offset",
    "published_precision",
    "published_source",
    "modified_at",
    "word_count",
    "words_removed",
    "quality",
    "access",
    "licence",
    "rights",
    "text_hash",
    "cleaning_version",
    "first_seen_at",
    "last_seen_at",
    "revision",
)
"""What is exported of an article, in its order: columns of ``articles``, and ``rights`` of the capture."""
LISTS: Final = frozenset({"authors", "tags", "quality"})
OBJECTS: Final = frozenset({"rights"})
_BATCH: Final = 500


def rows(corpus: Corpus, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the chosen articles in the order of their id, lists as lists, from one consistent state.

    Memory holds a few hundred at a time. Raises InputError where a source is unknown, or the condition is no SQL over
    ``articles``.
    """
    where, values = selecting.condition(selection)
    with corpus.snapshot() as db:
        selecting.check(db.conn, selection)
        try:
            yield from _read(db.conn, _sql("main", where), values)
        except sqlite3.OperationalError as error:
            if selection.where is None or error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            raise selecting.no_condition(selection.where, error) from error


def all_rows(db: sqlite3.Connection, database: str) -> Iterator[dict[str, Any]]:
    """Yield all articles of an attached database in the same shape and order."""
    return _read(db, _sql(database, "1"), {})


def described() -> dict[str, str]:
    """Return what each exported field means."""
    return {name: COLUMNS["captures" if name == "rights" else "articles"][name] for name in FIELDS}


def _read(db: sqlite3.Connection, sql: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = db.execute(sql, values)
    while batch := cursor.fetchmany(_BATCH):
        yield from map(_row, batch)


def _row(values: tuple[Any, ...]) -> dict[str, Any]:
    row = dict(zip(FIELDS, values, strict=True))
    decoded = {name: json.loads(row[name]) for name in LISTS}
    return row | decoded | {name: json.loads(row[name]) for name in OBJECTS if row[name] is not None}


def _sql(database: str, where: str) -> str:
    rights = f"(SELECT rights FROM {database}.captures WHERE id = articles.capture_id)"  # noqa: S608 - names of ours
    columns = ", ".join(rights if name == "rights" else f"articles.{name}" for name in FIELDS)
    return f"SELECT {columns} FROM {database}.articles AS articles WHERE {where} ORDER BY articles.id"  # noqa: S608 - a reader's own condition, checked
