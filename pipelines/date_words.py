"""Words of dates in many languages: months, "3 hours ago", periods of the day, time zones; and the form they are compared in.

The lists are ``date_months.toml`` and ``date_phrases.toml``. Nothing here reads a date.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Accents and vowel points, by which the same word differs from page to page; Hangul and kana are composed again.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u200b-\u200f\u202a-\u202e]")
_LETTERS = str.maketrans(
    {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "’": "'", "−": "-"}
)
_DOTS = str.maketrans("", "", ".׳॰״\u00b7")
_HEBREW_PREFIXES = ("ב", "ל")
GREGORIAN = "gregorian"
UNITS = ("second", "minute", "hour", "day", "week", "month", "year")


class Month(NamedTuple):
    """A month's number, 1-based, in its calendar."""

    number: int
    calendar: str = GREGORIAN


def plain(text: str) -> str:
    """Reduce text to the form in which date words are compared: lower case, ASCII digits, no accents.

    >>> plain("４ Août ٢٠٢٦")
    '4 aout 2026'
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    text = unicodedata.normalize("NFC", _MARKS.sub("", text)).translate(_LETTERS)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def month(word: str, language: str | None) -> Month | None:
    """Return the month a plain word names in a language, in English, or in all other languages that know the word."""
    word = word.translate(_DOTS).rsplit("'", 1)[-1]
    number = _months(language).get(word) or _months("en").get(word) or _everywhere().get(word)
    if number is None and word[:1] in _HEBREW_PREFIXES and len(word) > 2:
        return month(word[1:], language)
    return Month(number) if number else _elsewhere().get(word)


def phrases() -> dict[str, Any]:
    """Return the tables of ``date_phrases.toml``."""
    return _table("date_phrases")


@cache
def zones() -> dict[str, str]:
    """Return abbreviations of time zones in lower case, with their offset or IANA name."""
    return dict(phrases()["zone"])


@cache
def period(afternoon: str) -> tuple[str, ...]:
    """Return the plain words for the half of the day ``am`` or ``pm``, long ones first."""
    return tuple(sorted({plain(w) for w in phrases()["period"][afternoon].split()}, key=len, reverse=True))


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("pipelines").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def _months(language: str | None) -> dict[str, int]:
    return dict(_numbered(_table("date_months")[GREGORIAN].get(language, ())))


@cache
def _everywhere() -> dict[str, int]:
    """Words that mean one month in every language that has them; the others need their language."""
    meanings: dict[str, set[int]] = {}
    for names in _table("date_months")[GREGORIAN].values():
        for word, number in _numbered(names):
            meanings.setdefault(word, set()).add(number)
    return {word: next(iter(numbers)) for word, numbers in meanings.items() if len(numbers) == 1}


@cache
def _elsewhere() -> dict[str, Month]:
    tables = ((name, _table("date_months")[name]["names"]) for name in ("jalali", "hijri", "ethiopic"))
    return {word: Month(number, name) for name, names in tables for word, number in _numbered(names)}


def _numbered(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    for number, forms in enumerate(names, 1):
        for form in forms.split():
            yield plain(form).translate(_DOTS), number
