"""The array types the features speak in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
"""One row per block, one column per feature."""
Column = npt.NDArray[np.float64]
"""One value per block."""
