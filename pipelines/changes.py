"""What changed between two states of an article: word by word, and in a word for the whole of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pipelines.corrections import is_correction
from pipelines.outcomes import RevisionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GROWN: Final = 0.9
"""Share of the old text's paragraphs that stay, in their order, where a text only grew."""
_PARAGRAPHS_MORE: Final = 2
"""Paragraphs by which a text that grew is longer at least."""
_MOST: Final = 2_000
"""Words on either side that are compared one by one; longer passages count as replaced."""


class Op(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that share a fate; paragraphs are parted by line ends."""

    op: Op
    text: str


def kind_of(before: tuple[str | None, str], after: tuple[str | None, str]) -> RevisionKind:
    """Name the change from one (title, text) to the next.

    Only the title: headline. A paragraph is new that says the article was corrected: correction. Nearly all old
    paragraphs stay and some are new: grown, as a live blog does. Anything else: body.
    """
    if before[1] == after[1]:
        return RevisionKind.HEADLINE
    old, new = before[1].split("\n"), after[1].split("\n")
    known = set(old)
    if any(is_correction(line) for line in new if line not in known):
        return RevisionKind.CORRECTION
    kept = sum(block.size for block in _matcher(old, new).get_matching_blocks())
    if kept >= _GROWN * len(old) and len(new) >= len(old) + _PARAGRAPHS_MORE:
        return RevisionKind.GROWN
    return RevisionKind.BODY


def words_changed(before: str, after: str) -> tuple[Run, ...]:
    """Return the way from one text to the other as runs of words, paragraph breaks among them.

    The runs that are same or gone make up the old text, those that are same or new the new one, but for white space.

    >>> [f"{run.op}:{run.text}" for run in words_changed("The bridge opens", "The old bridge opens")]
    ['same:The', 'new:old', 'same:bridge opens']
    """
    runs: list[Run] = []
    old, new = before.split("\n"), after.split("\n")
    for op, a, b, c, d in _matcher(old, new).get_opcodes():
        if op == "equal":
            _add(runs, Op.SAME, _tokens(old[a:b]))
        else:
            for run in _within(_tokens(old[a:b]), _tokens(new[c:d])):
                _add(runs, run[0], run[1])
    return tuple(Run(run.op, run.text.strip(" ")) for run in runs)


def _within(old: list[str], new: list[str]) -> Iterator[tuple[Op, list[str]]]:
    """Compare a changed passage by its words."""
    if max(len(old), len(new)) > _MOST:
        yield from ((Op.GONE, old), (Op.NEW, new))
        return
    for op, a, b, c, d in _matcher(old, new).get_opcodes():
        if op == "equal":
            yield Op.SAME, old[a:b]
        else:
            yield Op.GONE, old[a:b]
            yield Op.NEW, new[c:d]


def _matcher(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=False)


def _tokens(lines: Sequence[str]) -> list[str]:
    """Return the words of some paragraphs, a break behind each."""
    return [token for line in lines for token in (*line.split(), "\n")]


def _add(runs: list[Run], op: Op, tokens: Sequence[str]) -> None:
    """Append words to the last run where it has the same fate."""
    if not tokens:
        return
    text = " ".join(tokens).replace(" \n ", "\n").replace(" \n", "\n").replace("\n ", "\n")
    if runs and runs[-1].op is op:
        last = runs.pop()
        joint = "" if last.text.endswith("\n") or text.startswith("\n") else " "
        text = f"{last.text}{joint}{text}"
    runs.append(Run(op, text))
