"""Texts as sets of shingles, and the few numbers by which alike texts find each other. Pure: no database, no decisions.

A key of a text is a shingle whose hash is a multiple of SAMPLED (Manber 1994, modulo sampling): a text that stands inside a
longer one shares all of its keys with it, and a near-copy most. A brief text has few such shingles, or none. It has bands
of a MinHash signature as keys too (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", §3.4): eight bands
of four rows bring two texts of Jaccard similarity s together with probability 1 - (1 - s^4)^8, .985 at .8 and .0008 at .1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from struct import pack
from typing import Final

from rensa import RMinHash

from cleaning.text import fold, words

VERSION: Final = f"1/rensa-{RMinHash.ALGORITHM_VERSION}"
"""Keys of different versions do not meet."""
SHINGLE: Final = 3
"""Words in a shingle; in scripts without blanks two letters count as a word."""
SAMPLED: Final = 32
_BANDS: Final = 8
_ROWS: Final = 4
_SEED: Final = 1
_BRIEF: Final = 10 * SAMPLED
"""Shingles below which a text has bands; just as many have ten samples, and none with probability e^-10."""
_MOST_WORDS: Final = 20_000
MOST_SAMPLES: Final = 64
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is stored of a text to find its copies."""

    shingles: int
    """How many different shingles the text has."""
    keys: tuple[int, ...]
    """Signed 64-bit numbers in rising order; texts that share one are worth comparing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much two texts have in common."""

    jaccard: float
    """Shared shingles by all shingles, 0 to 1."""
    contained: float
    """Shared shingles by those of the text that has fewer, 0 to 1."""


def shingles(text: str) -> frozenset[str]:
    """Return a text's shingles: three folded words in a row; a text of fewer words is one shingle.

    >>> sorted(shingles("The mayor resigned, again."))
    ['mayor resigned again', 'the mayor resigned']
    """
    listed = _tokens(text)
    if len(listed) <= SHINGLE:
        return frozenset((" ".join(listed),) if listed else ())
    return frozenset(map(" ".join, zip(listed, listed[1:], listed[2:], strict=False)))


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; equal texts have equal sketches, on every machine."""
    found = sorted(shingles(text))
    if not found:
        return Sketch(shingles=0, keys=())
    keys = {*_samples(found), *(_bands(found) if len(found) < _BRIEF else ())}
    return Sketch(shingles=len(found), keys=tuple(sorted(keys)))


def likeness(one: frozenset[str], other: frozenset[str]) -> Likeness:
    """Compare two texts by their shingles."""
    shared = len(one & other)
    if not shared:
        return Likeness(jaccard=0.0, contained=0.0)
    return Likeness(jaccard=shared / (len(one) + len(other) - shared), contained=shared / min(len(one), len(other)))


def _tokens(text: str) -> list[str]:
    listed = words(fold(text))[:_MOST_WORDS]
    if text.isascii() or not _UNSPACED.search(text):
        return listed
    return [piece for word in listed for piece in _pieces(word)][:_MOST_WORDS]


def _pieces(word: str) -> list[str]:
    """Cut a run of letters that are written without blanks into overlapping pairs."""
    if len(word) < 3 or not _UNSPACED.search(word):
        return [word]
    return ["".join(pair) for pair in pairwise(word)]


def _bands(found: list[str]) -> set[int]:
    signature = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    signature.update(found)
    rows = signature.digest()
    return {_key(band, rows[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS)}


def _key(band: int, rows: list[int]) -> int:
    return int.from_bytes(blake2b(pack(f"<{_ROWS + 1}I", band, *rows), digest_size=8).digest(), "big", signed=True)


def _samples(found: list[str]) -> list[int]:
    hashes = RMinHash.hash_token_sets([found])[0]
    return [number - 2**63 for number in sorted(n for n in hashes if n % SAMPLED == 0)[:MOST_SAMPLES]]
