"""Time zones as the tzdata distribution has them: the machine's own tables may be older, and dates must not differ by machine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@cache
def time_zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of an IANA name, or None when there is none of that name."""
    if name is None or name not in _names():
        return None
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as table:
        return ZoneInfo.from_file(table, key=name)


@cache
def _names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())
