"""The reference page of the database, ``docs/schema.md``: written from the schema and from what is said of its columns."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlite_utils import Database

from pipelines.columns import COLUMNS, TABLES
from pipelines.migrations import MIGRATIONS
from tests.crawls import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils.db import Column

PAGE = ROOT / "docs" / "schema.md"
INTRODUCTION = """# The database

`corpus.db` is one SQLite file. Every table is `STRICT`, foreign keys are enforced on every connection of Thresher, and every
column stands below with its type and meaning; the browser shows the same words. Columns may be added by later versions; none
is renamed or taken away. Write to it only through Thresher; to read it while a crawl writes is always possible.

Instants are text in UTC, `YYYY-MM-DDTHH:MM:SSZ`; lists and objects are JSON. A column that may be empty is marked *optional*.

## Versions, and the copy made before an upgrade

The database knows which migrations it has been through (`_sqlite_migrations`; the newest that this version knows is `{latest}`).
The first command that writes with a newer version of Thresher brings it up to date by itself: all pending migrations in one
transaction, or, if one fails, the disk is full or the power goes, none. Before that it is copied to `corpus.db.before-mNNN`
beside it, `mNNN` being the first migration it lacked; the copy is whole and flushed to the disk before anything is changed, and
needs as much room as the database. It is named in `thresher.log` and in the summary of the crawl. A database without rows is not copied.

Copies stay until you delete them, which you may do when the new version works for you; only one of the same name, left by an
upgrade that did not come about, is replaced. To go back, put the copy in the place of `corpus.db` (no `corpus.db-wal` or
`corpus.db-shm` beside it) and use the version of Thresher that wrote it. What you take out of the corpus later still stands in older copies.

A command that only reads leaves an older database as it is and says so; a database of a newer version of Thresher is refused.

## Full text

`articles_fts` is an FTS5 index over `title` and `text` of `articles` (`rowid` = `articles.id`), blind to case and accents, kept by
triggers: `SELECT id FROM articles WHERE id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'bridge')`.

Written by `python -m tests.test_docs_schema`; do not edit by hand.
"""


def page() -> str:
    with closing(Database(memory=True)) as db:
        MIGRATIONS.apply(db)
        latest = MIGRATIONS.applied(db)[-1].name.partition("_")[0]
        return INTRODUCTION.format(latest=latest) + "".join(
            line + "\n" for name in TABLES for line in section(db, name)
        )


def section(db: Database, name: str) -> Iterator[str]:
    yield from ("", f"## {name}", "", TABLES[name], "", "| column | type | key | meaning |", "|---|---|---|---|")
    keys = {key.column: f"→ `{key.other_table}.{key.other_column}`" for key in db[name].foreign_keys}
    unique = {index.columns[0] for index in db[name].indexes if index.unique and len(index.columns) == 1}
    for column in db[name].columns:
        marks = ["primary"] * bool(column.is_pk) + ["unique"] * (column.name in unique and not column.is_pk)
        key = ", ".join([*marks, *([keys[column.name]] if column.name in keys else [])])
        yield f"| `{column.name}` | {kind(column)} | {key} | {escaped(COLUMNS[name][column.name])} |"
    named = [f"`{', '.join(index.columns)}`" for index in db[name].indexes if index.origin == "c"]
    if named:
        yield from ("", f"Indexes: {', '.join(named)}.")


def kind(column: Column) -> str:
    default = "" if column.default_value is None else f", `{column.default_value}` unless given"
    optional = "" if column.notnull or column.is_pk else ", optional"
    return f"{column.type}{optional}{default}"


def escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def test_the_page_is_what_the_schema_says() -> None:
    assert page() == PAGE.read_text(encoding="utf-8"), "run python -m tests.test_docs_schema"


def test_every_table_has_a_section_and_every_column_a_row() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert list(TABLES) == [line[3:] for line in text.split("\n") if line.startswith("## ") and line[3:] in TABLES]
    assert text.count("\n| `") == sum(map(len, COLUMNS.values()))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
