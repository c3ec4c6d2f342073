"""Reads sitemaps, sitemap indexes and Google News sitemaps (sitemaps.org) into links, with the dates as they are written."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from cleaning.text import tidy
from crawler.listing import MAX_LINKS, Form, Listing, ListingError, inflate, sniff
from pipelines.outcomes import Failure, Link, UrlKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRIES = {"url": UrlKind.ARTICLE, "sitemap": UrlKind.SITEMAP}
_MAX_ELEMENTS = 10_000  # of one entry; a thousand images with five facts each are allowed
_NEWS = {"publication_date": "published", "title": "title", "language": "language"}


def read_sitemap(body: bytes) -> Listing:
    """Read a sitemap of any kind, gzipped or not; a broken one gives what stands before the fault.

    Links of kind sitemap are the children of an index, all others are articles. Raises ListingError for a bomb, a body
    beyond the 50 MiB of the protocol, or no sitemap. Entities are not resolved and nothing is fetched.
    """
    body = inflate(body)
    if sniff(body) is not Form.SITEMAP:
        raise ListingError(Failure.DECODE, "this is no sitemap")
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xfe\xff", b"\xff\xfe")):
        lines = body.decode("utf-8-sig", errors="replace").split()
        return Listing(links=tuple(Link(url=line, kind=UrlKind.ARTICLE) for line in lines[:MAX_LINKS]))
    return Listing(links=tuple(_links(body)))


def _links(body: bytes) -> Iterator[Link]:
    """Walk the entries and free each when it is read, so that memory stays flat."""
    events = etree.iterparse(
        io.BytesIO(body),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
    )
    count = 0
    try:
        for _, element in events:
            kind = _ENTRIES.get(_local(element.tag))
            if kind is None or _is_foreign(element.tag):
                continue
            link = _link(element, kind)
            _free(element)
            if link:
                yield link
                count += 1
            if count >= MAX_LINKS:
                return
    except etree.XMLSyntaxError:
        return


def _link(entry: etree._Element, kind: UrlKind) -> Link | None:
    found: dict[str, str] = {}
    for element in islice(entry.iterdescendants(), _MAX_ELEMENTS):
        name = _local(element.tag)
        if name in ("loc", "lastmod") and not _is_foreign(element.tag):
            found.setdefault("url" if name == "loc" else "modified", _text(element))
        elif name in _NEWS and "news" in str(element.tag).partition("}")[0]:
            found.setdefault(_NEWS[name], _text(element))
    url = found.pop("url", "")
    return Link(url=url, kind=kind, **{key: value for key, value in found.items() if value}) if url else None


def _text(element: etree._Element) -> str:
    return tidy((element.text or "")[:4000])


def _local(tag: object) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _is_foreign(tag: object) -> bool:
    """Tell whether a tag belongs to an extension (news, image, video) and not to the sitemap itself."""
    space = str(tag).partition("}")[0]
    return any(word in space for word in ("image", "video", "news", "xhtml"))


def _free(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
