"""The block model: how likely each block of a page is article text. Loaded when first asked, then kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from cleaning.features import NAMES, Facts, features
from cleaning.features.around import SCORE_NAMES, second_look
from cleaning.features.naming import Votes
from cleaning.model.trees import Forest, probability

if TYPE_CHECKING:
    import numpy.typing as npt

    from cleaning.document import Document
    from cleaning.features.arrays import Column, Matrix

__all__ = ["COLUMNS", "BlockModel", "Reading", "card", "load"]

COLUMNS = (*NAMES, *SCORE_NAMES)
"""What the second forest reads; the first reads those of ``NAMES``."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockModel:
    """Two forests: the first reads each block, the second reads it again knowing what the first thought around it."""

    votes: Votes
    first: Forest
    second: Forest
    table: npt.NDArray[np.float32]
    threshold: float
    """Probability from which a block is article text."""

    @classmethod
    def of(cls, data: bytes) -> BlockModel:
        """Read a model file (numpy's npz, no pickles)."""
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            head = json.loads(str(arrays["head"]))
            if tuple(head["names"]) != NAMES or tuple(head["score_names"]) != SCORE_NAMES:
                raise ValueError("the model was trained on other features than this version computes: train it again")
            forests = (Forest.of(arrays, "first"), Forest.of(arrays, "second"))
            return cls(Votes(head["votes"]), *forests, table=arrays["table"], threshold=head["threshold"])

    def scores(self, document: Document, facts: Facts) -> Column:
        """Return for each block the probability that it is article text."""
        return self.reading(document, facts).scores

    def reading(self, document: Document, facts: Facts) -> Reading:
        """Read a page with both forests."""
        if not document.blocks:
            return Reading(self, document, np.zeros((0, len(COLUMNS)), np.float32), np.zeros(0))
        rows = features(document, facts, self.votes)
        once = probability(self.first.raw(rows), self.table)
        again = second_look(document, once, rows[:, NAMES.index("words")].astype(np.float64))
        both = np.hstack((rows, again))
        return Reading(self, document, both, probability(self.second.raw(both), self.table))


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a model read on a page, and what it thinks of it."""

    model: BlockModel
    document: Document
    rows: Matrix
    """One row per block, columns as ``COLUMNS``."""
    scores: Column
    """For each block the probability that it is article text."""


@cache
def load() -> BlockModel:
    """Return the shipped model."""
    return BlockModel.of((files("cleaning.model") / "blocks.npz").read_bytes())


def card() -> dict[str, Any]:
    """Return the shipped model's card: what it was trained on, when, with which figures."""
    found: dict[str, Any] = json.loads((files("cleaning.model") / "card.json").read_text("utf-8"))
    return found
