"""Whether a paragraph says that its article was corrected, by wordings in some forty languages (``corrections.toml``). Pure."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import re2

from cleaning.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST: Final = 200
"""Characters of a paragraph's beginning that are looked at."""
_FRONT: Final = r"^[\s\W]*(?:\d{1,4}[\d\s./:,-]*[\s\W]+)?"
"""What may stand before the wording: marks, and a date or time in figures."""
_WORDS: Final = r"(?:\S+\s+){0,3}\S+"
_BEHIND_LABEL: Final = r"(?:\W{0,3}\([^)]{0,40}\)|[\s,]+[^:]{0,40}\d[^:]{0,20})?\s*[:—–\]】]"
"""What follows a wording that is a label: a mark, or a date and a mark."""


def is_correction(paragraph: str) -> bool:
    """Tell whether a paragraph opens like a correction notice.

    >>> is_correction("Correction, 5 March: the bridge has three arches."), is_correction("Corrections officers met.")
    (True, False)
    """
    return _pattern().search(fold(paragraph[:_LONGEST])) is not None


@cache
def wordings() -> Mapping[str, tuple[str, ...]]:
    """Return the wordings by language."""
    raw = tomllib.loads((files("pipelines") / "corrections.toml").read_text(encoding="utf-8"))
    return {language: tuple(listed) for language, listed in raw.items()}


@cache
def _pattern() -> re2._Regexp[str]:
    listed = {wording for known in wordings().values() for wording in known}
    labels = {wording.removesuffix(":") for wording in listed if wording.endswith(":")}
    phrases = {wording for wording in listed if not wording.endswith(":")}
    return re2.compile(f"{_FRONT}(?:{_any(labels)}{_BEHIND_LABEL}|{_any(phrases)}(?:\\W|$))")


def _any(openings: set[str]) -> str:
    return "(?:" + "|".join(sorted(re2.escape(fold(o)).replace(r"\*", _WORDS) for o in openings)) + ")"
