"""The wording of a block that recurs on a site's pages: its words without what changes from page to page, and where it stands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cleaning.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBER: Final = "#"
"""What stands in a wording for a number, a time of day, or several of them in a row."""
GAP: Final = "*"
"""What stands in a wording for up to ``WIDEST`` words that differ from page to page, such as a name."""
WIDEST: Final = 6
LONGEST: Final = 1200
"""Characters of the longest block that is compared."""

_TOKEN: Final = re.compile(r"(\d(?:[\d.,:'’]*\d)?)|[\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W\d_]+")
_FIGURES: Final = re.compile(r"\d+")
_STEPS: Final = 3


def wording(text: str) -> tuple[str, ...]:
    """Return a block's words in the form that is compared: folded, without punctuation, numbers as ``#``.

    Empty for a text that is too long, or has no letter. Scripts without blanks between words give a word a character.

    >>> wording("Read by 1,204 people since 3 March")
    ('read', 'by', '#', 'people', 'since', '#', 'march')
    """
    if len(text) > LONGEST:
        return ()
    words: list[str] = []
    for found in _TOKEN.finditer(fold(text)):
        word = NUMBER if found[1] else found[0]
        if word != NUMBER or not words or words[-1] != NUMBER:
            words.append(word)
    return tuple(words) if any(word != NUMBER for word in words) else ()


@lru_cache(maxsize=4096)
def standing(path: str) -> str:
    """Return where a block stands as a template would say it: the last steps of its path, ids and figures left out.

    >>> standing("html/body/main/div.post-1881/div.note#n7/p.small")
    'div.post-/div.note/p.small'
    """
    return "/".join(_FIGURES.sub("", step.partition("#")[0]) for step in path.split("/")[-_STEPS:])


@lru_cache(maxsize=4096)
def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return what finds a wording with gaps in another one, both given word by word, each word with a blank behind it."""
    return re.compile("".join(rf"(?:\S+ ){{0,{WIDEST}}}" if w == GAP else re.escape(w) + " " for w in words))


def fits(words: Sequence[str], said: Sequence[str]) -> bool:
    """Tell whether a block's words are those of a wording, whatever stands in its gaps.

    >>> fits(("written", "by", "*", "for", "you"), wording("Written by Ada Marsh for you!"))
    True
    """
    if GAP not in words:
        return tuple(words) == tuple(said)
    return pattern(tuple(words)).fullmatch("".join(f"{w} " for w in said)) is not None
