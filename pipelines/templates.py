"""The wording that several wordings have in common, with gaps where they differ, such as at a name. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from cleaning.recurrence import GAP, WIDEST

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHARED: Final = 0.6
"""Share of a wording's words that a template must hold, and of two wordings that are compared at all."""
_FEWEST: Final = 5
"""Words a template has at least, gaps not counted."""
_GAPS: Final = 2
_COMPARED: Final = 24
"""Wordings a template is made from."""
_SEEDS: Final = 3

Words = tuple[str, ...]


def template(wordings: Sequence[Words]) -> Words:
    """Return what most of the wordings, the most common first, have in common; empty where that is too little.

    >>> template([("ask", "ada", "lee", "about", "soup", "or", "bread"), ("ask", "bo", "about", "soup", "or", "bread")])
    ('ask', '*', 'about', 'soup', 'or', 'bread')
    """
    best: tuple[int, Words] = (1, ())
    for seed in wordings[:_SEEDS]:
        made, fitting = seed, 1
        for other in wordings[:_COMPARED]:
            if other is not seed and (common := _common(made, other)):
                made, fitting = common, fitting + 1
        if GAP in made and fitting > best[0]:
            best = fitting, made
    return best[1]


def _common(one: Words, other: Words) -> Words:
    """Return the words of both in order, gaps where they differ; empty where they are no variants of one wording."""
    fixed = [word for word in one if word != GAP]
    if len(set(fixed) & set(other)) < _SHARED * len(set(other)):
        return ()
    made = _aligned(one, other)
    kept = sum(word != GAP for word in made)
    if kept < max(_FEWEST, _SHARED * len(fixed), _SHARED * len(other)) or made.count(GAP) > _GAPS:
        return ()
    return made


def _aligned(one: Words, other: Words) -> Words:
    """Return the words of both with gaps between; empty where one would be too wide."""
    made: list[str] = []
    i = j = 0
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        if block.a > i or block.b > j:
            if max(block.a - i, block.b - j) > WIDEST:
                return ()
            made.append(GAP)
        made += one[block.a : block.a + block.size]
        i, j = block.a + block.size, block.b + block.size
    return tuple(made)
