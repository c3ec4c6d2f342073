"""Which features moved a forest's score, and by how much: exact to the unit, the same on every machine. Words live elsewhere.

The way of Saabas (2014): each answer on a row's way down a tree changes the value to be expected at its end, and the change
is credited to the feature that was asked about. Expectations are whole numbers, so the changes sum to the score.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cleaning.features.arrays import Matrix
    from cleaning.model.trees import Forest

    Integers = npt.NDArray[np.int64]

_AT_ONCE = 64
"""Rows explained together, so that a page of a hundred thousand blocks needs no more memory."""


class Attribution:
    """What each group of a forest's features adds to the log-odds of a row, in units of 1/SCALE."""

    def __init__(self, forest: Forest, groups: npt.NDArray[np.intp], count: int) -> None:
        """Walk down every way of every tree; ``groups`` numbers the group of each column, below ``count``."""
        expected = _expectations(forest)
        trees, leaves = forest.leaves.shape
        self._forest = forest
        self.base = forest.bias + int(expected[0].sum())
        """The log-odds before any question is asked."""
        self._table = np.zeros((trees, leaves, count), np.int32)
        each, leaf = np.arange(trees), np.arange(leaves)
        for level, (before, after) in enumerate(pairwise(expected)):
            change = after[:, leaf % after.shape[1]] - before[:, leaf % before.shape[1]]
            self._table[each, :, groups[forest.columns[forest.questions[:, level]]]] += change.astype(np.int32)
        self._starts = np.arange(0, trees * leaves, leaves)[:, None]
        most = np.abs(self._table).max(axis=1).sum(axis=0, dtype=np.int64).max()
        self._whole = np.int32 if most <= np.iinfo(np.int32).max else np.int64

    def of(self, rows: Matrix) -> Integers:
        """Return rows × groups; with ``base`` they sum to the forest's ``raw``, to the unit."""
        trees, leaves, count = self._table.shape
        table, sums = self._table.reshape(trees * leaves, count), np.zeros((len(rows), count), np.int64)
        for start in range(0, len(rows), _AT_ONCE):
            reached = self._forest.reached(rows[start : start + _AT_ONCE].T)
            changes = table.take(
                reached + self._starts, axis=0
            )  # trees, the axis summed over, outermost: it is fastest
            sums[start : start + _AT_ONCE] = changes.sum(axis=0, dtype=self._whole)
        return sums


def _expectations(forest: Forest) -> list[Integers]:
    """Return for each level, the root first, trees × ends of the way so far: the mean of the leaves still ahead.

    Leaves weigh as they did in training; where the model file does not say, all that can be reached weigh the same. A way
    that nothing went down in training expects the plain mean.
    """
    values = forest.leaves.astype(np.int64)
    weights = (_reachable(forest) if forest.weights is None else forest.weights).astype(np.int64)
    levels = [values]
    while values.shape[1] > 1:
        half = values.shape[1] // 2
        total = weights[:, :half] + weights[:, half:]
        weighed = values[:, :half] * weights[:, :half] + values[:, half:] * weights[:, half:]
        plain = (values[:, :half] + values[:, half:]) // 2
        values, weights = np.where(total > 0, weighed // np.maximum(total, 1), plain), total
        levels.append(values)
    return levels[::-1]


def _reachable(forest: Forest) -> npt.NDArray[np.bool_]:
    """Tell the leaves that no question without a yes leads away from: shallow trees are filled up with such."""
    never = np.isinf(forest.borders)[forest.questions]
    leaf = np.arange(forest.leaves.shape[1])
    yes = (leaf[:, None] >> np.arange(never.shape[1])) & 1
    led_away = (never[:, None, :] & (yes[None] > 0)).max(axis=-1)
    found: npt.NDArray[np.bool_] = np.logical_not(led_away)
    return found
