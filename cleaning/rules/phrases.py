"""Tier of phrases: a line whose wording a rule knows goes if its length, place, links and neighbours agree."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cleaning.article import Category, Kind
from cleaning.rules.companions import companions, names_author
from cleaning.rules.model import Match, Need, Phrase, Position, Take

if TYPE_CHECKING:
    from cleaning.rules.sheet import Line, Sheet

_UNTOUCHED = frozenset({Kind.ROW, Kind.PREFORMATTED})
_HALF_LINKED, _ALL_LINKED = 0.3, 0.97
_LABEL_WORDS, _SENTENCE_WORDS = 5, 8
_EXCERPT = 60
_ROW_DOUBT = 2


def apply(sheet: Sheet) -> None:
    """Remove the lines phrases describe, and what goes with them."""
    prose = sheet.prose()
    for line in sheet.live():
        for phrase in line.phrases or line.openings:
            reason = _reason(line, phrase, sheet, prose)
            if reason:
                _remove(line, phrase, sheet, reason)
                break


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
        return _label_reason(line, phrase)
    if _tells(line, phrase):
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
        return line.block.link_share >= _HALF_LINKED or follows
    if phrase.needs is Need.COLON:
        found = line.book.automata.phrasing.split(phrase, line.text)
        return found is not None and bool(found.rest)
    if phrase.needs is Need.AUTHOR:
        return names_author(line, sheet) or _after_author_box(line, sheet)
    return True


def _tells(line: Line, phrase: Phrase) -> bool:
    """Whether it is a sentence of the story: it reports speech, or what happened without a word to the reader."""
    heard, language = line.heard, phrase.language
    if line.words <= _LABEL_WORDS or line.linked:
        return False
    if heard.has("speech", language):
        return True
    addressed = heard.has("reader", language) or heard.has("outlet", language)
    return not phrase.past and line.sentence and not addressed and heard.has("past", language)


def _label_reason(line: Line, phrase: Phrase) -> str | None:
    found = line.book.automata.phrasing.split(phrase, line.text)
    if found is None:
        led = line.block.link_share >= (_HALF_LINKED if phrase.in_link or line.block.link_share < _ALL_LINKED else 2)
        return f"label before a link: {_excerpt(line.block.text)}" if led else None
    if _runs_on(line, phrase, found.rest):
        return None
    if not found.rest:
        wordy = line.words > _LABEL_WORDS and line.folded.endswith(".") and not line.linked
        return None if wordy or _tells(line, phrase) else f"label {_excerpt(line.block.text)}"
    return f"label {_excerpt(line.block.text.partition(':')[0])} before {'a link' if line.linked else 'a headline'}"


def _runs_on(line: Line, phrase: Phrase, rest: str) -> bool:
    """Whether a sentence stands behind the label, not a headline; labels that call to read are trusted all the same."""
    return not phrase.in_link and not line.linked and line.folded.endswith(".") and len(rest.split()) > _SENTENCE_WORDS


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
