"""The side of the database that bringing in works with: files and how far they were read, and what is held already."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.brought import START, Place
from pipelines.delivery import Capture
from pipelines.ledger import LISTINGS, hints
from pipelines.rows import insert, instant, now, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from cleaning.article import Hint
    from pipelines.brought import Ended, Item, Reference
    from pipelines.store import Corpus

_FIND = """
SELECT id, position, inside, done FROM ingest_files WHERE digest = ? AND read_as = ? ORDER BY id DESC LIMIT 1
"""
_SEEN = "SELECT digest FROM ingest_files WHERE path = ? AND size = ? AND modified = ? ORDER BY id DESC LIMIT 1"
_MOVE = "UPDATE ingest_files SET position = ?, inside = ?, changed_at = ?, run_id = ? WHERE id = ?"
_COUNT = """
INSERT INTO ingest_counts (file_id, outcome, reason, count) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET count = count + excluded.count
"""
_HELD = """
SELECT 1 FROM captures c JOIN urls u ON u.url = c.url
WHERE c.url = ? AND c.fetched_at = ? AND c.digest = ? AND u.outcome IS NOT 'failed'
"""
_BY_DIGEST = "SELECT capture_id FROM ingest_items WHERE digest = ? AND capture_id IS NOT NULL ORDER BY id DESC LIMIT 1"
_BY_FETCH = "SELECT id FROM captures WHERE url = ? AND fetched_at = ? ORDER BY id DESC LIMIT 1"
_CAPTURE = "SELECT warc_file, warc_offset, warc_length, digest, revisit_of FROM captures WHERE id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file or folder as it is found."""

    path: str
    kind: str
    size: int
    modified: int
    """Nanoseconds since 1970."""
    digest: str
    read_as: str = "{}"


class Begun(NamedTuple):
    """How far a file was read."""

    id: int
    at: Place = START
    done: bool = False


class Known(NamedTuple):
    """A URL that the frontier knows."""

    source: str
    hints: tuple[Hint, ...]
    is_listing: bool


class Ingests:
    """What one run notes of the files it reads, and asks of what is there."""

    def __init__(self, corpus: Corpus, run_id: int) -> None:
        self._corpus = corpus
        self._db: sqlite3.Connection = corpus.db.conn
        self._run_id = run_id

    def digest(self, path: str, size: int, modified: int) -> str | None:
        """Return the digest of a file that has not been touched since it was last read."""
        row = self._db.execute(_SEEN, (storable(path), size, modified)).fetchone()
        return row[0] if row else None

    def find(self, digest: str, read_as: str) -> Begun | None:
        """Return how far a file was read when it was last read in this way."""
        row = self._db.execute(_FIND, (digest, read_as)).fetchone()
        return Begun(row[0], Place(row[1], row[2]), bool(row[3])) if row else None

    def begin(self, file: File) -> Begun:
        """Note that a file is about to be read."""
        row: dict[str, Any] = {name: getattr(file, name) for name in ("path", "kind", "size", "modified", "digest")}
        row |= {"read_as": file.read_as, "begun_at": now(), "changed_at": now(), "run_id": self._run_id}
        with self._corpus.transaction():
            return Begun(insert(self._db, "ingest_files", row))

    def note(self, file_id: int, ended: Sequence[tuple[Item, Ended]], *, done: bool) -> None:
        """Write what became of items, in the order of the file, and that it is accounted for up to there; within a transaction."""
        counts: Counter[tuple[str, str]] = Counter()
        for item, end in ended:
            counts[end.outcome, end.reason or ""] += 1
            if item.is_worth_a_row:
                row: dict[str, Any] = {"file_id": file_id, "place": item.where, "url": item.url or None}
                row |= {"outcome": end.outcome, "reason": end.reason or None, "detail": item.detail or None}
                insert(self._db, "ingest_items", row | {"digest": item.digest or None, "capture_id": end.capture_id})
        self._db.executemany(_COUNT, [(file_id, *key, number) for key, number in counts.items()])
        if ended:
            self._db.execute(_MOVE, (*ended[-1][0].after, now(), self._run_id, file_id))
        if done:
            self._db.execute("UPDATE ingest_files SET done = 1, changed_at = ? WHERE id = ?", (now(), file_id))

    def is_held(self, url: str, fetched_at: datetime | None, digest: str) -> bool:
        """Tell whether the archive has this answer, and something came of it."""
        return self._db.execute(_HELD, (url, instant(fetched_at), digest)).fetchone() is not None

    def known(self, url: str) -> Known | None:
        """Return what the frontier knows of a URL."""
        row = self._db.execute("SELECT source, hints, kind FROM urls WHERE url = ?", (url,)).fetchone()
        return Known(row[0], hints(row[1]), row[2] in LISTINGS) if row else None

    def referred(self, refers: Reference) -> Capture | None:
        """Return the capture that holds the body of a revisit: that of the same digest, or of the fetch it names."""
        row = self._db.execute(_BY_DIGEST, (refers.digest,)).fetchone() if refers.digest else None
        row = row or self._db.execute(_BY_FETCH, (refers.url, instant(refers.fetched_at))).fetchone()
        if row is None:
            return None
        file, offset, length, digest, revisit_of = self._db.execute(_CAPTURE, row).fetchone()
        return Capture(file=file, offset=offset, length=length, digest=digest, revisit_of=revisit_of)

    def make_source(self, row: dict[str, object]) -> None:
        """Make a source known that nobody declared: id, name, home; nothing is ever fetched for it."""
        with self._corpus.transaction():
            insert(self._db, "sources", row | {"enabled": 0, "added_at": now()})

    def sources(self) -> list[tuple[str, str, str]]:
        """Return id, name and home of every source."""
        return self._db.execute("SELECT id, name, home FROM sources ORDER BY id").fetchall()

    def counts(self, file_id: int) -> list[tuple[str, str, int]]:
        """Return outcome, reason and number of a file's records."""
        sql = "SELECT outcome, reason, count FROM ingest_counts WHERE file_id = ? ORDER BY outcome, count DESC, reason"
        return self._db.execute(sql, (file_id,)).fetchall()
