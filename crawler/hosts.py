"""What is known of each host, and kept from run to run in the table ``hosts``: pace, holds, and how we are received.

What is guaranteed, also after ``kill -9`` at any moment:

- A hold (Retry-After, a ban) is written before the answer that caused it is dealt with any further.
- The delay a robots.txt asks for is written before anything else is asked of its host.
- When a run ends, the last request to each host is written before the run counts as ended; the next run keeps the gap.
- After a run that did not end, when it made its last request is not known: then every host it may have asked waits for
  its whole delay, counted from the start of the next run. So nothing needs to be written for each request.

Without a corpus all of it is the memory of one run.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.bans import Asked, Sign, Standing
from crawler.holds import Holds
from crawler.latency import Latency
from crawler.settings import DOWNLOAD_DELAY
from pipelines.rows import instant, moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping

    from pipelines.store import Corpus

_DIED = "SELECT finished_at IS NULL FROM runs WHERE command = 'crawl' AND id < ? ORDER BY id DESC LIMIT 1"
_TOUCHED = """
INSERT INTO hosts (host, last_request_at) SELECT DISTINCT host, :now FROM urls WHERE state = 'leased'
ON CONFLICT DO NOTHING
"""
_ALL_TOUCHED = "UPDATE hosts SET last_request_at = :now"
_COLUMNS = "host, delay, latency, last_request_at, answered_at, hold_until, hold_reason, strikes"
_LOAD = f"SELECT {_COLUMNS} FROM hosts"  # noqa: S608 - our own words
_SAVE = f"""
INSERT INTO hosts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (host) DO UPDATE SET delay = excluded.delay, latency = excluded.latency,
  last_request_at = coalesce(excluded.last_request_at, last_request_at), hold_until = excluded.hold_until,
  answered_at = coalesce(excluded.answered_at, answered_at), hold_reason = excluded.hold_reason,
  strikes = excluded.strikes
