"""What the disk or the database file is to blame for, as StorageError; our own bugs are not."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaning.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the disk or the file is to blame for into a StorageError; our own bugs pass through."""
    try:
        yield
    except sqlite3.Error as error:
        if (text := _blame(error)) is None:
            raise
        raise StorageError(f"{path}: {text}") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error


def _blame(error: sqlite3.Error) -> str | None:
    damaged = f"the database is damaged ({error}); restore a backup"
    unusable = f"the database cannot be used ({error})"
    return {
        sqlite3.SQLITE_FULL: "the disk is full; nothing was half-written",
        sqlite3.SQLITE_BUSY: "another program keeps the database locked for writing",
        sqlite3.SQLITE_LOCKED: "another program keeps the database locked for writing",
        sqlite3.SQLITE_CORRUPT: damaged,
        sqlite3.SQLITE_NOTADB: damaged,
        sqlite3.SQLITE_IOERR: unusable,
        sqlite3.SQLITE_READONLY: unusable,
        sqlite3.SQLITE_CANTOPEN: unusable,
        sqlite3.SQLITE_PERM: unusable,
    }.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
