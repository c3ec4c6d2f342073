"""What templates call the elements around a block: learned votes of the words in classes, ids and roles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.features.arrays import matrix_of
from cleaning.walk import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from cleaning.document import Document
    from cleaning.features.arrays import Matrix

_WORD: Final = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])")
_LONGEST: Final = 240
"""Characters of a naming that are read."""
_REMEMBERED: Final = 32_768
_FADE: Final = 0.7
"""How much of an ancestor's vote each step down keeps."""

NAMES: Final = ("vote_own", "vote_least", "vote_most", "vote_path", "vote_up")


def name_of(element: HtmlElement) -> str:
    """Join what a template calls an element: its tag, classes, id, role and the like."""
    return names(element.tag, element.attrib)[1]


def words_of(name: str) -> set[str]:
    """Return the words of an element's naming in lower case; camelCase and dashes divide."""
    return set(map(str.lower, _WORD.findall(name[:_LONGEST])))


class Votes(dict[str, float]):
    """A class word to its vote: the log-odds that text under it is article. Remembers the votes of whole namings."""

    def __init__(self, votes: Mapping[str, float]) -> None:
        super().__init__(votes)
        self.of = lru_cache(maxsize=_REMEMBERED)(self._of)

    def _of(self, name: str) -> float:
        """Return the mean vote of a naming's words; those without a vote do not count."""
        known = sorted([self[w] for w in words_of(name) if w in self])
        return sum(known) / len(known) if known else 0.0


def matrix(document: Document, votes: Mapping[str, float]) -> Matrix:
    """Return one row per block: the vote of its own element, the least, most and faded sum along its path, its parent's."""
    of = votes.of if isinstance(votes, Votes) else Votes(votes).of
    containers = document.containers
    own = [0.0] * len(containers)
    least, most, faded = own.copy(), own.copy(), own.copy()
    for i, c in enumerate(containers):
        if c.end == c.first:  # nothing looks there
            continue
        vote = own[i] = of(c.naming[:_LONGEST])
        up = c.parent
        if up < 0:
            least[i] = most[i] = faded[i] = vote
        else:
            least[i] = least[up] if least[up] < vote else vote  # noqa: FURB136 - a call costs more
            most[i] = most[up] if most[up] > vote else vote  # noqa: FURB136 - the same
            faded[i] = vote + _FADE * faded[up]
    owners = document.outline.owners
    columns = [np.asarray(values)[owners] for values in (own, least, most, faded)]
    return matrix_of([*columns, np.asarray(own)[document.outline.parents[owners]]], len(owners))
