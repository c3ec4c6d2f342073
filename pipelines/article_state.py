"""All that the database keeps of what cleaning made of a page, as values that can be compared, stored and read back. Writes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from cleaning.article import Verdict
from pipelines.rows import by_name, instant, json_list, storable

if TYPE_CHECKING:
    import sqlite3

    from cleaning.article import Article, Block, DateCandidate

_LANGUAGE: Final = ("language", "declared_language", "detected_language", "language_source")
_SAME: Final = (
    "canonical_url",
    "title",
    "text",
    "byline",
    "credit",
    "section",
    "image",
    "access",
    "licence",
    *_LANGUAGE,
)
_LISTS: Final = ("authors", "tags", "quality")
_DATED: Final = ("published_on", "published_at", "published_offset", "published_precision", "published_source")
_MEASURED: Final = ("word_count", "words_removed", "words_outside")
FIELDS: Final = (*_SAME, *_LISTS, "outline", *_DATED, "modified_at", *_MEASURED)
"""The columns of ``articles`` that cleaning fills, but for the version it was."""
DATE_FIELDS: Final = frozenset((*_DATED, "modified_at"))
_REMOVED: Final = ("position", "kind", "text", "category", "rule", "reason", "score")
_CANDIDATE: Final = ("role", "place", "raw", "instant", "day", "offset", "precision", "ambiguous", "chosen", "rule")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """An article as the database keeps it; equal states mean the same rows, byte for byte."""

    row: Row
    """FIELDS with their values, as SQLite holds them."""
    removed: tuple[Row, ...]
    """Rows of ``removed_blocks`` without their keys, in page order."""
    dates: tuple[Row, ...]
    """Rows of ``date_candidates`` without their keys, in the order found."""

    def as_json(self) -> str:
        """Return the state as text that ``from_json`` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(text: str) -> State:
    """Read what ``as_json`` wrote."""
    said = json.loads(text)
    return State(said["row"], tuple(said["removed"]), tuple(said["dates"]))


def state_of(article: Article) -> State:
    """Return what is kept of an article."""
    row = {**_described(article), **_dated(article), **_measured(article)}
    return State(
        _storable(row),
        tuple(_storable(_removed(block)) for block in article.removed),
        tuple(_storable(_candidate(candidate)) for candidate in article.dates),
    )


def read(db: sqlite3.Connection, article_id: int) -> State:
    """Return what is kept of an article of that number, which there must be."""
    (row,) = by_name(db.execute(f"SELECT {', '.join(FIELDS)} FROM articles WHERE id = ?", (article_id,)))  # noqa: S608
    return State(
        row,
        _rows(db, "removed_blocks", _REMOVED, article_id, order="position"),
        _rows(db, "date_candidates", _CANDIDATE, article_id, order="id"),
    )


def _rows(
    db: sqlite3.Connection, table: str, names: tuple[str, ...], article_id: int, *, order: str
) -> tuple[Row, ...]:
    sql = f"SELECT {', '.join(names)} FROM {table} WHERE article_id = ? ORDER BY {order}"  # noqa: S608 - our own names
    return tuple(by_name(db.execute(sql, (article_id,))))


def _storable(row: Row) -> Row:
    return {name: storable(value) for name, value in row.items()}


def _described(article: Article) -> Row:
    row: Row = {name: getattr(article, name) for name in _SAME}
    row |= {name: json_list(getattr(article, name)) for name in _LISTS}
    outline = [[b.position, b.kind] for b in article.blocks if b.verdict is Verdict.KEPT]
    return row | {"outline": json_list(outline)}


def _dated(article: Article) -> Row:
    return {
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "published_at": instant(article.published_at),
        "published_offset": article.published_offset,
        "published_precision": article.published_precision,
        "published_source": article.published_source,
        "modified_at": instant(article.modified_at),
    }


def _measured(article: Article) -> Row:
    return {name: getattr(article, name) for name in _MEASURED}


def _removed(block: Block) -> Row:
    return {name: getattr(block, name) for name in _REMOVED}


def _candidate(candidate: DateCandidate) -> Row:
    said = {name: getattr(candidate, name) for name in _CANDIDATE}
    return said | {
        "instant": instant(candidate.instant),
        "day": candidate.day.isoformat() if candidate.day else None,
        "ambiguous": int(candidate.ambiguous),
        "chosen": int(candidate.chosen),
    }
