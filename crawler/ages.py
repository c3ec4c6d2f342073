"""How old what a link leads to may be at most, for deciding whether to fetch it. Dates of articles are ``pipelines.dates``."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from crawler.patterns import date_in
from pipelines.outcomes import UrlKind

if TYPE_CHECKING:
    from pipelines.outcomes import Link

_COARSE = re.compile(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ONE_DAY = timedelta(days=1)


def latest(raw: str) -> datetime | None:
    """Return the last instant a date string can mean, or None when it is not read here.

    Reads ISO 8601 with W3C's coarser forms, and RFC 2822. What has no offset may lie up to a day later than UTC.

    >>> latest("2026-02").isoformat()
    '2026-03-01T23:59:59+00:00'
    """
    raw = raw.strip()[:64]
    if coarse := _COARSE.fullmatch(raw):
        return _end_of(int(coarse[1]), int(coarse[2] or 12))
    when = _iso_date(raw) or _mail_date(raw)
    if when is None:
        return None
    if _DAY.fullmatch(raw):
        return _end_of(when.year, when.month, when.day)
    return when if when.tzinfo else _later(when.replace(tzinfo=UTC))


def newest(link: Link) -> datetime | None:
    """Return the last instant at which a link's target can have been new, or None when nothing tells.

    The date of publication counts, then the one in the URL, and the date of change only where there is neither; for a
    sitemap it is the other way round, since it grows.
    """
    in_url = date_in(link.url)
    from_url = _end_of(*in_url) if in_url else None
    published = latest(link.published) if link.published else None
    changed = latest(link.modified) if link.modified else None
    order = (changed, from_url) if link.kind is UrlKind.SITEMAP else (published, from_url, changed)
    return next((when for when in order if when), None)


def _end_of(year: int, month: int, day: int | None = None) -> datetime:
    """Return the end of a day or month, in the last time zone that reaches it."""
    last = monthrange(year, month)[1]
    return _later(datetime(year, month, min(day or last, last), 23, 59, 59, tzinfo=UTC))


def _later(when: datetime) -> datetime:
    return when + _ONE_DAY if when.year < 9999 else when


def _iso_date(raw: str) -> datetime | None:
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        return None


def _mail_date(raw: str) -> datetime | None:
    try:
        return parsedate_to_datetime(raw)
    except (ValueError, OverflowError):
        return None
