"""From what a string says to an evidence row: the source's zone is applied, offsets and instants follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING

from pipelines.date_values import offset_text
from pipelines.date_words import zones
from pipelines.date_zones import time_zone

if TYPE_CHECKING:
    from datetime import tzinfo

    from cleaning.article import DateCandidate
    from pipelines.date_values import Reading


def completed(candidate: DateCandidate, reading: Reading | None, *, zone: str | None) -> DateCandidate:
    """Return the candidate with day, instant, offset and precision as read.

    A naive time takes the source's zone, and its rule says so (``source-zone``); without one, and at midnight exactly, only the day is believed. A day written
    in UTC is restated as the day it was at the source.
    """
    if reading is None:
        return candidate
    candidate = replace(candidate, day=reading.day, precision=reading.precision, rule=reading.rule)
    when = moment(reading, zone)
    if when is None:
        return replace(candidate, precision="day") if reading.clock else candidate
    local = when.astimezone(time_zone(zone)) if time_zone(zone) and when.utcoffset() == timedelta() else when
    offset = offset_text(int((when.utcoffset() or timedelta()).total_seconds()) // 60)
    rule = reading.rule if reading.zone else f"{reading.rule}/source-zone"
    return replace(candidate, day=local.date(), instant=when.astimezone(UTC), offset=offset, rule=rule)


def moment(reading: Reading, zone: str | None) -> datetime | None:
    """Return a reading's time in its own offset, else in the source's zone; None where neither is known."""
    if reading.day is None or reading.clock is None:
        return None
    naive = datetime.combine(reading.day, reading.clock)
    if reading.zone is None and not any((reading.clock.hour, reading.clock.minute, reading.clock.second)):
        return None
    info = _info(reading.zone, naive, zone=zone) if reading.zone else time_zone(zone)
    if info is None:
        return None
    offset = naive.replace(tzinfo=info).utcoffset() or timedelta()
    return naive.replace(tzinfo=timezone(timedelta(minutes=offset.total_seconds() // 60)))


def _info(written: str, naive: datetime, *, zone: str | None) -> tzinfo | None:
    """Return what a written offset or abbreviation means; the source's own zone knows its abbreviation best."""
    own = time_zone(zone)
    if own and naive.replace(tzinfo=own).tzname() == written.upper():
        return own
    return _known(zones().get(written, written))


@cache
def _known(name: str) -> tzinfo | None:
    if name[0] not in "+-":
        return time_zone(name)
    hours, minutes = int(name[1:3]), int(name[4:])
    return timezone((-1 if name[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
