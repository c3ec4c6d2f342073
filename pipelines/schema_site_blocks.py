"""The table of blocks that recur over a source's pages, as a migration; ``learned_columns`` says what its columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

SITE_BLOCKS = (
    """
CREATE TABLE site_blocks (
  source TEXT NOT NULL REFERENCES sources(id), number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'rejected', 'undone')),
  words TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, category TEXT NOT NULL,
  paths TEXT NOT NULL, place TEXT NOT NULL CHECK (place IN ('start', 'end', 'any')), reach INTEGER NOT NULL,
  articles INTEGER NOT NULL, pages INTEGER NOT NULL, share REAL NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
  score REAL NOT NULL, doubts TEXT NOT NULL DEFAULT '[]', examples TEXT NOT NULL DEFAULT '[]', reason TEXT NOT NULL,
  found_at TEXT NOT NULL, decided_at TEXT, decided_by TEXT CHECK (decided_by IN ('auto', 'user')),
  PRIMARY KEY (source, number), CHECK (state = 'proposed' OR decided_at IS NOT NULL)
) STRICT""",
    "CREATE UNIQUE INDEX site_blocks_words ON site_blocks(source, words, kind)",
    "CREATE INDEX site_blocks_state ON site_blocks(state)",
)


@MIGRATIONS()
def m014_site_blocks(db: Database) -> None:
    """Keep which blocks recur over a source's pages, on what evidence, and what was decided about each."""
    for statement in SITE_BLOCKS:
        db.execute(statement)
