"""What is article and what is page furniture: two opinions on the blocks of the one tree, the block model's and trafilatura's.

Removing boilerplate from inside the article is not done here, see ``boilerplate``.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import trafilatura

from cleaning.alignment import align
from cleaning.article import Extractor, Page, Verdict
from cleaning.blocks import judged
from cleaning.features import Facts
from cleaning.model import load
from cleaning.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import Block
    from cleaning.document import Document
    from cleaning.features.arrays import Column
    from cleaning.metadata import Metadata
    from cleaning.model import BlockModel, Reading

_DOUBTFUL = 0.3
"""Doubt beyond which trafilatura is asked; set on the even half of the development corpus, see docs/decisions."""
_SECONDED = 0.05
_ALONE = 0.8
"""What a block needs on a doubtful page, with trafilatura's voice for it and without."""
_MOST_ELEMENTS = 25_000
_MOST_TEXT = 500_000
"""Elements, and characters of text, of the largest page that trafilatura is asked about; five times the largest of the corpus."""


def reading(document: Document, metadata: Metadata, page: Page, *, model: BlockModel | None = None) -> Reading | None:
    """Return what the block model reads on a page; None where the source wants trafilatura alone."""
    if page.source.extractor is Extractor.TRAFILATURA:
        return None
    return (model or load()).reading(document, facts_of(metadata))


def by_reading(document: Document, page: Page, read: Reading | None) -> tuple[Block, ...]:
    """Return the document's blocks with verdicts kept or outside, all of them, in order, by what ``reading`` returned.

    The source's extractor decides: ``trafilatura`` alone, ``blocks`` alone, or ``auto``: the block model, and
    trafilatura where the model is not sure of the page.
    """
    url = page.final_url or page.url
    if read is None:
        return by_trafilatura(document, url)
    seconded: Sequence[Block] = ()
    if page.source.extractor is Extractor.AUTO and doubt(document, read.scores) > _DOUBTFUL and _may_be_asked(document):
        seconded = by_trafilatura(document, url)
    return by_model(document, read.scores, least=read.model.threshold, seconded=seconded)


def facts_of(metadata: Metadata) -> Facts:
    """Return what the block model compares blocks with."""
    return Facts(fold(metadata.title or ""), fold(metadata.description or ""), fold(metadata.body or "")[:100_000])


def by_model(document: Document, scores: Column, *, least: float, seconded: Sequence[Block] = ()) -> tuple[Block, ...]:
    """Keep the blocks whose probability is high enough; every block keeps its score.

    Enough is ``least``; where there is a second opinion, little for a block that it keeps too, much for
    one that it does not.
    """
    kept, outside = Verdict.KEPT, Verdict.OUTSIDE
    bars = [_SECONDED if b.verdict is kept else _ALONE for b in seconded] or [least] * len(scores)
    return tuple(
        [
            judged(block, kept if p >= bar else outside, _shown(p))
            for block, p, bar in zip(document.blocks, scores.tolist(), bars, strict=True)
        ]
    )


@lru_cache(maxsize=8192)
def _shown(score: float) -> float:
    """Round a score; the model has some thousands of them."""
    return round(score, 3)


def by_trafilatura(document: Document, url: str) -> tuple[Block, ...]:
    """Keep what trafilatura takes for the article; a page in which it finds nothing keeps nothing."""
    lines = opinion(document, url)
    return align(document.blocks, lines) if lines else document.blocks


def _may_be_asked(document: Document) -> bool:
    """Tell whether trafilatura, which goes over a page a dozen times, would have its opinion in time."""
    elements = sum(1 for _ in islice(document.tree.iter(), _MOST_ELEMENTS + 1))
    return elements <= _MOST_ELEMENTS and sum(len(b.text) for b in document.blocks) <= _MOST_TEXT


def doubt(document: Document, scores: Column) -> float:
    """Return how unsure the model is of a page's text, 0 to 1: the mean distance from certainty, weighed by words."""
    weight = document.outline.sizes * np.maximum(scores, 0.02)
    total = weight.sum()
    return float((weight * (1 - np.abs(2 * scores - 1))).sum() / total) if total else 1.0


def opinion(document: Document, url: str | None = None) -> list[str]:
    """Return the lines trafilatura takes for the article, in order, its own title line included if it gave one.

    It calls itself for every list in a list: a page that nests them deeper than Python goes gets no opinion.
    """
    try:
        result = trafilatura.bare_extraction(
            document.tree, url=url, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
        )
    except RecursionError:
        return []
    text = getattr(result, "text", None) or ""
    return [line.strip("|- ") for line in text.splitlines() if line.strip("|- ")]


def text_of(blocks: Sequence[Block]) -> str:
    """Join the kept blocks' text by newlines."""
    return "\n".join(b.text for b in blocks if b.verdict is Verdict.KEPT)
