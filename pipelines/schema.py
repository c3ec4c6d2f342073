"""The tables of ``corpus.db`` as append-only migrations. Nothing here reads or writes rows; ``columns`` says what each means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS = Migrations("thresher")

FIRST = """
CREATE TABLE sources (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, home TEXT NOT NULL, language TEXT, timezone TEXT,
  enabled INTEGER NOT NULL DEFAULT 1, added_at TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
  finish_reason TEXT, exit_code INTEGER, requests INTEGER NOT NULL DEFAULT 0, cleaning_version TEXT
) STRICT;

CREATE TABLE urls (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, source TEXT NOT NULL REFERENCES sources(id), host TEXT NOT NULL,
  kind TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'leased', 'done')),
  outcome TEXT, reason TEXT, detail TEXT, status INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
  discovered_at TEXT NOT NULL, discovered_via TEXT, hints TEXT, due_at TEXT, leased_until TEXT, fetched_at TEXT,
  run_id INTEGER REFERENCES runs(id),
  CHECK (state <> 'done' OR (outcome IS NOT NULL AND outcome <> 'deferred'))
) STRICT;
CREATE INDEX urls_due ON urls(state, host, due_at);
CREATE INDEX urls_source ON urls(source, state, outcome);
CREATE INDEX urls_run ON urls(run_id);

CREATE TABLE captures (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, final_url TEXT NOT NULL, status INTEGER NOT NULL, fetched_at TEXT NOT NULL,
  content_type TEXT, digest TEXT NOT NULL, warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL,
  warc_length INTEGER NOT NULL, run_id INTEGER REFERENCES runs(id)
) STRICT;
CREATE INDEX captures_url ON captures(url);
CREATE INDEX captures_run ON captures(run_id);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, canonical_url TEXT, source TEXT NOT NULL REFERENCES sources(id),
  title TEXT, text TEXT NOT NULL, outline TEXT, authors TEXT NOT NULL DEFAULT '[]', byline TEXT, credit TEXT, language TEXT, section TEXT,
  tags TEXT NOT NULL DEFAULT '[]', image TEXT, published_on TEXT, published_at TEXT, published_offset TEXT,
  published_precision TEXT, published_source TEXT, modified_at TEXT, word_count INTEGER NOT NULL,
  words_removed INTEGER NOT NULL DEFAULT 0, words_outside INTEGER NOT NULL DEFAULT 0,
  quality TEXT NOT NULL DEFAULT '[]', access TEXT, text_hash TEXT NOT NULL, cleaning_version TEXT NOT NULL,
  capture_id INTEGER REFERENCES captures(id), first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX articles_source ON articles(source, published_on);
CREATE INDEX articles_published ON articles(published_at);
CREATE INDEX articles_day ON articles(published_on, id DESC);
CREATE INDEX articles_language ON articles(language);
CREATE INDEX articles_section ON articles(section);
CREATE INDEX articles_hash ON articles(text_hash);
CREATE INDEX articles_capture ON articles(capture_id);

CREATE TABLE revisions (
  article_id INTEGER NOT NULL REFERENCES articles(id), number INTEGER NOT NULL, kind TEXT NOT NULL, title TEXT,
  text TEXT NOT NULL, capture_id INTEGER REFERENCES captures(id), seen_at TEXT NOT NULL,
  PRIMARY KEY (article_id, number)
) STRICT;
CREATE INDEX revisions_capture ON revisions(capture_id);

CREATE TABLE removed_blocks (
  id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles(id), position INTEGER NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, category TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL, score REAL
) STRICT;
CREATE UNIQUE INDEX removed_blocks_place ON removed_blocks(article_id, position);
CREATE INDEX removed_blocks_rule ON removed_blocks(rule);
CREATE INDEX removed_blocks_category ON removed_blocks(category);

CREATE TABLE date_candidates (
  id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles(id), role TEXT NOT NULL, place TEXT NOT NULL,
  raw TEXT NOT NULL, instant TEXT, day TEXT, offset TEXT, precision TEXT, ambiguous INTEGER NOT NULL DEFAULT 0,
  chosen INTEGER NOT NULL DEFAULT 0, rule TEXT
) STRICT;
CREATE INDEX date_candidates_article ON date_candidates(article_id);

CREATE TABLE duplicates (
  article_id INTEGER NOT NULL REFERENCES articles(id), other_id INTEGER NOT NULL REFERENCES articles(id),
  kind TEXT NOT NULL, similarity REAL NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (article_id, other_id, kind)
) STRICT;
CREATE INDEX duplicates_other ON duplicates(other_id);

CREATE TABLE rules (
  id TEXT PRIMARY KEY, tier TEXT NOT NULL, category TEXT NOT NULL, language TEXT, description TEXT NOT NULL
) STRICT;

CREATE TABLE run_sources (
  run_id INTEGER NOT NULL REFERENCES runs(id), source TEXT NOT NULL REFERENCES sources(id), outcome TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', count INTEGER NOT NULL, PRIMARY KEY (run_id, source, outcome, reason)
) STRICT;
CREATE INDEX run_sources_source ON run_sources(source);

