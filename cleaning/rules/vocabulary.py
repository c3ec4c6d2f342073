"""Class and id words of a path step, other marks of an element, and the widgets they betray.

Whole words only: *share* never meets *shareholder*.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaning.text import fold as folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.rules.marks import Mark
    from cleaning.rules.model import Widget

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_A-Za-z]+")
_NAMES = re.compile(r"[.#]")
_ANCHOR = re.compile(r"h[1-6]\b")
"""An id on a heading is made of its words, not of its duty."""
_NEGATIONS = frozenset(
    {"no", "not", "non", "without", "has", "have", "with", "is", "hide", "hidden", "enabled", "disabled"}
)
_NEVER = frozenset({"html", "body", "main", "article"})
_SENTENCE = 5
"""Words of an id that say what stands there, and not what it is for."""
_LONGEST = 5
_MOST = 24
_CACHED = 16384


class Vocabulary:
    """The votes of widgets on path steps, remembered per step because sites repeat their classes."""

    def __init__(self, widgets: Sequence[Widget]) -> None:
        self._words: dict[tuple[str, ...], Widget] = {}
        self._tags: dict[str, Widget] = {}
        self._marks: dict[str, Widget] = {}
        for widget in widgets:
            self._learn(widget)
        self.vote = lru_cache(maxsize=_CACHED)(self._vote)

    def _learn(self, widget: Widget) -> None:
        self._tags |= dict.fromkeys(widget.tags, widget)
        self._marks |= {folded(mark): widget for mark in widget.marks}
        for entry in widget.words:
            parts = tuple(_parts(entry))
            self._words[parts] = widget
            if len(parts) > 1:
                self._words[("".join(parts),)] = widget

    def _vote(self, step: str) -> Widget | None:
        called, _, name = step.partition("#")
        tag, *names = called.split(".")
        if tag in _NEVER:
            return None
        if name and not _ANCHOR.match(step) and not _is_sentence(name):
            names += _NAMES.split(name)
        return next((found for name in names if (found := self._match(name))), self._tags.get(tag))

    def marked(self, mark: Mark) -> list[Widget]:
        """Return the widgets an element is by its terms, and by what its template calls it."""
        termed = (self._marks.get(folded(term)) for term in mark.terms)
        named = (self._match(name) for name in mark.names)
        return [widget for widget in (*termed, *named) if widget]

    def _match(self, name: str) -> Widget | None:
        parts = _parts(name)
        if _NEGATIONS.intersection(parts):
            return None
        spans = ((i, i + n) for i in range(len(parts)) for n in range(_LONGEST, 0, -1))
        return next((self._words[key] for i, j in spans if (key := tuple(parts[i:j])) in self._words), None)


def _is_sentence(name: str) -> bool:
    """Tell an id that is made of the words of a heading."""
    return sum(part.isalpha() for part in _parts(name)) >= _SENTENCE


def _parts(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)[:_MOST]]
