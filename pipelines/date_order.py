"""Which of ``03/04`` is the day: what the page itself shows decides first, then where the page is from. The rest stays a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from cleaning.article import Page
    from pipelines.date_values import Reading

_HTML_LANG: Final = re.compile(rb"<html[^>]{0,400}?\slang=[\"']?[A-Za-z]{2,3}[-_]([A-Za-z]{2})\b")
_COUNTRY: Final = re.compile(r"^(?:https?://)?[^/?#]*\.([a-z]{2,3})(?::\d+)?(?:[/?#]|$)")
_HEAD: Final = 4_000
_MONTH_FIRST: Final = frozenset(("us", "ph", "gov", "mil", "edu"))
_DAY_FIRST: Final = frozenset("uk gb ie au nz in za sg hk ng ke gh pk bd lk my jm mt zw ug tz zm tt ca eu".split())
_AMERICA: Final = re.compile(
    r"US/|America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Anchorage|Detroit|Boise|Indiana/|Kentucky/|Juneau|Adak)|Pacific/Honolulu|Asia/Manila"
)
_SOON: Final = timedelta(hours=48)


_NAMES: Final[dict[bool | None, str]] = {True: "day-first", False: "month-first"}
"""Rules of readings in figures that could be, or could not be, read the other way round."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A reading, and whether its day and month could still be swapped."""

    reading: Reading | None
    ambiguous: bool


def guessed_day_first(language: str | None, page: Page) -> bool:
    """Guess how a page writes ``03/04``: by the source's zone, its country, its declared locale, then its language."""
    if language not in (None, "en"):
        return True
    if page.source.timezone:
        return not _AMERICA.match(page.source.timezone)
    for region in _regions(page):
        if region in _MONTH_FIRST or region in _DAY_FIRST:
            return region in _DAY_FIRST
    return language is None


def _regions(page: Page) -> tuple[str, ...]:
    country = _COUNTRY.match((page.final_url or page.url).lower())
    locale = _HTML_LANG.search(page.body[:_HEAD])
    return (country[1] if country else "", locale[1].decode("ascii").lower() if locale else "")


def settle(readings: Sequence[Reading | None], base: datetime | None, *, known: bool | None = None) -> list[Ordered]:
    """Turn the readings that another date contradicts, and mark those that nothing settles.

    A date of the page settles the others when it names one of their two days, or shows the order itself (27/03); else
    ``known`` does: whether other pages of the site put the day first, which the rule then says (``site-order``). A day after the fetch gives way to one before it.
    """
    days = {r.day for r in readings if r and r.day and r.swapped is None}
    shown = shown_order(readings)
    order, whose = (_NAMES.get(known), "/site-order") if shown is None else (_NAMES[shown], "")
    latest = (base + _SOON).date() if base else None
    return [_settled(r, days=days, order=order, whose=whose, latest=latest) for r in readings]


def shown_order(readings: Sequence[Reading | None]) -> bool | None:
    """Say whether dates in figures show the day first (27/03) or the month (03/27); None where none shows it, or both."""
    orders = {r.rule == "day-first" for r in readings if r and r.rule in _NAMES.values() and r.swapped is None}
    return orders.pop() if len(orders) == 1 else None


def _settled(
    reading: Reading | None, *, days: set[date], order: str | None, whose: str, latest: date | None
) -> Ordered:
    if reading is None or reading.day is None or reading.swapped is None:
        return Ordered(reading, ambiguous=False)
    if (reading.day in days) != (reading.swapped in days):
        return Ordered(reading if reading.day in days else _turned(reading), ambiguous=False)
    if order:
        ordered = reading if reading.rule == order else _turned(reading)
        return Ordered(replace(ordered, rule=ordered.rule + whose), ambiguous=False)
    if latest and (reading.day > latest) != (reading.swapped > latest):
        return Ordered(_turned(reading) if reading.day > latest else reading, ambiguous=False)
    return Ordered(reading, ambiguous=True)


def _turned(reading: Reading) -> Reading:
    rule = "month-first" if reading.rule == "day-first" else "day-first"
    day = reading.swapped
    return replace(reading, day=day, swapped=reading.day, year=day.year if day else reading.year, rule=rule)
