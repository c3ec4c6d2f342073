"""The archive without what was taken down: files written anew one at a time, each change of the database after its file.

A new file has a new name, so that the captures of a file are right before the one transaction that moves them and after
it; the old file is deleted last. Killed anywhere, ``renew`` begins again and finds what is left to do.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cleaning.errors import StorageError
from pipelines.archive import Archive
from pipelines.delivery import Capture, Earlier
from pipelines.erasure import forget_captures
from pipelines.faults import storage_errors
from pipelines.holdings import Holdings
from pipelines.intake import SETTLED
from pipelines.records import FRONTIER_URL
from pipelines.rewriting import flush, is_packed, new_name, rewrite
from pipelines.rows import by_name
from pipelines.takedowns import taken_down

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from pipelines.rewriting import Rewritten
    from pipelines.store import Corpus

_IN = "IN (SELECT value FROM json_each(:listed))"
_DOOMED = f"""
SELECT id, warc_file FROM captures WHERE url {_IN}
UNION SELECT id, warc_file FROM captures WHERE final_url {_IN} AND final_url <> url
"""  # noqa: S608 - our own words
_LEANING = f"""
SELECT id, url, warc_file, warc_offset, warc_length, digest, revisit_of FROM captures
WHERE revisit_of {_IN} AND id NOT {_IN} ORDER BY id
"""  # noqa: S608
_PROMOTE = """
UPDATE captures SET warc_file = :file, warc_offset = :offset, warc_length = :length, revisit_of = NULL WHERE id = :id
"""
_LEFT = "INSERT INTO takedown_files (name) VALUES (?) ON CONFLICT DO NOTHING"
_BEGIN = """
INSERT INTO takedown_files (name, new_name) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET new_name = excluded.new_name
"""
_REPLACED = "UPDATE takedown_files SET replaced = 1 WHERE name = ?"
_STRAY = "SELECT name FROM warc_files WHERE complete = 0 UNION SELECT name FROM takedown_files WHERE replaced = 0"
_NAMED = "SELECT DISTINCT warc_file FROM captures UNION SELECT name FROM warc_files"
_MOVE = "UPDATE captures SET warc_file = ?, warc_offset = ?, warc_length = ? WHERE id = ?"
_MARK = """
INSERT INTO warc_files (name, run_id, begun_at, settled, complete)
SELECT :new, run_id, begun_at, :settled, complete FROM warc_files WHERE name = :name
ON CONFLICT (name) DO UPDATE SET settled = excluded.settled, complete = excluded.complete
"""
_URLS = (FRONTIER_URL, "WARC-Target-URI", "WARC-Refers-To-Target-URI")


class _Whole(Holdings):
    """Lets an archive write every body in full, into files that are deleted unless captures come to lie in them."""

    def begin(self, name: str) -> None:
        """Note that a file is about to be made."""
        with self._corpus.transaction() as db:
            db.conn.execute(_BEGIN, (name, name))
        super().begin(name)

    def earlier(self, url: str, digest: str) -> Earlier | None:  # noqa: ARG002 - the base class's signature
        """Know of no earlier body."""
        return None


def renew(corpus: Corpus, urls: Collection[str], run_id: int, *, every_file: bool = False) -> int:
    """Take what lies in the archive of these URLs out of it, and return the number of records; the run lock must be held.

    Read are the files that captures of these URLs lie in, and those not accounted for; or all.
    """
    archive = corpus.folder / "archive"
    _clear(corpus, archive)
    doomed = dict(corpus.db.conn.execute(_DOOMED, {"listed": json.dumps(list(urls))}).fetchall())
    _detach(corpus, doomed.keys(), run_id)
    names = set(doomed.values()) | _stray(corpus, archive)
    if every_file and archive.is_dir():
        names |= {path.name for path in archive.iterdir() if path.is_file()}
    dropped = sum(_renewed(corpus, archive, name, doomed.keys()) for name in sorted(names))
    with corpus.transaction() as db:  # those whose file is missing
        forget_captures(db.conn, list(doomed))
        db.conn.execute("DELETE FROM takedown_files WHERE replaced = 0")
    return dropped


def accounted(db: sqlite3.Connection) -> set[str]:
    """Return the files of the archive that the database knows of."""
    return {name for (name,) in db.execute(_NAMED)}


def _clear(corpus: Corpus, archive: Path) -> None:
    """Delete the files that were replaced already, and those that were written but not taken over."""
    old = corpus.db.conn.execute("SELECT name, new_name, replaced FROM takedown_files").fetchall()
    for name, new, replaced in old:
        if replaced:
            _delete(corpus, archive, name)
        elif new:
            _delete(corpus, archive, new, of=name if name == new else "")


def _taken(corpus: Corpus, archive: Path) -> set[str]:
    """Return the names that files of the archive have or had."""
    return accounted(corpus.db.conn) | {path.name for path in archive.iterdir()}


def _delete(corpus: Corpus, archive: Path, name: str, *, of: str | None = None) -> None:
    """Delete a file, and the note that is kept of it, or of the old file that it was to replace."""
    with storage_errors(archive / name):
        (archive / name).unlink(missing_ok=True)
        if archive.is_dir():
            flush(archive)
    with corpus.transaction() as db:
        db.conn.execute("DELETE FROM warc_files WHERE name = ?", (name,))
        db.conn.execute("DELETE FROM takedown_files WHERE name = ?", (name if of is None else of,))


def _stray(corpus: Corpus, archive: Path) -> set[str]:
    """Return the files in which something may lie that has no row in ``captures``."""
    conn = corpus.db.conn
    there = {path.name for path in archive.iterdir() if path.is_file()} if archive.is_dir() else set()
    return {name for (name,) in conn.execute(_STRAY)} & there | (there - accounted(conn))


def _detach(corpus: Corpus, doomed: Collection[int], run_id: int) -> None:
    """Write in full what other URLs' captures have only by referring to a doomed one, and let no doomed one refer to another."""
    listed = json.dumps(list(doomed))
    rows = list(by_name(corpus.db.conn.execute(_LEANING, {"listed": listed})))
    with Archive(corpus.folder, holdings=_Whole(corpus, run_id)) as archive:
        written = [(row, _written(archive, row)) for row in rows]
        captures = [capture for _, capture in written if capture]
        archive.sync()
        with corpus.transaction() as db:
            db.conn.execute(f"UPDATE captures SET revisit_of = NULL WHERE id {_IN}", {"listed": listed})  # noqa: S608
            for row, capture in written:
                db.conn.execute(_PROMOTE, {"id": row["id"], **_place(row, capture)})
                db.conn.execute(_LEFT, (row["warc_file"],))
            db.conn.executemany(SETTLED, archive.unsettled.marks(captures))
            for name in {capture.file for capture in captures}:
                db.conn.execute("UPDATE warc_files SET complete = 1 WHERE name = ?", (name,))
                db.conn.execute("DELETE FROM takedown_files WHERE name = ?", (name,))
        archive.unsettled.settle(captures)


