"""Tier of repeats: title, kicker, byline and paragraphs that stand in the page a second time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.rules.wording import fold, tokens

if TYPE_CHECKING:
    from cleaning.rules.sheet import Line, Sheet

_TITLE_LINES = 6
_TITLE_ALIKE = 0.8
_TITLE_PARTS = 3
_KICKER_WORDS, _LABEL_WORDS = 3, 5
_TEXT_WORDS = 14
_BYLINE_WORDS, _BYLINE_REST = 12, 2


def apply(sheet: Sheet) -> None:
    """Remove what the page says twice; title and authors count as said by the metadata."""
    _drop_title(sheet)
    _drop_split_title(sheet)
    _drop_kickers(sheet)
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


def _drop_split_title(sheet: Sheet) -> None:
    """Drop two or three lines at the beginning that make up the title together."""
    title = tokens(fold(sheet.context.title or ""))
    early = list(islice(sheet.live(), _TITLE_LINES))
    for start in range(len(early) if title.strip() else 0):
        said = ""
        for part in early[start : start + _TITLE_PARTS]:
            said = f"{said.rstrip()}{part.said}"
            if said == title:
                parts = [line for line in early if early[start].index <= line.index <= part.index]
                sheet.remove(parts, "repeat/title", "the title, in parts")
                return
            if not title.startswith(said):
                break


def _drop_kickers(sheet: Sheet) -> None:
    """Drop short lines above the title, and those before the prose that name what the page is filed under."""
    labels = {tokens(fold(label)) for label in sheet.context.labels} - {"  ", " "}
    early = sheet.lines[:_TITLE_LINES]
    title = next((line.index for line in early if line.removal and line.removal.rule.id == "repeat/title"), 0)
    short = [line for line in early if not line.removal and line.words <= _LABEL_WORDS and not line.sentence]
    start = sheet.prose().start
    above = [line for line in short if line.index < title and line.words <= _KICKER_WORDS]
    sheet.remove(above, "repeat/kicker", "stands above the title")
    named = [line for line in short if line.index < start and line.said in labels]
    sheet.remove(named, "repeat/kicker", "names what the page is filed under")


def _likeness(said: str, title: str) -> float:
    a, b = set(said.split()), set(title.split())
    return len(a & b) / max(1, len(a | b))


def _drop_bylines(sheet: Sheet) -> None:
    """Drop a line beside the prose that is nothing but the authors' names, with a word or two around them."""
    names = [said for name in sheet.context.authors if (said := tokens(fold(name))).strip()]
    if names:
        prose = sheet.prose()
        edge = [line for line in sheet.live() if line.index not in prose and line.words <= _BYLINE_WORDS]
        lines = [line for line in edge if _only_names(line.said, names) or _introduces(line, names, prose)]
        sheet.remove(lines, "repeat/byline", "repeats the byline")


def _introduces(line: Line, names: list[str], prose: range) -> bool:
    """Tell a line before the prose, no sentence, that has an author's whole name in it: with a duty, a place, a photographer."""
    named = any(name in line.said and len(name.split()) > 1 for name in names)
    return named and line.index < prose.start and not line.sentence and line.block.kind is not Kind.HEADING


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
