"""Texts that nearly match a regular expression, made from its own parts: what a pattern that backtracks takes longest over."""

from __future__ import annotations

import re
import re._constants as parts  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

_TRIES: Final = 30
_SIGNS: Final = "abcZ 1-.,:;é\n\"'<>/=字x"
_CLASSES: Final = {parts.CATEGORY_DIGIT: "7", parts.CATEGORY_SPACE: " ", parts.CATEGORY_WORD: "w"}
_REPEATS: Final = (parts.MAX_REPEAT, parts.MIN_REPEAT, parts.POSSESSIVE_REPEAT)
ALWAYS: Final = (
    " ",
    "a",
    "1",
    "x ",
    "-",
    '"',
    "<",
    "a.",
    "a@",
    "1.",
    "'",
    "\n",
    " \n",
    "A",
    ".",
    ",",
    "//",
    "--> ",
    ", ",
    "(",
    "\t",
)


def units(pattern: re.Pattern[Any], random: Random) -> set[str]:
    """Return short texts to be repeated: matches of the pattern, and matches with a piece missing."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    found = set(ALWAYS)
    for _ in range(_TRIES):
        text = _sample(tree, random, random.choice((1, 3, 10)))
        found |= {text, text[:-1], text[1:], text[: len(text) // 2], f"{text} ", f" {text[:-1]}", text[:1], text[-1:]}
    return found - {""}


def repeated(unit: str, length: int) -> str:
    """Return a text of a length that is a unit over and over."""
    return (unit * (length // len(unit) + 1))[:length]


def _sample(tree: Iterable[tuple[Any, Any]], random: Random, most: int) -> str:
    return "".join(_piece(kind, value, random, most) for kind, value in tree)


def _piece(kind: Any, value: Any, random: Random, most: int) -> str:
    """Return a text that a part of a pattern matches; parts that look around give nothing."""
    if kind is parts.LITERAL:
        return chr(value)
    if kind is parts.IN:
        return _one_of(value, random)
    if kind is parts.BRANCH:
        return _sample(random.choice(value[1]), random, most)
    if kind in (parts.SUBPATTERN, parts.ATOMIC_GROUP):
        return _sample(value[3] if kind is parts.SUBPATTERN else value, random, most)
    if kind in _REPEATS:
        least, upmost, inner = value
        times = min(upmost, max(least, random.choice((least, 1, 2, most))))
        return "".join(_sample(inner, random, 1) for _ in range(times))
    return "y" if kind in (parts.ANY, parts.NOT_LITERAL) else ""


def _one_of(members: list[tuple[Any, Any]], random: Random) -> str:
    if members[0][0] is parts.NEGATE:
        return random.choice(_SIGNS)
    kind, value = random.choice(members)
    if kind is parts.RANGE:
        return chr(random.randint(*value))
    return chr(value) if kind is parts.LITERAL else _CLASSES.get(value, "-")
