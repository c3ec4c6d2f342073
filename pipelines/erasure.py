"""Everything the database holds of some pages, deleted row by row; the places in the archive are left to ``rewriting``. Opens nothing.

What belongs to an article is found by the database's own foreign keys, so that no table is forgotten.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from pipelines import site_blocks
from pipelines.articles import COPIES_OF_EARLIEST

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

_IN = "IN (SELECT value FROM json_each(:listed))"
_REFERRING = """
SELECT m.name, f."from" FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f
WHERE m.type = 'table' AND f."table" = ?
"""
_REFUSE = {
    "state": "'done'",
    "outcome": "'refused'",
    "reason": "'takedown'",
    **dict.fromkeys(
        ("detail", "hints", "etag", "last_modified", "body_digest", "body_at", "due_at", "leased_until", "rate"), "NULL"
    ),
    "silent": "0",
    "distrusted": "0",
}


def erase(db: sqlite3.Connection, urls: Sequence[str], run_id: int | None = None) -> Counter[str]:
    """Delete the articles of these URLs with all that hangs on them, and refuse the URLs; return the rows by table.

    Also for a database of an older version. Captures stay until their records are gone. Call within a transaction.
    """
    listed = json.dumps(list(urls))
    ids = _column(db, f"SELECT id FROM articles WHERE url {_IN}", listed)  # noqa: S608
    hashes = _column(db, f"SELECT DISTINCT text_hash FROM articles WHERE url {_IN}", listed)  # noqa: S608
    erased = _articles(db, ids)
    for text_hash in hashes:
        db.execute(COPIES_OF_EARLIEST, {"hash": text_hash})
    erased["rejections"] += _change(db, f"DELETE FROM rejections WHERE url {_IN}", listed)  # noqa: S608
    columns = {name for _, name, *_ in db.execute("PRAGMA table_info(urls)")}
    sets = ", ".join(f"{name} = {value}" for name, value in _REFUSE.items() if name in columns)
    sets += ", run_id = :run" if run_id is not None else ""
    ours = "NOT (state = 'done' AND outcome IS 'refused' AND reason IS 'takedown' AND hints IS NULL)"
    refuse = f"UPDATE urls SET {sets} WHERE url {_IN} AND {ours}"  # noqa: S608
    erased["urls"] += db.execute(refuse, {"listed": listed, "run": run_id}).rowcount
    return +erased


def counts(db: sqlite3.Connection, urls: Sequence[str]) -> dict[str, int]:
    """Return how many rows of each table would be deleted, those of captures included."""
    listed = json.dumps(list(urls))
    ids = json.dumps(_column(db, f"SELECT id FROM articles WHERE url {_IN}", listed))  # noqa: S608
    found = Counter(articles=len(json.loads(ids)))
    for table, column in _referring(db):
        found[table] += db.execute(f"SELECT count(*) FROM {table} WHERE {column} {_IN}", {"listed": ids}).fetchone()[0]  # noqa: S608
    for table in ("rejections", "captures"):
        found[table] += db.execute(f"SELECT count(*) FROM {table} WHERE url {_IN}", {"listed": listed}).fetchone()[0]  # noqa: S608
    return dict(+found)


def digests(db: sqlite3.Connection, urls: Sequence[str]) -> list[str]:
    """Return the digest of each different text of these articles, the latest first."""
    listed = {"listed": json.dumps(list(urls))}
    sql = f"""
SELECT text FROM (SELECT text, 1 AS last, 0 AS number FROM articles WHERE url {_IN}
UNION ALL SELECT r.text, 0, r.number FROM revisions AS r JOIN articles AS a ON a.id = r.article_id WHERE a.url {_IN})
ORDER BY last DESC, number DESC"""  # noqa: S608
    found = (hashlib.sha256(text.encode()).hexdigest() for (text,) in db.execute(sql, listed))
    return [f"sha256:{digest}" for digest in dict.fromkeys(found)]


def forget_captures(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Delete captures whose records are gone."""
    db.execute(f"DELETE FROM captures WHERE id {_IN}", {"listed": json.dumps(list(ids))})  # noqa: S608


def _articles(db: sqlite3.Connection, ids: list[Any]) -> Counter[str]:
    listed, erased = json.dumps(ids), Counter(site_blocks=site_blocks.forget(db, ids))
    for table, column in _referring(db):
        erased[table] += _change(db, f"DELETE FROM {table} WHERE {column} {_IN}", listed)  # noqa: S608 - names of the schema
    erased["articles"] += _change(db, f"DELETE FROM articles WHERE id {_IN}", listed)  # noqa: S608
    return erased


def _referring(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield the tables and columns that refer to an article."""
    yield from db.execute(_REFERRING, ("articles",)).fetchall()


def _column(db: sqlite3.Connection, sql: str, listed: str) -> list[Any]:
    return [value for (value,) in db.execute(sql, {"listed": listed})]


def _change(db: sqlite3.Connection, sql: str, listed: str) -> int:
    return db.execute(sql, {"listed": listed}).rowcount
