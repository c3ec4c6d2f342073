"""Why the block model thinks so: the strongest reasons for a block's score, in a reader's words."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.features import NAMES
from cleaning.model import BlockModel
from cleaning.model.attribution import Attribution
from cleaning.model.groups import GROUPS, ITSELF, Seen, groups
from cleaning.model.trees import SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from cleaning.document import Document
    from cleaning.features import Facts
    from cleaning.features.arrays import Matrix
    from cleaning.model import Reading

    Integers = npt.NDArray[np.int64]

MOST: Final = 3
_LEAST: Final = 0.2
"""A reason weaker than this share of the strongest is not told."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that moved the score of a block."""

    says: str
    """What it is, such as *mostly links*."""
    odds: float
    """What it adds to the log-odds that the block is article text; against it where negative."""


def reasons(
    reading: Reading, positions: Sequence[int], *, only_against: bool = False, most: int = MOST
) -> dict[int, tuple[Reason, ...]]:
    """Return the strongest reasons for and against each of some blocks, the strongest first; by position."""
    if not positions:
        return {}
    weighed = weights(reading.model, reading.rows[list(positions)]).tolist()
    sign = -1 if only_against else 0
    return {at: _told(Seen(reading, at), row, sign, most) for at, row in zip(positions, weighed, strict=True)}


@dataclass(frozen=True, eq=False)
class Attentive(BlockModel):
    """A block model that remembers what it read last, so that it can be asked why."""

    heard: list[Reading] = field(default_factory=list)

    @classmethod
    def to(cls, model: BlockModel) -> Attentive:
        """Return the same model, all ears."""
        return cls(**{known.name: getattr(model, known.name) for known in fields(model)})

    def reading(self, document: Document, facts: Facts) -> Reading:
        """Read a page, and remember it."""
        self.heard[:] = [super().reading(document, facts)]
        return self.heard[0]

    def reasons(self, *, most: int = MOST) -> dict[int, tuple[Reason, ...]]:
        """Return the strongest reasons for every block of the page read last; none where it was not asked."""
        return {} if not self.heard else reasons(self.heard[0], range(len(self.heard[0].rows)), most=most)


def weights(model: BlockModel, rows: Matrix) -> Integers:
    """Return rows × groups: what each group of features adds to the log-odds, in units of 1/SCALE.

    With the second attribution's ``base`` they sum to the second forest's ``raw``. What the block's own first score adds is
    credited to the groups that made that score, each by its part in it.
    """
    once, again = attributions(model)
    first, second = once.of(rows[:, : len(NAMES)]), again.of(rows)
    own = second[:, ITSELF]
    parts = np.maximum(first * np.sign(own)[:, None], 0)
    whole = parts.sum(axis=1)
    spread = np.sign(own)[:, None] * (np.abs(own)[:, None] * parts // np.maximum(whole, 1)[:, None])
    spread[np.arange(len(rows)), parts.argmax(axis=1)] += own - spread.sum(axis=1)
    credited: Integers = second[:, :ITSELF] + spread
    return credited


@lru_cache(maxsize=2)
def attributions(model: BlockModel) -> tuple[Attribution, Attribution]:
    """Return what tells the reasons of both forests; some megabytes, made when first asked for."""
    first = Attribution(model.first, groups()[: len(NAMES)], ITSELF)
    return first, Attribution(model.second, groups(), ITSELF + 1)


def _told(seen: Seen, weighed: list[int], sign: int, most: int) -> tuple[Reason, ...]:
    """Put the strongest groups into words: those of which a sentence holds; where there is none, their names.

    ``sign`` is that of the groups that are looked for; 0: of either sign.
    """
    strength = [abs(odds) if not sign else sign * odds for odds in weighed[: len(GROUPS)]]
    least = max(1.0, _LEAST * max(strength))
    strong = sorted((i for i, odds in enumerate(strength) if odds >= least), key=lambda i: -strength[i])
    telling: list[Reason] = []
    names: list[Reason] = []
    for i in strong:
        said = GROUPS[i].says(seen, against=weighed[i] < 0)
        (telling if said else names).append(Reason(said or GROUPS[i].name, round(weighed[i] / SCALE, 2)))
        if len(telling) == most:
            break
    return tuple(telling or names[:most])
