"""Boosted oblivious trees as plain arrays, scored with numpy. How they were grown is not known here.

An oblivious tree asks the same question of every row on each level, so a row's leaf is the bits of its answers
(Prokhorenkova et al., CatBoost, NeurIPS 2018). Leaves are integers and their sums exact: scores are the same bits
everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaning.features.arrays import Column, Matrix

SCALE: Final = 1 << 20
"""Units of a leaf in one unit of log-odds."""
_STEP: Final = 1 << 12
"""Units of raw score between two entries of the probability table."""
_AT_ONCE: Final = 256
"""Rows scored together; what they need fits a processor's cache."""
_REACH: Final = 2048
"""Entries of the probability table on either side of even odds."""


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """A model over rows of features."""

    columns: npt.NDArray[np.int16]
    """Feature asked about by each distinct question."""
    borders: npt.NDArray[np.float32]
    """A question is answered yes when the feature is greater than its border."""
    questions: npt.NDArray[np.int16]
    """Trees × levels: which question each level asks."""
    leaves: npt.NDArray[np.int32]
    """Trees × 2**levels: log-odds in units of 1/SCALE."""
    bias: int
    weights: npt.NDArray[np.uint16] | None = None
    """Trees × 2**levels: how much of what a tree learned from lies in each leaf; files made before 2026-11-25 do not say."""

    @classmethod
    def of(cls, arrays: Mapping[str, Any], prefix: str) -> Forest:
        """Take a forest's arrays out of a model file; ValueError where sums of its leaves need more than 32 bits."""
        columns, borders, questions, leaves, bias = (
            arrays[f"{prefix}_{name}"] for name in ("columns", "borders", "questions", "leaves", "bias")
        )
        if np.abs(leaves).max(axis=1).sum(dtype=np.int64) > np.iinfo(np.int32).max:
            raise ValueError("the leaves are too large to be summed in 32 bits")
        return cls(columns, borders, questions, leaves, int(bias), arrays.get(f"{prefix}_weights"))

    def raw(self, rows: Matrix) -> npt.NDArray[np.int64]:
        """Return each row's log-odds in units of 1/SCALE, with memory for some rows at a time."""
        parts = [self._sums(rows.T[:, start : start + _AT_ONCE]) for start in range(0, max(1, len(rows)), _AT_ONCE)]
        return np.concatenate(parts).astype(np.int64) + self.bias

    def _sums(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.int32]:
        """Sum the leaves for rows given as columns."""
        trees, leaves = self.leaves.shape
        at = self.reached(features) + np.arange(0, trees * leaves, leaves)[:, None]
        sums: npt.NDArray[np.int32] = self.leaves.ravel().take(at, mode="clip").sum(axis=0, dtype=np.int32)
        return sums

    def reached(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
        """Return trees × rows, the leaf each row ends in: its number doubles and grows by an answer on each level.

        Rows are given as columns; the first level's answer is the lowest bit.
        """
        answers = (features.take(self.columns, axis=0) > self.borders[:, None]).view(np.uint8)
        highest, *lower = reversed(self.questions.T)
        leaf: npt.NDArray[np.uint8] = answers.take(highest, axis=0)
        for level in lower:
            leaf += leaf
            leaf += answers.take(level, axis=0)
        return leaf


def probability(raw: npt.NDArray[np.int64], table: npt.NDArray[np.float32]) -> Column:
    """Turn log-odds into probabilities by the model file's own table, so that no machine's ``exp`` has a say."""
    entry = np.clip(raw // _STEP + _REACH, 0, len(table) - 1)
    return table[entry].astype(np.float64)


def probability_table() -> npt.NDArray[np.float32]:
    """Make the table that goes into a model file."""
    odds = (np.arange(2 * _REACH) - _REACH + 0.5) * (_STEP / SCALE)
    table: npt.NDArray[np.float32] = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return table
