"""Dates told from the moment the page was fetched: "3 hours ago", "yesterday, 10:15", in many languages."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from pipelines.date_clock import take_clock
from pipelines.date_values import Reading, offset_text
from pipelines.date_words import UNITS, phrases, plain
from pipelines.date_zones import time_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.date_values import Setting

_LONGEST: Final = 60
_FURTHER: Final = ("before", "avant", "antes", "altro", "l'altro", "prima")
"""With these beside it, yesterday is not yesterday."""
_TOKEN: Final = re.compile(r"\d{1,3}|[^\s\d,.;:/()|]+")
_COARSE: Final = ("week", "month", "year")
_LENGTHS: Final = {
    "second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1),
    "week": timedelta(days=7), "month": timedelta(days=30), "year": timedelta(days=365),
}  # fmt: skip
_LONG_AGO: Final = timedelta(days=100 * 365)


class _Speech(NamedTuple):
    """How one language speaks of the past."""

    ago: tuple[str, ...]
    units: tuple[tuple[str, tuple[str, ...]], ...]
    today: tuple[str, ...]
    yesterday: tuple[str, ...]


def read_relative(raw: str, setting: Setting) -> Reading | None:
    """Read a phrase such as "3 hours ago" against the fetch time; None without one.

    The precision is the unit's: weeks and months give no day, because none is said.
    """
    if setting.base is None or len(raw) > _LONGEST:
        return None
    text, base = plain(raw), setting.base.astimezone(time_zone(setting.zone) or setting.base.tzinfo)
    for speech in _speeches(setting.language):
        if reading := _named_day(text, speech, raw=raw, base=base) or _ago(text, speech, base=base):
            return reading
    return None


@cache
def _speeches(language: str | None) -> tuple[_Speech, ...]:
    """Give the page's language and English; all of them when the language is unknown."""
    table = phrases()["ago"]
    chosen = [language, "en"] if language in table else sorted(table)
    return tuple(_speech(table[code]) for code in dict.fromkeys(chosen))


def _speech(row: dict[str, str]) -> _Speech:
    def forms(key: str) -> tuple[str, ...]:
        return tuple(plain(form).replace("_", " ") for form in row.get(key, "").split())

    return _Speech(forms("ago"), tuple((unit, forms(unit)) for unit in UNITS), forms("today"), forms("yesterday"))


def _named_day(text: str, speech: _Speech, *, raw: str, base: datetime) -> Reading | None:
    if any(_says(text, word) for word in _FURTHER):
        return None
    for back, words in enumerate((speech.today, speech.yesterday)):
        if any(_says(text, word) for word in words):
            day, clock = base.date() - timedelta(days=back), take_clock(text, raw)
            return Reading(
                day=day, year=day.year, clock=clock.time, zone=clock.zone, precision=clock.precision, rule="relative"
            )
    return None


def _says(text: str, phrase: str) -> bool:
    """Say whether a phrase stands in a text as words; scripts written without blanks need no word boundary."""
    if phrase and phrase[0] > "\u0e00":
        return phrase in text
    return f" {phrase} " in f" {' '.join(_TOKEN.findall(text))} "


def _ago(text: str, speech: _Speech, *, base: datetime) -> Reading | None:
    spans = list(_spans(text, speech)) if any(_says(text, word) for word in speech.ago) else []
    back = sum((count * _LENGTHS[unit] for count, unit in spans), timedelta())
    if not spans or back > _LONG_AGO:
        return None
    coarse = next((unit for _, unit in spans if unit in _COARSE), None)
    return _coarse((base - back).date(), coarse) if coarse else _fine(base - back, spans[-1][1])


def _spans(text: str, speech: _Speech) -> Iterator[tuple[int, str]]:
    """Give the lengths of time that are named: (3, "hour"); a unit without a number counts once."""
    count = 1
    for token in _TOKEN.findall(text):
        if token[0].isdecimal():
            count = int(token)
        elif unit := next((name for name, forms in speech.units if any(_is(token, form) for form in forms)), None):
            yield count, unit
            count = 1


def _is(token: str, form: str) -> bool:
    return token.startswith(form[:-1]) if form.endswith("*") else token == form


def _coarse(then: date, unit: str) -> Reading:
    return Reading(day=None, year=then.year, precision="year" if unit == "year" else "month", rule="relative")


def _fine(then: datetime, unit: str) -> Reading:
    day: date = then.date()
    if unit == "day":
        return Reading(day=day, year=day.year, precision="day", rule="relative")
    offset = then.utcoffset() or timedelta()
    zone = offset_text(int(offset.total_seconds()) // 60)
    clock = then.time().replace(second=0, microsecond=0)
    return Reading(day=day, year=day.year, clock=clock, zone=zone, precision=unit, rule="relative")
