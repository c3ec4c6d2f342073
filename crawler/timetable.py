"""What a source is asked for and when, and why then: the answer of ``thresher status SOURCE``. Read from the database; writes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawler.conditional import NOT_MODIFIED, SAME_BODY
from pipelines.ledger import IS_LISTING
from pipelines.rows import instant

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_LISTINGS = f"""
SELECT url, kind, state, outcome, reason, rate, fetched_at, due_at, distrusted, count(fresh.id) AS fresh
FROM urls LEFT JOIN (SELECT id, discovered_via AS via, discovered_at AS at FROM urls WHERE source = :source) AS fresh
  ON fresh.via = url AND fresh.at >= fetched_at
WHERE source = :source AND {IS_LISTING} GROUP BY urls.id ORDER BY urls.id
"""  # noqa: S608 - only our own words are put together
_LOOKS = """
SELECT revisit_hours, count(url), coalesce(sum(due_at <= :now), 0), min(due_at) FROM sources LEFT JOIN urls
  ON urls.source = sources.id AND state = 'done' AND kind = 'article' AND due_at IS NOT NULL
WHERE sources.id = :source
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A feed, sitemap or page; instants are stored text."""

    url: str
    kind: str
    rate: float | None
    """New URLs an hour that it is expected to name, on which its interval rests; None until it was read."""
    minutes: float | None
    """For how long it is left alone since it was last read; None where that failed."""
    answer: str
    """What came of it last."""
    fetched_at: str | None
    due_at: str | None
    """When it is read again; None: with the next crawl."""
    distrusted: bool
    """Whether its validators proved false, so that it is always asked for whole."""

    def told(self) -> str:
        """Return it as one line."""
        every = "" if self.minutes is None else f"every {_span(self.minutes)}"
        why = "" if self.rate is None else f"as it yields {self.rate:.2g} new URLs an hour"
        last = f"last {self.fetched_at}: {self.answer}" if self.fetched_at else self.answer
        odd = ", its validators proved false" if self.distrusted else ""
        parts = (", ".join(filter(None, (every, why))), last + odd, f"next {self.due_at or 'with the next crawl'}")
        return f"{self.kind} {self.url}: {'; '.join(filter(None, parts))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The articles that are looked at again for corrections and deletions."""

    revisit_hours: tuple[float, ...]
    waiting: int
    """How many are to be looked at again, those that are due included."""
    due: int
    next_at: str | None
    """When the first is, or was, due."""

    def told(self) -> str:
        """Return it as one line."""
        if not self.revisit_hours:
            return "articles are not looked at again (revisit_hours is empty)"
        ages = ", ".join(_span(hours * 60) for hours in self.revisit_hours)
        first = f", the first at {self.next_at}" if self.next_at else ""
        return (
            f"articles are looked at again at the age of {ages}: {self.due} due, {self.waiting - self.due} later{first}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A source's listings and looks."""

    listings: tuple[Polled, ...]
    articles: Looks

    def told(self) -> Iterator[str]:
        """Yield it line by line."""
        yield from (listing.told() for listing in self.listings)
        yield self.articles.told()


_NO_LOOKS = Looks(revisit_hours=(), waiting=0, due=0, next_at=None)


def timetable(db: sqlite3.Connection, source: str, now: datetime) -> Timetable:
    """Return when a source's listings and articles are due after ``now``; it must be known."""
    asked = {"source": source, "now": instant(now)}
    ladder, waiting, due, first = db.execute(_LOOKS, asked).fetchone()
    hours = tuple(json.loads(ladder))
    looks = Looks(revisit_hours=hours, waiting=waiting, due=due, next_at=first) if hours else _NO_LOOKS
    return Timetable(listings=tuple(_listing(*row) for row in db.execute(_LISTINGS, asked)), articles=looks)


def _listing(url: str, kind: str, state: str, outcome: str | None, reason: str | None, *facts: Any) -> Polled:
    rate, fetched_at, due_at, distrusted, fresh = facts
    was_read = state == "done" and outcome == "listing"
    left = _minutes(fetched_at, due_at) if was_read else None
    answer = _answer(reason, fresh) if was_read else " ".join(filter(None, (outcome or "not read yet", reason)))
    return Polled(
        url=url,
        kind=kind,
        rate=rate,
        minutes=left,
        answer=answer,
        fetched_at=fetched_at,
        due_at=due_at if state == "pending" or was_read else None,
        distrusted=bool(distrusted),
    )


def _answer(reason: str | None, fresh: int) -> str:
    if reason == NOT_MODIFIED:
        return "not modified (304)"
    return "the same body" if reason == SAME_BODY else f"{fresh} new URL{'s' * (fresh != 1)}"


def _minutes(fetched_at: str | None, due_at: str | None) -> float | None:
    if not (fetched_at and due_at):
        return None
    return (datetime.fromisoformat(due_at) - datetime.fromisoformat(fetched_at)) / timedelta(minutes=1)


def _span(minutes: float) -> str:
    """Return a length of time in its largest fitting unit.

    >>> [_span(n) for n in (10, 60, 90, 1440, 10080)]
    ['10 min', '1 h', '1.5 h', '1 d', '7 d']
    """
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes >= size:
            return f"{minutes / size:.3g} {unit}"
    return f"{minutes:.3g} min"
