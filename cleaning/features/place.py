"""Where a block stands: its ancestors, the sums over its containers, and its way to the densest of them."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.article import Kind
from cleaning.features.arrays import matrix_of
from cleaning.features.text import NAMES as TEXT

if TYPE_CHECKING:
    from cleaning.document import Document
    from cleaning.features.arrays import Matrix
    from cleaning.outline import Outline

_ORDER: Final = {kind: i for i, kind in enumerate(Kind)}
_LEVELS: Final = {f"h{digit}": int(digit) for digit in string.digits}
ANCESTORS: Final = (
    "article", "main", "aside", "nav", "footer", "header", "form", "figure", "table", "ul", "section", "blockquote", "details", "dialog",
)  # fmt: skip
_PLACES: Final = {tag: i for i, tag in enumerate(ANCESTORS)}
_TAGS: Final = {
    tag: i
    for i, tag in enumerate(
        "p div li td h1 h2 h3 h4 h5 section article figcaption blockquote pre button label dt dd tr".split(), start=1
    )
}
_LEAVES: Final = frozenset("p li td blockquote pre".split())
"""Elements that hold a paragraph and are no container of the article themselves."""
_KNOWN: Final = ("", *sorted({*_TAGS, *_PLACES, *_LEVELS, *_LEAVES}))
_CODES: Final = {tag: row for row, tag in enumerate(_KNOWN)}
_TAG_TABLE: Final = np.asarray([_TAGS.get(tag, 0) for tag in _KNOWN])
_LEVEL_TABLE: Final = np.asarray([_LEVELS.get(tag, 0) for tag in _KNOWN])
_PLACE_TABLE: Final = np.asarray([_PLACES.get(tag, -1) for tag in _KNOWN])
_LEAF_TABLE: Final = np.asarray([tag in _LEAVES for tag in _KNOWN])
_FAR: Final = 99

NAMES: Final = (
    "kind", "tag", "depth", "heading_level", *(f"in_{tag}" for tag in ANCESTORS), "index", "index_share", "from_h1", "before_share",
    "path_words_share", "path_blocks", "path_mean_words", "path_link_share",
    *(f"{up}_{what}" for up in ("own", "up1", "up2") for what in ("words", "links", "blocks")),
    "in_densest", "steps_up", "steps_down", "densest_share", "page_words", "page_links", "page_blocks", "densest_before", "densest_after",
    "only_child", "first_in", "last_in",
)  # fmt: skip


def matrix(document: Document, text: Matrix) -> Matrix:
    """Return one row per block, columns as ``NAMES``; ``text`` is the matrix of ``features.text``."""
    if not document.blocks:
        return np.zeros((0, len(NAMES)), np.float32)
    sums, outline = Sums(document, text), document.outline
    columns = [*_own(document, sums.tags), *_position(document, sums), *_alike(outline, sums)]
    columns += [*_containers(outline, sums), *_densest(document, sums), *_siblings(outline, sums)]
    return matrix_of(columns, len(document.blocks))


class Sums:
    """Words, linked words and blocks summed over every container, and the densest container of the page."""

    def __init__(self, document: Document, text: Matrix) -> None:
        """Add up the blocks of a page."""
        outline = document.outline
        self.tags = np.asarray([_CODES.get(c.tag, 0) for c in document.containers])
        """For each container its row in the tables of tags."""
        self.block_words, self.block_links = text[:, TEXT.index("words")], text[:, TEXT.index("link_words")]
        self.words, self.links = outline.inside(self.block_words), outline.inside(self.block_links)
        self.blocks = outline.end - outline.first
        self.densest = _densest_container(outline, self.tags, text[:, TEXT.index("prose")])


def _densest_container(outline: Outline, tags: np.ndarray, prose: np.ndarray) -> int:
    """Find the container whose near prose weighs most: its own whole, each level further down by half."""
    above = outline.above
    score, share = np.zeros(len(above)), prose.astype(np.float64)
    leaves = _LEAF_TABLE[tags]
    at = np.where(leaves[outline.owners], above[outline.owners], outline.owners)
    for _ in range(4):
        at, share = at[at >= 0], share[at >= 0]
        score += np.bincount(at, share, len(score))
        at, share = above[at], share / 2
    return int(score.argmax())


def _own(document: Document, tags: np.ndarray) -> list[np.ndarray]:
    owners = document.outline.owners
    own = tags[owners]
    return [
        np.asarray([_ORDER[b.kind] for b in document.blocks]),
        _TAG_TABLE[own],
        document.outline.depth[owners],
        _LEVEL_TABLE[own],
        *_ancestry(document, _PLACE_TABLE[tags]),
    ]


def _ancestry(document: Document, tags: np.ndarray) -> np.ndarray:
    """For each telling tag whether it stands around each block: every such container opens and ends a range of blocks."""
    count, outline = len(ANCESTORS), document.outline
    telling = tags >= 0
    opened, ended = (
        np.bincount(at[telling] * count + tags[telling], minlength=(len(document.blocks) + 1) * count)
        for at in (outline.first, outline.end)
    )
    around: np.ndarray = np.cumsum((opened - ended).reshape(-1, count), axis=0)[:-1] > 0
    return around.T


def _position(document: Document, sums: Sums) -> list[np.ndarray]:
    n, index = len(document.blocks), document.outline.index
    first = np.flatnonzero(sums.tags[document.outline.owners] == _CODES["h1"])
    h1 = int(first[0]) if len(first) else None
    before = np.cumsum(sums.block_words) - sums.block_words
    return [
        index,
        index / n,
        index - h1 if h1 is not None else np.full(n, -999),
        before / max(float(sums.block_words.sum()), 1.0),
    ]


def _alike(outline: Outline, sums: Sums) -> list[np.ndarray]:
    """Sum over the blocks that the template calls alike."""
    group = outline.alike
    words, links = np.bincount(group, sums.block_words), np.bincount(group, sums.block_links)
    blocks = np.bincount(group)
    total = max(float(sums.block_words.sum()), 1.0)
    return [words[group] / total, blocks[group], (words / blocks)[group], (links / np.maximum(words, 1))[group]]


def _containers(outline: Outline, sums: Sums) -> list[np.ndarray]:
    columns, at = [], outline.owners
    for _ in range(3):
        columns += [sums.words[at], sums.links[at] / np.maximum(sums.words[at], 1), sums.blocks[at]]
        at = outline.parents[at]
    return columns


def _densest(document: Document, sums: Sums) -> list[np.ndarray]:
    """How far each block's container is from the densest one, and that one's share of the page."""
    outline, at = document.outline, sums.densest
    steps, back = _climbs(document, at)
    n, total = len(document.blocks), max(float(sums.words[0]), 1.0)
    page = [np.full(n, sums.words[at] / total), np.full(n, total), np.full(n, sums.links[0] / total), np.full(n, n)]
    return [back == 0, steps, back, *page, outline.index - outline.first[at], outline.end[at] - 1 - outline.index]


def _climbs(document: Document, densest: int) -> tuple[np.ndarray, np.ndarray]:
    """For each block: steps up from its container to one around the densest, and from the densest up to that one.

    The containers around the densest hold each other, so those that hold a block are the first ones, counted from the
    outermost.
    """
    outline, chain = document.outline, _around(document, densest)
    opened = np.searchsorted(outline.first[chain], outline.index, side="right")
    ended = np.searchsorted(-outline.end[chain], -outline.index, side="left")
    common = np.minimum(opened, ended)
    depth = outline.depth
    up = depth[outline.owners] - np.where(common > 0, depth[chain][common - 1], 0)
    return up, np.where(common > 0, len(chain) - common, _FAR)


def _around(document: Document, container: int) -> np.ndarray:
    """Return a container and all around it, the outermost first."""
    chain = []
    while container >= 0:
        chain.append(container)
        container = document.containers[container].parent
    return np.asarray(chain[::-1])


def _siblings(outline: Outline, sums: Sums) -> list[np.ndarray]:
    parent, index = outline.parents[outline.owners], outline.index
    return [sums.blocks[parent] == 1, index - outline.first[parent], outline.end[parent] - 1 - index]
