"""Whether the articles a wording stands on are about one thing: a running story, a series, live coverage, one agency. Pure."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pipelines.recurring import Sheet

_MOSTLY: Final = 0.6
_ELSEWHERE: Final = 0.08
"""Share of its articles that a telling word stands in, and of the others at most; with fewer others, none of them."""
_TITLED: Final = 0.4
"""Share of the titles that one word may be in."""
_IDEOGRAPHS: Final = "\u3005"
_ASKED: Final = 300
_TEMPLATE: Final = 0.6
"""Share of all articles from which a wording cannot be of one story, and the others are too few to compare."""


def one_topic(carriers: Sequence[Sheet], others: Sequence[Sheet], own: Collection[str]) -> str | None:
    """Return the word that a wording's articles share and others lack; None where there is none. ``own`` are its own words.

    Words are looked for in texts, credits and sections; and in titles, where a word of many of them is enough.
    """
    carriers, others = _some(carriers), _some(others)
    if titled := _titled(carriers, own):
        return titled
    if len(carriers) >= _TEMPLATE * (len(carriers) + len(others)):
        return None
    there = Counter(word for sheet in carriers for word in sheet.vocabulary)
    elsewhere = Counter(word for sheet in others for word in sheet.vocabulary)
    telling = [
        (count, word)
        for word, count in there.items()
        if count >= _MOSTLY * len(carriers) and elsewhere[word] <= _ELSEWHERE * len(others) and word not in own
    ]
    return max(telling)[1] if telling else None


def _titled(sheets: Sequence[Sheet], own: Collection[str]) -> str | None:
    counts = Counter(word for sheet in sheets for word in sheet.title if word not in own)
    word, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return word if count > _TITLED * len(sheets) else None


def _some(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Return at most ``_ASKED`` of the sheets, evenly."""
    step = max(1, -(-len(sheets) // _ASKED))
    return sheets[::step]


def vocabulary(lines: Iterable[Sequence[str]], marked: Iterable[tuple[str, str | None]] = ()) -> frozenset[str]:
    """Return the words of lines that may tell a topic, and what an article is marked with: ``credit:reuters``.

    Where words are not parted by blanks, and come as single characters, it is pairs of them.
    """
    words = {word for line in lines for word in line if len(word) > 3}
    for line in lines:
        words.update(a + b for a, b in pairwise(line) if len(a) == len(b) == 1 and min(a, b) >= _IDEOGRAPHS)
    return frozenset(words | {f"{name}:{value.casefold()}" for name, value in marked if value})
