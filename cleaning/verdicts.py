"""The verdict of every block: the extractor's opinion, then the rules over the article and what lies amid and behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.blocks import BY_MODEL, removed
from cleaning.blocks import judged as reopened
from cleaning.boilerplate import Context, strip
from cleaning.extract import by_reading, reading
from cleaning.islands import cleared
from cleaning.language import SAMPLE, believed
from cleaning.learned import stripped
from cleaning.lists import completed
from cleaning.model.reasons import reasons
from cleaning.rules.marks import marks
from cleaning.site_rules import ruling
from cleaning.taken import taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import Page
    from cleaning.document import Document
    from cleaning.learned import LearnedBook
    from cleaning.metadata import Metadata
    from cleaning.model import BlockModel, Reading
    from cleaning.model.reasons import Reason
    from cleaning.rules import RuleBook
    from cleaning.site_rules import Findings, Ruling

CAPTION = "structure/caption"
"""The rule that takes captions out: annotators of news leave them out nearly always."""
_MOST = 0.9
"""Share of the kept words that the article's container holds."""
_WIDE = 3.0
"""A container with more words than this for each kept one is the page, not the article."""


class Judges(NamedTuple):
    """The model and the rules that decide; None: the shipped ones, and nothing learned."""

    model: BlockModel | None = None
    book: RuleBook | None = None
    learned: LearnedBook | None = None


_SHIPPED = Judges()


def ruled(
    document: Document,
    metadata: Metadata,
    page: Page,
    *,
    judges: Judges = _SHIPPED,
    found: Findings | None = None,
) -> tuple[tuple[Block, ...], Ruling | None]:
    """Return all blocks of the page in order, each with its verdict, and what became of the site's own rules.

    The rules see the whole stretch of the article, what the extractor left out of it included, so that a label and its
    list, or an appeal and its button, are judged together and named by one rule. What no rule names there goes by the
    extractor's word. The site's own rules come first, where there are any.
    """
    read = reading(document, metadata, page, model=judges.model)
    judged = by_reading(document, page, read)
    site = ruling(found, document, judged) if found else None
    judged = site.opinion(judged) if site else judged
    stretch = article_stretch(document, judged)
    opened, last = list(judged), _last_kept(judged)
    for block in judged[stretch.start : stretch.stop]:
        if block.verdict is not Verdict.KEPT:
            opened[block.position] = reopened(block, Verdict.KEPT, block.score)
    settled = list(strip(opened, _context(document, metadata, page, stretch), book=judges.book))
    for block in judged[stretch.start : stretch.stop]:
        after, amid = settled[block.position], block.position <= last
        settled[block.position] = _settled(block, after, amid=amid, read=read, captions=page.source.captions)
    cleaned = taken(completed(document, cleared(settled)), metadata, page.source)
    cleaned = stripped(cleaned, judges.learned) if judges.learned else cleaned
    cleaned = site.settled(cleaned, stretch, _likely) if site else cleaned
    return explained(cleaned, read) if read else cleaned, site


def explained(blocks: Sequence[Block], read: Reading) -> tuple[Block, ...]:
    """Add the block model's strongest reasons to the blocks that are removed on its word."""
    doubted = [b.position for b in blocks if b.verdict is Verdict.REMOVED and (b.rule or "").startswith(BY_MODEL)]
    told = {position: _because(found) for position, found in reasons(read, doubted, only_against=True).items()}
    return tuple(replace(b, reason=f"{b.reason}{told[b.position]}") if b.position in told else b for b in blocks)


def _because(found: Sequence[Reason]) -> str:
    return ": " + ", ".join(reason.says for reason in found) if found else ""


def article_stretch(document: Document, blocks: Sequence[Block]) -> range:
    """Return the positions from the first kept block to the end of the container that holds the article.

    The container is the smallest with nearly all kept words; where that is most of the page, the stretch ends with the
    last kept block.
    """
    kept = np.asarray([b.verdict is Verdict.KEPT for b in blocks], np.bool_)
    if not kept.any():
        return range(0)
    outline = document.outline
    words, kept_words = outline.inside(outline.sizes), outline.inside(outline.sizes * kept)
    home = int(np.flatnonzero(kept_words >= _MOST * kept_words[0])[-1])
    last = _last_kept(blocks)
    end = int(outline.end[home]) - 1 if words[home] <= _WIDE * kept_words[0] else last
    return range(int(kept.argmax()), max(end, last) + 1)


def _last_kept(blocks: Sequence[Block]) -> int:
    return next((b.position for b in reversed(blocks) if b.verdict is Verdict.KEPT), -1)


def _context(document: Document, metadata: Metadata, page: Page, stretch: range) -> Context:
    return Context(
        title=metadata.title,
        language=believed(metadata.language, page.source.language, _beginning(document.blocks)),
        authors=metadata.authors,
        description=metadata.description,
        site_names=metadata.site_names,
        labels=tuple(filter(None, (metadata.section, *metadata.tags))),
        marks=marks(document, stretch),
    )


def _beginning(blocks: Sequence[Block]) -> str:
    """Return the page's text as far as its language is looked for."""
    ends = accumulate(len(b.text) + 1 for b in blocks)
    enough = next((i for i, end in enumerate(ends, start=1) if end > SAMPLE), len(blocks))
    return " ".join(b.text for b in blocks[:enough])


def _settled(before: Block, after: Block, *, amid: bool, read: Reading | None, captions: bool = False) -> Block:
    """Let a rule's word stand, else the extractor's: what it left out amid the article counts as removed."""
    if after.verdict is Verdict.REMOVED:
        return after
    if captions and before.kind is Kind.CAPTION and amid:
        return replace(before, verdict=Verdict.KEPT)
    if before.verdict is Verdict.KEPT and before.kind is Kind.CAPTION and not _of_table(before):
        return removed(before, Category.CAPTION_CREDIT, CAPTION, "caption of a picture")
    if before.verdict is Verdict.KEPT or not amid:
        return before
    category = _likely(before)
    return removed(before, category, f"{BY_MODEL}{category}", _left_out(before.score, read))


def _of_table(caption: Block) -> bool:
    return re.split("[.#]", caption.path.rpartition("/")[2], maxsplit=1)[0] == "caption"


def _left_out(score: float | None, read: Reading | None) -> str:
    """Say who does not take a block for article text; trafilatura alone, where the model does."""
    if score is None or read is None:
        return "the extractor leaves it out"
    overruled = ", trafilatura does not" if score >= read.model.threshold else ""
    return f"the block model takes it for article text at {score:.0%}{overruled}"


def _likely(block: Block) -> Category:
    """Return the category a block's shape suggests, where no rule knows its words."""
    if block.kind is Kind.CAPTION:
        return Category.CAPTION_CREDIT
    if block.link_share > 0.5:
        return Category.RELATED
    return Category.ADVERT if len(block.text.split()) > 4 else Category.NAVIGATION
