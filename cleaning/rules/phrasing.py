"""Finds the phrases a line may be: one automaton over all wordings, then the one wording that matched."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaning.rules.model import Match
from cleaning.rules.patterns import found_by, options, search_set, union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.rules.model import Phrase

_EDGE = r"(?:$|[^a-zA-Z0-9'\x{80}-\x{10FFFF}])"
_FRAMES = {
    Match.WHOLE: ("^(?:", ")$"),
    Match.LABEL: ("^(?:", ")" + _EDGE),
    Match.START: ("^(?:", ")" + _EDGE),
    Match.PART: (r"(?:^|[^a-zA-Z0-9\x{80}-\x{10FFFF}])(?:", ")" + _EDGE),
}
_AFTER_LABEL = ("^(", r")(?:$|[ .!…?]*[:|>]+[ >:|-]*(.*)$|[!?]? -+ (.+)$|[!?]+ (.*)$)")
_LONGEST = 1600


class Labelled(NamedTuple):
    """A label and what stands behind it in the same block."""

    label: str
    rest: str


class Phrasing:
    """The wordings of all phrases, ready to be looked for."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._rank = {phrase.id: rank for rank, phrase in enumerate(phrases)}
        self._anchored = [phrase for phrase in phrases if phrase.match is not Match.PART]
        self._floating = [phrase for phrase in phrases if phrase.match is Match.PART]
        self._labels: dict[str, re2._Regexp[str]] = {}
        self._exact: dict[str, re2._Regexp[str]] = {}

    @cached_property
    def _sets(self) -> list[tuple[re2.Set, list[Phrase]]]:
        groups = [(group, group is self._anchored) for group in (self._anchored, self._floating) if group]
        return [(search_set(map(framed, group), anchored=anchored), group) for group, anchored in groups]

    def find(self, text: str) -> tuple[Phrase, ...]:
        """Return the phrases whose wording the core text of a line has, first families first; conditions are not looked at."""
        if len(text) > _LONGEST:
            return ()
        maybe = (group[i] for automaton, group in self._sets for i in found_by(automaton, text))
        found = [phrase for phrase in maybe if self._matches(phrase, text)]
        return tuple(sorted(found, key=lambda phrase: self._rank[phrase.id]))

    def _matches(self, phrase: Phrase, text: str) -> bool:
        if phrase.id not in self._exact:
            self._exact[phrase.id] = re2.compile(framed(phrase), options())
        return self._exact[phrase.id].search(text) is not None

    def split(self, phrase: Phrase, text: str) -> Labelled | None:
        """Return label and rest where the wording is a label by itself: at the end, or before a colon or dash."""
        if phrase.id not in self._labels:
            pattern = union(phrase.patterns).join(_AFTER_LABEL)
            self._labels[phrase.id] = re2.compile(pattern, options(longest=True))
        found = self._labels[phrase.id].match(text)
        return Labelled(found[1] or "", found[2] or found[3] or found[4] or "") if found else None


def framed(phrase: Phrase) -> str:
    """Return the one pattern a phrase is looked for with, anchored as it says."""
    return union(phrase.patterns).join(_FRAMES[phrase.match])
