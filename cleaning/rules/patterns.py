"""Patterns of rule files: named words put in, spelling folded, compiled by RE2. RE2 runs in linear time; ``re`` never sees them."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, AnyStr, cast

import re2

from cleaning.rules.wording import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAMED = re.compile(r"<([a-z][a-z-]*)>")
_CLASSES = {
    r"\p{Lu}": r"A-ZА-ЯЄІҐЂ-ЏΑ-Ω",
    r"\p{L}": r"a-zA-Z\x{80}-\x{10FFFF}",
    r"\p{M}": r"\x{80}-\x{10FFFF}",
    r"\p{N}": "0-9",
}
"""Letters told by their code points: folded text has no punctuation beyond ASCII, and full tables make automata huge."""
_PIECE = re.compile(r"(\\p\{[A-Z][a-z]?\}|\\.|\[\^?|\])")
_COUNTED = re.compile(r"\{([01]),\d+\}")
_DEPTH = 5
_MEMORY = 8 << 20
"""Bytes for a pattern by itself and what its automaton remembers; it forgets beyond."""
_ROOMS = (4 << 20, 8 << 20, 16 << 20)
"""Bytes for a set, the first that it can be compiled in: what it remembers fills them within some hundred pages, and stays so."""
_REMEMBERED = 16_384


def options(*, longest: bool = False, memory: int = _MEMORY) -> re2.Options:
    """Return how every pattern is compiled: case-insensitive, silent, and with bounded memory."""
    made = re2.Options()
    made.case_sensitive = False
    made.log_errors = False
    made.longest_match = longest
    made.max_mem = memory
    return made


def expand(pattern: str, words: Mapping[str, str]) -> str:
    """Put named words ``<social>`` in place of their names; ValueError for an unknown name or a circle."""
    for _ in range(_DEPTH):
        if not _NAMED.search(pattern):
            return pattern
        pattern = _NAMED.sub(lambda found: f"(?:{_word(found[1], words)})", pattern)
    raise ValueError("named words go round in a circle")


def _word(name: str, words: Mapping[str, str]) -> str:
    if name not in words:
        raise ValueError(f"<{name}> is not among the [words] of this file or of any.toml")
    return words[name]


@lru_cache(maxsize=_REMEMBERED)
def checked(pattern: str) -> str:
    """Return the folded pattern; ValueError when RE2 refuses it or when it would match an empty block.

    Remembered: books that add to the shipped rules check these again.
    """
    folded = spelled(pattern)
    try:
        compiled = re2.compile(relaxed(folded), options())
    except re2.error as problem:
        raise ValueError(f"{pattern!r} is no RE2 pattern: {problem}") from problem
    if compiled.fullmatch(""):
        raise ValueError(f"{pattern!r} matches an empty block")
    return folded


def spelled(pattern: str) -> str:
    """Return a pattern in the spelling of folded text."""
    return _with_classes(fold(pattern))


def _with_classes(pattern: str) -> str:
    """Write letter classes out, with brackets where they stand outside of any."""
    pieces, inside = [], False
    for piece in _PIECE.split(pattern):
        named = _CLASSES.get(piece)
        pieces.append(piece if named is None else named if inside else f"[{named}]")
        inside = (inside or piece in ("[", "[^")) and piece != "]"
    return "".join(pieces)


def relaxed(pattern: str) -> str:
    """Return a pattern that matches all the given one does and a little more, without counted repetition.

    Counts make an automaton of a thousand wordings too large; whoever searches with this form asks the exact one after.
    """
    return _COUNTED.sub(lambda found: "+" if found[1] == "1" else "*", pattern)


def union(patterns: Iterable[str]) -> str:
    """Return one pattern for several."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def search_set(patterns: Iterable[str], *, anchored: bool) -> re2.Set:
    """Compile many patterns, relaxed, into one automaton that names all that may match."""
    listed = [relaxed(pattern) for pattern in patterns]
    *smaller, largest = _ROOMS
    for room in smaller:
        with suppress(re2.error):
            return compiled_set(listed, options(memory=room), anchored=anchored)
    return compiled_set(listed, options(memory=largest), anchored=anchored)


def compiled_set(patterns: Iterable[str], how: re2.Options, *, anchored: bool = False) -> re2.Set:
    """Compile patterns as they are into one automaton; re2.error where ``how`` leaves it too little memory."""
    made = re2.Set.MatchSet(how) if anchored else re2.Set.SearchSet(how)
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made


def found_by(automaton: re2.Set, text: AnyStr) -> list[int]:
    """Return the numbers of the patterns that match; the library answers None for none."""
    return cast("list[int]", automaton.Match(text) or [])
