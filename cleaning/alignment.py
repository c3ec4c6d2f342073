"""Which blocks of a page does a text consist of: a text extracted or annotated elsewhere, laid back onto the blocks.

Both sides are streams of words in reading order. Word triples that are unique on both sides pin them together, the
longest run of pins that rises on both sides is kept (patience diff), the gaps between pins are compared word by word.
Long blocks that stand elsewhere in the other order are found by their triples.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from cleaning.article import Block, Verdict
from cleaning.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRAM: Final = 3
_SHARE: Final = 0.6
"""Least share of a block's words that must be found."""
_LONG: Final = 8
"""Words from which a block is known by its triples alone, wherever it stands."""
_GAP: Final = 250_000
"""Largest gap between pins, as product of both sides' words, that is compared word by word."""


def align(blocks: Sequence[Block], lines: Sequence[str]) -> tuple[Block, ...]:
    """Return all blocks, those whose words the lines hold as kept; a text that the lines have once is kept once."""
    page = _Stream.of([fold(b.text) for b in blocks])
    text = _Stream.of([fold(line) for line in lines])
    found = [0] * len(blocks)
    for at in _matched(page.tokens, text.tokens):
        found[page.owner[at]] += 1
    kept = {i for i, n in enumerate(found) if n and n >= _SHARE * page.sizes[i]}
    kept |= _elsewhere(page, text, kept)
    return tuple(replace(b, verdict=Verdict.KEPT) if i in kept else b for i, b in enumerate(blocks))


@dataclass(frozen=True, slots=True)
class _Stream:
    tokens: list[str]
    owner: list[int]
    """For each word the block or line it belongs to."""
    sizes: list[int]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Stream:
        parts = [_tokens(text) for text in texts]
        owner = [i for i, part in enumerate(parts) for _ in part]
        return cls([w for part in parts for w in part], owner, [len(part) for part in parts])


def _tokens(text: str) -> list[str]:
    """Words; in scripts that write no blanks, letters."""
    found = words(text)
    if text.isascii():
        return found
    return [piece for word in found for piece in (word if len(word) > 1 and word[0] >= "\u0e00" else (word,))]


def _matched(page: list[str], text: list[str]) -> list[int]:
    """Return the places of the page's words that the text has, in rising order."""
    pins = _rising(_pins(page, text))
    places: list[int] = []
    p = t = 0
    for to_p, to_t in [*pins, (len(page), len(text))]:
        if to_p < p or to_t < t:
            continue
        places += _between(page, text, (p, to_p), (t, to_t))
        p, t = to_p, to_t
        while p < len(page) and t < len(text) and page[p] == text[t]:
            places.append(p)
            p, t = p + 1, t + 1
    return places


def _pins(page: list[str], text: list[str]) -> list[tuple[int, int]]:
    once_page, once_text = _unique(page), _unique(text)
    return sorted((p, once_text[gram]) for gram, p in once_page.items() if gram in once_text)


def _unique(tokens: list[str]) -> dict[tuple[str, ...], int]:
    grams = _grams(tokens)
    often = Counter(grams)
    return {gram: i for i, gram in enumerate(grams) if often[gram] == 1}


def _rising(pins: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pins that rises on both sides (patience sorting)."""
    tops: list[int] = []
    top_pins: list[int] = []
    back: list[int] = []
    for i, (_, t) in enumerate(pins):
        pile = bisect_left(tops, t)
        back.append(top_pins[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [t]
        top_pins[pile : pile + 1] = [i]
    run: list[tuple[int, int]] = []
    at = top_pins[-1] if top_pins else -1
    while at >= 0:
        run.append(pins[at])
        at = back[at]
    return run[::-1]


def _between(page: list[str], text: list[str], p: tuple[int, int], t: tuple[int, int]) -> list[int]:
    """Compare a gap word by word; one that is too wide gives nothing."""
    if not 0 < (p[1] - p[0]) * (t[1] - t[0]) <= _GAP:
        return []
    matcher = SequenceMatcher(None, page[p[0] : p[1]], text[t[0] : t[1]], autojunk=False)
    return [p[0] + m.a + i for m in matcher.get_matching_blocks() for i in range(m.size)]


def _elsewhere(page: _Stream, text: _Stream, kept: set[int]) -> set[int]:
    """Find long blocks that the text has in another place; not the second copy of a block that is kept."""
    grams = frozenset(_grams(text.tokens))
    starts, at = [], 0
    for size in page.sizes:
        starts.append(at)
        at += size
    seen = {tuple(page.tokens[starts[i] : starts[i] + page.sizes[i]]) for i in kept}
    more: set[int] = set()
    for i, size in enumerate(page.sizes):
        tokens = tuple(page.tokens[starts[i] : starts[i] + size])
        if i in kept or size < _LONG or tokens in seen:
            continue
        own = _grams(tokens)
        if sum(g in grams for g in own) >= _SHARE * len(own):
            more.add(i)
            seen.add(tokens)
    return more


def _grams(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(tokens[i : i + _GRAM]) for i in range(len(tokens) - _GRAM + 1)]
