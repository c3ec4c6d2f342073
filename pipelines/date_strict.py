"""Machine-written dates: ISO 8601, RFC 2822, seconds and milliseconds since 1970, and JavaScript's ``Date`` as text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from pipelines.date_values import Reading, day_of, offset_text

if TYPE_CHECKING:
    from pipelines.date_values import Setting

_ISO: Final = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:(?:[T_ ]\s*|\s*T\s*)(?P<H>\d{1,2})[:.](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,:]\d{1,9})?)?)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?(?:\s*\[[\w/+-]{1,40}\])?",
    re.ASCII | re.IGNORECASE,
)
_COMPACT: Final = re.compile(
    r"(?P<y>(?:19|20|21)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:[T ]?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?(?:[.,]\d{1,9})?(?P<z>Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_WEEK: Final = re.compile(r"\d{4}-?W\d\d-?[1-7]", re.ASCII)
_COARSE: Final = re.compile(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?", re.ASCII)
_EPOCH: Final = re.compile(r"(1\d{9})(\d{3})?(?:\d{3})?(?:\.\d{1,9})?", re.ASCII)
_MAIL: Final = re.compile(
    r"(?:[A-Z][a-z]{2,3},? +)?\d{1,2}[ -][A-Z][a-z]{2}[ -](?:\d{2}|\d{4}) +\d{1,2}:\d\d(?::\d\d)? +(?:[+-]\d{4}|GMT|UTC?|Z|[ECMP][SD]T)",
    re.ASCII,
)
_SCRIPT: Final = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<d>\d{1,2}) (?P<y>\d{4}) (?P<H>\d{2}):(?P<M>\d{2}):(?P<S>\d{2})"
    r"(?: (?:GMT|UTC)(?P<z>[+-]\d{4})?)?(?: \([^()]{1,60}\))?",
    re.ASCII,
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORLD_BEGINS: Final = (date(1969, 12, 31), date(1970, 1, 1))
"""Where a computer's zero lands; no page means it."""
_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)


def read_strict(raw: str, setting: Setting) -> tuple[bool, Reading | None]:
    """Say whether a string is in a machine's form, and what it means; in such a form but impossible: ``True, None``.

    Guarantees a real day, a year in ``YEARS`` and an offset in use somewhere.
    """
    for pattern, reader in _FORMS:
        if match := pattern.fullmatch(raw):
            reading = reader(match, setting)
            zero = reading and reading.day in _WORLD_BEGINS and _on_the_hour(reading.clock)
            return True, None if zero else reading
    return False, None


def offset_of(written: str | None) -> str | None:
    """Return a written offset (``Z``, ``+2``, ``+0200``, ``GMT``) as ``+02:00``; None when missing or impossible."""
    if not written:
        return None
    if written.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    digits = written[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    if int(minutes) > 59:
        return None
    return offset_text((-1 if written[0] == "-" else 1) * (int(hours) * 60 + int(minutes)))


def _on_the_hour(clock: time | None) -> bool:
    return clock is None or clock.minute == clock.second == 0


def _iso(match: re.Match[str], setting: Setting) -> Reading | None:
    return _built(match, setting, month=int(match["m"]), rule="iso-8601")


def _compact(match: re.Match[str], setting: Setting) -> Reading | None:
    return _built(match, setting, month=int(match["m"]), rule="compact")


def _script(match: re.Match[str], setting: Setting) -> Reading | None:
    month = _MONTHS.index(match["month"]) + 1 if match["month"] in _MONTHS else 0
    return _built(match, setting, month=month, rule="js-date")


def _built(match: re.Match[str], setting: Setting, *, month: int, rule: str) -> Reading | None:
    """Make a reading of the groups y, d, H, M, S and z; an impossible part makes the whole unreadable."""
    parts = match.groupdict()
    day = day_of(int(parts["y"]), month, int(parts["d"]), language=setting.language)
    zone = offset_of(parts["z"])
    if day is None or (parts["z"] and zone is None):
        return None
    if parts["H"] is None:
        return Reading(day=day, year=day.year, precision="day", rule=rule)
    hour, minute, second = int(parts["H"]), int(parts["M"]), int(parts["S"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    precision = "second" if parts["S"] else "minute"
    clock = time(hour, minute, min(second, 59))
    return Reading(day=day, year=day.year, clock=clock, zone=zone, precision=precision, rule=rule)


def _epoch(match: re.Match[str], _setting: Setting) -> Reading | None:
    when = _1970 + timedelta(seconds=int(match[1]))
    return _instant(when, "epoch-milliseconds" if match[2] else "epoch-seconds")


def _coarse(match: re.Match[str], _setting: Setting) -> Reading:
    return Reading(day=None, year=int(match[1]), precision="month" if match[2] else "year", rule="iso-8601")


def _mail(match: re.Match[str], _setting: Setting) -> Reading | None:
    try:
        when = parsedate_to_datetime(match[0])
    except (ValueError, OverflowError):
        return None
    return _instant(when, "rfc-2822", precision="second" if match[0].count(":") > 1 else "minute")


def _week(match: re.Match[str], _setting: Setting) -> Reading | None:
    try:
        day = date.fromisoformat(match[0])
    except ValueError:
        return None
    return Reading(day=day, year=day.year, precision="day", rule="iso-8601")


def _instant(when: datetime, rule: str, *, precision: str = "second") -> Reading | None:
    day = day_of(when.year, when.month, when.day)
    offset = when.utcoffset()
    zone = None if offset is None else offset_text(int(offset.total_seconds()) // 60)
    if day is None or (offset is not None and zone is None):
        return None
    clock = when.time().replace(microsecond=0)
    return Reading(day=day, year=day.year, clock=clock, zone=zone, precision=precision, rule=rule)


_FORMS: Final = (
    (_ISO, _iso), (_EPOCH, _epoch), (_COMPACT, _compact), (_COARSE, _coarse), (_MAIL, _mail), (_SCRIPT, _script), (_WEEK, _week),
)  # fmt: skip
