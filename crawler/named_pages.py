"""The pages that an article names as its own: the canonical one, the whole on one page, the next. What listings name is ``discovery``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from cleaning.article import Article
from crawler.context import SETTING
from crawler.discovery import sift
from crawler.listing import Listing
from pipelines.outcomes import Link, Settled, UrlKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scrapy.crawler import Crawler

    from crawler.context import Context
    from crawler.sources import Source
    from pipelines.delivery import Delivery

MAX_PAGES = 20
"""Pages of one article."""


def follow(article: Article, source: Source, *, depth: int, now: datetime) -> Listing:
    """Return what an article's page names, as the links and refusals of a listing.

    All is sifted as if a listing had named it. A page that could be named without end is not: only one that no other
    article's page led to (``depth`` 0) is asked for its canonical URL and for the whole, and the next page is followed
    MAX_PAGES deep. A canonical URL that may not be fetched is evidence already, so it is not noted again.
    """
    urls = dict.fromkeys(_named(article, depth))
    links = tuple(Link(url=url, kind=UrlKind.ARTICLE) for url in urls if url != article.url)
    found = sift(Listing(links=links), article.url, source, now=now)
    noted = tuple((link, why) for link, why in found.refusals if link.url != article.canonical_url)
    return replace(found, refusals=noted)


def _named(article: Article, depth: int) -> Iterator[str]:
    if article.canonical_url and not depth and _bare(article.canonical_url) != _bare(article.url):
        yield article.canonical_url
    if article.single_page and not depth:
        yield article.single_page
    elif article.next_page and depth < MAX_PAGES - 1:
        yield article.next_page


def _bare(url: str) -> tuple[str, str, str]:
    """Return a URL without scheme, port and ``www.``, by which a page's address and its canonical one often differ."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path, parts.query


class Follow:
    """The stage that adds to an article what its page names."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the context of the run."""
        return cls(crawler.settings[SETTING])

    def process_item(self, item: Delivery | Settled) -> Delivery | Settled:
        """Set an article's links and refusals; what was found in a source that is not crawled now has none."""
        if isinstance(item, Settled) or not isinstance(item.result, Article):
            return item
        article, source = item.result, self._context.sources.get(item.page.source.id)
        others = {article.canonical_url, article.single_page, article.next_page} - {None, item.page.url}
        if source is None or not others:
            return item
        depth = self._context.known.pages(item.page.url)
        found = follow(replace(article, url=item.page.url), source, depth=depth, now=self._context.clock())
        return replace(item, links=found.links, refusals=found.refusals)
