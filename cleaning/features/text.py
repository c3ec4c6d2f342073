"""What a block's own words say of it, without a word of any language in the code."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.text import fold

if TYPE_CHECKING:
    from cleaning.article import Block
    from cleaning.document import Document
    from cleaning.features.arrays import Matrix

_SENTENCE_END: Final = tuple(".!?…。！？؟।\"”»’'")
_COMMAS: Final = re.compile("[,;،、，]")
_STOPS: Final = re.compile(r"[.!?。！？؟।](?:\s|$)")
_WIDE: Final = re.compile("[\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Letters of scripts that write no blanks between words; two of them count as a word."""
_DIGITS: Final = re.compile(r"\d")
_UPPERS: Final = re.compile("[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ]")

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
    keys = [b.text.casefold() for b in document.blocks]
    often = Counter(keys)
    page = _Page(frozenset(facts.title.split()), frozenset(facts.description.split()), facts.body)
    rows = [_row(b, key, often[key], page) for b, key in zip(document.blocks, keys, strict=True)]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), len(NAMES))


@dataclass(frozen=True, slots=True)
class _Page:
    title: frozenset[str]
    description: frozenset[str]
    body: str


def _row(block: Block, key: str, often: int, page: _Page) -> tuple[float, ...]:
    text, tokens = block.text, key.split()
    n, size, share = _count(text, len(tokens)), len(block.text), block.link_share
    stops, ends = len(_STOPS.findall(text)), text.endswith(_SENTENCE_END)
    titled = sum(t in page.title for t in tokens) if page.title and n < 60 else 0
    described = sum(t in page.description for t in tokens) if page.description else 0
    return (
        n, size, share, n * share, n if n >= 8 and share < 0.5 and (stops or ends) else 0, len(_COMMAS.findall(text)), stops,
        len(_DIGITS.findall(text)), len(_UPPERS.findall(text)) / size, ends, text[-1] in ":：", text[0].islower(), size / max(n, 1),
        text[0] in "\"“„«'‘", "|" in text, often - 1, titled >= n, titled / max(n, 1), described / max(n, 1),
        _in_body(text, n, page.body),
    )  # fmt: skip


def _count(text: str, tokens: int) -> int:
    return tokens if text.isascii() else tokens + len(_WIDE.findall(text)) // 2


def _in_body(text: str, words: int, body: str) -> int:
    """1: stands in the articleBody; -1: does not; 0: there is none, or the text is too short to tell."""
    if not body or words < 4:
        return 0
    return 1 if fold(text[:80])[:60] in body else -1
