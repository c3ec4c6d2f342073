"""Makes a database forget what was deleted from it: SQLite leaves it in free pages, in the index's segments, and in the log.

Nothing is deleted here. Connections are given; ``store`` opens them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaning.errors import StorageError
from pipelines.faults import storage_errors

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

_AGAIN = "what was taken down is refused already; 'thresher takedown' without a URL finishes the work"


def overwrite(db: sqlite3.Connection) -> None:
    """Let this connection overwrite what it deletes, and have the disk hold each transaction before the next step."""
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA synchronous = FULL")


def scour(db: sqlite3.Connection, path: Path) -> None:
    """Merge each full-text index into one segment, write the database anew, and empty its log.

    Takes room for the database once more, twice for a moment. Raises StorageError when there is none, or when another
    program reads the database for as long as one waits for it; nothing is lost then, and it can be done again.
    """
    with _explained(path), storage_errors(path):
        for (index,) in db.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall():
            db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - a name of ours
        db.execute("VACUUM")
    empty_log(db, path)


def empty_log(db: sqlite3.Connection, path: Path) -> None:
    """Bring the write-ahead log into the database and cut it to nothing; raises StorageError while others read."""
    with _explained(path), storage_errors(path):
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise StorageError(
            f"{path}: another program reads the database, so its log cannot be emptied; close it (browse, a shell): {_AGAIN}"
        )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        if not _is_full(error):
            raise
        size = path.stat().st_size / 2**20
        raise StorageError(
            f"{error}; about {2 * size:.0f} MB must be free there, and {size:.0f} MB for temporary files; {_AGAIN}"
        ) from error


def _is_full(error: StorageError) -> bool:
    return getattr(error.__cause__, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))
