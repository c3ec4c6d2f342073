"""How long a listing is left alone, learned from what it yielded. Pure; what is due when is ``frontier``.

The rate of new URLs is an exponentially weighted mean over time (the irregular form of simple exponential smoothing:
Eckner, "Algorithms for Unevenly Spaced Time Series", 2017): with t hours since the last reading, n new URLs and a memory
of M = 48 hours, keep = exp(-t / M) and rate = keep * rate + (1 - keep) * n / t. The next reading comes when WANTED new
URLs are to be expected, after WANTED / rate hours, within the source's bounds: so many that reading costs a site little
beside the articles, and so few that they still stand in a feed of ten entries. Two days of memory bridge a night without
news; a burst counts for BURST URLs at most. The first reading tells no rate: what a listing held then is no news.
"""

from __future__ import annotations

from datetime import timedelta
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.sources import Source

MEMORY = 48.0
BURST = 10
WANTED = 4
FIRST = 4.0
"""New URLs an hour that a listing never read before is taken to yield."""


def rate(before: float | None, elapsed: timedelta | None, fresh: int) -> float:
    """Return the new URLs an hour to be expected, after ``fresh`` ones in the time since the last reading."""
    if before is None or elapsed is None:
        return FIRST
    hours = max(elapsed.total_seconds() / 3600, 1 / 60)
    keep = exp(-hours / MEMORY)
    return keep * before + (1 - keep) * min(fresh, BURST) / hours


def interval(expected: float, source: Source) -> timedelta:
    """Return how long to leave a listing alone that yields so many new URLs an hour: until WANTED are to be expected."""
    minutes = 60 * WANTED / max(expected, 1e-6)
    return timedelta(minutes=min(max(minutes, source.poll_min_minutes), source.poll_max_minutes))
