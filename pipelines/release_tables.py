"""The tables of a release, copied out of the corpus in one consistent state into a database of their own. Writes no other file.

The database is attached to the corpus's connection as ``out``. Its tables have the columns, keys and indexes of the corpus's,
less what only running a crawl needs; rows go in by their keys, so that equal contents make equal files.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cleaning.version import DECIDING
from pipelines import selecting
from pipelines.digests import register
from pipelines.released_schema import columns, create_sql, indexed, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipelines.selecting import Selection

_OF_ARTICLES: Final = "article_id IN (SELECT id FROM out.articles)"
TABLES: Final = {
    "articles": "",
    "revisions": _OF_ARTICLES,
    "removed_blocks": _OF_ARTICLES,
    "date_candidates": _OF_ARTICLES,
    "duplicates": "article_id IN (SELECT id FROM out.articles) AND other_id IN (SELECT id FROM out.articles)",
    "captures": "id IN (SELECT capture_id FROM out.articles UNION SELECT capture_id FROM out.revisions)",
    "sources": "(:sources = '[]' OR id IN (SELECT value FROM json_each(:sources)))",
    "rules": "1",
}
"""Table of the corpus to which of its rows are released, in an order in which each can be told from those before."""
PAGE_SIZE: Final = 4096
_SQLITE: Final = 3_037_000
"""Version number written into the file: that of the first SQLite that can read it, not of the one at work."""
_OWN: Final = (
    "CREATE TABLE out.about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
CREATE TABLE out.outcomes (
  source TEXT NOT NULL REFERENCES sources(id), outcome TEXT NOT NULL, reason TEXT NOT NULL, urls INTEGER NOT NULL,
  PRIMARY KEY (source, outcome, reason)
) STRICT""",
    "CREATE TABLE out.tombstones (url_digest TEXT PRIMARY KEY, taken_on TEXT) STRICT",
)
_OUTCOMES: Final = """
INSERT INTO out.outcomes
SELECT source, coalesce(outcome, state), CASE WHEN outcome IN ('rejected', 'refused', 'failed') THEN coalesce(reason, '') ELSE '' END, count(*)
FROM main.urls WHERE source IN (SELECT id FROM out.sources) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
_TOMBSTONES: Final = (
    "INSERT OR IGNORE INTO out.tombstones"
    " SELECT lower(hex(url_digest(url))), substr(taken_at, 1, 10) FROM main.takedowns ORDER BY 1, 2"
)
_AS_OF: Final = """
SELECT max(moment) FROM (
  SELECT max(max(started_at), max(coalesce(finished_at, ''))) AS moment FROM main.runs
  UNION ALL SELECT max(last_seen_at) FROM main.articles UNION ALL SELECT max(fetched_at) FROM main.captures
  UNION ALL SELECT max(taken_at) FROM main.takedowns
)"""


class Copied(NamedTuple):
    """What was found while copying."""

    articles: int
    as_of: str
    """The last instant something was done in the corpus."""
    taken_down: str
    """What ``taken_down`` told of the state that was copied."""


@contextmanager
def attached(db: sqlite3.Connection, path: Path, mode: str) -> Iterator[None]:
    """Attach a database as ``out``; ``mode`` is that of SQLite's URIs."""
    db.execute("ATTACH ? AS out", (f"{path.absolute().as_uri()}?mode={mode}",))
    try:
        yield
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        with suppress(sqlite3.OperationalError):  # a query that was cut short may still hold it
            db.execute("DETACH out")
        raise
    db.execute("DETACH out")


