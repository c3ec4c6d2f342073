"""The time of day and the time zone in a written date. Dates themselves are ``date_text``."""

from __future__ import annotations

import re
from datetime import time
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from pipelines.date_strict import offset_of
from pipelines.date_words import period, zones

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLON: Final = re.compile(r"(?<![\d:])(\d{1,2})\s?:\s?(\d{2})(?:\s?:\s?(\d{2})(?:[.,]\d{1,9})?)?(?![\d:])", re.ASCII)
_LETTER: Final = re.compile(
    r"(?<![\d:])(\d{1,2})\s?(?:h|[時时點点시](?!間|间)|год(?=\s?\d)|ч(?=\s?\d))(?:\s?(\d{1,2})(?:\s?[分분]|\s?min\b|\s?m\b|(?![\d:.])))?(?![^\W\d_])",
)
_DOTTED: Final = re.compile(r"(?<![\d.:/-])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d:/-]|\.\d)", re.ASCII)
_HOUR: Final = re.compile(r"(?<![\d.:/-])(\d{1,2})\s?(?=uhr\b|[ap]\.?\s?m\b)", re.ASCII)
_OFFSET: Final = re.compile(
    r"\s?[\[(]?(?:(?:utc|gmt)\s?([+-]\d{1,2}(?::?\d{2})?)|\s?([+-]\d{2}:?\d{2}))(?!\d)", re.ASCII
)
_NAME: Final = re.compile(r",?\s?[\[(]?([^\W\d_]{1,5})(?![^\W_])")


class Clock(NamedTuple):
    """A time of day as written, and the text without it."""

    time: time | None
    precision: str
    zone: str | None
    rest: str


def take_clock(text: str, raw: str, *, dotted: bool = True) -> Clock:
    """Find the time of day in plain text (``date_words.plain``) and cut it out together with zone and a.m. or p.m.

    ``raw`` is the text as written: abbreviations of zones count only in capitals. The first time that a day has is
    taken; without one the text comes back whole, with precision ``day``.
    """
    for pattern in (_COLON, _LETTER, *((_DOTTED,) if dotted else ()), _HOUR):
        for match in pattern.finditer(text):
            if clock := _clock(match, text=text, raw=raw):
                return clock
    return Clock(None, "day", None, text)


def _clock(match: re.Match[str], *, text: str, raw: str) -> Clock | None:
    parts: list[str | None] = [*match.groups(), None, None][:3]
    before, half, after = _halved(text[: match.start()], text[match.end() :], raw=raw)
    hour, minute, second = _hour(int(match[1]), half), int(parts[1] or 0), int(parts[2] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    zone, after = _zone(after, raw)
    precision = "second" if parts[2] else "minute" if parts[1] or half else "hour"
    return Clock(time(hour, minute, min(second, 59)), precision, zone, f"{before} {after}")


def _hour(hour: int, half: str | None) -> int:
    if half is None or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half == "pm" else 0)


def _halved(before: str, after: str, *, raw: str) -> tuple[str, str | None, str]:
    """Cut a word for the half of the day off either side of the time; before it, Latin letters must be capitals."""
    for half in ("am", "pm"):
        if match := _after(half).match(after):
            return before, half, after[match.end() :]
        match = _before(half).search(before)
        if match and (not match[1].isascii() or match[1].upper() in raw):
            return before[: match.start()], half, after
    return before, None, after


@cache
def _after(half: str) -> re.Pattern[str]:
    words = "|".join(re.escape(w).replace(r"\.", r"\.?\s?") for w in period(half))
    return re.compile(rf"\s?(?:{words})(?![^\W\d_])")


@cache
def _before(half: str) -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in period(half) if len(w) > 1)
    return re.compile(rf"(?<![^\W\d_])({words})\s?$")


def _zone(after: str, raw: str) -> tuple[str | None, str]:
    """Read an offset or the abbreviation of a zone right behind the time."""
    if match := _OFFSET.match(after):
        if offset := offset_of(match[1] or match[2]):
            return offset, after[match.end() :]
        return None, after
    for match in _names(after):
        if match[1] in zones() and match[1].upper() in raw:
            return match[1], after[match.end() :]
    return None, after


def _names(after: str) -> Iterator[re.Match[str]]:
    """Give the first two short words behind the time: ``Uhr MEZ``."""
    if first := _NAME.match(after):
        yield first
        if second := _NAME.match(after, first.end()):
            yield second
