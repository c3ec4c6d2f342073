"""Hosts that are left alone for a while: because they asked for it, or because they do not answer. Memory of one run."""

from __future__ import annotations

from datetime import datetime, timedelta

_PAUSES = (3, 30, 300, 3600)
"""Seconds to leave a host alone after its first, second, third … fault in a row."""


class Holds:
    """Until when each host is on hold."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._strikes: dict[str, int] = {}

    def hold(self, host: str, until: datetime) -> None:
        """Leave a host alone until an instant; a longer hold stands."""
        self._until[host] = max(until, self._until.get(host, until))

    def strike(self, host: str, now: datetime) -> None:
        """Note that a host did not answer; each time in a row it is left alone for longer."""
        strikes = self._strikes.get(host, 0)
        self._strikes[host] = strikes + 1
        self.hold(host, now + timedelta(seconds=_PAUSES[min(strikes, len(_PAUSES) - 1)]))

    def answered(self, host: str) -> None:
        """Note that a host answered."""
        self._strikes.pop(host, None)

    def until(self, host: str) -> datetime | None:
        """Return when the last hold of a host ends or ended."""
        return self._until.get(host)

    def held(self, now: datetime) -> frozenset[str]:
        """Return the hosts on hold, and forget the holds that are over."""
        self._until = {host: until for host, until in self._until.items() if until > now}
        return frozenset(self._until)
