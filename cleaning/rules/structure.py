"""Tier of structure: lines inside elements whose class, id, role or other mark says what they hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaning.rules.model import Widget
    from cleaning.rules.sheet import Line, Sheet

_DEEPEST = 200


class _Vote(NamedTuple):
    element: str | int
    """Path down to the step that voted, or number of the element that its mark betrays."""
    step: str
    widget: Widget
    marked: bool = False


def apply(sheet: Sheet) -> None:
    """Remove the lines of widgets, unless the element holds too much of the page, or too few links, to be one."""
    paths = {path: _votes(path, sheet) for path in {line.block.path for line in sheet.lines}}
    cast = {line.index: votes for line in sheet.lines if (votes := [*paths[line.block.path], *_marked(line, sheet)])}
    if not cast:
        return
    held, linked = _weights(sheet, cast)
    total = max(1, sum(line.words for line in sheet.lines))
    for line in sheet.live():
        fitting = [v for v in cast.get(line.index, ()) if _fits(v, linked[v.element] / max(1, held[v.element]))]
        _judge(line, fitting, {vote.element: held[vote.element] / total for vote in fitting})


def _weights(sheet: Sheet, cast: Mapping[int, list[_Vote]]) -> tuple[Counter[str | int], Counter[str | int]]:
    """Count the words, and those within links, in every element that votes."""
    held, linked = Counter[str | int](), Counter[str | int]()
    for line in sheet.lines:
        for vote in cast.get(line.index, ()):
            held[vote.element] += line.words
            linked[vote.element] += round(line.words * line.block.link_share)
    return held, linked


def _votes(path: str, sheet: Sheet) -> list[_Vote]:
    steps = path.split("/")
    if len(steps) > _DEEPEST:
        return []
    named = ((i, sheet.book.vote(step)) for i, step in enumerate(steps))
    return [_Vote("/".join(steps[: i + 1]), steps[i], widget) for i, widget in named if widget]


def _marked(line: Line, sheet: Sheet) -> list[_Vote]:
    around = sheet.context.marks.get(line.block.position, ())
    return [
        _Vote(mark.element, mark.step, widget, marked=True) for mark in around for widget in sheet.book.marked(mark)
    ]


def _fits(vote: _Vote, link_share: float) -> bool:
    return not vote.marked or link_share >= vote.widget.min_link_share


def _judge(line: Line, votes: list[_Vote], shares: dict[str | int, float]) -> None:
    for vote in votes:
        if shares[vote.element] <= vote.widget.max_share and line.words <= vote.widget.max_words:
            line.remove(vote.widget, f"inside <{vote.step}>: {vote.widget.description}")
            return
