"""From a date string to what it says: the strict readers first, then the ones for people's dates."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cleaning.text import tidy
from pipelines.date_relative import read_relative
from pipelines.date_strict import read_strict
from pipelines.date_text import read_text

if TYPE_CHECKING:
    from pipelines.date_values import Reading, Setting

_WHOLE_YEAR: Final = re.compile(r"\d{4}")
_LONGEST: Final = 200
"""Longer strings are no dates."""


def read(raw: str, setting: Setting) -> Reading | None:
    """Read an isolated date string; None when it says no date that can be.

    The same string and setting always give the same reading; neither clock nor machine's zone is asked.
    """
    return _read(raw, setting) if len(raw) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _read(raw: str, setting: Setting) -> Reading | None:
    raw = tidy(raw).strip(" \"'")
    strict, reading = read_strict(raw, setting)
    if strict:
        return reading
    if _WHOLE_YEAR.search(raw):
        return read_text(raw, setting)
    return read_relative(raw, setting) or read_text(raw, setting)


def forget() -> None:
    """Forget the strings read so far; what they say does not change."""
    _read.cache_clear()
