"""What was taken down and is never taken in again: the one question that every road into the corpus asks. Erases nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleaning.article import Article
from cleaning.errors import InputError
from pipelines.outcomes import Outcome, Refusal, Settled
from pipelines.rows import by_name, now
from pipelines.variants import key

if TYPE_CHECKING:
    import sqlite3

    from pipelines.delivery import Delivery

_FIND = "SELECT * FROM takedowns WHERE key = ?"
_BY_NUMBER = "SELECT * FROM takedowns WHERE article_id = ?"
_AGAIN = "UPDATE takedowns SET state = 'begun', done_at = NULL WHERE key = ?"
_ADD = """
INSERT INTO takedowns (url, key, asked, source, reason, ticket, taken_by, taken_at, state, run_id)
SELECT :url, :key, asked, source, reason, ticket, taken_by, :now, 'begun', :run FROM takedowns WHERE key = :of
ON CONFLICT (key) DO UPDATE SET state = 'begun', done_at = NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is left of a page that was taken down."""

    url: str
    asked: str
    """The URL that was asked for; another one where this is a variant of it."""
    source: str | None
    article_id: int | None
    reason: str
    ticket: str | None
    taken_by: str | None
    taken_at: str
    state: str
    """``begun`` or ``done``."""
    erased: dict[str, int]
    digests: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in a line."""
        more = f" ({self.ticket})" if self.ticket else ""
        return f"{self.url} was taken down on {self.taken_at[:10]}: {self.reason}{more}"


def taken_down(db: sqlite3.Connection, url: str) -> bool:
    """Tell whether a URL, in whatever spelling, was taken down: it is not to be fetched, read, or stored."""
    return db.execute("SELECT 1 FROM takedowns WHERE key = ?", (key(url),)).fetchone() is not None


def is_any(db: sqlite3.Connection) -> bool:
    """Tell whether anything was ever taken down here."""
    return db.execute("SELECT 1 FROM takedowns LIMIT 1").fetchone() is not None


def tombstone(db: sqlite3.Connection, wanted: str | int) -> Tombstone | None:
    """Return what is left of a page named by its URL, in whatever spelling, or by the number its article had."""
    by_number = isinstance(wanted, int)
    found = db.execute(_BY_NUMBER if by_number else _FIND, (wanted if isinstance(wanted, int) else key(wanted),))
    row = next(by_name(found), None)
    return _tombstone(row) if row else None


def refuse_taken(db: sqlite3.Connection, wanted: str | int) -> None:
    """Raise InputError with the reason where a page was taken down."""
    if found := tombstone(db, wanted):
        raise InputError(str(found))


def barred(db: sqlite3.Connection, item: Delivery, run_id: int) -> Settled | None:
    """Return how a page ends that was taken down: by its URL, by where it came from, or by what it names as canonical.

    The last counts within a source; what another publisher says is a copy. Whatever of the page lies in the archive is
    erased by the next command that writes. Call within the transaction that would have stored it.
    """
    if not is_any(db) or (of := _bar(db, item)) is None:
        return None
    page = item.page
    db.execute(_ADD, {"url": page.url, "key": key(page.url), "of": of, "now": now(), "run": run_id})
    db.execute(_AGAIN, (of,))
    return Settled(
        url=page.url, source=page.source.id, outcome=Outcome.REFUSED, reason=Refusal.TAKEDOWN, status=page.status
    )


def _bar(db: sqlite3.Connection, item: Delivery) -> str | None:
    """Return the key under which a page was taken down."""
    for url in {item.page.url, item.page.final_url or item.page.url}:
        if taken_down(db, url):
            return key(url)
    named = item.result.canonical_url if isinstance(item.result, Article) else None
    found = tombstone(db, named) if named else None
    return key(found.url) if found and found.source in (None, item.page.source.id) else None


def _tombstone(row: dict[str, Any]) -> Tombstone:
    same = ("url", "asked", "source", "article_id", "reason", "ticket", "taken_by", "taken_at", "state")
    given: dict[str, Any] = {name: row[name] for name in same}
    return Tombstone(**given, erased=json.loads(row["erased"]), digests=tuple(json.loads(row["digests"])))
