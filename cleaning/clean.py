"""The one road every page takes: decode, parse once, metadata, extract, boilerplate, quality. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.article import Article, Page, Reason, Rejection, Verdict
from cleaning.decode import decode
from cleaning.document import parse
from cleaning.extract import text_of
from cleaning.language import believed
from cleaning.metadata import Metadata, read
from cleaning.quality import after_cleaning, before_parsing, flags
from cleaning.verdicts import verdicts
from cleaning.version import cleaning_version

if TYPE_CHECKING:
    from cleaning.article import Block
    from cleaning.model import BlockModel


def clean(page: Page, *, model: BlockModel | None = None) -> Article | Rejection:
    """Turn a page into an article, or say why it is none; raises only on our own bugs.

    The same page gives the same result in any process and order. Dates come out as unread candidates; reading them
    is ``pipelines.dates``. ``model`` defaults to the shipped one.
    """
    if finding := before_parsing(page):
        return _rejected(page, *finding)
    decoded = decode(page.body, page.header("Content-Type"))
    document = parse(page.body if decoded.how == "utf-8" else decoded.text)
    if document is None:
        return _rejected(page, Reason.UNPARSABLE, "no element could be read")
    metadata = read(document, page)
    article = _article(page, metadata, verdicts(document, metadata, page, model=model))
    if finding := after_cleaning(article.blocks, metadata):
        return _rejected(page, *finding, article=article)
    return article


def _article(page: Page, metadata: Metadata, blocks: tuple[Block, ...]) -> Article:
    text = text_of(blocks)
    return Article(
        url=page.url,
        canonical_url=metadata.canonical_url,
        title=metadata.title,
        text=text,
        blocks=blocks,
        authors=metadata.authors,
        byline=metadata.byline,
        credit=metadata.credit,
        language=believed(metadata.language, page.source.language, text),
        section=metadata.section,
        tags=metadata.tags,
        image=metadata.image,
        access=metadata.access,
        dates=metadata.dates,
        quality=flags(text, metadata),
        cleaning_version=cleaning_version(),
    )


def _rejected(page: Page, reason: Reason, evidence: str, *, article: Article | None = None) -> Rejection:
    return Rejection(
        url=page.url, reason=reason, evidence=evidence, article=article, cleaning_version=cleaning_version()
    )


def audit(blocks: tuple[Block, ...]) -> dict[str, int]:
    """Count words by verdict: kept, removed and outside sum to the page's."""
    counts = dict.fromkeys((v.value for v in Verdict), 0)
    for block in blocks:
        counts[block.verdict.value] += len(block.text.split())
    return counts
