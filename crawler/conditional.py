"""Conditional requests (RFC 9110 §13): what is sent along, and what an answer to it means. Pure; nothing is fetched or stored.

A 304 counts only for what was asked conditionally and is held here. After LONG_SILENCE answers 304 in a row, over
SILENCE or longer, one request goes without validators, so that a server that answers 304 for ever is found out. A body
that differs under the same strong ETag is a lie (§8.8.1): ``Ledger`` marks the URL, and its validators are never sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.outcomes import Outcome, Settled
from pipelines.validators import Validators, digest, validators

if TYPE_CHECKING:
    from crawler.lease import Lease

NOT_MODIFIED = "not-modified"
SAME_BODY = "same-body"
LONG_SILENCE = 30
SILENCE = timedelta(days=7)


def asking(lease: Lease, now: datetime) -> dict[str, str]:
    """Return the headers that make a request conditional; none where the whole body is wanted."""
    known = lease.validators
    if not lease.held or lease.distrusted or _is_stale(lease, now):
        return {}
    return conditions(known.etag, known.last_modified)


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers that ask for a body only where it is another than the one these came with (RFC 9110 §13.1)."""
    said = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in said.items() if value}


def not_modified(lease: Lease, *, conditional: bool) -> Settled | None:
    """Return how a 304 ends a URL; None where it answers nothing we asked, which is a failure."""
    if not (conditional and lease.held):
        return None
    return _same(lease, NOT_MODIFIED, 304)


def answered(body: bytes, etag: str, last_modified: str) -> Validators:
    """Return the validators of an answer with a body."""
    return validators(etag, last_modified, digest(body))


def same_body(lease: Lease, fresh: Validators, status: int) -> Settled | None:
    """Return the end of a URL whose body is the last one's, byte for byte, whatever the server says of it."""
    if not lease.held or fresh.digest != lease.validators.digest:
        return None
    return _same(lease, SAME_BODY, status, fresh)


def _same(lease: Lease, reason: str, status: int, fresh: Validators | None = None) -> Settled:
    outcome = Outcome.LISTING if lease.is_listing else Outcome.UNCHANGED
    return Settled(url=lease.url, source=lease.source, outcome=outcome, reason=reason, status=status, validators=fresh)


def _is_stale(lease: Lease, now: datetime) -> bool:
    return lease.silent >= LONG_SILENCE and (lease.body_at is None or now - lease.body_at >= SILENCE)
