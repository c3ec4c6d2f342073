"""Sources and rules as they are declared today, taken over into the database. Opens nothing; call within a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.rows import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

SYNC_SOURCE = """
INSERT INTO sources (id, name, home, language, timezone, enabled, added_at, revisit_hours)
VALUES (:id, :name, :home, :language, :timezone, :enabled, :added_at, :revisit_hours)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, home = excluded.home, language = excluded.language,
  timezone = excluded.timezone, enabled = excluded.enabled, revisit_hours = excluded.revisit_hours
"""
SYNC_RULE = """
INSERT INTO rules (id, tier, category, language, description)
VALUES (:id, :tier, :category, :language, :description)
ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, category = excluded.category, language = excluded.language,
  description = excluded.description
"""


def sources(db: sqlite3.Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Write the sources there are; those of before that are not among them are disabled."""
    default = {"language": None, "timezone": None, "enabled": True, "added_at": now(), "revisit_hours": "[]"}
    db.execute("UPDATE sources SET enabled = 0")
    db.executemany(SYNC_SOURCE, [default | dict(row) for row in rows])


def rules(db: sqlite3.Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Write what rules say of themselves."""
    db.executemany(SYNC_RULE, [{"language": None} | dict(row) for row in rows])
