"""What a block's own words say of it, without a word of any language in the code."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.features.arrays import matrix_of
from cleaning.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from cleaning.document import Document
    from cleaning.features.arrays import Matrix

_COMMA, _STOP, _DIGIT, _UPPER, _WIDE, _BLANK, _LOWER, _END, _COLON, _QUOTE, _BAR = (1 << i for i in range(11))
_SIGNS: Final = {
    _COMMA: re.compile("[,;،、，]"),
    _STOP: re.compile("[.!?。！？؟।]"),
    _DIGIT: re.compile(r"\d"),
    _UPPER: re.compile("[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]"),
    # letters of scripts that write no blanks between words; two of them count as a word
    _WIDE: re.compile("[\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"),
    _BLANK: re.compile(r"\s"),
    _END: re.compile("[.!?…。！？؟।\"”»’']"),
    _COLON: re.compile("[:：]"),
    _QUOTE: re.compile("[\"“„«'‘]"),
    _BAR: re.compile(r"\|"),
}
_PLANES: Final = 0x20000
"""Code points from here on are no sign of any kind."""
_TITLE, _DESCRIPTION = 1, 2
_TITLE_WORDS: Final = 60
"""Longer blocks are no title."""

NAMES: Final = (
    "words", "chars", "link_share", "link_words", "prose", "commas", "stops", "digits", "uppers", "ends_sentence", "ends_colon",
    "starts_lower", "mean_word", "quoted", "bar", "repeats", "is_title", "title_share", "description_share", "in_body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page's head says of its article, to compare blocks with; folded strings."""

    title: str = ""
    description: str = ""
    body: str = ""
    """JSON-LD ``articleBody``."""


def matrix(document: Document, facts: Facts) -> Matrix:
    """Return one row per block, columns as ``NAMES``."""
    texts = [b.text for b in document.blocks]
    if not texts:
        return np.zeros((0, len(NAMES)), np.float32)
    lines, share = _Lines(texts), np.asarray([b.link_share for b in document.blocks])
    n = lines.words
    stops, ends = lines.stops, lines.last(_END)
    titled, described = _overlaps(lines, facts)
    columns = (
        n, lines.sizes, share, n * share, np.where((n >= 8) & (share < 0.5) & (ends | (stops > 0)), n, 0),
        lines.count(_COMMA), stops, lines.count(_DIGIT), lines.count(_UPPER) / lines.sizes, ends, lines.last(_COLON),
        lines.first(_LOWER), lines.sizes / np.maximum(n, 1), lines.first(_QUOTE), lines.count(_BAR) > 0, lines.repeats,
        titled >= n, titled / np.maximum(n, 1), described / np.maximum(n, 1), _in_body(texts, n, facts.body),
    )  # fmt: skip
    return matrix_of(columns, len(texts))


class _Lines:
    """The texts of a page in one string, and what signs stand where in it."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Texts are tidy: single blanks, no line breaks."""
        joined = "\n".join(texts) + "\n"
        self.keys = joined.casefold()
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
        self.signs = _table()[np.minimum(codes, _PLANES - 1)]
        self.sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        self.ends = np.cumsum(self.sizes + 1) - 1
        self.starts = self.ends - self.sizes

    def count(self, sign: int) -> npt.NDArray[np.int64]:
        """Count a sign in each text."""
        return self._sum((self.signs & sign) > 0)

    def first(self, sign: int) -> npt.NDArray[np.bool_]:
        """Tell the texts that begin with a sign."""
        begins: npt.NDArray[np.bool_] = (self.signs[self.starts] & sign) > 0
        return begins

    def last(self, sign: int) -> npt.NDArray[np.bool_]:
        """Tell the texts that end with a sign."""
        ends: npt.NDArray[np.bool_] = (self.signs[self.ends - 1] & sign) > 0
        return ends

    def _sum(self, marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        sums: npt.NDArray[np.int64] = np.add.reduceat(marks, self.starts, dtype=np.int64)
        return sums

    @cached_property
    def tokens(self) -> npt.NDArray[np.int64]:
        """What white space parts, counted."""
        return self.count(_BLANK)

    @cached_property
    def words(self) -> npt.NDArray[np.int64]:
        """Tokens, and the words of scripts that write no blanks."""
        return self.tokens + self.count(_WIDE) // 2

    @property
    def stops(self) -> npt.NDArray[np.int64]:
        """Full stops and the like with a blank or nothing behind them."""
        before_blank = np.append((self.signs[1:] & _BLANK) > 0, values=False)
        return self._sum(before_blank & ((self.signs & _STOP) > 0))

    @property
    def repeats(self) -> list[int]:
        """How many other texts of the page are the same."""
        keys = self.keys.split("\n")[:-1]
        often = Counter(keys)
        return [often[key] - 1 for key in keys]

    def among(self, known: dict[str, int]) -> npt.NDArray[np.uint8]:
        """Give each token the number it has in a vocabulary, else nought."""
        return np.frombuffer(bytes(map(known.get, self.keys.split(), repeat(0))), np.uint8)


@cache
def _table() -> npt.NDArray[np.uint16]:
    """For each code point the signs it is."""
    table = np.zeros(_PLANES, np.uint16)
    every = "".join(map(chr, range(_PLANES)))
    for sign, pattern in _SIGNS.items():
        table[[found.start() for found in pattern.finditer(every)]] |= sign
    table[[i for i, char in enumerate(every) if char.islower()]] |= _LOWER
    return table


def _overlaps(lines: _Lines, facts: Facts) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Count the tokens of each text that are words of the title, and of the description."""
    known = dict.fromkeys(facts.title.split(), _TITLE)
    for word in facts.description.split():
        known[word] = known.get(word, 0) | _DESCRIPTION
    if not known:
        return np.zeros_like(lines.sizes), np.zeros_like(lines.sizes)
    marks, starts = lines.among(known), np.cumsum(lines.tokens) - lines.tokens
    titled, described = (np.add.reduceat((marks & mark) > 0, starts, dtype=np.int64) for mark in (_TITLE, _DESCRIPTION))
    return np.where(lines.words < _TITLE_WORDS, titled, 0), described


def _in_body(texts: Sequence[str], words: npt.NDArray[np.int64], body: str) -> list[int] | int:
    """1: stands in the articleBody; -1: does not; 0: there is none, or the text is too short to tell."""
    if not body:
        return 0
    return [0 if n < 4 else 1 if fold(text[:80])[:60] in body else -1 for text, n in zip(texts, words, strict=True)]
