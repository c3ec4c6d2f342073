"""How far stored pages were cleaned again, by which standard: what need not be cleaned once more. Opens nothing.

A row says: every article (or rejection) up to a number, whose capture is not newer than one, was cleaned by this standard,
and either is as the standard makes it or waits in ``recleaned``. So articles that stay as they are cost no row of their own.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import sqlite3

    from pipelines.candidates import Candidate, What

_READ: Final = "SELECT what, standard, since, upto, last_capture FROM recleanings"
_REACHED: Final = """
INSERT INTO recleanings (run_id, what, source, standard, since, upto, last_capture)
VALUES (:run, :what, :source, :standard, :since, :upto, :capture)
ON CONFLICT DO UPDATE SET upto = max(upto, excluded.upto)
"""
_SUBSUMED: Final = """
DELETE FROM recleanings WHERE run_id <> :run AND EXISTS (SELECT 1 FROM recleanings AS r WHERE r.run_id = :run
  AND r.what = recleanings.what AND r.standard = recleanings.standard AND r.since <= recleanings.since
  AND r.upto >= recleanings.upto AND r.last_capture >= recleanings.last_capture)
"""
_OTHER: Final = """
DELETE FROM recleanings WHERE what = :what AND source = :source AND standard NOT IN (SELECT value FROM json_each(:standards))
"""
IS_COVERED: Final = """
EXISTS (SELECT 1 FROM recleanings AS r WHERE r.what = 'article' AND r.standard = :standard AND r.upto >= a.id
  AND r.last_capture >= a.capture_id AND r.since <= c.fetched_at)
AND NOT EXISTS (SELECT 1 FROM recleaned WHERE recleaned.capture_id = a.capture_id)
"""
"""SQL: whether an article ``a`` with its capture ``c`` is known to be as ``:standard`` makes it."""


class _Reach(NamedTuple):
    since: str
    upto: int
    last_capture: int


class Coverage:
    """What is covered, and how far a run has come. What it reached is written with ``write``."""

    def __init__(self, db: sqlite3.Connection, run_id: int, *, since: str) -> None:
        self._db = db
        self._run_id = run_id
        self._since = since
        self._last_capture = db.execute("SELECT ifnull(max(id), 0) FROM captures").fetchone()[0]
        self._known: dict[tuple[str, str], list[_Reach]] = defaultdict(list)
        for what, standard, *reach in db.execute(_READ):
            self._known[what, standard].append(_Reach(*reach))
        self._failed = {n for (n,) in db.execute("SELECT capture_id FROM recleaned WHERE found = 'failed'")}
        self._upto: dict[tuple[What, str, str], int] = {}
        self._seen: dict[tuple[What, str, str], int] = {}

    def covers(self, candidate: Candidate, standard: str) -> bool:
        """Tell whether a page was cleaned by this standard already, and need not be again."""
        capture = candidate.capture_id or 0
        if capture in self._failed:
            return False
        return any(
            reach.since <= candidate.fetched_at and reach.upto >= candidate.id and reach.last_capture >= capture
            for reach in self._known[candidate.what, standard]
        )

    def see(self, candidate: Candidate, standard: str) -> None:
        """Note that a page was come to, whatever becomes of it."""
        self._seen[candidate.what, candidate.source, standard] = candidate.id

    def reach(self, candidate: Candidate, standard: str) -> None:
        """Note that a page's result is about to be written, and that of all pages before it."""
        self._upto[candidate.what, candidate.source, standard] = candidate.id

    def write(self) -> None:
        """Write how far the run has come; call in the transaction that wrote the results."""
        for (what, source, standard), upto in self._upto.items():
            row = {"run": self._run_id, "what": what, "source": source, "standard": standard, "upto": upto}
            self._db.execute(_REACHED, row | {"since": self._since, "capture": self._last_capture})
        self._upto.clear()

    def finish(self, what: What) -> None:
        """Note that every page was come to; what is known by other standards, or said twice, is forgotten."""
        self._upto |= {key: upto for key, upto in self._seen.items() if key[0] is what}
        self.write()
        for source in {source for kind, source, _ in self._seen if kind is what}:
            standards = [standard for kind, of, standard in self._seen if (kind, of) == (what, source)]
            self._db.execute(_OTHER, {"what": what, "source": source, "standards": json.dumps(standards)})
        self._db.execute(_SUBSUMED, {"run": self._run_id})
