"""How a connection that writes keeps its journal and its pages: SQLite's settings for a database that grows to millions of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

WAL_LIMIT: Final = 64 * 2**20
"""Bytes the write-ahead log may keep after a checkpoint."""
CHECKPOINT: Final = 8_000
"""Pages of 4 KiB in the log after which they go into the database, each once, however often it was written."""
CACHE_KIB: Final = 32 * 1024
"""Memory for the pages of the indexes that each new article touches."""


def set_up(db: sqlite3.Connection) -> None:
    """Set what holds for a connection, and once for the file."""
    db.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
    db.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        db.execute("PRAGMA journal_mode = WAL")
