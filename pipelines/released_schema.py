"""How a table of a release is declared: as the corpus has it, less what only running a crawl needs. Creates nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container

LEFT_OUT: Final = {
    "captures": frozenset({"warc_file", "warc_offset", "warc_length", "run_id", "revisit_of"}),
    "sources": frozenset({"enabled", "revisit_hours"}),
}
"""Columns that mean something only beside the archive, or to a crawl."""


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table of the corpus that are released, in their order."""
    left = LEFT_OUT.get(table, frozenset())
    return [
        name for (name,) in db.execute("SELECT name FROM pragma_table_info(?, 'main')", (table,)) if name not in left
    ]


def create_sql(db: sqlite3.Connection, table: str, tables: Container[str]) -> str:
    """Return the statement that creates a table in ``out``; of its foreign keys, those to ``tables``."""
    kept = columns(db, table)
    info = {row[1]: row for row in db.execute("SELECT * FROM pragma_table_info(?, 'main')", (table,))}
    keys = _foreign_keys(db, table, tables)
    parts = [_column(info[name], keys.get(name)) for name in kept]
    primary = key(db, table)
    if len(primary) == 1 and info[primary[0]][2] == "INTEGER":
        parts[kept.index(primary[0])] += " PRIMARY KEY"  # only so it is the rowid, which the full-text index refers to
    else:
        parts.append(f"PRIMARY KEY ({', '.join(primary)})")
    parts += [f"UNIQUE ({', '.join(unique)})" for unique in _unique(db, table)]
    return f"CREATE TABLE out.{table} ({', '.join(parts)}) STRICT"


def _column(info: tuple[Any, ...], refers_to: str | None) -> str:
    _, name, kind, not_null, default, _ = info
    null = " NOT NULL" if not_null else ""
    return f"{name} {kind}{null}{'' if default is None else f' DEFAULT {default}'}{refers_to or ''}"


def _foreign_keys(db: sqlite3.Connection, table: str, tables: Container[str]) -> dict[str, str]:
    found = db.execute('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?, \'main\')', (table,))
    return {name: f" REFERENCES {other}({column})" for name, other, column in found if other in tables}


def key(db: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table's primary key, in its order."""
    sql = "SELECT name FROM pragma_table_info(?, 'main') WHERE pk > 0 ORDER BY pk"
    return [name for (name,) in db.execute(sql, (table,))]


def _unique(db: sqlite3.Connection, table: str) -> list[list[str]]:
    sql = "SELECT name FROM pragma_index_list(?, 'main') WHERE origin = 'u' ORDER BY name"
    return [indexed(db, name) for (name,) in db.execute(sql, (table,)).fetchall()]


def indexed(db: sqlite3.Connection, index: str) -> list[str]:
    """Return the columns of an index of the corpus, in its order."""
    return [name for (name,) in db.execute("SELECT name FROM pragma_index_info(?, 'main') ORDER BY seqno", (index,))]
