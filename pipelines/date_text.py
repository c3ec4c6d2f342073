"""Dates written for people: in figures, or with the name of the month, in many languages and calendars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from pipelines.date_calendars import ERAS
from pipelines.date_clock import Clock, take_clock
from pipelines.date_values import YEARS, Reading, day_of, full_year, recent
from pipelines.date_words import GREGORIAN, month, plain

if TYPE_CHECKING:
    from datetime import date

    from pipelines.date_values import Setting
    from pipelines.date_words import Month

_ERA: Final = "|".join(ERAS)
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(?<![\d:])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?'?(\d{4}|\d{2})(?![\d:])", re.ASCII)
_EAST: Final = re.compile(
    rf"(?:({_ERA})\s?)?(?<!\d)(\d{{1,4}}|元)\s?[年년]\s?(\d{{1,2}})\s?[月월](?:\s?(\d{{1,2}})\s?[日일號号])?"
)
_EAST_SHORT: Final = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일號号]")
_VIETNAMESE: Final = re.compile(
    r"(?<!\d)(\d{1,2})[\s,]+(?:thang|thg)\s+(\d{1,2})[\s,]+(?:nam\s+)?(\d{4})(?!\d)", re.ASCII
)
_TOKEN: Final = re.compile(r"\d+|[^\s\d,;:/()|\[\]–—_\"<>،؛、।-]+")
_YEAR_FIRST_LANGUAGES: Final = frozenset(("ko", "ja", "zh", "hu", "mn"))
"""Where three short figures begin with the year."""
_APOSTROPHE: Final = re.compile(r"'(\d\d)(?!\d)")
_FILLER: Final = 4
"""Longest word between the parts of one date, e.g. ``de``, ``gada``."""


class _Found(NamedTuple):
    day: date | None
    year: int
    precision: str
    rule: str
    swapped: date | None = None


def read_text(raw: str, setting: Setting) -> Reading | None:
    """Read the first date in a short text, with its time of day; None when there is none, or it is no day that exists.

    Of day and month in figures the setting's order counts; the other reading comes back in ``swapped``.
    """
    text = plain(raw)
    for pattern, reader in _FIGURES:
        if match := pattern.search(text):
            found = reader(match, setting)
            clock = take_clock(f"{text[: match.start()]} {text[match.end() :]}", raw)
            return _reading(found, clock) if found else None
    clock = take_clock(text, raw)
    found = _worded(clock.rest, setting)
    return _reading(found, clock) if found else None


def _reading(found: _Found, clock: Clock) -> Reading:
    timed = found.day is not None and clock.time is not None
    return Reading(
        day=found.day,
        year=found.year,
        clock=clock.time if timed else None,
        zone=clock.zone if timed else None,
        precision=clock.precision if timed else found.precision,
        rule=found.rule,
        swapped=found.swapped,
    )


def _dated(day: date | None, rule: str, *, swapped: date | None = None) -> _Found | None:
    return _Found(day, day.year, "day", rule, swapped) if day else None


def _year_first(match: re.Match[str], setting: Setting) -> _Found | None:
    return _dated(day_of(int(match[1]), int(match[3]), int(match[4]), language=setting.language), "year-first")


def _year_last(match: re.Match[str], setting: Setting) -> _Found | None:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 2 and setting.language in _YEAR_FIRST_LANGUAGES:
        return _dated(day_of(full_year(first, setting.base), second, third), "year-first")
    year = full_year(third, setting.base)
    day_first = day_of(year, second, first, language=setting.language)
    month_first = day_of(year, first, second, language=setting.language)
    if match[2] == ".":
        return _dated(day_first or month_first, "dotted")
    if day_first == month_first:
        return _dated(day_first, "day-month-alike")
    if not (day_first and month_first):
        return _dated(day_first or month_first, "day-first" if day_first else "month-first")
    if setting.day_first:
        return _dated(day_first, "day-first", swapped=month_first)
    return _dated(month_first, "month-first", swapped=day_first)


def _east(match: re.Match[str], setting: Setting) -> _Found | None:
    number = 1 if match[2] == "元" else int(match[2])
    year = number + ERAS[match[1]] if match[1] else full_year(number, setting.base)
    rule = "era" if match[1] else "year-month-day"
    if match[4] is None:
        return _Found(None, year, "month", rule) if year in YEARS and 1 <= int(match[3]) <= 12 else None
    return _dated(day_of(year, int(match[3]), int(match[4])), rule)


def _east_short(match: re.Match[str], setting: Setting) -> _Found | None:
    return _dated(recent(int(match[1]), int(match[2]), base=setting.base), "year-from-fetch")


def _vietnamese(match: re.Match[str], _setting: Setting) -> _Found | None:
    return _dated(day_of(int(match[3]), int(match[2]), int(match[1])), "day-month-year")


class _Token(NamedTuple):
    """A number (with digits), a month, or neither: another word."""

    value: int = 0
    digits: int = 0
    month: Month | None = None


def _worded(text: str, setting: Setting) -> _Found | None:
    text = _APOSTROPHE.sub(lambda short: f" {full_year(int(short[1]), setting.base)} ", text)
    tokens = _tokens(text, setting.language)
    for reader in (_whole, _partly):
        for index, token in enumerate(tokens):
            if token.month and (found := reader(_around(tokens, index), token.month, setting=setting)):
                return found
    return None


def _tokens(text: str, language: str | None) -> list[_Token]:
    """Split a text into numbers, months and words; words that can stand between the parts of a date are left out."""
    words = _TOKEN.findall(text)[:40]
    tokens: list[_Token] = []
    skip = False
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if skip:
            skip = False
        elif word[0].isdecimal():
            tokens.append(_Token(int(word[:6]), len(word)))
        elif both := month(f"{word}_{following}", language):
            tokens.append(_Token(month=both))
            skip = True
        elif named := month(word, language):
            tokens.append(_Token(month=named))
        elif len(word) > _FILLER:
            tokens.append(_Token())
    return tokens


class _Around(NamedTuple):
    """What stands next to a month: two tokens before it and two after."""

    far: _Token
    near: _Token
    after: _Token
    later: _Token


def _around(tokens: list[_Token], index: int) -> _Around:
    padded = [_NOTHING, _NOTHING, *tokens, _NOTHING, _NOTHING]
    return _Around(*padded[index : index + 2], *padded[index + 3 : index + 5])


def _whole(around: _Around, named: Month, *, setting: Setting) -> _Found | None:
    """Read D M Y, M D Y, Y M D or Y D M; short years only behind the month."""
    far, near, after, later = around
    for day, year, rule in (
        (near, after, "day-month-year"),
        (after, later, "month-day-year"),
        (after, near, "year-month-day"),
        (near, far, "year-day-month"),
    ):
        is_short = year.digits == 2 and rule == "day-month-year"
        if _is_day(day) and (year.digits == 4 or is_short):
            whole = full_year(year.value, setting.base) if is_short else year.value
            found = day_of(whole, named.number, day.value, calendar=named.calendar, language=setting.language)
            return _dated(found, rule)
    return None


_NOTHING: Final = _Token()


def _is_day(token: _Token) -> bool:
    return token.digits in (1, 2) and 1 <= token.value <= 31


def _partly(around: _Around, named: Month, *, setting: Setting) -> _Found | None:
    """Read a month with a year only, or with a day only: then the year is that of the last such day before the fetch."""
    numbers = [token for token in (around.near, around.after) if token.digits]
    if len(numbers) != 1 or named.calendar != GREGORIAN:
        return None
    number = numbers[0]
    if number.digits == 4 and number.value in YEARS:
        return _Found(None, number.value, "month", "month-year")
    return _dated(recent(named.number, number.value, base=setting.base), "year-from-fetch") if _is_day(number) else None


_FIGURES: Final = (
    (_EAST, _east), (_YEAR_FIRST, _year_first), (_YEAR_LAST, _year_last), (_VIETNAMESE, _vietnamese), (_EAST_SHORT, _east_short),
)  # fmt: skip
