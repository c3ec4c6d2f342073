"""Text as we store it and as we compare it. Nothing here knows about pages or rules."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Controls (but white space), soft hyphen, zero-width and bidi marks, the BOM, Arabic tatweel stays: it is a letter form.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_QUOTES = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'), ("»", '"'))
_WORD = re.compile(r"\w+")


def tidy(text: str) -> str:
    r"""Fold white space to single blanks, compose to NFC, and drop what cannot be seen (controls, bidi overrides).

    >>> tidy("  Caf\u0065\u0301\u202e \n au lait ")
    'Café au lait'
    """
    folded = " ".join(text.split())
    if folded.isprintable():  # nothing unseen is; ASCII is NFC already
        return folded if folded.isascii() else unicodedata.normalize("NFC", folded)
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def fold(text: str) -> str:
    """Reduce text to a form for comparing: NFKC, case folded, straight quotes, single blanks."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", text).casefold()
    for curly, straight in _QUOTES:  # str.translate takes twenty times as long
        text = text.replace(curly, straight)
    return " ".join(text.split())


def unescaped(text: str, times: int) -> Iterator[str]:
    """Yield a text, then what undoing its escapes makes of it, so many times at most and while that changes it.

    >>> list(unescaped("Row &amp;amp; fares", 4))
    ['Row &amp;amp; fares', 'Row &amp; fares', 'Row & fares']
    """
    yield text
    for _ in range(times):
        if "&" not in text or (plain := html.unescape(text)) == text:
            return
        text = plain
        yield text


def words(text: str) -> list[str]:
    r"""Return the runs of word characters (Unicode ``\w``), as written."""
    return _WORD.findall(text)


def token_count(text: str) -> int:
    """Count what blanks part in a text whose blanks are single, as those of ``tidy`` and of blocks are."""
    return text.count(" ") + 1
