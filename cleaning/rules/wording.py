"""How a page's text and a rule's wording are made comparable: one folding for both. Nothing here decides anything."""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache

_SAME = {
    "'": "’‘‚‛ʼʹ`´′＇",
    '"': "“”„‟«»″〝〞＂",
    "-": "‐‑‒–—―−",
    " ": "\u00a0\u2007\u2009\u200a\u202f\u3000",
    "": "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640",
    ",": "،、", ";": "؛", "?": "؟", ".": "。।۔", "...": "…", "|": "·•",
    "l": "ł", "L": "Ł", "o": "ø", "O": "Ø", "d": "đ", "D": "Đ", "i": "ı", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ",
    "ي": "ىی", "ك": "ک", "ه": "ة",
}  # fmt: skip
_TABLE = {ord(variant): plain for plain, variants in _SAME.items() for variant in variants}
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_IDEOGRAPHS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
_JOINTS = re.compile(r"[^\w'\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f]+")
_ASCII_JOINTS = {ord(char): " " for char in string.punctuation + string.whitespace if char not in "'_"}
_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_SPARSE = 1.25
_REMEMBERED = 4096
_OPENING = frozenset("\"'©®#@$€£")
_CLOSING = frozenset("%")


def fold(text: str) -> str:
    """Return text or a pattern without accents, typographic marks and spelling variants of the same letter.

    Case stays. Arabic loses its vowel signs, tatweel and alef variants; Cyrillic й and ё become и and е.
    """
    if text.isascii():
        return text
    if len(text.encode()) < _SPARSE * len(text):
        return _BEYOND_ASCII.sub(_folded_run, text)
    return _folded(text)


def _folded(text: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_TABLE)))
    return unicodedata.normalize("NFC", bare).translate(_TABLE)


_remembered = lru_cache(maxsize=_REMEMBERED)(_folded)


def _folded_run(found: re.Match[str]) -> str:
    return _remembered(found[0]) if len(found[0]) == 1 else _folded(found[0])


def core(folded: str) -> str:
    """Return folded text without ornaments, arrows and punctuation at its ends; an opening quotation mark stays."""
    start, end = 0, len(folded)
    while start < end and not _solid(folded[start], _OPENING):
        start += 1
    while end > start and not _solid(folded[end - 1], _CLOSING):
        end -= 1
    return folded[start:end]


def _solid(char: str, kept: frozenset[str]) -> bool:
    return char.isalnum() or char in kept or unicodedata.category(char).startswith("M")


def count(text: str) -> int:
    """Count the words; scripts without spaces count two signs as a word."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len(_IDEOGRAPHS.findall(text)) // 2


def tokens(folded: str) -> str:
    """Return lower-case words each with a space on both sides, so that a wording is found as a plain substring."""
    if folded.isascii():
        return f" {' '.join(folded.lower().translate(_ASCII_JOINTS).split())} "
    spaced = _IDEOGRAPHS.sub(r" \g<0> ", folded)
    return f" {' '.join(_JOINTS.sub(' ', spaced.lower()).split())} "


def unquoted(folded: str) -> str:
    """Return the text without what stands in quotation marks: the outlet speaks outside of them."""
    return _QUOTED.sub(" ", folded) if '"' in folded else folded
