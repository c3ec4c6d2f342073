"""Where a block stands: its ancestors, the sums over its containers, and its way to the densest of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.article import Kind
from cleaning.features.text import NAMES as TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.document import Container, Document
    from cleaning.features.arrays import Matrix

_KINDS: Final = {kind: i for i, kind in enumerate(Kind)}
_ANCESTORS: Final = (
    "article", "main", "aside", "nav", "footer", "header", "form", "figure", "table", "ul", "section", "blockquote", "details", "dialog",
)  # fmt: skip
_TAGS: Final = {
    tag: i
    for i, tag in enumerate(
        "p div li td h1 h2 h3 h4 h5 section article figcaption blockquote pre button label dt dd tr".split(), start=1
    )
}
_LEAVES: Final = frozenset("p li td blockquote pre".split())
"""Elements that hold a paragraph and are no container of the article themselves."""
_FAR: Final = 99
_NUMBERS: Final = re.compile(r"#[^/]*|\d+")

NAMES: Final = (
    "kind", "tag", "depth", "heading_level", *(f"in_{tag}" for tag in _ANCESTORS), "index", "index_share", "from_h1", "before_share",
    "path_words_share", "path_blocks", "path_mean_words", "path_link_share",
    *(f"{up}_{what}" for up in ("own", "up1", "up2") for what in ("words", "links", "blocks")),
    "in_densest", "steps_up", "steps_down", "densest_share", "page_words", "page_links", "page_blocks", "densest_before", "densest_after",
    "only_child", "first_in", "last_in",
)  # fmt: skip


def matrix(document: Document, text: Matrix) -> Matrix:
    """Return one row per block, columns as ``NAMES``; ``text`` is the matrix of ``features.text``."""
    if not document.blocks:
        return np.zeros((0, len(NAMES)), np.float32)
    sums = Sums(document, text)
    columns = [*_own(document), *_position(document, sums), *_same_path(document, sums)]
    columns += [*_containers(sums), *_densest(document, sums), *_siblings(document, sums)]
    return np.column_stack(columns).astype(np.float32)


class Sums:
    """Words, linked words and blocks summed over every container, and the densest container of the page."""

    def __init__(self, document: Document, text: Matrix) -> None:
        """Add up the blocks of a page, children into parents."""
        self.owners = np.asarray(document.owners)
        self.parents = np.asarray([max(c.parent, 0) for c in document.containers])
        self.block_words, self.block_links = text[:, TEXT.index("words")], text[:, TEXT.index("link_words")]
        count, prose = len(document.containers), text[:, TEXT.index("prose")].tolist()
        index = np.arange(len(document.owners))
        self.words = np.asarray(rolled_up(document, np.bincount(self.owners, self.block_words, count)))
        self.links = np.asarray(rolled_up(document, np.bincount(self.owners, self.block_links, count)))
        self.blocks = np.asarray(rolled_up(document, np.bincount(self.owners, minlength=count)))
        self.first, self.last = _extent(document, index)
        self.densest = _densest_container(document, prose)


def rolled_up(document: Document, values: np.ndarray) -> list[float]:
    """Add each container's value to its parent's, from the leaves up."""
    sums: list[float] = values.tolist()
    containers = document.containers
    for i in range(len(sums) - 1, 0, -1):
        if sums[i]:
            sums[containers[i].parent] += sums[i]
    return sums


def _extent(document: Document, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last block inside each container."""
    first, last = [1 << 30] * len(document.containers), [-1] * len(document.containers)
    for i, owner in zip(index.tolist(), document.owners, strict=True):
        first[owner] = min(first[owner], i)
        last[owner] = i
    for c in range(len(first) - 1, 0, -1):
        parent = document.containers[c].parent
        first[parent] = min(first[parent], first[c])
        last[parent] = max(last[parent], last[c])
    return np.asarray(first), np.asarray(last)


def _densest_container(document: Document, prose: Sequence[float]) -> int:
    """Find the container whose near prose weighs most: its own whole, each level further down by half."""
    containers = document.containers
    score = [0.0] * len(containers)
    for owner, weight in zip(document.owners, prose, strict=True):
        at = containers[owner].parent if containers[owner].element.tag in _LEAVES else owner
        share = weight
        for _ in range(4 if weight else 0):
            if at < 0:
                break
            score[at] += share
            share, at = share / 2, containers[at].parent
    return max(range(len(score)), key=score.__getitem__, default=0)


