"""Days of other calendars as Gregorian days: Persian, Islamic, Ethiopic, Thai, and the years of Japanese and Chinese eras."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Final

ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
"""Era to the Gregorian year before its first."""
_NOWRUZ_1300: Final = date(1921, 3, 21)
_JALALI_YEARS: Final = range(1300, 1472)
"""Where the 33-year cycle of leap years agrees with the astronomical calendar."""
_MUHARRAM_1400: Final = date(1979, 11, 20)
# Umm al-Qura, 1400 to 1500: a year is three hexadecimal digits, a bit is a month (first month highest), set: it has 30 days.
_UMM_AL_QURA: Final = (
    "d2b54aea57526e936aaad555aa5b52ba95b49ba4db25d52daa5ad4aea56d4bd23d91da95b4ab5a56d2b693b49b"
    "6556a9754b6a56caad555b29b92ba95d4ada55aaab595749764baa5b52b6a56d2ae9572a75535a95d49ba4dd26"
    "d535aaaad4b6a57527a95b4ab5536c9ae4b6a96b4ada55d25d92dc96d4ad6556d2b693749b64d72ab54b6a5752"
    "b6956b2ad94dc95d4aea56caad5556c97"
)
_BUDDHIST: Final = 543
_ETHIOPIC_EPOCH: Final = 2796
"""Proleptic Gregorian ordinal of 1 Meskerem of the year 1."""


def gregorian(calendar: str, year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day, or None where the calendar has no such day or is not known for that year.

    Calendars: ``gregorian``, ``jalali``, ``hijri`` (Umm al-Qura), ``ethiopic``, ``buddhist`` (Thai solar).

    >>> gregorian("jalali", 1404, 12, 12), gregorian("hijri", 1447, 9, 13)
    (datetime.date(2026, 3, 3), datetime.date(2026, 3, 2))
    """
    try:
        return _READERS[calendar](year, month, day)
    except (ValueError, OverflowError):
        return None


def _gregorian(year: int, month: int, day: int) -> date:
    return date(year, month, day)


def _buddhist(year: int, month: int, day: int) -> date:
    return date(year - _BUDDHIST, month, day)


def _jalali(year: int, month: int, day: int) -> date | None:
    if year not in _JALALI_YEARS or not 1 <= month <= 12 or not 1 <= day <= _jalali_length(year, month):
        return None
    leaps = sum(_jalali_leap(y) for y in range(_JALALI_YEARS.start, year))
    before = 365 * (year - _JALALI_YEARS.start) + leaps + 31 * (month - 1) - max(0, month - 7)
    return _NOWRUZ_1300 + timedelta(before + day - 1)


def _jalali_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def _jalali_length(year: int, month: int) -> int:
    return 31 if month <= 6 else 30 if month < 12 or _jalali_leap(year) else 29


def _hijri(year: int, month: int, day: int) -> date | None:
    starts, index = _hijri_starts(), 12 * (year - 1400) + month - 1
    if not 1 <= month <= 12 or not 0 <= index < len(starts) - 1 or not 1 <= day <= starts[index + 1] - starts[index]:
        return None
    return _MUHARRAM_1400 + timedelta(starts[index] + day - 1)


@cache
def _hijri_starts() -> tuple[int, ...]:
    """Return the days from 1 Muharram 1400 to the beginning of each month since, and to the end of the last."""
    lengths = (29 + (int(digit, 16) >> bit & 1) for digit in _UMM_AL_QURA for bit in (3, 2, 1, 0))
    return (0, *accumulate(lengths))


def _ethiopic(year: int, month: int, day: int) -> date | None:
    last = 30 if month <= 12 else 6 if year % 4 == 3 else 5
    if not 1 <= month <= 13 or not 1 <= day <= last:
        return None
    return date.fromordinal(_ETHIOPIC_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


_READERS: Final = {
    "gregorian": _gregorian,
    "jalali": _jalali,
    "hijri": _hijri,
    "ethiopic": _ethiopic,
    "buddhist": _buddhist,
}
