"""A request as the newsroom's log holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request the newsroom answered."""

    method: str
    outlet: str
    host: str
    """The address that was called, which is the outlet's."""
    path: str
    """Path and query as sent."""
    status: int
    started: float
    """Seconds on the monotonic clock, as ``ended``."""
    ended: float
    headers: Mapping[str, str] = field(repr=False)
    """Request headers, names in lower case."""

    @property
    def agent(self) -> str:
        """The User-Agent header."""
        return self.headers.get("user-agent", "")
