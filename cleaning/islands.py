"""What the model doubts amid what it is sure of: on a page of plain sailing, lone doubtful lines among removed ones go too.

Only pages on which the model is sure of nearly all the text are judged so; on the others its doubts are about the page.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from cleaning.article import Category, Kind, Verdict
from cleaning.blocks import BY_MODEL, removed
from cleaning.text import token_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.article import Block

_SURE: Final = 0.98
_PLAIN: Final = 0.85
"""Share of the kept words the model must be sure of."""
_LINE: Final = 0.6
"""A line of links with a lower score goes; so does the label above it."""
_LONE: Final = 0.5
_MOST: Final = 3
"""Blocks of an island."""
_SHARE: Final = 0.15
"""Largest share of the kept words that an island may hold."""
_LINKED: Final = 0.75
_LONGEST: Final = 30
_LABEL: Final = 6
_ENDS: Final = tuple('.!?…"»”')

LINK_LINE: Final = f"{BY_MODEL}link-line"
LABEL: Final = f"{BY_MODEL}label"
ISLAND: Final = f"{BY_MODEL}island"


def cleared(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with doubtful lines of links, their labels and islands removed; all of them on a page of doubt."""
    if not _plain(blocks):
        return tuple(blocks)
    gone: dict[int, Block] = {}
    for step in (_link_lines, _labels, _islands):
        gone |= {b.position: b for b in step([gone.get(b.position, b) for b in blocks])}
    return tuple(gone.get(b.position, b) for b in blocks)


def _plain(blocks: Sequence[Block]) -> bool:
    kept = [(token_count(b.text), b.score) for b in blocks if b.verdict is Verdict.KEPT]
    total = sum([words for words, _ in kept])
    return sum([words for words, score in kept if score is not None and score >= _SURE]) >= _PLAIN * total > 0


def _is_kept(block: Block) -> bool:
    return block.verdict is Verdict.KEPT


def _doubted(block: Block, bar: float) -> bool:
    return block.verdict is Verdict.KEPT and block.score is not None and block.score < bar


def _link_lines(blocks: Sequence[Block]) -> Iterator[Block]:
    for b in blocks:
        if _doubted(b, _LINE) and b.link_share >= _LINKED and token_count(b.text) <= _LONGEST:
            yield _removed(b, LINK_LINE, "a line of links that the block model doubts")


def _labels(blocks: Sequence[Block]) -> Iterator[Block]:
    for b, following in pairwise(blocks):
        if following.category is not Category.RELATED or b.kind is Kind.ROW or not _doubted(b, _LINE):
            continue
        if token_count(b.text) <= _LABEL and not b.text.endswith(_ENDS):
            yield _removed(b, LABEL, "stands above removed links")


def _islands(blocks: Sequence[Block]) -> Iterator[Block]:
    """Find them behind the first paragraphs: a standfirst may stand alone between the title's furniture and a picture's."""
    total = _words([b for b in blocks if b.verdict is Verdict.KEPT])
    runs = [list(run) for _, run in groupby(blocks, key=_is_kept)]
    begun = False
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        lone = begun and len(run) <= _MOST and all(_doubted(b, _LONE) for b in run)
        begun = begun or any(b.verdict is Verdict.KEPT for b in (*before, *run))
        if lone and before[-1].verdict is Verdict.REMOVED and after and _words(run) <= _SHARE * total:
            yield from (_removed(b, ISLAND, "alone among removed blocks") for b in run)


def _words(run: Sequence[Block]) -> int:
    return sum([token_count(b.text) for b in run])


def _removed(block: Block, rule: str, reason: str) -> Block:
    said = f"{reason} ({block.score:.0%} likely article text)"
    return removed(block, _category(block, rule), rule, said)


def _category(block: Block, rule: str) -> Category:
    return Category.RELATED if rule != ISLAND or block.link_share > 0.5 else Category.ADVERT
