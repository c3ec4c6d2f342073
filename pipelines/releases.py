"""What a corpus remembers of its releases: the tables ``releases`` and ``release_articles``. Making one is ``release``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cleaning.errors import InputError
from pipelines import sums
from pipelines.release_changes import Base
from pipelines.rows import by_name, insert

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_LIST: Final = """
SELECT id, name, place, as_of, made_at, articles, filters, base, changes, sums FROM releases WHERE complete = 1 ORDER BY id"""
_BASE: Final = """
SELECT id, name, as_of FROM releases WHERE complete = 1 AND name <> :name AND state <> :state
ORDER BY filters = :filters DESC, id DESC LIMIT 1"""
_NAMED: Final = "SELECT id, name, as_of FROM releases WHERE complete = 1 AND name = ?"


def listed(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the finished releases in the order they were made, ``filters`` and ``changes`` as objects."""
    rows = list(by_name(db.execute(_LIST)))
    return [row | {name: json.loads(row[name]) for name in ("filters", "changes")} for row in rows]


def named(db: sqlite3.Connection, name: str) -> Base | None:
    """Return the finished release of a name."""
    row = db.execute(_NAMED, (name,)).fetchone()
    return Base(*row) if row else None


def base(db: sqlite3.Connection, name: str, *, state: str, filters: str, since: str | None) -> Base | None:
    """Return the release to compare with: the one asked for, or the newest of other contents, rather one so filtered.

    One of the same contents is passed over, so that a release made twice tells the same changes.
    """
    if since is not None:
        found = named(db, since)
        if found is None:
            known = ", ".join(row["name"] for row in listed(db)) or "none"
            raise InputError(f"--since-release {since}: no such release; this corpus has {known}")
        return found
    row = db.execute(_BASE, {"name": name, "state": state, "filters": filters}).fetchone()
    return Base(*row) if row else None


def announce(db: sqlite3.Connection, row: dict[str, Any]) -> int:
    """Note a release that is about to get its name, with what is in it (``temp.released``); return its number."""
    number = insert(db, "releases", row | {"complete": 0})
    db.execute(
        "INSERT INTO main.release_articles SELECT ?, url_digest, revision, text_digest, row_digest"
        " FROM temp.released ORDER BY url_digest",
        (number,),
    )
    return number


def finish(db: sqlite3.Connection, number: int) -> None:
    """Note that a release has its name; one of the same name is forgotten."""
    sql = "SELECT id FROM releases WHERE id <> :id AND name = (SELECT name FROM releases WHERE id = :id)"
    for (other,) in db.execute(sql, {"id": number}).fetchall():
        forget(db, other)
    db.execute("UPDATE releases SET complete = 1 WHERE id = ?", (number,))


def forget(db: sqlite3.Connection, number: int) -> None:
    """Remove a release from the record."""
    db.execute("DELETE FROM release_articles WHERE release_id = ?", (number,))
    db.execute("DELETE FROM releases WHERE id = ?", (number,))


def mend(db: sqlite3.Connection, folder: Path) -> set[int]:
    """Put right what a process that was killed left: its release has its name, and is finished, or has not, and is forgotten.

    Return the numbers of those finished.
    """
    finished = set[int]()
    for number, place, wanted in db.execute("SELECT id, place, sums FROM releases WHERE complete = 0").fetchall():
        made = folder / place / sums.NAME
        if made.is_file() and sums.digest(made) == wanted:
            finish(db, number)
            finished.add(number)
        else:
            forget(db, number)
    return finished
