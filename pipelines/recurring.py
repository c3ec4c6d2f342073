"""Which wordings recur over articles: the same words, or the same around a gap or two. Pure; what it means is weighed elsewhere.

Articles are given as their kept lines. Copies of one article, told by ``group``, count as one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING, Final

from cleaning.recurrence import GAP, fits, wording
from pipelines.templates import template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Words = tuple[str, ...]
Key = tuple[str, Words]
"""Kind and wording."""

LEAST: Final = 5
"""Articles a wording stands on, copies counted once, to be looked at at all."""
_ENDS: Final = 3
"""Words at the beginning, or end, that wordings share which may differ in between."""
_TEMPLATE: Final = range(6, 61)
"""Words of a wording that may have gaps."""
_MORE: Final = 1.3
"""How many times as many articles as its commonest wording a template must be found on."""


@dataclass(slots=True, kw_only=True)
class Sheet:
    """One article as far as learning looks at it."""

    id: int
    day: str
    """YYYY-MM-DD."""
    group: int = 0
    """The same for copies of one article."""
    language: str | None = None
    lines: tuple[Key | None, ...]
    """Its kept lines in order; None for one that has no words to compare."""
    vocabulary: frozenset[str] = frozenset()
    """Its words; what it is credited to and where it belongs, marked as such."""
    title: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Recurring:
    """A wording with the lines it is, by article."""

    kind: str
    words: Words
    at: dict[int, int] = field(default_factory=dict)
    """The first such line of each article, by the article's place among those given."""


def line(kind: str, text: str) -> Key | None:
    """Return a line as it is compared; the same word is one object in all lines, so that thousands of articles fit."""
    words = tuple(map(intern, wording(text)))
    return (kind, words) if words else None


def recurring(sheets: Sequence[Sheet]) -> list[Recurring]:
    """Return what recurs, the most common first; a template takes the place of the wordings it fits."""
    places = _places(sheets)
    spread = {key: _groups(sheets, at) for key, at in places.items()}
    made = [
        Recurring(kind=kind, words=words, at=_merged(places, members))
        for kind, words, members in _templates(places, spread)
    ]
    covered = {(t.kind, i, j) for t in made for i, j in t.at.items()}
    exact = [
        Recurring(kind=key[0], words=key[1], at=at)
        for key, at in places.items()
        if len(spread[key]) >= LEAST and not all((key[0], i, j) in covered for i, j in at.items())
    ]
    return sorted(made + exact, key=lambda found: (-len(found.at), found.kind, found.words))


def _places(sheets: Sequence[Sheet]) -> dict[Key, dict[int, int]]:
    places: dict[Key, dict[int, int]] = defaultdict(dict)
    for i, sheet in enumerate(sheets):
        for j, key in enumerate(sheet.lines):
            if key:
                places[key].setdefault(i, j)
    return places


def _groups(sheets: Sequence[Sheet], articles: Iterable[int]) -> set[int]:
    return {sheets[i].group for i in articles}


def _merged(places: Mapping[Key, Mapping[int, int]], members: Iterable[Key]) -> dict[int, int]:
    merged: dict[int, int] = {}
    for key in members:
        for i, j in places[key].items():
            merged[i] = min(j, merged.get(i, j))
    return merged


def _templates(
    places: Mapping[Key, Mapping[int, int]], spread: Mapping[Key, set[int]]
) -> Iterator[tuple[str, Words, list[Key]]]:
    """Yield kind, words with gaps, and the wordings they fit; each wording once."""
    taken: set[Key] = set()
    for bucket in _buckets(places):
        members = [key for key in bucket if key not in taken]
        if len(members) < 2 or len(set().union(*(spread[key] for key in members))) < LEAST:
            continue
        ranked = sorted(members, key=lambda key: (-len(spread[key]), key))
        words = template([key[1] for key in ranked])
        fitting = [key for key in ranked if fits(words, key[1])] if GAP in words else []
        together = len(set().union(*(spread[key] for key in fitting))) if fitting else 0
        if together >= LEAST and together >= _MORE * len(spread[fitting[0]]):
            taken.update(fitting)
            yield ranked[0][0], words, fitting


def _buckets(places: Mapping[Key, object]) -> list[list[Key]]:
    """Return the wordings that share kind and first words, and those that share kind and last words; large ones first."""
    shared: dict[tuple[str, str, Words], list[Key]] = defaultdict(list)
    for kind, words in places:
        if len(words) in _TEMPLATE:
            shared[kind, "begins", words[:_ENDS]].append((kind, words))
            shared[kind, "ends", words[-_ENDS:]].append((kind, words))
    return [keys for _, keys in sorted(shared.items(), key=lambda item: (-len(item[1]), item[0])) if len(keys) > 1]
