"""Tells URLs that a site makes without end, so that a crawl never starts to follow them. Pure; knows no site by name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.calendars import calendar
from crawler.patterns import Shape, shape
from pipelines.outcomes import Refusal, UrlKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crawler.patterns import Patterns
    from pipelines.outcomes import Link

MAX_DEPTH = 16
"""Segments of a path; of real articles the deepest have ten."""
MAX_PARAMETERS = 12
MAX_QUERY = 600
"""Characters."""
_MAX_SAME = 3
_REPEATS = 3
_MAX_PERIOD = MAX_DEPTH // _REPEATS
_MAX_OCCURRENCES = 3
_SESSION_NAMES = frozenset(
    "s sid sess sessid session sessionid session_id session-id sesskey phpsessid jsessionid".split()
)
_TOKEN = re.compile(r"(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])[0-9a-z]{20,128}|(?=[0-9]*[a-f])[0-9a-f]{16,128}", re.IGNORECASE)
_IN_PATH = re.compile(
    r"(sid|sess|sessid|session|session[_-]?id|phpsessid|jsessionid)[=:_-]?([0-9a-z]{0,128})", re.IGNORECASE
)
_PAGE_NAMES = frozenset("page paged pg seite pagina p_page pagenum page_num".split())
_PAGE = re.compile(r"[1-9]\d{2,4}")
"""Longer numbers are ids."""
_MAX_PAGE = 500


def trap(link: Link, now: datetime, *, announced: bool = False) -> str | None:
    """Say which trap a canonical link leads into, in words for a person; None where it leads into none.

    What a feed or sitemap has ``announced`` is an entry, however it is named, and ends with the listing: of that only
    the visit's own URLs and those that grow or repeat are traps. Links of pages may be a calendar's as well.

    >>> from datetime import UTC, datetime
    >>> from pipelines.outcomes import Link
    >>> trap(Link(url="https://n.example/a/b/a/b/a/b", kind=UrlKind.ARTICLE), datetime(2026, 3, 1, tzinfo=UTC))
    'the path repeats itself: a/b'
    """
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return None
    path = [unquote(segment).casefold() for segment in parts.path.split("/") if segment]
    query = [(unquote(name).casefold(), unquote(value)) for name, _, value in _pairs(parts.query)]
    found = _deep(path) or _repeating(path) or _exploding(parts.query, query) or _session(path, query)
    if found or announced or link.kind is UrlKind.SITEMAP:
        return found
    return _far_page(link.url, path, query) or calendar(link.url, path, query, now)


def snared(link: Link, patterns: Patterns, now: datetime, *, announced: bool) -> tuple[Link, Refusal] | None:
    """Refuse a link that leads into a trap, which its detail names; what an allow pattern finds is none."""
    if patterns.lets_in(link.url) or not (which := trap(link, now, announced=announced)):
        return None
    return replace(link, detail=which), Refusal.TRAP


def _pairs(query: str) -> list[tuple[str, str, str]]:
    return [pair.partition("=") for pair in query.split("&") if pair]


def _deep(path: Sequence[str]) -> str | None:
    return f"the path is {len(path)} segments deep" if len(path) > MAX_DEPTH else None


def _repeating(path: Sequence[str]) -> str | None:
    """Find a run of segments that stands three times in a row, or one that comes back and back; numbers may repeat."""
    if len(set(path)) == len(path):
        return None
    for period in range(1, _MAX_PERIOD + 1):
        for start in range(len(path) - period * _REPEATS + 1):
            unit = path[start : start + period]
            rest = path[start : start + period * _REPEATS]
            if rest == [*unit] * _REPEATS and not all(segment.isdigit() for segment in unit):
                return f"the path repeats itself: {'/'.join(unit)[:200]}"
    often = [segment for segment, count in Counter(path).items() if count > _MAX_OCCURRENCES and not segment.isdigit()]
    return f"the path repeats itself: {often[0][:200]}" if often else None


def _exploding(text: str, query: Sequence[tuple[str, str]]) -> str | None:
    if not query:
        return None
    if len(query) > MAX_PARAMETERS:
        return f"the query has {len(query)} parameters"
    if len(text) > MAX_QUERY:
        return f"the query is {len(text)} characters long"
    same = [name for name, count in Counter(name for name, _ in query).items() if count > _MAX_SAME]
    return f"the query repeats itself: {same[0][:200]}" if same else None


def _session(path: Sequence[str], query: Sequence[tuple[str, str]]) -> str | None:
    """Find what names the visit and not the page, where ``cleaning.urls`` could not be sure enough to drop it."""
    for name, value in query:
        if name in _SESSION_NAMES and _TOKEN.fullmatch(value):
            return f"a session id in the query: {name}"
    for place, segment in enumerate(path):
        for piece in segment.split(";"):
            found = _IN_PATH.fullmatch(piece)
            if found is None:
                continue
            after = "" if found[1].startswith("sess") or piece != segment else "".join(path[place + 1 : place + 2])
            if _TOKEN.fullmatch(found[2] or after):  # what stands after /session/ may be a talk
                return f"a session id in the path: {found[1]}"
    return None


def _far_page(url: str, path: Sequence[str], query: Sequence[tuple[str, str]]) -> str | None:
    """Find a list that goes on for hundreds of pages: ``…/list/page/900/``, ``…/list?page=900``."""
    is_asked = len(query) == 1 and query[0][0] in _PAGE_NAMES
    if is_asked:
        number = query[0][1] if path and "." not in path[-1] else ""
    else:
        number = path[-1] if len(path) > 2 and path[-2] in _PAGE_NAMES and not query else ""
    if not _PAGE.fullmatch(number) or int(number) <= _MAX_PAGE:
        return None
    if is_asked and shape(url.partition("?")[0]) is Shape.ARTICLE:
        return None
    return f"a list that goes on without end: page {number}"
