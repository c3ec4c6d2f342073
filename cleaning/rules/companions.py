"""What goes with a line that a phrase removed: the headlines under a label, the tags, the author's biography."""

from __future__ import annotations

import unicodedata
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from cleaning.article import Category, Kind
from cleaning.rules.model import Match, Phrase, Take
from cleaning.rules.wording import count, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaning.rules.sheet import Line, Sheet

_MOST = 30
_TAG_WORDS = 4
_HEADLINE_WORDS = range(3, 17)
_BIO_WORDS, _BIO_LINES, _NAME_WORDS = 120, 5, 6
_FULL_NAME, _UNCASED_NAME_WORDS = 2, range(2, 4)


def companions(line: Line, phrase: Phrase, sheet: Sheet) -> Iterator[Line]:
    """Yield the lines right after one that go with it; lines another category knows are left to it."""
    following = takewhile(lambda other: _free(other, phrase), islice(sheet.following(line), _MOST))
    if phrase.takes is Take.LINKS and not line.linked:
        listing = _announces(line, phrase)
        return takewhile(lambda other: other.headline and (other.linked or (listing and _unlinked(other))), following)
    if phrase.takes is Take.SHORT:
        return takewhile(_sibling_of(next(sheet.following(line), None)), following)
    if phrase.takes is Take.BIO:
        bare = _is_bare(line, phrase)
        return takewhile(lambda other: _biographical(other, sheet, bare=bare), islice(following, _BIO_LINES))
    return iter(())


def _free(line: Line, phrase: Phrase) -> bool:
    return not any(known.category is not phrase.category and _holds(line, known) for known in line.phrases)


def _holds(line: Line, phrase: Phrase) -> bool:
    return phrase.match is not Match.LABEL or line.book.automata.phrasing.split(phrase, line.text) is not None


def _announces(line: Line, phrase: Phrase) -> bool:
    """Whether nothing but a label stands there, and it points to what follows."""
    return (line.folded.endswith((":", "]")) or line.block.kind is Kind.HEADING) and _is_bare(line, phrase)


def _is_bare(line: Line, phrase: Phrase) -> bool:
    found = line.book.automata.phrasing.split(phrase, line.text) if phrase.match is Match.LABEL else None
    return found is not None and not found.rest


def _unlinked(line: Line) -> bool:
    """Whether it is a headline without a link, as reposted pages have them."""
    headline = line.block.kind in (Kind.ITEM, Kind.PARAGRAPH) and line.words in _HEADLINE_WORDS
    return headline and not line.sentence


def _sibling_of(first: Line | None) -> Callable[[Line], bool]:
    """Tell the short lines that stand in the same place as the first of them."""
    path = first.block.path if first and first.block.kind is not Kind.HEADING else None
    return lambda other: other.block.path == path and other.words <= _TAG_WORDS and not other.sentence


def _biographical(line: Line, sheet: Sheet, *, bare: bool) -> bool:
    """Whether it is about the author; after a bare heading a name, a link or a short line is enough."""
    short = line.words <= _NAME_WORDS and not line.sentence
    boxed = any(phrase.category is Category.AUTHOR_BOX for phrase in line.phrases) and not line.heard.has(
        "speech", None
    )
    loose = bare and (short or line.linked or _begins_with_name(line.text))
    return line.words <= _BIO_WORDS and (loose or boxed or names_author(line, sheet))


def _begins_with_name(text: str) -> bool:
    first = text.split()[:2]
    if len(first) == _FULL_NAME and all(word[0].isupper() for word in first):
        return True
    name, comma, _ = text.partition(",")
    return bool(comma) and count(name) in _UNCASED_NAME_WORDS and name.lower() == name.upper() and _is_lettered(name)


def _is_lettered(name: str) -> bool:
    return all(char.isalpha() or char in " '-" or unicodedata.category(char).startswith("M") for char in name)


def names_author(line: Line, sheet: Sheet) -> bool:
    """Tell whether the line begins with the name of one of the page's authors."""
    names = [fold(name).casefold() for name in sheet.context.authors]
    return any(name and line.text.casefold().startswith(name) for name in names)
