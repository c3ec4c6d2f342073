"""The verdict of every block: the extractor's opinion, then the rules over the article and what lies amid and behind it."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

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

_SAMPLE = 4000
"""Characters that tell the language."""


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
    opened, last = list(judged), _last_kept(judged)
    for block in judged[stretch.start : stretch.stop]:
        if block.verdict is not Verdict.KEPT:
            opened[block.position] = replace(block, verdict=Verdict.KEPT)
    settled = list(strip(opened, _context(document, metadata, page)))
    for block in judged[stretch.start : stretch.stop]:
        settled[block.position] = _settled(block, settled[block.position], amid=block.position <= last)
    return cleared(settled)


def article_stretch(document: Document, blocks: Sequence[Block]) -> range:
    """Return the positions from the first kept block to the end of the container that holds the article.

    The container is the smallest with nearly all kept words; where that is most of the page, the stretch ends with the
    last kept block.
    """
    kept = np.asarray([b.verdict is Verdict.KEPT for b in blocks], np.bool_)
    if not kept.any():
        return range(0)
    tokens, outline = np.asarray([b.text.count(" ") + 1 for b in blocks]), document.outline
    words, kept_words = outline.inside(tokens), outline.inside(tokens * kept)
    home = int(np.flatnonzero(kept_words >= _MOST * kept_words[0])[-1])
    last = _last_kept(blocks)
    end = int(outline.end[home]) - 1 if words[home] <= _WIDE * kept_words[0] else last
    return range(int(kept.argmax()), max(end, last) + 1)


def _last_kept(blocks: Sequence[Block]) -> int:
    return next((b.position for b in reversed(blocks) if b.verdict is Verdict.KEPT), -1)


def _context(document: Document, metadata: Metadata, page: Page) -> Context:
    return Context(
        title=metadata.title,
        language=believed(metadata.language, page.source.language, _beginning(document.blocks)),
        authors=metadata.authors,
        description=metadata.description,
        site_names=metadata.site_names,
    )


def _beginning(blocks: Sequence[Block]) -> str:
    """Return the page's text as far as its language is looked for."""
    ends = accumulate(len(b.text) + 1 for b in blocks)
    enough = next((i for i, end in enumerate(ends, start=1) if end > _SAMPLE), len(blocks))
    return " ".join(b.text for b in blocks[:enough])


def _settled(before: Block, after: Block, *, amid: bool) -> Block:
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
    if before.verdict is Verdict.KEPT or not amid:
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
