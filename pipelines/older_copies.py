"""Copies of the database that lie beside it, made by upgrades and backups: what was taken down is taken out of them too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cleaning.errors import StorageError
from pipelines.erasure import erase
from pipelines.families import all_spellings
from pipelines.scouring import overwrite, scour
from pipelines.store import DATABASE_NAME, as_it_is

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAGIC = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")
_NEEDED = {"articles", "captures", "urls"}
_PLACES = ("warc_file", "warc_offset", "warc_length", "revisit_of")
_GONE = """
DELETE FROM captures WHERE (url IN (SELECT value FROM json_each(:listed)) OR final_url IN (SELECT value FROM json_each(:listed)))
"""
_RUN = "(SELECT id FROM main.runs WHERE id = t.run_id)"
_FILES = (
    "DELETE FROM main.warc_files WHERE name NOT IN (SELECT name FROM today.warc_files)",
    f"""
INSERT OR IGNORE INTO main.warc_files (name, run_id, begun_at, settled, complete)
SELECT name, {_RUN}, begun_at, settled, complete FROM today.warc_files AS t""",  # noqa: S608 - our own words
)
_STONES = f"""
INSERT INTO main.takedowns (url, key, asked, source, article_id, reason, ticket, taken_by, taken_at, state, done_at, erased, digests, run_id)
SELECT url, key, asked, (SELECT id FROM main.sources WHERE id = t.source), article_id, reason, ticket, taken_by, taken_at, state, done_at,
  erased, digests, {_RUN} FROM today.takedowns AS t WHERE true
ON CONFLICT (key) DO NOTHING
"""  # noqa: S608


def copies(folder: Path) -> Iterator[Path]:
    """Yield the databases that lie beside the corpus's own."""
    for path in sorted(folder.iterdir()):
        if path.name != DATABASE_NAME and not path.name.endswith(_BESIDE) and path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(MAGIC)) == MAGIC:
                    yield path


def clean(folder: Path, urls: Iterable[str]) -> list[Path]:
    """Take what belongs to these URLs out of each copy, and let it name the archive's files as they are now; return the copies."""
    wanted = list(urls)
    return [path for path in copies(folder) if _cleaned(path, folder / DATABASE_NAME, wanted)]


def _cleaned(path: Path, today: Path, urls: list[str]) -> bool:
    try:
        with as_it_is(path) as conn:
            if not _tables(conn) >= _NEEDED:
                return False
            overwrite(conn)
            conn.execute("ATTACH ? AS today", (str(today),))
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("BEGIN IMMEDIATE")
            found = all_spellings(conn, urls)
            _follow(conn)
            erase(conn, found)
            conn.execute(_GONE, {"listed": json.dumps(found)})
            _remember(conn)
            conn.execute("COMMIT")
            conn.execute("DETACH today")
            scour(conn, path)
    except StorageError as error:
        raise StorageError(
            f"{error} (a copy of the database; what was taken down may stand in it: move or delete it)"
        ) from error
    return True


def _tables(conn: sqlite3.Connection) -> set[str]:
    return {name for (name,) in conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}


def _follow(conn: sqlite3.Connection) -> None:
    """Let each capture lie where the corpus has it today."""
    columns = {row[1] for row in conn.execute("PRAGMA main.table_info(captures)")}
    names = ", ".join(places := [name for name in _PLACES if name in columns])
    moved = " OR ".join(f"t.{name} IS NOT c.{name}" for name in places)
    conn.execute(f"""
UPDATE main.captures AS c SET ({names}) = (SELECT {names} FROM today.captures AS t WHERE t.id = c.id)
WHERE EXISTS (SELECT 1 FROM today.captures AS t WHERE t.id = c.id AND t.digest = c.digest AND t.url = c.url
  AND ({moved}))""")  # noqa: S608 - names of columns
    if "warc_files" in _tables(conn):
        for statement in _FILES:
            conn.execute(statement)


def _remember(conn: sqlite3.Connection) -> None:
    if "takedowns" in _tables(conn):
        conn.execute(_STONES)
