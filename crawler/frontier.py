"""The frontier: leases what is due out of the table ``urls``, in an order that is fair to hosts. Settles nothing.

A URL leaves the frontier only when ``Corpus.commit`` stores its outcome. Everything else a crawl knows of it is in its
row, so memory holds the hosts of the sources, never their URLs.
"""

from __future__ import annotations

import json
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cleaning.urls import host
from crawler.answers import ASKED
from crawler.lease import ATTEMPTS, COLUMNS, leased
from crawler.schedule import first_due
from crawler.sources import reach
from pipelines.ledger import BACK, IS_LISTING, OPENED
from pipelines.outcomes import UrlKind
from pipelines.rows import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from crawler.lease import Lease
    from crawler.sources import Source
    from pipelines.store import Corpus

_LEASE = timedelta(hours=1)
_LOOK = timedelta(seconds=0.5)
"""How old the list of hosts with something due may get while others are busy."""
_CHUNK = 2000
"""How many discovered URLs are scheduled at a time, over all hosts."""

_FROM_SOURCES = "source IN (SELECT value FROM json_each(:sources))"
_OURS = f"+{_FROM_SOURCES}"
"""The same where SQLite shall find rows by their host instead: the plus keeps it from the index of sources."""
_WATCHED = "+source IN (SELECT value FROM json_each(:watched))"

_SEED = """
INSERT INTO urls (url, source, host, kind, discovered_at, due_at) VALUES (:url, :source, :host, :kind, :now, :now)
ON CONFLICT (url) DO UPDATE SET source = excluded.source, kind = excluded.kind
"""
RESTING = """
(state = 'pending' AND coalesce(due_at, '') > :now AND detail IS :asked
 OR NOT :all AND outcome IS 'listing' AND coalesce(due_at, '') > :now)
"""
"""What a listing is that is left alone: a run asks all that was not read, unless the host asked us to wait, and the rest when it is due."""
_REOPEN = f"""
UPDATE urls SET {OPENED}, attempts = 0, due_at = :now
WHERE url = :url AND state <> 'leased' AND NOT {RESTING}
"""  # noqa: S608
BURY = "UPDATE runs SET finish_reason = 'killed' WHERE finished_at IS NULL AND finish_reason IS NULL AND id <> :run"
"""Says of runs that did not end that they were killed; the run lock must be held."""
_RECLAIM = f"""
UPDATE urls SET state = {BACK}, leased_until = NULL
WHERE state = 'leased' AND (run_id IS NOT :run OR leased_until <= :now)
"""  # noqa: S608 - only our own words are put together
# What our own cleaning could not do may succeed in a later run: on a calmer machine, or with the bug mended.
_RETRY = f"""
UPDATE urls SET state = 'pending', outcome = NULL, attempts = attempts + 1, due_at = :now
WHERE state = 'done' AND outcome = 'failed' AND reason IN ('crash', 'deadline') AND attempts < 2
AND {_FROM_SOURCES}
"""  # noqa: S608
_RELEASE = f"UPDATE urls SET state = {BACK}, leased_until = NULL WHERE state = 'leased' AND run_id = :run"  # noqa: S608
_LEASE_ROW = f"""
UPDATE urls SET state = 'leased', leased_until = :until, run_id = :run, attempts = {ATTEMPTS} WHERE id = :id
"""  # noqa: S608
_LOOKS = f"""
state = 'done' AND kind = 'article' AND due_at IS NOT NULL AND {_WATCHED}
"""
_EARLIEST = f"""
SELECT value, (SELECT coalesce(due_at, '') FROM urls WHERE state = 'pending' AND host = value AND {_OURS}
               ORDER BY due_at LIMIT 1), (SELECT due_at FROM urls WHERE {_LOOKS} AND host = value ORDER BY due_at LIMIT 1)
FROM json_each(:hosts)
"""  # noqa: S608
_NEWEST = f"""
SELECT {COLUMNS} FROM urls
WHERE state = 'pending' AND host = :host AND due_at <= :now AND {_OURS} ORDER BY due_at DESC, id DESC LIMIT 1
"""  # noqa: S608
_LONGEST_DUE = f"""
SELECT {COLUMNS} FROM urls WHERE {_LOOKS} AND host = :host AND due_at <= :now ORDER BY due_at LIMIT 1
"""  # noqa: S608
_UNSCHEDULED = f"""
SELECT id, kind, discovered_at, coalesce(hints, (SELECT f.hints FROM urls f WHERE f.url = urls.discovered_via
  AND f.outcome = 'redirected')) AS hints
FROM urls WHERE state = 'pending' AND host = :host AND due_at IS NULL AND {_OURS} ORDER BY id LIMIT :limit
"""  # noqa: S608
_UNREAD = f"""
SELECT source FROM urls WHERE run_id = :run AND {IS_LISTING}
GROUP BY source HAVING coalesce(sum(outcome = 'listing'), 0) = 0 AND sum(outcome IN ('failed', 'refused', 'deferred')) > 0
"""  # noqa: S608
_NEXT = f"SELECT min(due_at) FROM urls WHERE state = 'done' AND outcome = 'listing' AND {_FROM_SOURCES}"  # noqa: S608


