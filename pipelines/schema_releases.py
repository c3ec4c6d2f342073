"""The tables of what a corpus remembers of its releases, as a migration; ``release_columns`` says what its columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

RELEASES = (
    """
CREATE TABLE releases (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, place TEXT NOT NULL, as_of TEXT NOT NULL, made_at TEXT NOT NULL,
  articles INTEGER NOT NULL, filters TEXT NOT NULL DEFAULT '{}', base TEXT, changes TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL, sums TEXT NOT NULL, complete INTEGER NOT NULL DEFAULT 0
) STRICT""",
    "CREATE UNIQUE INDEX releases_name ON releases(name) WHERE complete = 1",
    """
CREATE TABLE release_articles (
  release_id INTEGER NOT NULL REFERENCES releases(id), url_digest BLOB NOT NULL, revision INTEGER NOT NULL,
  text_digest BLOB NOT NULL, row_digest BLOB NOT NULL, PRIMARY KEY (release_id, url_digest)
) STRICT, WITHOUT ROWID""",
)


@MIGRATIONS()
def m012_releases(db: Database) -> None:
    """Remember what was released, so that the next release can say what is new in it."""
    for statement in RELEASES:
        db.execute(statement)
