"""What was brought in from files, how far, and what became of each record in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

INGESTS = (
    """
CREATE TABLE ingest_files (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
  digest TEXT NOT NULL, read_as TEXT NOT NULL DEFAULT '{}', position INTEGER NOT NULL DEFAULT 0,
  inside INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, begun_at TEXT NOT NULL, changed_at TEXT NOT NULL,
  run_id INTEGER REFERENCES runs(id)
) STRICT""",
    "CREATE INDEX ingest_files_digest ON ingest_files(digest)",
    "CREATE INDEX ingest_files_path ON ingest_files(path)",
    "CREATE INDEX ingest_files_run ON ingest_files(run_id)",
    """
CREATE TABLE ingest_counts (
  file_id INTEGER NOT NULL REFERENCES ingest_files(id), outcome TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  count INTEGER NOT NULL, PRIMARY KEY (file_id, outcome, reason)
) STRICT""",
    """
CREATE TABLE ingest_items (
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES ingest_files(id), place TEXT NOT NULL, url TEXT,
  outcome TEXT NOT NULL, reason TEXT, detail TEXT, digest TEXT,
  capture_id INTEGER REFERENCES captures(id) ON DELETE SET NULL
) STRICT""",
    "CREATE UNIQUE INDEX ingest_items_place ON ingest_items(file_id, place)",
    "CREATE INDEX ingest_items_url ON ingest_items(url)",
    "CREATE INDEX ingest_items_digest ON ingest_items(digest) WHERE capture_id IS NOT NULL",
    "CREATE INDEX ingest_items_capture ON ingest_items(capture_id)",
)


@MIGRATIONS()
def m011_ingests(db: Database) -> None:
    """Note of every file that is brought in how far it was read, and where in it each page stood."""
    for statement in INGESTS:
        db.execute(statement)
