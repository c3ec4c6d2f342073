"""What templates call the elements around a block: learned votes of the words in classes, ids and roles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from cleaning.document import Document
    from cleaning.features.arrays import Matrix

    Votes = Mapping[str, float]
    """A class word to its vote: the log-odds that text under it is article."""

_ATTRIBUTES: Final = ("class", "id", "role", "itemprop", "data-testid", "data-component", "aria-label")
_WORD: Final = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])")
_FADE: Final = 0.7
"""How much of an ancestor's vote each step down keeps."""

NAMES: Final = ("vote_own", "vote_least", "vote_most", "vote_path", "vote_up")


def name_of(element: HtmlElement) -> str:
    """Join what a template calls an element: its tag, classes, id, role and the like."""
    return " ".join([element.tag, *(value[:120] for a in _ATTRIBUTES if (value := element.get(a)))])


@lru_cache(maxsize=20_000)
def words_of(name: str) -> frozenset[str]:
    """Return the words of an element's naming in lower case; camelCase and dashes divide."""
    return frozenset(w.lower() for w in _WORD.findall(name[:240]))


def matrix(document: Document, votes: Votes) -> Matrix:
    """Return one row per block: the vote of its own element, the least, most and faded sum along its path, its parent's."""
    own: list[float] = []
    least: list[float] = []
    most: list[float] = []
    faded: list[float] = []
    seen: dict[str, float] = {}
    for c in document.containers:
        name = name_of(c.element)
        vote = seen.get(name)
        if vote is None:
            vote = seen[name] = _vote(words_of(name), votes)
        up = c.parent
        own.append(vote)
        least.append(min(vote, least[up]) if up >= 0 else vote)
        most.append(max(vote, most[up]) if up >= 0 else vote)
        faded.append(vote + (_FADE * faded[up] if up >= 0 else 0.0))
    parents = [max(c.parent, 0) for c in document.containers]
    rows = [(own[o], least[o], most[o], faded[o], own[parents[o]]) for o in document.owners]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), len(NAMES))


def _vote(words: frozenset[str], votes: Votes) -> float:
    known = sorted(votes[w] for w in words if w in votes)
    return sum(known) / len(known) if known else 0.0
