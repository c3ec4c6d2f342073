"""Tier of runs: end matter after its opening line, and labels whose content has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.article import Category, Kind
from cleaning.rules.model import Phrase

if TYPE_CHECKING:
    from cleaning.rules.sheet import Line, Sheet

_SHORT_WORDS = 12
_MAX_SHARE = 0.3
_LABEL_WORDS, _POST_WORDS = 10, 120


def apply(sheet: Sheet) -> None:
    """Cut the end matter and what readers wrote, then the labels left without content."""
    _cut_end_matter(sheet)
    _cut_reader_posts(sheet)
    _drop_empty_labels(sheet)


def _cut_end_matter(sheet: Sheet) -> None:
    """Cut after the first opening line from which on everything is short or linked, and little."""
    tail, total = 0, sheet.words()
    cut: Line | None = None
    for line in reversed(sheet.lines):
        if line.removal is None:
            tail += line.words
            if tail > _MAX_SHARE * total or not _loose(line):
                break
        elif _opens(line):
            cut = line
    if cut is not None:
        rest = [line for line in sheet.lines[cut.index + 1 :] if line.removal is None]
        sheet.remove(rest, "run/end-matter", f'short and linked lines after "{cut.block.text[:60]}"')


def _cut_reader_posts(sheet: Sheet) -> None:
    """Cut what follows the opening of the comments, up to the end, where the block model doubts every line of it."""
    opening: Line | None = None
    posts: list[Line] = []
    for line in reversed(sheet.lines):
        if line.removal is None and (line.doubt < 1 or line.words > _POST_WORDS):
            break
        if line.removal is None:
            posts.append(line)
        elif line.removal.rule.category is Category.COMMENTS and _opens(line):
            opening = line
    told = [line for line in posts if opening and line.index > opening.index]
    if opening and sum(line.words for line in told) <= _MAX_SHARE * sheet.words():
        sheet.remove(told, "run/reader-posts", f'what readers wrote after "{opening.block.text[:60]}"')


def _opens(line: Line) -> bool:
    rule = line.removal.rule if line.removal else None
    return isinstance(rule, Phrase) and rule.opens


def _loose(line: Line) -> bool:
    sentence = line.sentence and line.words >= 6 and not line.linked
    return line.linked or (line.words <= _SHORT_WORDS and not sentence)


def _drop_empty_labels(sheet: Sheet) -> None:
    """Drop a label when all that stood between it and the next heading, or the end, was removed."""
    emptied, content = False, False
    for line in reversed(sheet.lines):
        if line.removal is not None:
            emptied = True
        elif _is_label(line):
            if emptied and not content:
                sheet.remove([line], "run/empty-label", "label of which nothing is left")
            emptied, content = False, line.block.kind is not Kind.HEADING and line.removal is None
        else:
            emptied, content = False, True


def _is_label(line: Line) -> bool:
    heading = line.block.kind is Kind.HEADING
    return line.words <= _LABEL_WORDS and (heading or line.folded.endswith(":"))
