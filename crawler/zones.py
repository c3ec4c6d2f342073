"""Proposes a source's time zone from the offsets its own dates carry. It proposes nothing rather than guess."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

_IN_PAGE = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?[+-]\d\d:?\d\d(?!\d)")
_MAX_DATES = 500
# Top-level domains that are a country's by name only.
_ANYWHERE = frozenset("ai cc co eu fm gg io im is ly me nu sh so su tk to tv vc ws".split())
# Where a language is at home in one country; the others need better evidence.
_AT_HOME = """
be=BY bg=BG cs=CZ da=DK de=DE el=GR et=EE fi=FI he=IL hr=HR hu=HU hy=AM is=IS it=IT ja=JP ka=GE ko=KR lt=LT lv=LV mk=MK
nb=NO nn=NO no=NO pl=PL ro=RO sk=SK sl=SI sq=AL sr=RS sv=SE th=TH tr=TR uk=UA vi=VN
"""


def dates_in_page(text: str) -> list[str]:
    """Return the ISO dates with an offset that stand anywhere in a page's markup."""
    return _IN_PAGE.findall(text[:4_000_000])[:_MAX_DATES]


def country(host: str, languages: Iterable[str]) -> str | None:
    """Return the ISO 3166 code of the country a site speaks from: by domain, region or language."""
    top = host.rpartition(".")[2]
    if len(top) == 2 and top.isalpha() and top not in _ANYWHERE:
        return "GB" if top == "uk" else top.upper()
    tags = [language.replace("_", "-").split("-") for language in languages]
    regions = [tag[1].upper() for tag in tags if len(tag) > 1 and len(tag[1]) == 2]
    homes = dict(pair.split("=") for pair in _AT_HOME.split())
    return next((code for code in (*regions, *(homes.get(tag[0].lower()) for tag in tags)) if code), None)


def propose(dates: Iterable[str], place: str | None) -> str | None:
    """Return the time zone of a country in which all the dates' offsets were right, or None when several could be.

    An offset of zero says nothing: many systems write UTC whatever their clock. Zones that differ in nothing for a
    year to come count as one; the one that holds most of the country is preferred.
    """
    shown = [when for raw in list(dates)[:_MAX_DATES] if (when := _aware(raw)) and when.utcoffset()]
    if not shown or place is None:
        return None
    fitting = [zone for zone in _zones(place) if all(_agrees(zone.name, when) for when in shown)]
    if not fitting:
        return None
    year = [max(shown) + timedelta(days=30 * month) for month in range(13)]
    offsets = {tuple(when.astimezone(ZoneInfo(zone.name)).utcoffset() for when in year) for zone in fitting}
    return fitting[0].name if len(offsets) == 1 or fitting[0].is_main else None


class _Zone(NamedTuple):
    name: str
    is_main: bool
    """It holds most of the country."""


def _agrees(name: str, when: datetime) -> bool:
    return when.astimezone(ZoneInfo(name)).utcoffset() == when.utcoffset()


def _aware(raw: str) -> datetime | None:
    """Read an ISO 8601 or RFC 2822 date; None when it is neither, or has no offset."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(raw.strip()[:64])
        except (ValueError, OverflowError):
            continue
        return when if when.tzinfo and 1990 < when.year < 2200 else None
    return None


@cache
def _zones(place: str) -> tuple[_Zone, ...]:
    """Return the zones of a country, the main one first, then in the order of the tz database's ``zone.tab``."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line.startswith(f"{place}\t")]
    zones = [_Zone(row[2], is_main=len(row) > 3 and row[3].startswith("most of")) for row in rows]
    return tuple(sorted(zones, key=lambda zone: not zone.is_main))
