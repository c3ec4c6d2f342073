"""Tier of runs: end matter after its opening line, and labels whose content has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.rules.model import Phrase

if TYPE_CHECKING:
    from cleaning.rules.sheet import Line, Sheet

_SHORT_WORDS = 12
_MAX_SHARE = 0.3
_LABEL_WORDS = 10


def apply(sheet: Sheet) -> None:
    """Cut the end matter, then the labels left without content."""
    _cut_end_matter(sheet)
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
        elif isinstance(line.removal.rule, Phrase) and line.removal.rule.opens:
            cut = line
    if cut is not None:
        rest = [line for line in sheet.lines[cut.index + 1 :] if line.removal is None]
        sheet.remove(rest, "run/end-matter", f'short and linked lines after "{cut.block.text[:60]}"')


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
