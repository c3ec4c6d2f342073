"""Tells the pages of calendars and of archives by date, as a site makes them without end, by their URLs. Pure.

A number is no date: what a site that counts its articles may call one is none of these.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crawler.patterns import Shape, names_id, shape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_AHEAD = timedelta(days=2)
_FAR = timedelta(days=366)
"""A horoscope, a puzzle or a live page is named by a day to come as well, but not by one of the year after next."""
_YEARS = 30
_DIARIES = frozenset(
    "event events calendar calendars calendario calendrier kalender kalendar kalendarz takvim agenda diary veranstaltung"
    " veranstaltungen termin termine evento eventos eventi evenement evenements evenementen afisha wydarzenia".split()
)
_ARCHIVES = frozenset("archive archives archiv archivo archivos archivio archief arhiv arhiva arkiv".split())
_WORD = re.compile(r"[^\W\d_]+")
_LABEL = 3
"""Words of a segment that names a part of a site; more are a headline."""
_DATE = re.compile(r"([12]\d{3})[/-](0?[1-9]|1[0-2])(?:[/-](0?[1-9]|[12]\d|3[01]))?")
_COMPACT = re.compile(r"([12]\d{3})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_WEEK = re.compile(r"([12]\d{3})-?w(0[1-9]|[1-4]\d|5[0-3])")

_NAMES = frozenset(
    "month date day year week calendar cal cal_m cal_y ym yearmonth monat datum jahr tag mois annee jour mes fecha ano mese"
    " data anno archive_month archive_date tribe-bar-date eventdate event_date startdate start_date m y d ictmonth".split()
)
_SCRAPS = frozenset("m y d tag data mes ano cal".split())
"""Names that mean a date only beside another one, or with a whole month as value."""
_BOUNDS = frozenset(
    "from to start end since until after before von bis desde hasta du au dal al enddate end_date".split()
)
"""Names that mean a date only with one for a value."""
_WHEN = re.compile(r"\d{1,8}|\d{1,4}[-/._]\d{1,2}([-/._]\d{1,4})?|[a-z]{3,9}[-_ ]?\d{0,4}", re.IGNORECASE)
_WRITTEN = re.compile(r"(19|20|21)\d\d[-/._](0?[1-9]|1[0-2])([-/._]\d\d?)?|\d\d?[-/._]\d\d?[-/._](19|20|21)\d\d")
_MONTH = re.compile(r"(19|20|21)\d\d(0[1-9]|1[0-2])([0-3]\d)?")
_NO_IDS = frozenset(
    "page paged pg offset limit per_page perpage count view mode lang language locale sort order cat category section"
    " itemid tribe_paged time hour".split()
)
_FLAGS = frozenset(("0", "1"))
_HEADLINE = 3
"""Words of a slug that is none of a view or a section."""


def calendar(url: str, path: Sequence[str], query: Sequence[tuple[str, str]], now: datetime) -> str | None:
    """Say which calendar a URL is a page of, in words for a person; None where it is none.

    ``path`` and ``query`` are those of the URL, decoded, the path and the names in lower case.
    """
    return _future(path, now) or _by_date(url, query)


def _future(path: Sequence[str], now: datetime) -> str | None:
    """Find the page of a day or month that is yet to come; an article about one has more in its path.

    Where a word for a calendar stands before it, any will do. Elsewhere it takes a whole date, or a path that is nothing
    but a month, more than a year ahead.
    """
    for start in range(max(len(path) - 3, 0), len(path)):
        text = "/".join(path[start:])
        if _date(text, exact=False) is None:
            continue
        before = {word for segment in path[:start] if len(found := _WORD.findall(segment)) <= _LABEL for word in found}
        diary = bool(before & _DIARIES)
        when = _date(text, exact=not diary)
        if when is None:
            continue
        year, month, day = when
        named = diary or bool(before & _ARCHIVES)
        limit = now + (_AHEAD if named else _FAR)
        is_near = diary or year <= now.year + _YEARS
        if is_near and (named or day or start == 0) and (year, month, day or 1) > (limit.year, limit.month, limit.day):
            return f"a calendar that goes on into the future: {year}-{month:02}"
    return None


def _date(text: str, *, exact: bool) -> tuple[int, int, int | None] | None:
    """Read a year, month and, where written, day; ``exact`` lets in no short month and nothing run together."""
    if week := _WEEK.fullmatch(text):
        first = date(int(week[1]), 1, 1) + timedelta(weeks=int(week[2]) - 1)
        return first.year, first.month, first.day
    found = _DATE.fullmatch(text) or (None if exact else _COMPACT.fullmatch(text))
    if found is None or (exact and any(len(part) < 2 for part in found.groups() if part)):
        return None
    return int(found[1]), int(found[2]), int(found[3]) if found[3] else None


def _by_date(url: str, query: Sequence[tuple[str, str]]) -> str | None:
    """Find an archive asked for by its date; an article's own page stays one, whatever stands in its query."""
    dated = [(name, value) for name, value in query if _is_dated(name, value)]
    sure = len(dated) > 1 or any(_is_sure(name, value) for name, value in dated)
    if not dated or not sure or any(_names_article(*pair) for pair in query if pair not in dated):
        return None
    own, _, text = url.partition("?")
    return None if names_id(text) or shape(own) is Shape.ARTICLE else f"an archive by date without end: {dated[0][0]}"


def _is_dated(name: str, value: str) -> bool:
    return bool(_WHEN.fullmatch(value) if name in _NAMES else name in _BOUNDS and _WRITTEN.fullmatch(value))


def _is_sure(name: str, value: str) -> bool:
    if name not in _SCRAPS:
        return True
    return bool(_WRITTEN.fullmatch(value) or (name == "m" and _MONTH.fullmatch(value)))  # WordPress: ?m=202602


def _names_article(name: str, value: str) -> bool:
    """Tell whether a parameter may be an article's number or slug, whatever its name."""
    if name in _NO_IDS or value in _FLAGS or _WRITTEN.fullmatch(value):
        return False
    return any(char.isdigit() for char in value) or len(_WORD.findall(value)) >= _HEADLINE
