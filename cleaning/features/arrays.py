"""The array types the features speak in, and how columns become a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Matrix = npt.NDArray[np.float32]
"""One row per block, one column per feature."""
Column = npt.NDArray[np.float64]
"""One value per block."""


def matrix_of(columns: Sequence[npt.ArrayLike], rows: int) -> Matrix:
    """Return columns side by side; a single value fills its column."""
    table: Matrix = np.empty((len(columns), rows), np.float32)
    for place, column in zip(table, columns, strict=True):
        place[:] = column
    return table.T
