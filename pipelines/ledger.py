"""The frontier's rows as a run settles them: discovered, put off, done, and the run's counts. Opens nothing."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from cleaning.article import Hint
from cleaning.urls import host
from pipelines.outcomes import Outcome, Refusal, State, UrlKind
from pipelines.rows import storable
from pipelines.takedowns import is_any, taken_down

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from pipelines.outcomes import Link, Settled

LISTINGS = frozenset({UrlKind.FEED, UrlKind.SITEMAP, UrlKind.PAGE})
IS_LISTING = f"kind IN ({', '.join(map(repr, map(str, sorted(LISTINGS))))})"
"""The same in SQL."""
REASONED = frozenset({Outcome.REJECTED, Outcome.REFUSED, Outcome.FAILED})
"""Outcomes whose reason is one of a few names; the reason of a redirect is its target."""
_EXPLAINED = REASONED | {Outcome.LISTING, Outcome.UNCHANGED}
"""In the counts of a run these say as well how the answer showed that nothing is new."""

BACK = "iif(outcome IS NULL OR outcome = 'deferred', 'pending', 'done')"
"""The state a lease came from: an article that was only to be looked at again is done, and keeps its outcome meanwhile."""
SETTLE = """
INSERT INTO urls (url, source, host, kind, state, outcome, reason, detail, status, due_at, attempts,
  discovered_at, discovered_via, fetched_at, run_id, etag, last_modified, body_digest, body_at, rate)
VALUES (:url, :source, :host, :kind, :state, :outcome, :reason, :detail, :status, :due_at, :tries,
  :now, :via, :fetched_at, :run_id, :etag, :last_modified, :digest, CASE WHEN :digest IS NOT NULL THEN :now END, :rate)
ON CONFLICT (url) DO UPDATE SET state = excluded.state, outcome = excluded.outcome, reason = excluded.reason,
  detail = iif(excluded.outcome = 'listing' AND excluded.reason IS NOT NULL AND outcome IS NULL, detail, excluded.detail),
  status = excluded.status, due_at = excluded.due_at, leased_until = NULL,
  attempts = attempts + excluded.attempts, fetched_at = coalesce(excluded.fetched_at, fetched_at),
  run_id = excluded.run_id, rate = coalesce(excluded.rate, rate), distrusted = max(distrusted, coalesce(excluded.etag = etag
    AND excluded.etag NOT LIKE 'W/%' AND excluded.body_digest <> body_digest, 0)),
  etag = iif(:validated, excluded.etag, etag), last_modified = iif(:validated, excluded.last_modified, last_modified),
  body_digest = iif(:validated, excluded.body_digest, body_digest), body_at = coalesce(excluded.body_at, body_at),
  silent = CASE WHEN :validated THEN 0 WHEN excluded.status = 304 THEN silent + 1 ELSE silent END
RETURNING source, kind
"""
# Hints are frozen once a page is fetched: cleaning it again must see what cleaning saw the first time.
DISCOVER = """
INSERT INTO urls (url, source, host, kind, discovered_at, discovered_via, hints)
VALUES (:url, :source, :host, :kind, :now, :via, :hints)
ON CONFLICT (url) DO UPDATE SET hints = json_patch(coalesce(hints, '{}'), excluded.hints)
WHERE state = 'pending' AND fetched_at IS NULL AND hints IS NOT json_patch(coalesce(hints, '{}'), excluded.hints)
  AND excluded.hints IS NOT NULL
"""
# What was said of a listing that was read still holds when it has not changed.
OPENED = "state = 'pending', outcome = NULL, reason = NULL, detail = iif(outcome = 'listing', detail, NULL)"
"""What a listing's row is set to that is to be read again."""
REOPEN = f"""
UPDATE urls SET {OPENED}, due_at = NULL
WHERE url = :url AND {IS_LISTING} AND state = 'done' AND run_id IS NOT :run_id
AND coalesce(due_at, '') <= :now
"""  # noqa: S608 - only our own words are put together
LET_IN = """
UPDATE urls SET state = 'pending', outcome = NULL, reason = NULL, detail = NULL
WHERE url = :url AND outcome = 'refused' AND reason = 'trap'
"""
REFUSE = """
INSERT INTO urls (url, source, host, kind, state, outcome, reason, detail, discovered_at, discovered_via, hints, run_id)
VALUES (:url, :source, :host, :kind, 'done', 'refused', :reason, :detail, :now, :via, :hints, :run_id)
ON CONFLICT DO NOTHING
"""
COUNT = """
INSERT INTO run_sources (run_id, source, outcome, reason, count) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET count = count + excluded.count
"""


