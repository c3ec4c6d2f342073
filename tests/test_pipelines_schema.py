"""The tables as they are written down, what the database itself refuses, and the full-text index."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from pipelines.columns import COLUMNS, TABLES
from pipelines.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

# A migration that was released never changes: a later one alters what it made.
RELEASED = {
    "m001_first": "4535cf1ed0051dfa",
    "m002_validators": "a4d83d5f4058e192",
    "m003_manners": "24f5ec0391291d5e",
    "m004_archive": "b301f75e9cc6632b",
    "m006_metadata": "a9f3c29abdbd6e7c",
    "m007_copies": "30867b347e1e723d",
    "m008_canonical": "cff827be2d8482ef",
    "m009_revisits": "24be89affb112c9b",
    "m010_recleaning": "b9e41580433d7595",
    "m011_ingests": "e1f07280ad6ece1c",
    "m012_releases": "72ce9351639ddfe8",
    "m013_takedowns": "6eb2868023ee24a0",
    "m014_site_blocks": "f3a961b9bbd4f2c2",
    "m015_summaries": "1ad1d6d3e62e9806",
    "m016_rule_sources": "e2477b70013b0e2c",
}
INDEX_OF_TABLE = {"articles_fts", "_sqlite_migrations", "sqlite_sequence"}


@pytest.fixture
def db() -> Iterator[Database]:
    made = Database(memory=True)
    made.conn.execute("PRAGMA foreign_keys = ON")
    MIGRATIONS.apply(made)
    made["sources"].insert({"id": "courier", "name": "Courier", "home": "/", "added_at": "now"})
    yield made
    made.close()


def add_article(db: Database, title: str, text: str) -> int:
    given = {"url": title, "source": "courier", "title": title, "text": text, "word_count": 1, "text_hash": "x"}
    seen = {"cleaning_version": "1", "first_seen_at": "now", "last_seen_at": "now"}
    return int(db["articles"].insert(given | seen).last_pk)


def own_tables(db: Database) -> set[str]:
    return {name for name in db.table_names() if not name.startswith("articles_fts")} - INDEX_OF_TABLE


def statements(db: Database) -> list[str]:
    """What we wrote, without the tables that FTS5 and sqlite-utils make for themselves."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [sql for name, sql in rows if not name.startswith(("articles_fts_", "_sqlite_", "idx__sqlite_"))]


def check_index(db: Database) -> None:
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_what_a_released_migration_makes_never_changes() -> None:
    db = Database(memory=True)
    digests = {}
    for migration in MIGRATIONS.pending(db):
        MIGRATIONS.apply(db, stop_before={m.name for m in MIGRATIONS.pending(db)} - {migration.name})
        digests[migration.name] = hashlib.sha256("\n".join(statements(db)).encode()).hexdigest()[:16]
    db.close()
    assert digests == RELEASED


def test_what_a_host_asked_an_older_version_is_kept() -> None:
    db = Database(memory=True)
    MIGRATIONS.apply(db, stop_before={"m003_manners"})
    db["sources"].insert({"id": "courier", "name": "Courier", "home": "/", "added_at": "now"})
    row = {"source": "courier", "kind": "page", "discovered_at": "now", "state": "pending"}
    asked = row | {"host": "a", "detail": "asked to wait", "due_at": "2026-03-01T12:00:00Z"}
    db["urls"].insert_all([asked | {"url": "1"}, row | {"url": "2", "host": "b", "detail": "tls", "due_at": "x"}])
    MIGRATIONS.apply(db)
    assert [("a", "2026-03-01T12:00:00Z", "retry-after", 0)] == db.execute(
        "SELECT host, hold_until, hold_reason, strikes FROM hosts"
    ).fetchall()
    db.close()


def test_the_tables_are_those_of_the_design(db: Database) -> None:
    assert own_tables(db) == {
        "articles",
        "captures",
        "date_candidates",
        "days",
        "duplicates",
        "fingerprints",
        "hosts",
        "ingest_counts",
        "ingest_files",
        "ingest_items",
        "recleaned",
        "recleanings",
        "rejected_days",
        "rejections",
        "release_articles",
        "releases",
        "removed_blocks",
        "removed_days",
        "revisions",
        "rule_sources",
        "rules",
        "run_sources",
        "runs",
        "site_blocks",
        "site_files",
        "sketches",
        "source_facts",
        "sources",
        "takedown_files",
        "takedowns",
        "unsegmented",
        "unsketched",
        "url_counts",
        "urls",
        "warc_files",
    }


def test_every_table_is_strict(db: Database) -> None:
    assert [name for name in own_tables(db) if not db[name].strict] == []


def test_every_table_and_column_is_documented_and_nothing_else(db: Database) -> None:
    actual = {name: {column.name for column in db[name].columns} for name in own_tables(db)}
    assert actual == {name: set(columns) for name, columns in COLUMNS.items()}
    assert set(actual) == set(TABLES)


def test_every_description_is_a_sentence() -> None:
    texts = [text for columns in COLUMNS.values() for text in columns.values()] + list(TABLES.values())
    assert [text for text in texts if not (text.endswith(".") and text.strip() == text and "\n" not in text)] == []


def test_every_foreign_key_has_an_index(db: Database) -> None:
    """Without one, deleting a row reads the whole referring table."""
    bare = set()
    for name in own_tables(db):
        leading = {index.columns[0] for index in db[name].indexes} | set(db[name].pks[:1])
        bare |= {(name, key.column) for key in db[name].foreign_keys if key.column not in leading}
    assert set() == bare


@pytest.mark.parametrize(
    ("state", "outcome"), [("done", None), ("done", "deferred"), ("lost", None), (None, None)], ids=str
)
def test_a_url_is_done_only_with_an_outcome(db: Database, state: str | None, outcome: str | None) -> None:
    row = {"url": "u", "source": "courier", "host": "h", "kind": "page", "discovered_at": "now"}
    with pytest.raises(sqlite3.IntegrityError):
        db["urls"].insert(row | {"state": state, "outcome": outcome})


def test_a_row_needs_the_source_it_names(db: Database) -> None:
    row = {"url": "u", "source": "nobody", "host": "h", "kind": "page", "discovered_at": "now"}
    with pytest.raises(sqlite3.IntegrityError):
        db["urls"].insert(row)


def test_the_index_follows_inserts_updates_and_deletes(db: Database) -> None:
    number = add_article(db, "Bridge", "The council met")
    db["articles"].update(number, {"title": "Tunnel"})
    assert [] == list(db["articles"].search("bridge"))
    assert ["Tunnel"] == [row["title"] for row in db["articles"].search("tunnel council")]
    check_index(db)
    db["articles"].delete(number)
    assert [] == list(db["articles"].search("tunnel"))
    check_index(db)


def test_an_article_without_title_can_be_indexed_and_deleted(db: Database) -> None:
    number = add_article(db, "Bridge", "The council met")
    db["articles"].update(number, {"title": None})
    check_index(db)
    db["articles"].delete(number)
    check_index(db)


def test_the_index_is_left_alone_when_neither_title_nor_text_changes(db: Database) -> None:
    number = add_article(db, "Bridge", "The council met")
    before = db.conn.total_changes
    db["articles"].update(number, {"last_seen_at": "later"})
    assert 1 == db.conn.total_changes - before


@pytest.mark.parametrize("query", ["kyїv", "ZURICH", "zürich", "élysée", "ELYSEE"])
def test_search_ignores_case_and_accents(db: Database, query: str) -> None:
    add_article(db, "Zürich", "KYЇV und Élysée")
    assert 1 == len(list(db["articles"].search(query)))
