"""What an address says in words: its steps, the wordiest of them, and text in the letters that addresses have."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from cleaning.text import words

_LONGEST = 500
_NUMBER = re.compile(r"\w*\d{5,}\w*|[\w.]+\.\d{5,}")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})

_LONG_NAME = 5
"""Letters from which a step that is a heading is no accident."""


def steps(address: str) -> list[str]:
    """Return the steps of an address's path, decoded, without the extensions of pages."""
    path = unquote(address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0][:_LONGEST])
    return [step.rsplit(".", 1)[0] if step.endswith(("html", "htm", "php")) else step for step in path.split("/")]


def slug(address: str) -> frozenset[str]:
    """Return the words of the address's wordiest step, without numbers that only identify."""
    split = (re.split(r"[-_+ ]+", step) for step in steps(address))
    return frozenset(w.casefold() for w in max(split, key=len) if w and not _NUMBER.fullmatch(w))


def plain(text: str) -> list[str]:
    """Return a text's words as addresses write them."""
    letters = unicodedata.normalize("NFKD", text[:_LONGEST].casefold().translate(_LETTERS))
    return words("".join(c for c in letters if not unicodedata.combining(c)).casefold())


def is_named(heading: str, address: str) -> bool:
    """Tell whether a step of an address is a heading, letter for letter.

    >>> is_named("Soft Coup", "https://bridge.example/softcoup/2")
    True
    """
    letters = "".join(plain(heading))
    return len(letters) >= _LONG_NAME and letters in ("".join(plain(step)) for step in steps(address))
