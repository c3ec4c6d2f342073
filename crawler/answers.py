"""What an answer, or none, means for a URL: pure decisions over status and headers. Nothing is fetched or stored here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from cleaning.urls import canonical, host
from crawler.faults import FINAL
from crawler.guard import is_public, literal
from pipelines.outcomes import Failure, Link, Outcome, Refusal, Settled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from crawler.faults import Blocked
    from crawler.lease import Lease

BACKOFF = (3, 900, 7200, 28800, 86400)
"""Seconds until the second, third … attempt; the first is short enough for the same run."""
MAX_ATTEMPTS = len(BACKOFF) + 1
MAX_REDIRECTS = 10
ASKED = "asked to wait"
"""The detail of a URL whose host named a time; until then the whole host is left alone, by later runs too."""
_LISTING_WAIT = 900  # a feed is asked again by the next run, however often it failed
_MAX_WAIT = timedelta(days=1)
_BUSY_WAIT = timedelta(minutes=1)
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_PASSING = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY)
MISSING = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The part of an HTTP response that decides what becomes of its URL."""

    status: int
    location: str = ""
    retry_after: str = ""


def settle(lease: Lease, answer: Answer, now: datetime, *, had: bool) -> Settled | None:
    """Return how an answer ends a URL, or None when its body is to be read; redirects are for ``moved``.

    ``had``: whether the corpus holds an article of that URL, so that 404 and 410 mean it is gone.
    """
    status = answer.status
    if 200 <= status < 300:
        return None
    if status in _BUSY or status in _PASSING or status >= 500:
        wanted = asked_to_wait(status, answer.retry_after, now)
        return again(lease, f"http-{status}", now, until=wanted and wanted[0], detail=ASKED if wanted else "")
    if status in MISSING and had:
        return _settled(lease, Outcome.GONE, reason=f"http-{status}", status=status)
    return _settled(lease, Outcome.FAILED, reason=f"http-{status}", status=status)


def again(lease: Lease, reason: str, now: datetime, *, until: datetime | None = None, detail: str = "") -> Settled:
    """Put a URL off, until an instant or by the next step of the back-off, or give it up after MAX_ATTEMPTS."""
    status = int(reason[5:]) if reason.startswith("http-") else None
    facts: dict[str, Any] = {"reason": reason, "detail": detail or None, "status": status}
    if reason in FINAL or (lease.attempts >= MAX_ATTEMPTS and not lease.is_listing):
        return _settled(lease, Outcome.FAILED, **facts)
    wait = BACKOFF[min(lease.attempts, len(BACKOFF)) - 1]
    wait = min(wait, _LISTING_WAIT) if lease.is_listing else wait
    return _settled(lease, Outcome.DEFERRED, until=until or now + timedelta(seconds=wait), **facts)


def moved(lease: Lease, answer: Answer, hosts: Collection[str], *, way: Collection[str]) -> Settled:
    """Return where a redirect leads: to a URL of the source, which becomes pending, or off its hosts, which is refused.

    ``way``: the URLs whose redirects led to this one; back to one of them, or beyond MAX_REDIRECTS, nothing is followed.
    """
    target = canonical(answer.location, lease.url) if answer.location else None
    status, detail = answer.status, answer.location[:500] or "no Location"
    if target is None:
        return _settled(lease, Outcome.FAILED, reason=f"http-{status}", detail=detail, status=status)
    if target in (lease.url, *way) or len(way) >= MAX_REDIRECTS:
        return _settled(lease, Outcome.FAILED, reason=Failure.REDIRECTS, detail=detail, status=status)
    link = Link(url=target, kind=lease.kind)
    found: dict[str, Any] = {"links": (link,)} if host(target) in hosts else {"refusals": ((link, _why(target)),)}
    return _settled(lease, Outcome.REDIRECTED, reason=target, status=status, **found)


def refused(lease: Lease, refusal: Refusal, detail: str) -> Settled:
    """Return the end of a URL that must not be fetched."""
    return _settled(lease, Outcome.REFUSED, reason=refusal, detail=detail)


def read(lease: Lease, status: int, links: tuple[Link, ...], refusals: tuple[tuple[Link, Refusal], ...]) -> Settled:
    """Return the end of a listing that was read."""
    return _settled(lease, Outcome.LISTING, links=links, refusals=refusals, status=status)


def turned_away(lease: Lease, error: Blocked, now: datetime) -> Iterator[Settled]:
    """Put off a URL whose answer only kept us out, and those its host turned away before; none is given up for it."""
    if error.until is None:
        yield again(lease, "challenge", now, detail=str(error))
        return
    why: dict[str, Any] = {"reason": "banned", "detail": str(error), "until": error.until}
    yield _settled(lease, Outcome.DEFERRED, **why)
    for url, source in error.others:
        yield Settled(url=url, source=source, outcome=Outcome.DEFERRED, **why)


def retry_after(value: str, now: datetime) -> datetime | None:
    """Read a Retry-After header, seconds or a date (RFC 9110 §10.2.3), as an instant at most a day away.

    Returns None when it is empty or cannot be read.
    """
    text = value.strip()
    try:
        wanted = now + timedelta(seconds=int(text)) if text.isdecimal() else parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return now + _MAX_WAIT if text.isdecimal() else None
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
    return min(max(wanted, now + timedelta(seconds=1)), now + _MAX_WAIT)


def asked_to_wait(status: int, value: str, now: datetime) -> tuple[datetime, str] | None:
    """Return until when an answer asks that its host be left alone, and in which way; None when it does not.

    ``value``: its Retry-After. A 429 without one asks for a minute.
    """
    until = retry_after(value, now) if status in _BUSY else None
    if until is not None:
        return until, "retry-after"
    return (now + _BUSY_WAIT, "busy") if status == HTTPStatus.TOO_MANY_REQUESTS else None


def _why(target: str) -> Refusal:
    """Say why a URL off the source's hosts is not followed; an address inside somebody's network is worth a name."""
    address = literal(host(target))
    return Refusal.OFF_SITE if address is None or is_public(address) else Refusal.PRIVATE_ADDRESS


def _settled(lease: Lease, outcome: Outcome, **facts: Any) -> Settled:
    return Settled(url=lease.url, source=lease.source, outcome=outcome, **facts)