class Ledger:
    """Settles URLs within one transaction of one run; ``close`` writes the counts."""

    def __init__(self, db: sqlite3.Connection, run_id: int, now: str) -> None:
        self._db = db
        self._run_id = run_id
        self._now = now
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def settle(self, settled: Settled, *, due_at: str | None = None, fetched_at: str | None = None) -> None:
        """Write how a URL ended, and whatever links it named."""
        row = {name: storable(getattr(settled, name)) for name in ("url", "source", "outcome", "reason", "detail")}
        row |= {
            "host": host(settled.url),
            "status": settled.status,
            "rate": settled.rate,
            "via": storable(settled.via),
            "due_at": due_at,
            "fetched_at": fetched_at,
        }
        row |= _validators(settled)
        deferred = settled.outcome is Outcome.DEFERRED
        row |= {"state": State.PENDING if deferred else State.DONE, "tries": int(deferred)}
        row["kind"] = UrlKind.PAGE if settled.outcome is Outcome.LISTING else UrlKind.ARTICLE
        source, kind = self._db.execute(SETTLE, row | self._shared()).fetchall()[0]
        self._count(source, settled.outcome, settled.reason)
        place = _place(UrlKind(kind))
        self.discover(source, settled.links, via=settled.url, place=place)
        self.refuse(source, settled.refusals, via=settled.url, place=place)

    def discover(self, source: str, links: Iterable[Link], *, via: str | None = None, place: str | None = None) -> None:
        """Make known what is new; take in hints for what was not fetched yet; open listings of earlier runs, and traps that are let in."""
        wanted, taken = self._parted(links)
        self._refuse(source, Refusal.TAKEDOWN, [self._bare(source, link) for link in taken])
        found = [self._found(source, link, via, place) for link in wanted]
        self._db.executemany(LET_IN, found)
        self._db.executemany(DISCOVER, found)
        self._db.executemany(REOPEN, [row for row in found if row["kind"] in LISTINGS])

    def refuse(
        self, source: str, refusals: Sequence[tuple[Link, Refusal]], *, via: str | None = None, place: str | None = None
    ) -> None:
        """Note links that are never to be fetched; one already known stays as it is."""
        wanted, taken = self._parted(link for link, _ in refusals)
        self._refuse(source, Refusal.TAKEDOWN, [self._bare(source, link) for link in taken])
        left = {link.url for link in wanted}
        for reason in dict.fromkeys(reason for _, reason in refusals):
            of_it = [link for link, why in refusals if why is reason and link.url in left]
            self._refuse(source, reason, [self._found(source, link, via, place) for link in of_it])

    def count(self, settled: Settled) -> None:
        """Count what was settled, and leave a URL that is known as it is."""
        row = self._db.execute("SELECT source FROM urls WHERE url = ?", (settled.url,)).fetchone()
        self._count(row[0] if row else settled.source, settled.outcome, settled.reason)

    def close(self) -> None:
        """Add this batch's counts to the run's."""
        self._db.executemany(COUNT, [(self._run_id, *key, n) for key, n in self._counts.items() if n])

    def _refuse(self, source: str, reason: Refusal, rows: list[dict[str, Any]]) -> None:
        fresh = self._db.executemany(REFUSE, [row | {"reason": reason} for row in rows]).rowcount
        self._count(source, Outcome.REFUSED, reason, fresh)

    def _parted(self, links: Iterable[Link]) -> tuple[list[Link], list[Link]]:
        """Return the links that may be known, and those to what was taken down."""
        listed = list(links)
        if not listed or not is_any(self._db):
            return listed, []
        taken = [link for link in listed if taken_down(self._db, link.url)]
        return [link for link in listed if link not in taken], taken

    def _bare(self, source: str, link: Link) -> dict[str, Any]:
        """Return the row of a link of which only the address may be kept."""
        return self._found(source, link, None, None) | {"detail": None}

    def _count(self, source: str, outcome: Outcome, reason: str | None, number: int = 1) -> None:
        self._counts[source, outcome, (reason or "") if outcome in _EXPLAINED else ""] += number

    def _found(self, source: str, link: Link, via: str | None, place: str | None) -> dict[str, Any]:
        row = {"url": link.url, "source": source, "host": host(link.url), "kind": link.kind, "via": via}
        said = {"hints": _hints(link, place) if place else None, "detail": storable(link.detail)}
        return row | said | self._shared()

    def _shared(self) -> dict[str, Any]:
        return {"now": self._now, "run_id": self._run_id}


def hints(stored: str | None) -> tuple[Hint, ...]:
    """Read the ``hints`` column of ``urls``: a JSON object from place to what was said there."""
    said: dict[str, dict[str, str]] = json.loads(stored or "{}")
    return tuple(Hint(place=place, **said[place]) for place in sorted(said))


def _validators(settled: Settled) -> dict[str, Any]:
    said = settled.validators
    row = {"validated": said is not None}
    return row | {name: getattr(said, name, None) for name in ("etag", "last_modified", "digest")}


def _place(listing: UrlKind) -> str | None:
    return {UrlKind.FEED: "feed", UrlKind.SITEMAP: "news-sitemap"}.get(listing)


def _hints(link: Link, place: str) -> str | None:
    names = ("title", "published", "modified", "language", "author")
    said = {name: value for name in names if (value := getattr(link, name)) is not None}
    if place == "news-sitemap" and not said.keys() & {"title", "published"}:
        place = "sitemap"
    return storable(json.dumps({place: said}, ensure_ascii=False)) if said else None
