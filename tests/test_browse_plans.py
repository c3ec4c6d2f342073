"""No query of ours reads a large table from one end to the other: counts come from summaries, rows through indexes."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database

from pipelines.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = {
    "articles",
    "captures",
    "date_candidates",
    "duplicates",
    "fingerprints",
    "rejections",
    "removed_blocks",
    "revisions",
    "sketches",
    "urls",
}
ALLOWED = ("USING COVERING INDEX urls_listings", "USING INDEX urls_listings", "VIRTUAL TABLE")
ONE_ROW = {"captures"}
"""The newest capture is read from the end, one row."""


def queries() -> Iterator[tuple[str, str]]:
    for name in ("front", "health", "runs", "search", "sources"):
        for constant, value in vars(import_module(f"browse.plugins.{name}")).items():
            found = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
            for sql in found:
                if isinstance(sql, str) and re.match(r"\s*(SELECT|WITH)\b", sql):
                    yield from ((f"{name}.{constant}", made) for made in filled(sql))


def filled(sql: str) -> Iterator[str]:
    if "{column}" in sql:
        yield from (sql.format(column=column) for column in ("language", "section"))
    elif "{" not in sql:
        yield sql
    else:
        for index in ("articles_fts", "articles_fts_grams"):
            narrowed = " AND a.source = :source AND a.section = :section AND a.published_on >= :since"
            for more in ("", narrowed):
                yield sql.format(index=index, narrowed=more, passage="a.text", joined="")


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    with Database(memory=True) as made:
        MIGRATIONS.apply(made)
        made.execute("CREATE TABLE IF NOT EXISTS rule_sources (rule, category, source, blocks)")
        made.execute("CREATE TABLE IF NOT EXISTS site_blocks (source, number, state)")
        for name, count in (("fts_terms", 1), ("fts_grams", 1), ("fts_snippet", 2)):
            made.conn.create_function(name, count, lambda *_: "x", deterministic=True)
        yield made


def scanned(db: Database, sql: str) -> list[str]:
    texts = [sql, *(row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE type = 'view'"))]
    alias = {
        short: table for text in texts for table, short in re.findall(r"\b(\w+) AS (\w+)\b", text) if table in LARGE
    }
    plan: list[Any] = db.execute(f"EXPLAIN QUERY PLAN {sql}", dict.fromkeys(re.findall(r":(\w+)", sql), "1")).fetchall()
    scans = [row[3] for row in plan if row[3].startswith("SCAN") and not any(word in row[3] for word in ALLOWED)]
    return [
        scan for scan in scans if (table := scan.split()[1]) in LARGE - ONE_ROW or (alias.get(table) and table != "d")
    ]


def test_the_queries_are_found() -> None:
    assert len(list(queries())) > 40


@pytest.mark.parametrize(("name", "sql"), list(queries()))
def test_no_large_table_is_scanned(db: Database, name: str, sql: str) -> None:
    assert [] == scanned(db, sql), name


@pytest.mark.parametrize(
    "view", ["source_looks", "usual_gaps", "volume_bands", "field_coverage", "removed_shares", "health"]
)
def test_no_view_scans_one(db: Database, view: str) -> None:
    assert [] == scanned(db, f"SELECT * FROM {view}")


def test_a_scan_would_be_seen(db: Database) -> None:
    assert scanned(db, "SELECT count(*) FROM articles AS a WHERE a.word_count > 3")