"""  # noqa: S608
_HELD = "SELECT host, hold_until, hold_reason, strikes > 0 FROM hosts WHERE hold_until > ? ORDER BY host"


class Pause(NamedTuple):
    """A host that is left alone."""

    host: str
    until: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""
    reason: str
    banned: bool
    """Whether the host turned us away; otherwise it asked us to wait."""

    def told(self) -> str:
        """Return it in one line."""
        said = "turns us away" if self.banned else "asked us to wait"
        return f"{self.host} {said}, paused until {self.until}: {self.reason}"


@dataclass(slots=True)
class _Known:
    """What is known of one host."""

    stored: float = 0.0
    """The delay its robots.txt asked for when an earlier run read it."""
    robots: dict[str, float] = field(default_factory=dict)
    """The delay that each robots.txt read in this run asks for, by origin."""
    latency: Latency = field(default_factory=Latency)
    standing: Standing = field(default_factory=Standing)
    last: datetime | None = None
    """No request was made after this."""
    answered: datetime | None = None
    until: datetime | None = None
    reason: str | None = None
    kept: bool = False
    """Whether the table has its row: after a run that did not end, only hosts with a row wait."""

    @property
    def delay(self) -> float:
        return max(self.robots.values()) if self.robots else self.stored


class Hosts:
    """The hosts of a run; ``declared`` are the delays of its sources, ``default`` that of any other host."""

    def __init__(
        self,
        corpus: Corpus | None = None,
        *,
        declared: Mapping[str, float] | None = None,
        default: float = DOWNLOAD_DELAY,
    ) -> None:
        self.holds = Holds()
        self._corpus = corpus
        self._declared = dict(declared or {})
        self._default = default
        self._known: defaultdict[str, _Known] = defaultdict(_Known)
        self._touched: set[str] = set()

    def open(self, run_id: int, now: datetime) -> None:
        """Take up what earlier runs left; to be called under the run lock, before any lease is taken back."""
        if self._corpus is None:
            return
        with self._corpus.transaction() as db:
            died = db.conn.execute(_DIED, (run_id,)).fetchone()
            if died and died[0]:
                for statement in (_TOUCHED, _ALL_TOUCHED):
                    db.conn.execute(statement, {"now": _after(now)})
            rows = db.conn.execute(_LOAD).fetchall()
        for row in rows:
            name, known = _read(row)
            self._known[name] = known
            if known.until and known.until > now:
                self.holds.hold(name, known.until)

    def close(self) -> None:
        """Write what this run learned; to be called before the run counts as ended."""
        self._write(self._touched)

    def delay(self, host: str) -> float:
        """Return the least seconds between two requests to a host, as things stand."""
        known = self._known[host]
        return max(self._declared.get(host, self._default), known.delay) + known.latency.extra()

    def rested(self, host: str, now: datetime) -> float | None:
        """Return the seconds since the last request to a host; None when it is not known to have had any."""
        last = self._known[host].last
        return None if last is None else max((now - last).total_seconds(), 0.0)

    def asked(self, host: str, now: datetime) -> None:
        """Note that a request is made, or has ended."""
        self._touch(host).last = now

    def robots(self, host: str, origin: str, delay: float) -> None:
        """Take in what the robots.txt of an origin asks for, and write it before anything else is asked."""
        known = self._touch(host)
        before, known.robots[origin] = known.delay, delay
        if known.delay != before or not known.kept:
            self._write([host])

    def hold(self, host: str, until: datetime, reason: str) -> None:
        """Leave a host alone until an instant, in later runs too; a longer hold stands."""
        known = self._touch(host)
        if known.until is None or until > known.until:
            known.until, known.reason = until, reason
            self.holds.hold(host, until)
            self._write([host])

    def measured(self, host: str, seconds: float) -> bool:
        """Take in how long an answer took to begin; tell whether that changes the host's delay."""
        latency = self._touch(host).latency
        before = latency.extra()
        latency.note(seconds)
        return latency.extra() != before

    def received(self, host: str, sign: Sign, asked: Asked, now: datetime) -> tuple[Asked, ...]:
        """Take in how a host received us; when it banned us, hold it and return the URLs it turned away."""
        known = self._touch(host)
        if sign is Sign.FINE:
            known.answered = now
        reason = known.standing.note(sign, asked)
        if reason is None:
            return ()
        pause, away = known.standing.ban()
        self.hold(host, now + pause, reason)
        return away

    def reason(self, host: str) -> str:
        """Return why a host is on hold, or was."""
        return self._known[host].reason or ""

    def banned(self, hosts: Iterable[str], now: datetime) -> tuple[Pause, ...]:
        """Return those of the given hosts that are paused because they turned us away."""
        paused = ((name, self._known[name]) for name in sorted(hosts) if name in self._known)
        return tuple(
            Pause(name, instant(known.until) or "", known.reason or "", banned=True)
            for name, known in paused
            if known.standing.strikes and known.until and known.until > now
        )

    def _touch(self, host: str) -> _Known:
        """Return what is known of a host, of which something is learned now: ``close`` writes no other."""
        self._touched.add(host)
        return self._known[host]

    def _write(self, hosts: Collection[str]) -> None:
        if self._corpus is None:
            return
        rows = [_row(name, self._known[name]) for name in hosts]
        with self._corpus.transaction() as db:
            db.conn.executemany(_SAVE, rows)
        for name in hosts:
            self._known[name].kept = True


def held(db: sqlite3.Connection, now: datetime) -> list[Pause]:
    """Return the hosts that are left alone at an instant, by name."""
    rows = db.execute(_HELD, (instant(now),)).fetchall()
    return [Pause(host, until, reason or "", bool(banned)) for host, until, reason, banned in rows]


def _read(row: tuple[Any, ...]) -> tuple[str, _Known]:
    name, delay, latency, last, answered, until, reason, strikes = row
    return name, _Known(
        stored=delay,
        latency=Latency.known(latency),
        standing=Standing(known=answered is not None, strikes=strikes),
        last=moment(last),
        until=moment(until),
        reason=reason,
        kept=True,
    )


def _row(name: str, known: _Known) -> tuple[object, ...]:
    moments = (_after(known.last), instant(known.answered), _after(known.until))
    return (name, known.delay, known.latency.usual, *moments, known.reason, known.standing.strikes)


def _after(when: datetime | None) -> str | None:
    """Return the first whole second that is not before an instant: a stored time must not cut a wait short."""
    return None if when is None else instant(when + timedelta(microseconds=999_999))