def _own(document: Document) -> list[np.ndarray]:
    containers, owners = document.containers, document.owners
    flags = _ancestry(containers)
    rows = [
        (
            _KINDS[b.kind],
            _TAGS.get(containers[o].element.tag, 0),
            containers[o].depth,
            _level(containers[o].element.tag),
            *flags[o],
        )
        for b, o in zip(document.blocks, owners, strict=True)
    ]
    return list(np.asarray(rows).T)


def _ancestry(containers: Sequence[Container]) -> list[tuple[bool, ...]]:
    """For each container which of the telling tags stand around it, itself included."""
    sets: list[frozenset[str]] = []
    for c in containers:
        above = sets[c.parent] if c.parent >= 0 else frozenset()
        tag = c.element.tag
        sets.append(above if tag in above or tag not in _ANCESTORS else above | {tag})
    known = {s: tuple(tag in s for tag in _ANCESTORS) for s in set(sets)}
    return [known[s] for s in sets]


def _level(tag: str) -> int:
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0


def _position(document: Document, sums: Sums) -> list[np.ndarray]:
    n = len(document.blocks)
    index = np.arange(n)
    h1 = next((b.position for b in document.blocks if document.element(b).tag == "h1"), None)
    before = np.cumsum(sums.block_words) - sums.block_words
    return [
        index,
        index / n,
        index - h1 if h1 is not None else np.full(n, -999),
        before / max(float(sums.block_words.sum()), 1.0),
    ]


def _same_path(document: Document, sums: Sums) -> list[np.ndarray]:
    """Sum over the blocks that the template calls alike: the last two steps of the path, without ids."""
    group = same_path(document)
    words, links = np.bincount(group, sums.block_words), np.bincount(group, sums.block_links)
    blocks = np.bincount(group)
    total = max(float(sums.block_words.sum()), 1.0)
    return [words[group] / total, blocks[group], (words / blocks)[group], (links / np.maximum(words, 1))[group]]


def same_path(document: Document) -> np.ndarray:
    """Give the blocks numbers so that those the template calls alike have one number."""
    numbers: dict[str, int] = {}
    return np.asarray([numbers.setdefault(_generic(b.path), len(numbers)) for b in document.blocks], dtype=np.int64)


@lru_cache(maxsize=20_000)
def _generic(path: str) -> str:
    return _NUMBERS.sub("", "/".join(path.rsplit("/", 2)[-2:]))


def _containers(sums: Sums) -> list[np.ndarray]:
    columns, at = [], sums.owners
    for _ in range(3):
        columns += [sums.words[at], sums.links[at] / np.maximum(sums.words[at], 1), sums.blocks[at]]
        at = sums.parents[at]
    return columns


def _densest(document: Document, sums: Sums) -> list[np.ndarray]:
    """How far each block's container is from the densest one, and that one's share of the page."""
    up, down = _climbs(document.containers, sums.densest)
    n, total = len(document.blocks), max(float(sums.words[0]), 1.0)
    index, steps, back = np.arange(n), np.asarray(up)[sums.owners], np.asarray(down)[sums.owners]
    page = [
        np.full(n, sums.words[sums.densest] / total),
        np.full(n, total),
        np.full(n, sums.links[0] / total),
        np.full(n, n),
    ]
    return [back == 0, steps, back, *page, index - sums.first[sums.densest], sums.last[sums.densest] - index]


def _climbs(containers: Sequence[Container], densest: int) -> tuple[list[int], list[int]]:
    """For each container: steps up to an ancestor of the densest one, and steps from the densest up to that ancestor."""
    chain: dict[int, int] = {}
    at = densest
    while at >= 0:
        chain[at] = len(chain)
        at = containers[at].parent
    up, down = [0] * len(containers), [_FAR] * len(containers)
    for i, c in enumerate(containers):
        if i in chain:
            down[i] = chain[i]
        elif c.parent >= 0:
            up[i], down[i] = up[c.parent] + 1, down[c.parent]
    return up, down


def _siblings(document: Document, sums: Sums) -> list[np.ndarray]:
    parent = sums.parents[sums.owners]
    index = np.arange(len(document.blocks))
    return [sums.blocks[parent] == 1, index - sums.first[parent], sums.last[parent] - index]
