"""The migration that lets stored pages be cleaned again: what each result was made by, how far that went, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.schema import MIGRATIONS

if TYPE_CHECKING:
    from sqlite_utils import Database

RECLEANING = (
    """
CREATE TABLE source_facts (
  digest TEXT PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(id), facts TEXT NOT NULL
) STRICT""",
    "CREATE INDEX source_facts_source ON source_facts(source)",
    "ALTER TABLE articles ADD COLUMN facts TEXT REFERENCES source_facts(digest)",
    "CREATE INDEX articles_facts ON articles(facts)",
    "ALTER TABLE rejections ADD COLUMN cleaning_version TEXT",
    "ALTER TABLE rejections ADD COLUMN facts TEXT REFERENCES source_facts(digest)",
    "CREATE INDEX rejections_facts ON rejections(facts)",
    """
CREATE TABLE recleanings (
  run_id INTEGER NOT NULL REFERENCES runs(id), what TEXT NOT NULL CHECK (what IN ('article', 'rejection')),
  source TEXT NOT NULL REFERENCES sources(id), standard TEXT NOT NULL, since TEXT NOT NULL, upto INTEGER NOT NULL,
  last_capture INTEGER NOT NULL, PRIMARY KEY (run_id, what, standard)
) STRICT""",
    "CREATE INDEX recleanings_standard ON recleanings(standard, what)",
    "CREATE INDEX recleanings_source ON recleanings(source)",
    """
CREATE TABLE recleaned (
  capture_id INTEGER PRIMARY KEY REFERENCES captures(id) ON DELETE CASCADE,
  article_id INTEGER REFERENCES articles(id) ON DELETE CASCADE,
  rejection_id INTEGER REFERENCES rejections(id) ON DELETE CASCADE, url TEXT NOT NULL,
  source TEXT NOT NULL REFERENCES sources(id), standard TEXT NOT NULL,
  found TEXT NOT NULL CHECK (found IN ('changed', 'rejected', 'article', 'failed')), seen_at TEXT NOT NULL, result TEXT NOT NULL
) STRICT""",
    "CREATE INDEX recleaned_article ON recleaned(article_id)",
    "CREATE INDEX recleaned_rejection ON recleaned(rejection_id)",
    "CREATE INDEX recleaned_source ON recleaned(source)",
)


@MIGRATIONS()
def m010_recleaning(db: Database) -> None:
    """Note what each article and rejection was made by; keep what cleaning again found until it is taken over."""
    for statement in RECLEANING:
        db.execute(statement)
