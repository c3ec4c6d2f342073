"""Tier of structure: lines inside elements whose class, id or name says what they hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaning.rules.model import Widget
    from cleaning.rules.sheet import Line, Sheet

_DEEPEST = 200


class _Vote(NamedTuple):
    element: str
    """Path down to the step that voted."""
    step: str
    widget: Widget


def apply(sheet: Sheet) -> None:
    """Remove the lines of widgets, unless the element holds too much of the page to be one."""
    paths = {line.block.path for line in sheet.lines}
    votes = {path: _votes(path, sheet) for path in paths}
    total = max(1, sum(line.words for line in sheet.lines))
    held = Counter[str]()
    for line in sheet.lines:
        for vote in votes[line.block.path]:
            held[vote.element] += line.words
    for line in sheet.live():
        _judge(
            line, votes[line.block.path], {vote.element: held[vote.element] / total for vote in votes[line.block.path]}
        )


def _votes(path: str, sheet: Sheet) -> list[_Vote]:
    steps = path.split("/")
    if len(steps) > _DEEPEST:
        return []
    named = ((i, sheet.book.vote(step)) for i, step in enumerate(steps))
    return [_Vote("/".join(steps[: i + 1]), steps[i], widget) for i, widget in named if widget]


def _judge(line: Line, votes: list[_Vote], shares: dict[str, float]) -> None:
    for vote in votes:
        if shares[vote.element] <= vote.widget.max_share and line.words <= vote.widget.max_words:
            line.remove(vote.widget, f"inside <{vote.step}>: {vote.widget.description}")
            return
