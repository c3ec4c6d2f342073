"""Tier of phrases: a line whose wording a rule knows goes if its length, place, links and neighbours agree."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cleaning.article import Category, Kind
from cleaning.rules.companions import companions, names_author
from cleaning.rules.model import Match, Need, Phrase, Position, Take
from cleaning.rules.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.rules.sheet import Line, Sheet

_UNTOUCHED = frozenset({Kind.ROW, Kind.PREFORMATTED})
_HALF_LINKED, _ALL_LINKED, _MOSTLY = 0.3, 0.97, 0.8
_LABEL_WORDS, _SENTENCE_WORDS = 5, 8
_EXCERPT = 60
_ROW_DOUBT = 2


def apply(sheet: Sheet) -> None:
    """Remove the lines phrases describe, and what goes with them."""
    prose = sheet.prose()
    for line in sheet.live():
        for phrase in _known(line):
            reason = _reason(line, phrase, sheet, prose)
            if reason:
                _remove(line, phrase, sheet, reason)
                break


def _known(line: Line) -> Iterator[Phrase]:
    """Yield the phrases the line is; where none applies, the calls it opens or ends with, or the controls it is made of."""
    yield from line.phrases
    yield from line.openings
    yield from line.controls


def _reason(line: Line, phrase: Phrase, sheet: Sheet, prose: range) -> str | None:
    """Say why the line goes; None when it stays."""
    if not (
        _speaks(phrase, sheet.context.language)
        and _fits(line, phrase)
        and _stands(line, phrase.position, prose)
        and _accompanied(line, phrase, sheet)
    ):
        return None
    if phrase.match is Match.LABEL:
        return _label_reason(line, phrase, sheet.context.language)
    if _tells(line, phrase, sheet.context.language):
        return None
    return f"{phrase.description}: {_excerpt(line.block.text)}"


def _speaks(phrase: Phrase, language: str | None) -> bool:
    """Whether the rule's language may be heard on the page; English is on every site."""
    return not phrase.own_language or language is None or phrase.language in (None, "en", language)


def _fits(line: Line, phrase: Phrase) -> bool:
    kind = line.block.kind
    listed = kind is Kind.ITEM and not phrase.items
    return (
        (kind not in _UNTOUCHED or _is_credit_row(line, phrase))
        and not listed
        and line.words <= phrase.max_words
        and line.block.link_share >= phrase.min_link_share
    )


def _is_credit_row(line: Line, phrase: Phrase) -> bool:
    """Whether a doubted row is the credit of a picture: old pages lay pictures out as tables."""
    credit = phrase.category is Category.CAPTION_CREDIT and line.block.kind is Kind.ROW
    return credit and line.doubt >= _ROW_DOUBT


def _stands(line: Line, position: Position, prose: range) -> bool:
    if position is Position.ANY:
        return True
    return line.index >= prose.stop or (position is Position.EDGE and line.index < prose.start)


def _accompanied(line: Line, phrase: Phrase, sheet: Sheet) -> bool:
    if phrase.needs is Need.LINKS:
        follows = any(other.linked and other.headline for other in islice(sheet.following(line), 1))
        return line.block.link_share >= _HALF_LINKED or follows or _labels_link(line, phrase)
    if phrase.needs is Need.COLON:
        found = line.book.automata.phrasing.split(phrase, line.text)
        return found is not None and bool(found.rest)
    if phrase.needs is Need.AUTHOR:
        return names_author(line, sheet) or _after_author_box(line, sheet)
    return True


def _labels_link(line: Line, phrase: Phrase) -> bool:
    """Whether a link is all that stands behind the label, however short it is."""
    found = line.book.automata.phrasing.split(phrase, line.text) if phrase.match is Match.LABEL else None
    behind = len(found.rest) if found else 0
    return behind > 0 and line.block.link_share * len(line.text) >= _MOSTLY * behind


def _tells(line: Line, phrase: Phrase, spoken: str | None) -> bool:
    """Whether it is a sentence of the story: it reports speech, or what happened without a word to the reader.

    Languages lend each other words: the page's own says whether somebody is quoted.
    """
    heard, language = line.heard, phrase.language
    if line.linked or (line.words <= _LABEL_WORDS and not line.sentence):
        return False
    if heard.has("speech", language) or heard.has("speech", spoken):
        return True
    if line.words <= _LABEL_WORDS:
        return False
    addressed = heard.has("reader", language) or heard.has("outlet", language)
    return not phrase.past and line.sentence and not addressed and heard.has("past", language)


def _label_reason(line: Line, phrase: Phrase, spoken: str | None) -> str | None:
    found = line.book.automata.phrasing.split(phrase, line.text)
    if found is None:
        led = line.block.link_share >= (_HALF_LINKED if phrase.in_link or line.block.link_share < _ALL_LINKED else 2)
        return f"label before a link: {_excerpt(line.block.text)}" if led else None
    if _runs_on(line, phrase, found.rest):
        return None
    if not found.rest:
        wordy = line.words > _LABEL_WORDS and line.folded.endswith(".") and not line.linked
        return None if wordy or _tells(line, phrase, spoken) else f"label {_excerpt(line.block.text)}"
    return f"label {_excerpt(line.block.text.partition(':')[0])} before {'a link' if line.linked else 'a headline'}"


def _runs_on(line: Line, phrase: Phrase, rest: str) -> bool:
    """Whether a sentence stands behind the label, not a headline; labels that call to read are trusted all the same."""
    return not phrase.in_link and not line.linked and line.folded.endswith(".") and count(rest) > _SENTENCE_WORDS


def _excerpt(text: str) -> str:
    return f'"{text}"' if len(text) <= _EXCERPT else f'"{text[: _EXCERPT - 1].rstrip()}…"'


def _remove(line: Line, phrase: Phrase, sheet: Sheet, reason: str) -> None:
    taken = list(companions(line, phrase, sheet))
    line.remove(phrase, f"{reason} with {_counted(taken)}" if taken else reason)
    for other in taken:
        other.remove(phrase, f"goes with {_excerpt(line.block.text)}")


def _counted(taken: list[Line]) -> str:
    noun = "linked headline" if all(line.linked for line in taken) else "line"
    return f"{len(taken)} {noun}{'s' if len(taken) > 1 else ''}"


def _after_author_box(line: Line, sheet: Sheet) -> bool:
    before = sheet.lines[line.index - 1].removal if line.index else None
    rule = before.rule if before else None
    return isinstance(rule, Phrase) and (rule.takes is Take.BIO or rule.needs is Need.AUTHOR)
