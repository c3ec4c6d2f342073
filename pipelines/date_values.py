"""What the readers of date strings are told and what they answer. No reading happens here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from pipelines.date_calendars import gregorian

YEARS: Final = range(1700, 2200)
"""Years a news page can mean; others are no dates."""
OFFSETS: Final = range(-12 * 60, 14 * 60 + 1)
"""Offsets in use anywhere, in minutes."""
_THAI: Final = frozenset(("th", "lo", "km"))
_PERSIAN: Final = frozenset(("fa", "ps", "ckb", "ku"))
_BUDDHIST_YEARS: Final = range(2400, 2700)
_PIVOT: Final = 69
"""POSIX: two-digit years below are of this century."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of a page before its date strings are read."""

    language: str | None = None
    zone: str | None = None
    """IANA name of the source's time zone."""
    base: datetime | None = None
    """When the page was fetched, aware; None: relative dates stay unknown."""
    day_first: bool = True
    """How ``03/04`` is read when nothing else tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a date string says, before the source's zone is applied."""

    day: date | None
    """None when the string is coarser than a day."""
    year: int
    clock: time | None = None
    """Naive local time; None where none is given."""
    zone: str | None = None
    """Offset as ``+02:00``, or an abbreviation in lower case; None where none is given."""
    precision: str
    rule: str
    swapped: date | None = None
    """The day it would be with day and month swapped, where that is possible."""


def day_of(year: int, month: int, day: int, *, calendar: str = "gregorian", language: str | None = None) -> date | None:
    """Return the Gregorian day of a date as written; years tell other calendars apart where the language uses them."""
    if calendar == "gregorian":
        calendar = _calendar(year, language)
    found = gregorian(calendar, year, month, day)
    return found if found and found.year in YEARS else None


def _calendar(year: int, language: str | None) -> str:
    if year in _BUDDHIST_YEARS and language in _THAI:
        return "buddhist"
    if 1300 <= year < 1430 and language in _PERSIAN:
        return "jalali"
    return "hijri" if 1400 <= year <= 1500 and language not in _PERSIAN else "gregorian"


def full_year(year: int, base: datetime | None) -> int:
    """Return the year a two-digit one stands for: the latest not after the year following the fetch."""
    if year > 99:
        return year
    if base is None:
        return year + (2000 if year < _PIVOT else 1900)
    return year + 100 * ((base.year + 1 - year) // 100)


def recent(month: int, day: int, *, base: datetime | None) -> date | None:
    """Return the last such day before, or at most a day after, the fetch; None when the fetch time is unknown."""
    if base is None:
        return None
    latest = base.date() + timedelta(days=1)
    days = (gregorian("gregorian", latest.year - back, month, day) for back in range(5))
    return next((d for d in days if d and d <= latest), None)


def offset_text(minutes: int) -> str | None:
    """Return an offset as ``+02:00``; None when no place on earth has it.

    >>> offset_text(-210), offset_text(99 * 60)
    ('-03:30', None)
    """
    if minutes not in OFFSETS:
        return None
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
