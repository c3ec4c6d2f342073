"""Wordings of pages that are no articles, and of notes on articles, as data (``notices.toml``). Decides nothing."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import re2

from cleaning.rules.patterns import options, union
from cleaning.rules.wording import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 1000
"""Characters of a line that are listened to."""


@cache
def wordings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the wordings by kind and language."""
    raw = tomllib.loads((files("cleaning") / "notices.toml").read_text(encoding="utf-8"))
    return {kind: {code: tuple(said) for code, said in table.items()} for kind, table in raw.items()}


def spoken(line: str, *, longest: int = _LONGEST) -> str:
    """Return a line, as far as ``longest`` characters, in the form that is listened to."""
    return tokens(fold(line[:longest]))


def heard(kind: str, said: str) -> str | None:
    """Return the wording of a kind that stands in a line given as ``spoken``; None when there is none.

    >>> heard("not-found", spoken("Sorry! Page not found"))
    'page not found'
    """
    found = _anywhere(kind).search(said)
    return (found[0] or "").strip() if found else None


def is_whole(kind: str, said: str) -> bool:
    """Tell whether a line given as ``spoken`` is a wording of a kind and nothing else."""
    return said in _listed(kind)


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(spoken(wording) for listed in wordings()[kind].values() for wording in listed)


@cache
def _anywhere(kind: str) -> re2._Regexp[str]:
    longest = sorted(_listed(kind), key=lambda wording: (-len(wording), wording))
    return re2.compile(union(map(re2.escape, longest)), options())
