"""Tier of repeats: title, byline and paragraphs that stand in the page a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.rules.wording import fold, tokens

if TYPE_CHECKING:
    from cleaning.rules.sheet import Line, Sheet

_TITLE_LINES = 6
_TITLE_ALIKE = 0.8
_TEXT_WORDS = 14
_BYLINE_WORDS, _BYLINE_REST = 12, 2


def apply(sheet: Sheet) -> None:
    """Remove what the page says twice; title and authors count as said by the metadata."""
    _drop_title(sheet)
    _drop_bylines(sheet)
    _drop_repeated_text(sheet)


def _drop_title(sheet: Sheet) -> None:
    title = tokens(fold(sheet.context.title or ""))
    if not title.strip():
        return
    repeats = [line for number, line in enumerate(sheet.live()) if _is_title(line, title, number)]
    sheet.remove(repeats, "repeat/title", "repeats the title")


def _is_title(line: Line, title: str, number: int) -> bool:
    heading, early = line.block.kind is Kind.HEADING, number < _TITLE_LINES
    if not (heading or early):
        return False
    return line.said == title or (heading and early and _likeness(line.said, title) >= _TITLE_ALIKE)


def _likeness(said: str, title: str) -> float:
    a, b = set(said.split()), set(title.split())
    return len(a & b) / max(1, len(a | b))


def _drop_bylines(sheet: Sheet) -> None:
    """Drop a line beside the prose that is nothing but the authors' names, with a word or two around them."""
    names = [said for name in sheet.context.authors if (said := tokens(fold(name))).strip()]
    if names:
        prose = sheet.prose()
        edge = [line for line in sheet.live() if line.index not in prose and line.words <= _BYLINE_WORDS]
        sheet.remove([line for line in edge if _only_names(line.said, names)], "repeat/byline", "repeats the byline")


def _only_names(said: str, names: list[str]) -> bool:
    rest = said
    for name in names:
        rest = rest.replace(name, "  ")
    left = rest.split()
    return rest != said and len(left) <= _BYLINE_REST and not any(word.isdigit() for word in left)


def _drop_repeated_text(sheet: Sheet) -> None:
    """Drop later copies of a paragraph; lists repeat their entries on purpose."""
    seen: set[str] = set()
    for line in sheet.live():
        if line.words >= _TEXT_WORDS and line.block.kind not in (Kind.ITEM, Kind.ROW):
            if line.said in seen:
                sheet.remove([line], "repeat/text", "the same paragraph stands above")
            seen.add(line.said)
