"""What the database knows of the archive's files: how far each is accounted for, and which pages in them are not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipelines.delivery import Capture, Earlier
from pipelines.intake import SETTLED
from pipelines.ledger import BACK, hints
from pipelines.rows import now
from pipelines.takedowns import taken_down

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from cleaning.article import Hint
    from pipelines.members import Found
    from pipelines.store import Corpus
    from pipelines.unsettled import Mark

_BEGIN = """
INSERT INTO warc_files (name, run_id, begun_at) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET run_id = excluded.run_id, begun_at = excluded.begun_at, settled = 0, complete = 0
"""
_REPEATABLE = """
SELECT name, settled FROM warc_files JOIN runs ON runs.id = run_id
WHERE complete = 0 AND run_id <> ? AND command = 'ingest' ORDER BY name
"""
_OPEN = "SELECT name, settled FROM warc_files WHERE complete = 0 AND run_id IS NOT ? ORDER BY name"
_PLACE = "SELECT id, warc_file, warc_offset, warc_length, digest FROM captures"
_EARLIER = f"{_PLACE} WHERE url = ? AND digest = ? AND revisit_of IS NULL ORDER BY id DESC LIMIT 1"
_KNOWN = "SELECT 1 FROM captures WHERE url = ? AND warc_file = ? AND warc_offset = ?"
_LEASE = """
UPDATE urls SET state = 'leased', run_id = :run, leased_until = :until
WHERE url IN (SELECT value FROM json_each(:urls))
"""
_FREE = f"UPDATE urls SET state = {BACK}, leased_until = NULL WHERE url = ? AND run_id = ? AND state = 'leased'"  # noqa: S608


class Holdings:
    """The side of the database that an archive, and the recovery from it, work with in one run."""

    def __init__(self, corpus: Corpus, run_id: int) -> None:
        self._corpus = corpus
        self._db: sqlite3.Connection = corpus.db.conn
        self._run_id = run_id

    def begin(self, name: str) -> None:
        """Note that a file of this name is about to be made."""
        with self._corpus.transaction():
            self._db.execute(_BEGIN, (name, self._run_id, now()))

    def forget(self, name: str) -> None:
        """Strike a file that does not exist: it was never made, or held nothing when it was mended."""
        with self._corpus.transaction():
            self._db.execute("DELETE FROM warc_files WHERE name = ?", (name,))

    def mark(self, marks: Iterable[Mark]) -> None:
        """Note how far files are accounted for."""
        with self._corpus.transaction():
            self._db.executemany(SETTLED, marks)

    def earlier(self, url: str, digest: str) -> Earlier | None:
        """Return the last capture of a URL that holds this body itself."""
        row = self._db.execute(_EARLIER, (url, digest)).fetchone()
        return None if row is None else Earlier(id=row[0], capture=_capture(row))

    def body_of(self, capture_id: int) -> Capture:
        """Return the capture a revisit refers to."""
        return _capture(self._db.execute(f"{_PLACE} WHERE id = ?", (capture_id,)).fetchone())

    def unfinished(self) -> list[tuple[str, int]]:
        """Return the files of earlier runs that may hold pages without an outcome, and from which byte on."""
        return self._db.execute(_OPEN, (self._run_id,)).fetchall()

    def repeatable(self) -> list[tuple[str, int]]:
        """Return the same of runs whose pages lie outside as well, to be brought in again."""
        return self._db.execute(_REPEATABLE, (self._run_id,)).fetchall()

    def is_known(self, name: str, found: Found) -> bool:
        """Tell whether a record has a row in ``captures``."""
        return self._db.execute(_KNOWN, (found.url, name, found.offset)).fetchone() is not None

    def is_taken_down(self, url: str) -> bool:
        """Tell whether a URL was taken down."""
        return taken_down(self._db, url)

    def described(self, url: str) -> tuple[str, tuple[Hint, ...]] | None:
        """Return a URL's source and what was said of it when it was discovered; None for one that is not known."""
        row = self._db.execute("SELECT source, hints FROM urls WHERE url = ?", (url,)).fetchone()
        return None if row is None else (row[0], hints(row[1]))

    def lease(self, urls: Iterable[str], until: str | None) -> None:
        """Keep URLs from being fetched, since their pages are there."""
        with self._corpus.transaction():
            self._db.execute(_LEASE, {"run": self._run_id, "until": until, "urls": json.dumps(list(urls))})

    def free(self, url: str) -> None:
        """Let a URL be fetched after all."""
        with self._corpus.transaction():
            self._db.execute(_FREE, (url, self._run_id))


def _capture(row: tuple[Any, ...]) -> Capture:
    return Capture(file=row[1], offset=row[2], length=row[3], digest=row[4])
