"""Reads front pages into links by their look, and finds the feeds and sitemaps a page announces. Nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import lxml.html
from lxml import etree

from cleaning.decode import decode
from cleaning.text import tidy
from cleaning.urls import canonical, host
from crawler.learned_patterns import Learned
from crawler.listing import Listing, inflate
from crawler.patterns import Shape
from pipelines.outcomes import Link, UrlKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.html import HtmlElement

MAX_PAGE = 8_388_608
_MAX_ANCHORS = 5000
_MAX_PIECES = 50  # text nodes of one anchor; a card with headline and summary has ten
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_SIDE_FEEDS = ("comment", "kommentar", "комент", "comentario", "commentaire")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """The feeds and sitemaps that a page names, canonical, best first."""

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_front(
    body: bytes, base_url: str, hosts: Collection[str], content_type: str = "", *, learned: Learned | None = None
) -> Listing:
    """Read the links of a front or section page that look like articles, and those that look like sections.

    Only links to ``hosts`` count, in page order, each once. A URL stands under several anchors (picture, headline,
    teaser); the longest text decides. ``learned``: what the source's own URLs have taught. Raises ListingError for a bomb or a page beyond MAX_PAGE.
    """
    tree = _tree(body, content_type)
    if tree is None:
        return Listing()
    base = _base(tree, base_url)
    anchors = _anchors(tree, base, hosts)
    anchors.pop(canonical(base_url) or "", None)
    shape = (learned or Learned()).shape
    shapes = {url: shape(url, text) for url, text in anchors.items()}
    return Listing(
        links=tuple(Link(url=url, kind=UrlKind.ARTICLE) for url, look in shapes.items() if look is Shape.ARTICLE),
        sections=tuple(url for url, look in shapes.items() if look is Shape.SECTION and anchors[url]),
        next_page=next((url for rel, _, url, _ in _announcements(tree, base) if "next" in rel), None),
        title=site_name(tree),
        language=_language(tree),
    )


def find_listings(body: bytes, base_url: str, content_type: str = "") -> Announced:
    """Find the feeds and sitemaps announced by ``<link>`` (RSS autodiscovery); feeds of comments are left out."""
    tree = _tree(body, content_type)
    if tree is None:
        return Announced()
    links = list(_announcements(tree, _base(tree, base_url)))
    feeds = [
        url
        for rel, kind, url, title in links
        if "alternate" in rel
        and kind in _FEED_TYPES
        and not any(word in f"{url} {title}".lower() for word in _SIDE_FEEDS)
    ]
    maps = [url for rel, _, url, _ in links if "sitemap" in rel]
    return Announced(feeds=tuple(dict.fromkeys(feeds)), sitemaps=tuple(dict.fromkeys(maps)))


def site_name(tree: HtmlElement) -> str | None:
    """Return what a page calls its site: ``og:site_name``, else the title."""
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:site_name" and (name := tidy(meta.get("content") or "")):
            return name[:200]
    title = next(tree.iter("title"), None)
    return tidy(_text(title))[:200] or None if title is not None else None


def _language(tree: HtmlElement) -> str | None:
    """Return the language a page declares: of the root element, else ``og:locale``, else ``content-language``."""
    metas = {
        (meta.get("property") or meta.get("http-equiv") or "").lower(): meta.get("content")
        for meta in tree.iter("meta")
    }
    places = (tree.get("lang"), tree.get("xml:lang"), metas.get("og:locale"), metas.get("content-language"))
    return next((tidy(place)[:35] for place in places if place and place.strip()), None)


def _tree(body: bytes, content_type: str) -> HtmlElement | None:
    text = decode(inflate(body, MAX_PAGE), content_type).text.replace("\0", "")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _base(tree: HtmlElement, base_url: str) -> str:
    element = next(tree.iter("base"), None)
    return canonical(element.get("href") or "", base_url) or base_url if element is not None else base_url


def _anchors(tree: HtmlElement, base: str, hosts: Collection[str]) -> dict[str, str]:
    """Return the longest anchor text of every link to one of the hosts, in page order."""
    texts: dict[str, str] = {}
    for anchor in islice(tree.iter("a"), _MAX_ANCHORS):
        url = canonical(anchor.get("href") or "", base)
        if url is None or host(url) not in hosts:
            continue
        text = _text(anchor)
        if len(text) >= len(texts.get(url, "")):
            texts[url] = text
    return texts


def _text(element: HtmlElement) -> str:
    return tidy(" ".join(piece[:500] for piece in islice(element.itertext(), _MAX_PIECES)))


def _announcements(tree: HtmlElement, base: str) -> Iterator[tuple[list[str], str, str, str]]:
    """Yield relation, type, URL and title of every ``<link>`` with a fetchable URL."""
    for link in islice(tree.iter("link"), _MAX_ANCHORS):
        href = (link.get("href") or "").strip()
        url = canonical(href, base) if href else None
        if url:
            kind = (link.get("type") or "").partition(";")[0].strip().lower()
            yield (link.get("rel") or "").lower().split(), kind, url, link.get("title") or ""
