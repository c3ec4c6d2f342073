"""When a known article is looked at again: at growing ages, the source's ladder of hours. Opens nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.outcomes import Outcome
from pipelines.rows import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

RESTARTS = 2
"""How many of an article's revisions begin the ladder anew: one that changes all day is not watched for ever."""
LOOKED_AT = frozenset({Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED, Outcome.REJECTED, Outcome.FAILED})
"""Outcomes after which an article we hold is looked at again; one that is gone, moved or refused is left alone."""
_WAITED = 0.75

_KNOWN = """
SELECT r.seen_at, s.revisit_hours FROM articles a JOIN sources s ON s.id = a.source
JOIN revisions r ON r.article_id = a.id AND r.number = min(a.revision, ?) WHERE a.url = ?
"""


def next_look(first: datetime, at: datetime, ladder: Sequence[float]) -> datetime | None:
    """Return when an article of age ``at - first`` is due: ``first`` and the next of the ladder's hours; None after the last.

    A step of which three quarters have passed is taken for done, so that a look that came late stands for the one
    that would follow at once.
    """
    before = first
    for hours in ladder:
        due = first + timedelta(hours=hours)
        if due > at and at - before < _WAITED * (due - before):
            return due
        before = due
    return None


def hasten(db: sqlite3.Connection) -> None:
    """Make due at once whatever waits for another look."""
    db.execute("UPDATE urls SET due_at = ? WHERE state = 'done' AND kind = 'article' AND due_at IS NOT NULL", (now(),))


def due(db: sqlite3.Connection, url: str, at: datetime) -> datetime | None:
    """Return when the article of a URL is to be looked at again; None where there is none, or it was looked at enough."""
    row = db.execute(_KNOWN, (1 + RESTARTS, url)).fetchone()
    return None if row is None else next_look(datetime.fromisoformat(row[0]), at, json.loads(row[1]))
