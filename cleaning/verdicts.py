"""The verdict of every block: the extractor's opinion, then the rules over the article and what lies amid and behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.boilerplate import Context, strip
from cleaning.extract import judge
from cleaning.islands import cleared
from cleaning.language import believed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import Page
    from cleaning.document import Document
    from cleaning.metadata import Metadata
    from cleaning.model import BlockModel

CAPTION = "structure/caption"
"""The rule that takes captions out: annotators of news leave them out nearly always."""
_MOST = 0.9
"""Share of the kept words that the article's container holds."""
_WIDE = 3.0
"""A container with more words than this for each kept one is the page, not the article."""


def verdicts(
    document: Document, metadata: Metadata, page: Page, *, model: BlockModel | None = None
) -> tuple[Block, ...]:
    """Return all blocks of the page in order, each with its verdict.

    The rules see the whole stretch of the article, what the extractor left out of it included, so that a label and its
    list, or an appeal and its button, are judged together and named by one rule. What no rule names there goes by the
    extractor's word.
    """
    judged = judge(document, metadata, page, model=model)
    stretch = article_stretch(document, judged)
    opened = [replace(b, verdict=Verdict.KEPT) if b.position in stretch else b for b in judged]
    ruled = strip(opened, _context(document, metadata, page))
    amid = range(stretch.start, _last_kept(judged) + 1)
    return cleared([_settled(before, after, amid) for before, after in zip(judged, ruled, strict=True)])


def article_stretch(document: Document, blocks: Sequence[Block]) -> range:
    """Return the positions from the first kept block to the end of the container that holds the article.

    The container is the smallest with nearly all kept words; where that is most of the page, the stretch ends with the
    last kept block.
    """
    kept = [b.position for b in blocks if b.verdict is Verdict.KEPT]
    if not kept:
        return range(0)
    words, kept_words, last = _sums(document, blocks)
    total = kept_words[0]
    home = max((i for i, n in enumerate(kept_words) if n >= _MOST * total), default=0)
    end = last[home] if words[home] <= _WIDE * total else kept[-1]
    return range(kept[0], max(end, kept[-1]) + 1)


def _sums(document: Document, blocks: Sequence[Block]) -> tuple[list[int], list[int], list[int]]:
    """For each container: its words, its kept words, and its last block."""
    count = len(document.containers)
    words, kept, last = [0] * count, [0] * count, [-1] * count
    for block, owner in zip(blocks, document.owners, strict=True):
        n = len(block.text.split())
        words[owner] += n
        kept[owner] += n * (block.verdict is Verdict.KEPT)
        last[owner] = block.position
    for i in range(count - 1, 0, -1):
        parent = document.containers[i].parent
        words[parent] += words[i]
        kept[parent] += kept[i]
        last[parent] = max(last[parent], last[i])
    return words, kept, last


def _last_kept(blocks: Sequence[Block]) -> int:
    return max((b.position for b in blocks if b.verdict is Verdict.KEPT), default=-1)


def _context(document: Document, metadata: Metadata, page: Page) -> Context:
    return Context(
        title=metadata.title,
        language=believed(metadata.language, page.source.language, " ".join(b.text for b in document.blocks)),
        authors=metadata.authors,
        description=metadata.description,
        site_names=metadata.site_names,
    )


def _settled(before: Block, after: Block, amid: range) -> Block:
    """Let a rule's word stand, else the extractor's: what it left out amid the article counts as removed."""
    if after.verdict is Verdict.REMOVED:
        return replace(after, score=before.score)
    if before.verdict is Verdict.KEPT and before.kind is Kind.CAPTION:
        return replace(
            before,
            verdict=Verdict.REMOVED,
            category=Category.CAPTION_CREDIT,
            rule=CAPTION,
            reason="caption of a picture",
        )
    if before.verdict is Verdict.KEPT or before.position not in amid:
        return before
    category = _likely(before)
    reason = (
        "the extractor leaves it out"
        if before.score is None
        else f"the block model takes it for article text at {before.score:.0%}"
    )
    return replace(before, verdict=Verdict.REMOVED, category=category, rule=f"model/{category}", reason=reason)


def _likely(block: Block) -> Category:
    """Return the category a block's shape suggests, where no rule knows its words."""
    if block.kind is Kind.CAPTION:
        return Category.CAPTION_CREDIT
    if block.link_share > 0.5:
        return Category.RELATED
    return Category.ADVERT if len(block.text.split()) > 4 else Category.NAVIGATION
