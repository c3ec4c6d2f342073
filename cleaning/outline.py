"""Where the containers and blocks of a page stand, as objects and as arrays to reckon with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from cleaning.text import token_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from cleaning.article import Block

Indices = npt.NDArray[np.int64]

DEEP: Final = 40
"""Steps of a path that are written out; deeper ones are left out."""
_FIGURES: Final = re.compile(r"\d+")


@dataclass(slots=True)
class Container:
    """A block-level element of the page."""

    element: HtmlElement
    tag: str
    step: str
    """Tag, classes and id, as in a block's path."""
    naming: str
    """All that a template calls it: tag, classes, id, role and the like."""
    parent: int
    """Index of the container around it; -1 for the outermost."""
    depth: int
    first: int
    """Position of the first block inside; with ``end`` a range, empty where no block is."""
    end: int = 0


class Outline:
    """The containers of a page as arrays, in document order; the blocks inside one are a range of the page's blocks."""

    def __init__(self, blocks: Sequence[Block], containers: Sequence[Container], owners: Sequence[int]) -> None:
        """Take over what the walk noted; ``owners`` gives for each block the index of its container."""
        self.blocks = blocks
        self.containers = containers
        self._owners = owners
        self.index: Indices = np.arange(len(blocks))
        self.owners: Indices = np.asarray(owners, np.int64)
        self.above: Indices = np.asarray([c.parent for c in containers], np.int64)
        self.parents: Indices = np.maximum(self.above, 0)
        self.first: Indices = np.asarray([c.first for c in containers], np.int64)
        self.end: Indices = np.asarray([c.end for c in containers], np.int64)
        self.depth: Indices = np.asarray([c.depth for c in containers], np.int64)

    def inside(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Sum the blocks' values over each container."""
        sums = np.zeros(len(values) + 1)
        np.cumsum(values, out=sums[1:], dtype=np.float64)
        return sums[self.end] - sums[self.first]

    @cached_property
    def sizes(self) -> Indices:
        """Words of each block."""
        return np.asarray([token_count(b.text) for b in self.blocks], np.int64)

    @cached_property
    def alike(self) -> Indices:
        """Numbers of the blocks: those the template calls alike, by the last two steps of their path, share one."""
        containers, owners = self.containers, self._owners
        steps = list({c.step for c in containers if c.end > c.first})
        plain = dict(zip(steps, _plain(steps), strict=True))
        numbers: dict[str, int] = {}
        found: dict[int, int] = {}
        for block, owner in zip(self.blocks, owners, strict=True):
            if owner not in found:
                found[owner] = numbers.setdefault(self._template(block, owner, plain), len(numbers))
        return np.asarray([found[owner] for owner in owners], np.int64)

    def _template(self, block: Block, owner: int, plain: dict[str, str]) -> str:
        container = self.containers[owner]
        if container.depth >= DEEP:
            return "/".join(_plain(block.path.rsplit("/", 2)[-2:]))
        if container.parent < 0:
            return plain[container.step]
        return f"{plain[self.containers[container.parent].step]}/{plain[container.step]}"


def _plain(steps: Sequence[str]) -> list[str]:
    """Leave ids and figures out of steps, all at once."""
    return _FIGURES.sub("", "\n".join([step.partition("#")[0] for step in steps])).split("\n")
