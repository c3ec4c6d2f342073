"""What stands around a block: its neighbours' features, sums over windows, and the scores a first reading gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.features.arrays import matrix_of

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
    seen, summed = (own.T[[place[name] for name in listed]] for listed in (_SEEN, _SUMMED))
    columns = [column for by in _SHIFTS for column in shifted(seen, by)]
    columns += [column for span in _SPANS for column in window(summed, span)]
    prose = np.cumsum(own[:, place["prose"]], dtype=np.float64)
    total = prose[-1] if len(prose) else 0.0
    return matrix_of([*columns, prose / max(total, 1.0), total - prose, total], len(own))


def shifted(values: np.ndarray, by: int) -> np.ndarray:
    """Return columns, given as rows, moved by some places; -1 where there is no neighbour."""
    moved = np.full_like(values, -1)
    if by < 0:
        moved[..., -by:] = values[..., :by]
    else:
        moved[..., :-by] = values[..., by:]
    return moved


def window(values: np.ndarray, span: int) -> Column:
    """Sum columns, given as rows, over the blocks up to ``span`` before and after each, the block itself included."""
    n = values.shape[-1]
    sums = np.zeros((*values.shape[:-1], n + 2 * span + 1))
    np.cumsum(values, axis=-1, dtype=np.float64, out=sums[..., span + 1 : n + span + 1])
    sums[..., n + span + 1 :] = values.sum(axis=-1, dtype=np.float64, keepdims=True)
    result: Column = sums[..., 2 * span + 1 :] - sums[..., :n]
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
    columns += [column for span in _SPANS for column in window(np.stack((weighed, scores)), span)]
    sure = np.flatnonzero(scores > 0.5)
    first, last = (sure[0], sure[-1]) if len(sure) else (0, 0)
    index = document.outline.index
    return matrix_of([*columns, index - first, last - index], n)


def _means(document: Document, weighed: Column, words: Column) -> list[Column]:
    outline = document.outline
    all_scores, all_words = outline.inside(weighed), outline.inside(words)
    columns, at = [], outline.owners
    for _ in range(4):
        columns.append(_others(all_scores[at], all_words[at], weighed, words))
        at = outline.parents[at]
    group = outline.alike
    scores_alike, words_alike = (np.bincount(group, values).astype(np.float64) for values in (weighed, words))
    columns.append(_others(scores_alike[group], words_alike[group], weighed, words))
    return columns


def _others(scores: Column, words: Column, own_scores: Column, own_words: Column) -> Column:
    """Return the mean score without the block's own part; -1 where nothing else is there."""
    rest = words - own_words
    return np.where(rest > 0, (scores - own_scores) / np.maximum(rest, 1e-9), -1.0)
