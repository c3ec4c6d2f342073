"""Numbers about each block of a page, for the block model. Pure.

Values are counts and ratios only, no logarithms: trees do not need them, and the same page gives the same bits on every
machine. ``text`` looks at a block's own words, ``place`` at where it stands in the tree, ``naming`` at what templates call
the elements around it, ``around`` at its neighbours and at the scores of a first reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaning.features import around, naming, place, text
from cleaning.features.text import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaning.document import Document
    from cleaning.features.arrays import Matrix

__all__ = ["NAMES", "Facts", "features"]

OWN_NAMES = (*text.NAMES, *place.NAMES, *naming.NAMES)
NAMES = (*OWN_NAMES, *around.names())
"""Column names of the matrix ``features`` returns."""


def features(document: Document, facts: Facts, votes: Mapping[str, float]) -> Matrix:
    """Return one row per block of the page, columns as ``NAMES``."""
    words = text.matrix(document, facts)
    own = np.hstack((words, place.matrix(document, words), naming.matrix(document, votes)))
    return np.hstack((own, around.matrix(own, OWN_NAMES)))
