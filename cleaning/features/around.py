"""What stands around a block: its neighbours' features, sums over windows, and the scores a first reading gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.features.place import rolled_up, same_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.document import Document
    from cleaning.features.arrays import Column, Matrix

_SHIFTS: Final = (-2, -1, 1, 2)
_SEEN: Final = (
    "words", "link_share", "prose", "ends_sentence", "kind", "steps_up", "in_densest", "path_words_share", "vote_path", "own_words",
    "heading_level",
)  # fmt: skip
_SPANS: Final = (3, 8)
_SUMMED: Final = ("prose", "words", "link_words")


def names() -> tuple[str, ...]:
    """Return the column names of ``matrix``."""
    neighbours = [f"{name}{shift:+d}" for shift in _SHIFTS for name in _SEEN]
    windows = [f"{name}~{span}" for span in _SPANS for name in _SUMMED]
    return (*neighbours, *windows, "prose_before_share", "prose_after", "page_prose")


def matrix(own: Matrix, own_names: Sequence[str]) -> Matrix:
    """Return the neighbours' columns for a page's own features, one row per block."""
    place = {name: i for i, name in enumerate(own_names)}
    seen = own[:, [place[name] for name in _SEEN]]
    parts = [shifted(seen, shift) for shift in _SHIFTS]
    parts += [np.column_stack([window(own[:, place[name]], span) for name in _SUMMED]) for span in _SPANS]
    prose = np.cumsum(own[:, place["prose"]], dtype=np.float64)
    total = prose[-1] if len(prose) else 0.0
    parts.append(np.column_stack([prose / max(total, 1.0), total - prose, np.full(len(prose), total)]))
    return np.hstack(parts).astype(np.float32)


def shifted(values: np.ndarray, by: int) -> np.ndarray:
    """Return the rows moved by some places; -1 where there is no neighbour."""
    moved = np.full_like(values, -1)
    if by < 0:
        moved[-by:] = values[:by]
    else:
        moved[:-by] = values[by:]
    return moved


def window(column: np.ndarray, span: int) -> Column:
    """Sum over the blocks up to ``span`` before and after each, the block itself included."""
    sums = np.concatenate(
        (np.zeros(span + 1), np.cumsum(column, dtype=np.float64), np.full(span, column.sum(dtype=np.float64)))
    )
    result: Column = sums[2 * span + 1 :] - sums[: len(column)]
    return result


SCORE_NAMES: Final = (
    "score", *(f"score{shift:+d}" for shift in (-3, -2, -1, 1, 2, 3)), "score_own", "score_up1", "score_up2", "score_up3", "score_path",
    "score_before_share", "score_page", "score~3", "scores~3", "score~8", "scores~8", "from_first", "to_last",
)  # fmt: skip


def second_look(document: Document, scores: Column, words: Column) -> Matrix:
    """Return what a first reading's scores say around each block, columns as ``SCORE_NAMES``.

    The block's own score is left out of the means over its containers and its path.
    """
    n = len(scores)
    weighed = words * scores
    columns = [scores, *(shifted(scores, by) for by in (-3, -2, -1, 1, 2, 3))]
    columns += _means(document, weighed, words)
    total = weighed.sum()
    columns += [np.cumsum(weighed) / max(total, 1e-9), np.full(n, total)]
    columns += [window(column, span) for span in _SPANS for column in (weighed, scores)]
    sure = np.flatnonzero(scores > 0.5)
    first, last = (sure[0], sure[-1]) if len(sure) else (0, 0)
    columns += [np.arange(n) - first, last - np.arange(n)]
    return np.column_stack(columns).astype(np.float32)


def _means(document: Document, weighed: Column, words: Column) -> list[Column]:
    owners = np.asarray(document.owners)
    parents = np.asarray([max(c.parent, 0) for c in document.containers])
    count = len(parents)
    all_scores = np.asarray(rolled_up(document, np.bincount(owners, weighed, count)))
    all_words = np.asarray(rolled_up(document, np.bincount(owners, words, count)))
    columns, at = [], owners
    for _ in range(4):
        columns.append(_others(all_scores[at], all_words[at], weighed, words))
        at = parents[at]
    group = same_path(document)
    columns.append(_others(np.bincount(group, weighed)[group], np.bincount(group, words)[group], weighed, words))
    return columns


def _others(scores: Column, words: Column, own_scores: Column, own_words: Column) -> Column:
    """Return the mean score without the block's own part; -1 where nothing else is there."""
    rest = words - own_words
    return np.where(rest > 0, (scores - own_scores) / np.maximum(rest, 1e-9), -1.0)