CREATE TABLE rejections (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, source TEXT NOT NULL REFERENCES sources(id),
  capture_id INTEGER REFERENCES captures(id), reason TEXT NOT NULL, evidence TEXT NOT NULL, title TEXT,
  rejected_at TEXT NOT NULL, run_id INTEGER REFERENCES runs(id)
) STRICT;
CREATE INDEX rejections_url ON rejections(url);
CREATE INDEX rejections_reason ON rejections(source, reason);
CREATE INDEX rejections_capture ON rejections(capture_id);
CREATE INDEX rejections_run ON rejections(run_id);
"""


# Unlike the triggers sqlite-utils makes, these leave the index alone when only last_seen_at moves.
FULL_TEXT = (
    """
CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, text, content="articles", content_rowid="id", tokenize='unicode61 remove_diacritics 2'
)""",
    """
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END""",
    """
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END""",
    """
CREATE TRIGGER articles_au AFTER UPDATE OF title, text ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END""",
)


@MIGRATIONS()
def m001_first(db: Database) -> None:
    """Create every table, its indexes, and the full-text index with its triggers."""
    tables = (statement for statement in FIRST.split(";\n") if statement.strip())
    for statement in (*tables, *FULL_TEXT):
        db.execute(statement)


VALIDATORS = ("etag TEXT", "last_modified TEXT", "body_digest TEXT", "body_at TEXT", "rate REAL")
COUNTERS = ("silent INTEGER NOT NULL DEFAULT 0", "distrusted INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS()
def m002_validators(db: Database) -> None:
    """Keep what the last good answer of a URL was, so that the next request can be conditional, and what it yields."""
    for column in (*VALIDATORS, *COUNTERS):
        db.execute(f"ALTER TABLE urls ADD COLUMN {column}")


MANNERS = (
    """
CREATE TABLE hosts (
  host TEXT PRIMARY KEY, delay REAL NOT NULL DEFAULT 0, latency REAL, last_request_at TEXT, answered_at TEXT,
  hold_until TEXT, hold_reason TEXT, strikes INTEGER NOT NULL DEFAULT 0
) STRICT""",
    """
CREATE TABLE site_files (
  origin TEXT NOT NULL, name TEXT NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL, digest TEXT NOT NULL, etag TEXT,
  last_modified TEXT, fetched_at TEXT NOT NULL, changed_at TEXT NOT NULL, failed_since TEXT, PRIMARY KEY (origin, name)
) STRICT""",
    "ALTER TABLE captures ADD COLUMN rights TEXT",
    # Until now a host that asked to wait was known by what it had put off.
    """
INSERT INTO hosts (host, hold_until, hold_reason) SELECT host, max(due_at), 'retry-after' FROM urls
WHERE state = 'pending' AND detail = 'asked to wait' AND due_at IS NOT NULL GROUP BY host""",
)


@MIGRATIONS()
def m003_manners(db: Database) -> None:
    """Keep what is known of hosts and of their site files from run to run, and the rights stated with each capture."""
    for statement in MANNERS:
        db.execute(statement)


ARCHIVE = (
    "ALTER TABLE captures ADD COLUMN revisit_of INTEGER REFERENCES captures(id)",
    "CREATE INDEX captures_revisit ON captures(revisit_of) WHERE revisit_of IS NOT NULL",
    """
CREATE TABLE warc_files (
  name TEXT PRIMARY KEY, run_id INTEGER REFERENCES runs(id), begun_at TEXT NOT NULL,
  settled INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0
) STRICT""",
    "CREATE INDEX warc_files_open ON warc_files(name) WHERE complete = 0",
    "CREATE INDEX warc_files_run ON warc_files(run_id)",
)


@MIGRATIONS()
def m004_archive(db: Database) -> None:
    """Let captures refer to the one that holds their body, and note how far each WARC file is accounted for."""
    for statement in ARCHIVE:
        db.execute(statement)


METADATA = ("licence", "declared_language", "detected_language", "language_source")
"""Columns of ``articles`` that m006 adds, all TEXT."""


@MIGRATIONS()
def m006_metadata(db: Database) -> None:
    """Let an article say its licence, and which language was declared, detected and believed."""
    for column in METADATA:
        db.execute(f"ALTER TABLE articles ADD COLUMN {column} TEXT")


COPIES = (
    """
CREATE TABLE sketches (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id), version TEXT NOT NULL, shingles INTEGER NOT NULL
) STRICT""",
    """
CREATE TABLE fingerprints (
  key INTEGER NOT NULL, article_id INTEGER NOT NULL REFERENCES articles(id), PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX fingerprints_article ON fingerprints(article_id)",
    "CREATE TABLE unsketched (article_id INTEGER PRIMARY KEY REFERENCES articles(id)) STRICT",
    "INSERT INTO unsketched SELECT id FROM articles",
)


@MIGRATIONS()
def m007_copies(db: Database) -> None:
    """Create what near-copies are found by; ``copies.catch_up`` fills it for the articles of before."""
    for statement in COPIES:
        db.execute(statement)


@MIGRATIONS()
def m008_canonical(db: Database) -> None:
    """Let the articles be found that name a URL as canonical."""
    db.execute("CREATE INDEX articles_canonical ON articles(canonical_url, source)")


@MIGRATIONS()
def m009_revisits(db: Database) -> None:
    """Let the database know at which ages articles are looked at again; ``urls_due`` finds those that are due."""
    db.execute("ALTER TABLE sources ADD COLUMN revisit_hours TEXT NOT NULL DEFAULT '[]'")
