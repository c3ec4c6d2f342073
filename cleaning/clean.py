"""The one road every page takes: decode, parse once, metadata, extract, boilerplate, quality. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaning.article import Article, Page, Reason, Rejection, Verdict
from cleaning.decode import decode
from cleaning.document import parse
from cleaning.extract import text_of
from cleaning.language import weighed
from cleaning.metadata import Metadata, read
from cleaning.quality import Seen, after_cleaning, after_parsing, before_parsing, flags
from cleaning.site_rules import linked, read_under, stated
from cleaning.verdicts import Judges, ruled
from cleaning.version import cleaning_version, version_under

if TYPE_CHECKING:
    from cleaning.article import Block
    from cleaning.document import Document
    from cleaning.learned import LearnedBook
    from cleaning.model import BlockModel
    from cleaning.rules import RuleBook
    from cleaning.site_rules import Findings, SiteRules


def clean(
    page: Page,
    *,
    model: BlockModel | None = None,
    rules: SiteRules | None = None,
    book: RuleBook | None = None,
    learned: LearnedBook | None = None,
) -> Article | Rejection:
    """Turn a page into an article, or say why it is none; raises only on our own bugs.

    The same page gives the same result in any process and order. Dates come out as unread candidates; reading them
    is ``pipelines.dates``. ``model`` and ``book`` default to the shipped ones; ``rules`` are those of the page's site,
    ``learned`` the accepted blocks of its source.
    """
    result = _result(page, Judges(model, book, learned), rules)
    digests = [own.digest for own in (rules, book, learned) if own]
    return _versioned(result, version_under(*digests)) if digests else result


def _result(page: Page, judges: Judges, rules: SiteRules | None) -> Article | Rejection:
    if finding := before_parsing(page):
        return _rejected(page, *finding)
    seen = _read(page, rules)
    if seen is None:
        return _rejected(page, Reason.UNPARSABLE, "no element could be read")
    document, found = seen
    if finding := after_parsing(document):
        return _rejected(page, *finding)
    metadata = stated(read(document, page), found)
    blocks, site = ruled(document, metadata, page, judges=judges, found=found)
    metadata = replace(metadata, declared=metadata.declared or (site is not None and site.vouches))
    article = _article(page, metadata, blocks)
    if found and site:
        article = linked(article, found, missed=site.missed)
    if finding := after_cleaning(article.blocks, metadata, document=document, page=page):
        return _rejected(page, *finding, article=article)
    return article


def _read(page: Page, rules: SiteRules | None) -> tuple[Document, Findings | None] | None:
    """Decode and parse a page, under its site's rules if there are any."""
    decoded = decode(page.body, page.header("Content-Type"))
    if rules:
        return read_under(rules, decoded.text, page.final_url or page.url)
    document = parse(page.body if decoded.how == "utf-8" else decoded.text)
    return (document, None) if document else None


def _article(page: Page, metadata: Metadata, blocks: tuple[Block, ...]) -> Article:
    text = text_of(blocks)
    language, detected, whose = weighed(metadata.language, page.source.language, text)
    return Article(
        url=page.url,
        canonical_url=metadata.canonical_url,
        title=metadata.title,
        text=text,
        blocks=blocks,
        authors=metadata.authors,
        byline=metadata.byline,
        credit=metadata.credit,
        language=language,
        declared_language=metadata.language,
        detected_language=detected,
        language_source=whose,
        section=metadata.section,
        tags=metadata.tags,
        image=metadata.image,
        access=metadata.access,
        licence=metadata.licence,
        dates=metadata.dates,
        quality=flags(text, metadata, Seen(blocks=blocks, language=language)),
        cleaning_version=cleaning_version(),
    )


def _rejected(page: Page, reason: Reason, evidence: str, *, article: Article | None = None) -> Rejection:
    return Rejection(
        url=page.url, reason=reason, evidence=evidence, article=article, cleaning_version=cleaning_version()
    )


def _versioned(result: Article | Rejection, version: str) -> Article | Rejection:
    if isinstance(result, Rejection) and result.article:
        result = replace(result, article=replace(result.article, cleaning_version=version))
    return replace(result, cleaning_version=version)


def audit(blocks: tuple[Block, ...]) -> dict[str, int]:
    """Count words by verdict: kept, removed and outside sum to the page's."""
    counts = dict.fromkeys((v.value for v in Verdict), 0)
    for block in blocks:
        counts[block.verdict.value] += len(block.text.split())
    return counts
