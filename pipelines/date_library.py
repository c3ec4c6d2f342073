"""The libraries that are asked last: dateparser for languages we have no words of, htmldate for pages that seem to say nothing.

Both are slow, so both are called only when no other reader found a date of publication.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cleaning.decode import decode
from pipelines.date_strict import read_strict
from pipelines.date_values import YEARS, Reading, offset_text

if TYPE_CHECKING:
    from cleaning.article import Page
from pipelines.date_values import Setting

_LONGEST: Final = 60
_LARGEST: Final = 2_000_000
_FIXED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - dateparser wants it naive; it stands in for the clock
_NO_LIMIT: Final = "2199-12-31"
_FORMS: Final = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%B 1, %Y",
    "1 %B %Y",
)


def dateparser_date(raw: str, setting: Setting) -> Reading | None:
    """Read a short string with dateparser, strictly and in the page's language; without a language not at all.

    The fetch time is its "now"; when that is unknown, relative phrases are not read.
    """
    is_worded = any(c.isdigit() for c in raw) and any(c.isalpha() for c in raw)
    if not setting.language or len(raw) > _LONGEST or not is_worded or read_strict(raw, setting)[0]:
        return None
    when = _parsed(raw, setting.language, base=setting.base)
    if when is None or when.year not in YEARS:
        return None
    offset = when.utcoffset()
    zone = None if offset is None else offset_text(int(offset.total_seconds()) // 60)
    day, clock = when.date(), when.time().replace(microsecond=0)
    if setting.base and clock == setting.base.time().replace(microsecond=0):  # "3 days ago" tells no time
        return Reading(day=day, year=day.year, precision="day", rule="dateparser")
    return Reading(day=day, year=day.year, clock=clock, zone=zone, precision="minute", rule="dateparser")


@lru_cache(maxsize=1024)
def _parsed(raw: str, language: str, *, base: datetime | None) -> datetime | None:
    import dateparser  # noqa: PLC0415 - slow to load, and most pages need none of it

    settings: dict[str, Any] = {
        "STRICT_PARSING": True,
        "PREFER_DATES_FROM": "past",
        "TIMEZONE": "UTC",
        "RELATIVE_BASE": base.replace(tzinfo=None) if base else _FIXED,
        "PARSERS": ["absolute-time", *(["relative-time"] if base else [])],
    }
    try:
        return dateparser.parse(raw, languages=[language], settings=settings)
    except (ValueError, OverflowError):
        return None


def htmldate_date(page: Page) -> tuple[str, Reading] | None:
    """Ask htmldate for the original date of a page: what it said, and what to believe of it.

    Never later than the day of the fetch, and never guessed from figures in the text. htmldate turns what it cannot
    place into the first of the month, so that counts as the month, unless the page writes that very day.
    """
    if len(page.body) > _LARGEST or not page.body.strip():
        return None
    from htmldate import find_date  # noqa: PLC0415 - see above

    text = decode(page.body, page.header("Content-Type")).text
    limit = page.fetched_at.date().isoformat() if page.fetched_at else _NO_LIMIT
    address = page.final_url or page.url or None
    try:
        found = find_date(text, original_date=True, extensive_search=False, max_date=limit, url=address)
    except ValueError:  # lxml, where htmldate moves text with control characters in it
        return None
    if not found:
        return None
    day = date.fromisoformat(found)
    if day.day == 1 and not any(day.strftime(form) in text for form in _FORMS):
        return found, Reading(day=None, year=day.year, precision="month", rule="htmldate")
    return found, Reading(day=day, year=day.year, precision="day", rule="htmldate")
