"""The offset of a time without one, from another date of the page that tells the same moment with its offset."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from pipelines.date_completing import moment
from pipelines.date_values import offset_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaning.article import Role
    from pipelines.date_values import Reading

_MINUTE: Final = timedelta(minutes=1)
_QUARTERS: Final = frozenset((-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765))
"""Offsets in use that are not whole hours, in minutes."""


def with_offsets(readings: Sequence[Reading | None], roles: Sequence[Role]) -> list[Reading | None]:
    """Give each time without a zone the offset in which it is the very moment that another reading of its role tells.

    A reading in that very offset decides before others, then the first that fits; times at midnight decide nothing.
    """
    instants: dict[Role, list[datetime]] = {}
    for reading, role in zip(readings, roles, strict=True):
        when = moment(reading, None) if reading and reading.zone else None
        if when and any((when.hour, when.minute, when.second)):
            instants.setdefault(role, []).append(when)
    return [_with_offset(r, instants.get(role, ())) for r, role in zip(readings, roles, strict=True)]


def _with_offset(reading: Reading | None, instants: Iterable[datetime]) -> Reading | None:
    if not reading or not reading.day or not reading.clock or reading.zone or reading.precision == "hour":
        return reading
    naive = datetime.combine(reading.day, reading.clock)
    found = [(_offset(naive, when, exact=reading.precision == "second"), when) for when in instants]
    fitting = [(offset, when) for offset, when in found if offset]
    own = (offset for offset, when in fitting if _is_own(offset, when) and offset != "+00:00")
    offset = next(own, fitting[0][0] if fitting else None)
    return replace(reading, zone=offset, rule=f"{reading.rule}/offset-elsewhere") if offset else reading


def _is_own(offset: str, when: datetime) -> bool:
    return offset == offset_text((when.utcoffset() or timedelta()) // _MINUTE)


def _offset(naive: datetime, when: datetime, *, exact: bool) -> str | None:
    """Return the offset between a naive time and an instant, where it is one in use and the two agree otherwise."""
    difference = naive - (when - (when.utcoffset() or timedelta())).replace(tzinfo=None)
    minutes = -(-difference // _MINUTE)  # a time to the minute leaves the seconds away
    if (exact and difference != minutes * _MINUTE) or (minutes % 60 and minutes not in _QUARTERS):
        return None
    return offset_text(minutes)