def _written(archive: Archive, row: dict[str, Any]) -> Capture | None:
    """Write a capture with its body; None where that cannot be read any more."""
    names = {"warc_file": "file", "warc_offset": "offset", "warc_length": "length"}
    place = Capture(**{names.get(name, name): row[name] for name in (*names, "digest", "revisit_of")})
    try:
        page = archive.read(place, url=row["url"])
    except StorageError:
        return None
    return archive.write(replace(page, url=row["url"]))


def _place(row: dict[str, Any], capture: Capture | None) -> dict[str, Any]:
    if capture is None:
        return {"file": row["warc_file"], "offset": row["warc_offset"], "length": row["warc_length"]}
    return {"file": capture.file, "offset": capture.offset, "length": capture.length}


def _renewed(corpus: Corpus, archive: Path, name: str, doomed: Collection[int]) -> int:
    """Write one file anew if need be, move its captures, and delete the old file; return the records left out."""
    if not is_packed(archive / name):
        return 0
    sql = "SELECT id, warc_offset FROM captures WHERE warc_file = ?"
    captures: dict[int, int] = dict(corpus.db.conn.execute(sql, (name,)).fetchall())
    gone = [key for key in captures if key in doomed]
    new = new_name(name, _taken(corpus, archive))
    with corpus.transaction() as db:
        db.conn.execute(_BEGIN, (name, new))
    made = rewrite(archive / name, archive / new, _is_out(corpus), list(captures.values()))
    if not (made.dropped or gone):
        _delete(corpus, archive, new, of=name)
        return 0
    with corpus.transaction() as db:
        kept = {key: offset for key, offset in captures.items() if key not in doomed}
        db.conn.executemany(_MOVE, _moves(kept, made))
        forget_captures(db.conn, gone)
        _mark(corpus, name, made)
        db.conn.execute(_REPLACED, (name,))
    _delete(corpus, archive, name)
    return made.dropped


def _moves(captures: Mapping[int, int], made: Rewritten) -> Iterator[tuple[str, int, int, int]]:
    for key, offset in captures.items():
        yield (made.name, *made.places.get(offset, (made.size, 0)), key)  # a damaged one cannot be read there either


def _mark(corpus: Corpus, name: str, made: Rewritten) -> None:
    conn = corpus.db.conn
    found = conn.execute("SELECT settled FROM warc_files WHERE name = ?", (name,)).fetchone()
    if found and made.pages:
        conn.execute(_MARK, {"new": made.name, "name": name, "settled": made.mark(found[0])})
    conn.execute("DELETE FROM warc_files WHERE name = ?", (name,))


def _is_out(corpus: Corpus) -> Any:
    conn = corpus.db.conn

    def is_out(named: Mapping[str, str]) -> bool:
        urls = {named[name].strip("<>") for name in _URLS if name in named}
        return any(taken_down(conn, url) for url in urls)

    return is_out
