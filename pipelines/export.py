"""Articles taken out of a corpus as rows: which, in what shape, in a stable order. Writing formats is ``export_formats``."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cleaning.errors import InputError
from pipelines.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.store import Corpus

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
    "text_hash",
    "cleaning_version",
    "first_seen_at",
    "last_seen_at",
    "revision",
)
"""The columns of ``articles`` that are exported, in their order."""
LISTS: Final = frozenset({"authors", "tags", "quality"})
_BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles; what is left empty does not restrict."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str | None = None
    """First publication day, YYYY-MM-DD; articles of unknown day are left out."""
    until: str | None = None
    """Last publication day."""
    access: str | None = None
    """``free`` leaves out what its page declares paywalled, ``paywalled`` what it does not."""
    without: tuple[str, ...] = ()
    """Quality flags that an article must not have."""
    unique: bool = False
    """Of exact copies the earliest alone."""
    where: str | None = None
    """An SQL condition over the columns of ``articles``."""


def rows(corpus: Corpus, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the chosen articles in the order of their id, lists as lists, from one consistent state.

    Memory holds a few hundred at a time. Raises InputError where the condition is no SQL over ``articles``.
    """
    sql, values = _query(selection)
    with corpus.snapshot() as db:
        try:
            cursor = db.conn.execute(sql, values)
        except (sqlite3.OperationalError, sqlite3.ProgrammingError) as error:
            if selection.where is None:
                raise
            raise InputError(
                f'--where {selection.where!r}: {error}; write a condition over the columns of articles, such as "word_count > 300"'
            ) from error
        while batch := cursor.fetchmany(_BATCH):
            yield from map(_row, batch)


def described() -> dict[str, str]:
    """Return what each exported field means."""
    return {name: COLUMNS["articles"][name] for name in FIELDS}


def _row(values: tuple[Any, ...]) -> dict[str, Any]:
    row = dict(zip(FIELDS, values, strict=True))
    return row | {name: json.loads(row[name]) for name in LISTS}


def _query(selection: Selection) -> tuple[str, dict[str, Any]]:
    conditions = [condition for condition, wanted in _CONDITIONS.items() if getattr(selection, wanted)]
    conditions += [f"({selection.where}\n)"] if selection.where else []
    sql = f"SELECT {', '.join(FIELDS)} FROM articles WHERE {' AND '.join(conditions) or '1'} ORDER BY id"  # noqa: S608 - a reader's own condition, on a database opened for reading
    return sql, {
        "sources": json.dumps(selection.sources),
        "languages": json.dumps(selection.languages),
        "without": json.dumps(selection.without),
        "since": selection.since,
        "until": selection.until,
        "access": selection.access,
    }


_CONDITIONS: Final = {
    "source IN (SELECT value FROM json_each(:sources))": "sources",
    "language IN (SELECT value FROM json_each(:languages))": "languages",
    "published_on >= :since": "since",
    "published_on <= :until": "until",
    "(access IS 'paywalled') = (:access = 'paywalled')": "access",
    "NOT EXISTS (SELECT 1 FROM json_each(quality) AS flag JOIN json_each(:without) AS unwanted ON flag.value = unwanted.value)": "without",
    "NOT EXISTS (SELECT 1 FROM duplicates WHERE article_id = articles.id AND kind = 'exact')": "unique",
}
"""SQL condition to the field of a Selection that asks for it."""
