"""How our values become SQLite's: instants, JSON, text, and one INSERT; and how rows come back by name. Knows no table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence


def instant(moment: datetime | None) -> str | None:
    """Return an aware datetime as UTC text, ``YYYY-MM-DDTHH:MM:SSZ``; None for None.

    >>> instant(datetime.fromisoformat("2026-03-01T12:30:05.9+02:00"))
    '2026-03-01T10:30:05Z'
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    try:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except OverflowError:  # a page may claim the first or last hours of the calendar
        return None


def moment(text: str | None) -> datetime | None:
    """Return stored text of ``instant`` as an aware datetime; None for None.

    >>> moment("2026-03-01T10:30:05Z")
    datetime.datetime(2026, 3, 1, 10, 30, 5, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(text) if text else None


def now() -> str:
    """Return the present instant as stored text."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def json_list(values: Sequence[object]) -> str:
    """Return values as a JSON list people can read."""
    return json.dumps(values, ensure_ascii=False)


def storable(value: Any) -> Any:
    """Replace what UTF-8 cannot hold (lone surrogates) in a string; return anything else as it is."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and not value.isascii() else value


def by_name(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    """Yield the rows that a query found, each by the names of its columns."""
    columns = [column[0] for column in cursor.description]
    return (dict(zip(columns, row, strict=True)) for row in cursor)


def insert(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Add one row and return its rowid."""
    rowid = db.execute(_insert_sql(table, tuple(row)), _storable(row)).lastrowid
    return rowid or 0


def insert_all(db: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, all of the same columns in the same order."""
    if rows:
        db.executemany(_insert_sql(table, tuple(rows[0])), [_storable(row) for row in rows])


def _storable(row: Mapping[str, Any]) -> list[Any]:
    return [storable(v) if v.__class__ is str and not v.isascii() else v for v in row.values()]


@cache
def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
