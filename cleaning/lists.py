"""Lists are judged as a whole: where nearly all of one is text, the items left out by the model alone come back. No rules here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaning.article import Verdict
from cleaning.blocks import BY_MODEL, judged
from cleaning.text import token_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.article import Block
    from cleaning.document import Document

_LISTS: Final = frozenset(("ul", "ol", "dl"))
"""Tables are left as they are: made whole, they leak more than they gain (even half of the development corpus)."""
_LEAST: Final = 0.8
"""Share of a list's words that is kept, from which all of it is."""
_FEWEST, _MOST = 3, 500
"""Blocks of a list that is looked at."""


def completed(document: Document, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks, with the items of lists that are kept nearly whole kept too, but for those a rule removed."""
    back = set(_missing(document, blocks))
    if not back:
        return tuple(blocks)
    return tuple(judged(b, Verdict.KEPT, b.score) if b.position in back else b for b in blocks)


def _missing(document: Document, blocks: Sequence[Block]) -> Iterator[int]:
    kept = bytes(b.verdict is Verdict.KEPT for b in blocks)
    for box in document.containers:
        if box.tag not in _LISTS:
            continue
        size = box.end - box.first
        if _FEWEST <= size <= _MOST and 0 < kept.count(1, box.first, box.end) < size:
            yield from _left_out(blocks[box.first : box.end])


def _left_out(items: Sequence[Block]) -> Iterator[int]:
    """Give the positions of what the model left out of a list that is nearly whole."""
    sizes = [(b, token_count(b.text)) for b in items]
    held = sum(size for b, size in sizes if b.verdict is Verdict.KEPT)
    if held >= _LEAST * sum(size for _, size in sizes):
        yield from (b.position for b in items if b.verdict is not Verdict.KEPT and _by_model(b))


def _by_model(block: Block) -> bool:
    return block.rule is None or block.rule.startswith(BY_MODEL)
