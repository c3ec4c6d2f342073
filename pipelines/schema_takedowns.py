"""The tombstones of what was taken out of a corpus, and which files of the archive are being written anew for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

TAKEDOWNS = (
    """
CREATE TABLE takedowns (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, key TEXT NOT NULL UNIQUE, asked TEXT NOT NULL,
  source TEXT REFERENCES sources(id), article_id INTEGER, reason TEXT NOT NULL, ticket TEXT, taken_by TEXT,
  taken_at TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('begun', 'done')), done_at TEXT,
  erased TEXT NOT NULL DEFAULT '{}', digests TEXT NOT NULL DEFAULT '[]', run_id INTEGER REFERENCES runs(id)
) STRICT""",
    "CREATE INDEX takedowns_begun ON takedowns(id) WHERE state = 'begun'",
    "CREATE INDEX takedowns_source ON takedowns(source)",
    "CREATE INDEX takedowns_run ON takedowns(run_id)",
    "CREATE TABLE takedown_files (name TEXT PRIMARY KEY, new_name TEXT, replaced INTEGER NOT NULL DEFAULT 0) STRICT",
    # What led to a page is found by where it led.
    "CREATE INDEX urls_redirected ON urls(reason) WHERE outcome = 'redirected'",
    "CREATE INDEX captures_final ON captures(final_url) WHERE final_url <> url",
)


@MIGRATIONS()
def m013_takedowns(db: Database) -> None:
    """Keep what was taken out, without its text, so that it is never fetched again; and let what led to it be found."""
    for statement in TAKEDOWNS:
        db.execute(statement)
