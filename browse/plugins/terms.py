"""What people type into a search box, as expressions of the two full-text indexes: SQL functions for every page and query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pluggy import HookimplMarker

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

hookimpl = HookimplMarker("datasette")

LONGEST = 400
"""Characters of a query that are read."""
MOST = 24
"""Terms of a query that are read."""
SPACELESS = (
    "\u0e01-\u0e5b\u0e81-\u0edf\u0f40-\u0fbc\u1000-\u109f\u1780-\u17e9\u3005-\u3007\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
"""Letters of scripts without spaces between words, as in pipelines/schema_segments.py."""
AROUND = 70
"""Characters shown on either side of a hit."""
_RUN = re.compile(f"([{SPACELESS}]+)")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


class Term(NamedTuple):
    """One word or phrase of a query."""

    text: str
    wanted: bool
    begins: bool
    """Whether it is only the beginning of a word (``bridg*``)."""


def read_terms(asked: str | None) -> list[Term]:
    """Read words, "phrases", -words and beginnings*; what has no letter or digit is left out.

    >>> [term.text for term in read_terms('ferry -"old bridge" c++ & pier*')]
    ['ferry', 'old bridge', 'c++', 'pier']
    """
    found = []
    for minus, phrase, word in _TERM.findall((asked or "").replace("\0", " ")[:LONGEST]):
        text = phrase or word
        if any(letter.isalnum() for letter in text):
            found.append(Term(text.strip("*") if word else text, not minus, word.endswith("*")))
    return found[:MOST]


def fts_terms(asked: str | None) -> str:
    """Return a query as an expression of ``articles_fts`` that is always valid; without a wanted word it matches nothing.

    >>> fts_terms('new "ferry bridge" -c++')
    '("new" AND "ferry bridge") NOT ("c++")'
    """
    return _expression(read_terms(asked), lambda term: [_quoted(term.text, begins=term.begins)])


def fts_grams(asked: str | None) -> str | None:
    """Return a query as an expression of ``articles_fts_grams``; None when no wanted word is in a script without spaces.

    >>> fts_grams("日本語 -iPhone")
    '("日本 本語") NOT ("iPhone")'
    """
    terms = read_terms(asked)
    if not any(term.wanted and _RUN.search(term.text) for term in terms):
        return None
    return _expression(terms, lambda term: list(_grams(term)))


def fts_snippet(text: str | None, asked: str | None) -> str:
    """Return a passage around the first hit of a query, hits in ⟦ ⟧ as ``snippet()`` marks them."""
    text = re.sub(r"\s+", " ", text or "")
    words = [re.escape(term.text) for term in read_terms(asked) if term.wanted]
    pattern = re.compile("|".join(sorted(words, key=len, reverse=True)) or r"(?!)", re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - AROUND) if first else 0
    passage = text[start : start + 3 * AROUND]
    dots = " … " if start + 3 * AROUND < len(text) else ""
    return (" … " if start else "") + pattern.sub(lambda hit: f"⟦{hit[0]}⟧", passage) + dots


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give SQL these functions."""
    conn.create_function("fts_terms", 1, fts_terms, deterministic=True)
    conn.create_function("fts_grams", 1, fts_grams, deterministic=True)
    conn.create_function("fts_snippet", 2, fts_snippet, deterministic=True)


def _expression(terms: list[Term], pieces: Callable[[Term], list[str]]) -> str:
    wanted = [piece for term in terms if term.wanted for piece in pieces(term)]
    unwanted = [" AND ".join(pieces(term)) for term in terms if not term.wanted]
    unwanted = [f"({each})" if " AND " in each else each for each in unwanted]
    if not wanted:
        return '""'
    return f"({' AND '.join(wanted)})" + (f" NOT ({' OR '.join(unwanted)})" if unwanted else "")


def _grams(term: Term) -> Iterator[str]:
    """Yield phrases: of a run of such letters its pairs, of one letter alone every pair it begins, the rest as it is."""
    for part in _RUN.split(term.text):
        if _RUN.fullmatch(part):
            pairs = [part[place : place + 2] for place in range(len(part) - 1)]
            yield _quoted(" ".join(pairs)) if pairs else _quoted(part, begins=True)
        elif any(letter.isalnum() for letter in part):
            yield _quoted(part, begins=term.begins)


def _quoted(text: str, *, begins: bool = False) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' + "*" * begins