def build(db: sqlite3.Connection, raw: Path, selection: Selection, told: Callable[[str], None]) -> Copied:
    """Make the released tables in the new file ``raw``; the corpus is read in one state, whatever is written meanwhile."""
    register(db)
    with _no_foreign_keys(db), attached(db, raw, "rwc"):
        for pragma in (f"page_size = {PAGE_SIZE}", "journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
            db.execute(f"PRAGMA out.{pragma}").close()
        db.execute("BEGIN")
        selecting.check(db, selection, frozen=True)
        copied = _copy(db, selection, told)
        _tell(db, copied, selection)
        db.execute("COMMIT")
        told("full-text index")
        _index(db)
        if broken := db.execute("PRAGMA out.foreign_key_check").fetchall():
            raise AssertionError(f"the release refers to rows it has not: {broken[:3]}")
    return copied


@contextmanager
def _no_foreign_keys(db: sqlite3.Connection) -> Iterator[None]:
    """Let rows come table by table; the keys are checked at the end."""
    db.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def compact(db: sqlite3.Connection, raw: Path, path: Path) -> None:
    """Write a database as one file in which nothing depends on how it came about; the old one is removed."""
    with attached(db, raw, "rw"):
        db.execute("VACUUM out INTO ?", (str(path),))
    raw.unlink()
    with path.open("r+b") as file:  # https://sqlite.org/fileformat2.html: counter, counter it is valid for, version
        for place, number in ((24, 1), (92, 1), (96, _SQLITE)):
            file.seek(place)
            file.write(number.to_bytes(4, "big"))


def _copy(db: sqlite3.Connection, selection: Selection, told: Callable[[str], None]) -> Copied:
    where, values = selecting.condition(selection)
    where += " AND url NOT IN (SELECT url FROM main.takedowns)"
    for statement in (*(create_sql(db, table, TABLES) for table in TABLES), *_OWN):
        db.execute(statement)
    for table, rows in TABLES.items():
        told(table)
        _fill(db, table, rows or where, values)
    db.execute(_OUTCOMES)
    db.execute(_TOMBSTONES)
    (as_of,) = db.execute(_AS_OF).fetchone()
    (number,) = db.execute("SELECT count(*) FROM out.articles").fetchone()
    return Copied(articles=number, as_of=as_of or "", taken_down=taken_down(db))


def taken_down(db: sqlite3.Connection) -> str:
    """Return what is another text as soon as something more is taken down."""
    sql = "SELECT count(*), sum(state = 'begun'), max(done_at) FROM main.takedowns"
    return json.dumps(db.execute(sql).fetchone())


def _tell(db: sqlite3.Connection, copied: Copied, selection: Selection) -> None:
    """Write down what this release is, in its own database."""
    said = {"as_of": copied.as_of, "filters": filters(selection), "versions": json.dumps(versions(), sort_keys=True)}
    db.executemany("INSERT INTO out.about (key, value) VALUES (?, ?)", sorted(said.items()))


def filters(selection: Selection) -> str:
    """Return what was chosen as JSON, the same for the same choice."""
    return json.dumps(selection.stated(), sort_keys=True, ensure_ascii=False)


def versions() -> dict[str, str]:
    """Return the versions of what makes articles and releases."""
    libraries = {name: version(name) for name in (*DECIDING, "pyarrow")}
    return {"thresher": _own_version(), "sqlite": sqlite3.sqlite_version, **libraries}


def _own_version() -> str:
    try:
        return version("thresher")
    except PackageNotFoundError:
        return "unknown"


def _fill(db: sqlite3.Connection, table: str, where: str, values: dict[str, Any]) -> None:
    names, order = ", ".join(columns(db, table)), ", ".join(key(db, table))
    chosen = f"SELECT {names} FROM main.{table} AS {table} WHERE {where} ORDER BY {order}"  # noqa: S608 - a checked condition
    db.execute(f"INSERT INTO out.{table} ({names}) {chosen}", values)


def _index(db: sqlite3.Connection) -> None:
    """Make the indexes of the corpus's tables whose columns are here, and the full-text index."""
    found = "SELECT name, tbl_name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    for name, table, sql in db.execute(found).fetchall():
        if table in TABLES and set(indexed(db, name)) <= set(columns(db, table)):
            db.execute(sql.replace(f"INDEX {name}", f"INDEX out.{name}", 1))
    (sql,) = db.execute("SELECT sql FROM main.sqlite_master WHERE name = 'articles_fts'").fetchone()
    db.execute(sql.replace("articles_fts", "out.articles_fts", 1))
    for order in ("rebuild", "optimize"):
        db.execute("INSERT INTO out.articles_fts (articles_fts) VALUES (?)", (order,))
