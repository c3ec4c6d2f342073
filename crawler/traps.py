"""Tells URLs that a site makes without end, so that a crawl never starts to follow them. Pure; knows no site by name."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.patterns import Shape, names_id, shape
from pipelines.outcomes import UrlKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipelines.outcomes import Link

MAX_DEPTH = 16
"""Segments of a path; of real articles the deepest have ten."""
MAX_PARAMETERS = 12
MAX_QUERY = 600
"""Characters."""
_MAX_SAME = 3
_MAX_PERIOD = 4
_REPEATS = 3
_MAX_OCCURRENCES = 3
_AHEAD = timedelta(days=2)
_SESSION_NAMES = frozenset(
    "s sid sess sessid session sessionid session_id session-id sesskey phpsessid jsessionid".split()
)
_TOKEN = re.compile(r"(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])[0-9a-z]{20,128}|[0-9a-f]{16,128}", re.IGNORECASE)
_IN_PATH = re.compile(
    r"(sid|sess|sessid|session|session[_-]?id|phpsessid|jsessionid)[=:_-]?([0-9a-z]{0,128})", re.IGNORECASE
)
_CALENDAR_NAMES = frozenset(
    "month date day year week calendar cal cal_m cal_y ym yearmonth monat datum jahr tag mois annee jour mes fecha ano mese"
    " data anno archive_month archive_date tribe-bar-date eventdate event_date startdate start_date m y d ictmonth".split()
)
_WHEN = re.compile(r"\d{1,8}|\d{1,4}[-/._]\d{1,2}([-/._]\d{1,4})?|[a-z]{3,9}[-_ ]?\d{0,4}", re.IGNORECASE)
_SCRAPS = frozenset("m y d tag data mes ano cal".split())
"""Names that mean a date only beside another one, or with a whole month as value."""
_WHOLE = re.compile(r"(19|20|21)\d\d[-/._]?(0?[1-9]|1[0-2])([-/._]?\d\d?)?|\d\d?[-/._]\d\d?[-/._](19|20|21)\d\d")
_YEAR = re.compile(r"(19|2\d)\d\d")
_COMPACT = re.compile(r"((?:19|2\d)\d\d)-?(0[1-9]|1[0-2])(?:-?(0[1-9]|[12]\d|3[01]))?")
_NUMBER = re.compile(r"\d{1,2}")


def trap(link: Link, now: datetime) -> str | None:
    """Say which trap a canonical link leads into, in words for a person; None where it leads into none.

    Sitemaps may be named by month in any way, since an index ends.

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
    if found or link.kind is UrlKind.SITEMAP:
        return found
    return _future(path, now) or _calendar(link.url, parts.query, query)


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
        found = _IN_PATH.fullmatch(segment)
        if found is None:
            continue
        beside = "" if found[1].startswith("sess") else "".join(path[place + 1 : place + 2])  # /session/… may be a talk
        if _TOKEN.fullmatch(found[2] or beside):
            return f"a session id in the path: {found[1]}"
    return None


def _future(path: Sequence[str], now: datetime) -> str | None:
    """Find a calendar's page of a day or month that is yet to come; an article about one has more in its path."""
    when = _last_date(path)
    if when is None:
        return None
    year, month, day = when
    limit = now + _AHEAD
    if (year, month, day or 1) > (limit.year, limit.month, limit.day):
        return f"a calendar that goes on into the future: {year}-{month:02}"
    return None


def _last_date(path: Sequence[str]) -> tuple[int, int, int | None] | None:
    """Return the year, month and day that a path ends with: ``…/2031/05``, ``…/2031/05/17``, ``…/2031-05``."""
    if path and (compact := _COMPACT.fullmatch(path[-1])):
        return int(compact[1]), int(compact[2]), int(compact[3]) if compact[3] else None
    for length in (3, 2):
        tail = path[-length:]
        if len(tail) == length and _YEAR.fullmatch(tail[0]) and all(_NUMBER.fullmatch(part) for part in tail[1:]):
            numbers = [int(part) for part in tail]
            if 1 <= numbers[1] <= 12:
                return numbers[0], numbers[1], numbers[2] if length == 3 else None
    return None


def _calendar(url: str, text: str, query: Sequence[tuple[str, str]]) -> str | None:
    """Find an archive asked for by its date; an article's own page stays one, whatever stands in its query."""
    if not query:
        return None
    dated = [(name, value) for name, value in query if name in _CALENDAR_NAMES and _WHEN.fullmatch(value)]
    sure = len(dated) > 1 or any(name not in _SCRAPS or _WHOLE.fullmatch(value) for name, value in dated)
    if not dated or not sure or names_id(text) or shape(url.partition("?")[0]) is Shape.ARTICLE:
        return None
    return f"an archive by date without end: {dated[0][0]}"