class Frontier:
    """The URLs of the sources a run is about."""

    def __init__(self, corpus: Corpus, *, run_id: int, clock: Callable[[], datetime]) -> None:
        self._corpus = corpus
        self._db = corpus.db.conn
        self._clock = clock
        self._run = {"run": run_id}
        self._scope: dict[str, str] = {}
        self._hosts: list[str] = []
        self._ready: deque[str] = deque()
        self._looked: datetime | None = None

    def seed(self, sources: Iterable[Source], *, everything: bool = False) -> None:
        """Open the declared listings that are due, or all of them, and take back the leases of runs that died. The run lock must be held."""
        chosen = tuple(sources)
        self._hosts = sorted(set().union(*map(reach, chosen)))
        watched = [source.id for source in chosen if source.revisit_hours]
        self._scope = {"sources": json.dumps([source.id for source in chosen]), "watched": json.dumps(watched)}
        rows = [row for source in chosen for row in _listings(source)]
        now = self._stamp()
        with self._corpus.transaction():
            self._db.execute(BURY, self._run)
            self._db.execute(_RECLAIM, {**self._run, "now": now})
            self._db.execute(_RETRY, {**self._scope, "now": now})
            self._db.executemany(_SEED, [{**row, "now": now} for row in rows])
            self._db.executemany(
                _REOPEN, [{"url": row["url"], "now": now, "asked": ASKED, "all": everything} for row in rows]
            )

    def lease(self, limit: int, busy: Collection[str]) -> list[Lease]:
        """Lease up to ``limit`` due URLs, one of each host that is not ``busy``; hosts take turns.

        Within a host listings come before articles, newer articles before older ones, and last those that are to be
        looked at again, the longest due first.
        """
        now = self._clock()
        found = self._pick(limit, busy, now)
        if len(found) < limit and (not self._ready or self._looked is None or now - self._looked >= _LOOK):
            self._look(now)
            found += self._pick(limit - len(found), {*busy, *(lease.host for lease in found)}, now)
        if found:
            until = instant(now + _LEASE)
            with self._corpus.transaction():
                self._db.executemany(_LEASE_ROW, [{**self._run, "until": until, "id": lease.id} for lease in found])
        return found

    def earliest(self, now: datetime) -> dict[str, datetime]:
        """Return when the first URL of each host is, or was, due; what was just discovered is due ``now``."""
        rows = self._db.execute(_EARLIEST, {**self._scope, "hosts": json.dumps(self._hosts)}).fetchall()
        first = {name: min((due for due in dues if due is not None), default=None) for name, *dues in rows}
        return {name: datetime.fromisoformat(due) if due else now for name, due in first.items() if due is not None}

    def release(self) -> None:
        """Give back what was leased but not settled, as it was; it is due again in the next run."""
        with self._corpus.transaction():
            self._db.execute(_RELEASE, self._run)

    def counts(self) -> dict[str, int]:
        """Return the number of URLs in each state, over all sources."""
        return dict(self._db.execute("SELECT state, count(*) FROM urls GROUP BY state").fetchall())

    def unread(self) -> frozenset[str]:
        """Return the sources none of whose listings could be read, though this run tried."""
        return frozenset(source for (source,) in self._db.execute(_UNREAD, self._run).fetchall())

    def next_due(self) -> str | None:
        """Return the instant when the next listing of these sources is due, as stored text; None where none was read."""
        return self._db.execute(_NEXT, self._scope).fetchone()[0]  # type: ignore[no-any-return]

    def _pick(self, limit: int, busy: Collection[str], now: datetime) -> list[Lease]:
        found: list[Lease] = []
        for _ in range(len(self._ready)):
            if len(found) >= limit:
                break
            name = self._ready.popleft()
            if name in busy:
                self._ready.append(name)
            elif row := self._next(name, now):
                self._ready.append(name)
                found.append(leased(row))
        return found

    def _next(self, name: str, now: datetime) -> Any:
        asked = {**self._scope, "host": name, "now": instant(now)}
        return self._db.execute(_NEWEST, asked).fetchone() or self._db.execute(_LONGEST_DUE, asked).fetchone()

    def _look(self, now: datetime) -> None:
        """List the hosts with something due, the ones not served lately first, and schedule what is new there."""
        self._looked = now
        due = {name: at for name, at in self.earliest(now).items() if at <= now}
        waiting = [name for name in self._ready if name in due]
        self._ready = deque([*(name for name in self._hosts if name in due.keys() - waiting), *waiting])
        fresh = [name for name, at in due.items() if at == now]
        for name in fresh:
            self._schedule(name, max(_CHUNK // len(fresh), 10))

    def _schedule(self, name: str, limit: int) -> None:
        """Give a due time to what was discovered since: news by its date, so that the newest comes first."""
        fresh = self._db.execute(_UNSCHEDULED, {**self._scope, "host": name, "limit": limit}).fetchall()
        if fresh:
            rows = [
                (first_due(kind, found, said, place), said, key) for place, (key, kind, found, said) in enumerate(fresh)
            ]
            with self._corpus.transaction():
                self._db.executemany("UPDATE urls SET due_at = ?, hints = ? WHERE id = ? AND state = 'pending'", rows)

    def _stamp(self) -> str | None:
        return instant(self._clock())


def _listings(source: Source) -> list[dict[str, str]]:
    kinds = ((UrlKind.FEED, source.feeds), (UrlKind.SITEMAP, source.sitemaps), (UrlKind.PAGE, source.pages))
    return [{"url": url, "source": source.id, "host": host(url), "kind": kind} for kind, urls in kinds for url in urls]
