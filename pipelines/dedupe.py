"""Sameness of texts. Pure: finding the other articles is the database's business."""

from __future__ import annotations

import hashlib

from cleaning.text import fold, words


def text_hash(text: str) -> str:
    """Return the hexadecimal SHA-256 of the folded words: equal for texts that differ in case, space or punctuation.

    >>> text_hash("The mayor — again — resigned.") == text_hash("the Mayor again resigned")
    True
    """
    return hashlib.sha256(" ".join(words(fold(text))).encode("utf-8", "replace")).hexdigest()
