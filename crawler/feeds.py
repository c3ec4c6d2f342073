"""Reads RSS, Atom, RDF and JSON feeds into links, with the dates exactly as the feed wrote them. What they mean is not asked."""

from __future__ import annotations

import html
import io
import json
import re
from typing import TYPE_CHECKING, Any

import feedparser

from cleaning.decode import decode
from cleaning.text import tidy
from crawler.listing import MAX_LINKS, Listing, ListingError, inflate
from pipelines.outcomes import Failure, Link, UrlKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_FEED = 8_388_608
MAX_TAGS = 150_000  # a feed of a hundred whole articles has a third of it; feedparser takes 30 µs for a hostile one
_TAG = re.compile(r"<[!/a-zA-Z][^<>]{0,500}>")
_MAX_LINE = 1000


def read_feed(body: bytes, url: str = "", content_type: str = "") -> Listing:
    """Read a feed of any kind; relative links are resolved against ``url``, and stay as they are otherwise.

    A broken feed gives what can be read of it. Raises ListingError for a body beyond MAX_FEED or MAX_TAGS, a bomb, or no feed.
    """
    body = inflate(body, MAX_FEED)
    if body.count(b"<") > MAX_TAGS:
        raise ListingError(Failure.TOO_LARGE, f"the feed has more than {MAX_TAGS} tags")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_json(body)
    # The header and no charset would mean Latin-1 to feedparser, and bare bytes the name of a file to open.
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    source = io.BytesIO(decode(body, content_type).text.encode("utf-8", "replace"))
    feed = feedparser.parse(source, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    version = feed.get("version") or ""
    if not version:
        raise ListingError(Failure.DECODE, f"this is no feed: {feed.get('bozo_exception', 'nothing in it')}")
    about = feed.feed
    language = _line(about.get("language"))
    return Listing(
        links=tuple(_links(feed.entries[:MAX_LINKS], language, is_atom=version.startswith("atom"))),
        title=_line(about.get("title")),
        language=language,
        next_page=_next_page(about.get("links", ())),
    )


def _next_page(links: Iterable[Any]) -> str | None:
    """Return where an Atom feed goes on: the next page, or the archive before it (RFC 5005 §3 and §4)."""
    named = {link.get("rel"): _raw(link.get("href")) for link in links}
    return named.get("next") or named.get("prev-archive")


def _links(entries: Iterable[Any], language: str | None, *, is_atom: bool) -> Iterator[Link]:
    for entry in entries:
        url = _raw(entry.get("feedburner_origlink")) or _raw(entry.get("link"))
        if url is None:
            continue
        # Outside Atom the one date of an entry, dc:date, is the day it was published.
        published = _raw(entry.get("published")) or (None if is_atom else _changed(entry))
        yield Link(
            url=url,
            kind=UrlKind.ARTICLE,
            title=_line(entry.get("title")),
            published=published,
            modified=None if _changed(entry) == published else _changed(entry),
            language=language,
            author=_names(entry.get("authors", ())),
        )


def _changed(entry: Any) -> str | None:
    return _raw(entry["updated"]) if "updated" in entry else None  # .get would fall back to the other date


def _read_json(body: bytes) -> Listing:
    """Read a JSON Feed (jsonfeed.org/version/1.1)."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ListingError(Failure.DECODE, f"the JSON feed cannot be read: {error}") from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise ListingError(Failure.DECODE, "this is no JSON feed: it has no items")
    language = _line(feed.get("language"))
    links = (_json_link(item, language) for item in items[:MAX_LINKS] if isinstance(item, dict))
    return Listing(
        links=tuple(link for link in links if link.url),
        title=_line(feed.get("title")),
        language=language,
        next_page=_raw(feed.get("next_url")),
    )


def _json_link(item: dict[str, Any], language: str | None) -> Link:
    authors = item.get("authors") or [item.get("author")]
    return Link(
        url=_raw(item.get("url")) or _raw(item.get("external_url")) or "",
        kind=UrlKind.ARTICLE,
        title=_line(item.get("title")),
        published=_raw(item.get("date_published")),
        modified=_raw(item.get("date_modified")),
        language=_line(item.get("language")) or language,
        author=_names(authors if isinstance(authors, list) else ()),
    )


def _names(people: Iterable[Any]) -> str | None:
    return (
        ", ".join(name for person in people if isinstance(person, dict) and (name := _line(person.get("name")))) or None
    )


def _raw(value: object) -> str | None:
    """Return a string as written, but for white space around it; None when there is nothing in it."""
    return value.strip()[: _MAX_LINE * 2] or None if isinstance(value, str) else None


def _line(value: object) -> str | None:
    """Return a text as people read it: without markup, which many feeds escape twice."""
    if not isinstance(value, str):
        return None
    return tidy(html.unescape(_TAG.sub("", value[: _MAX_LINE * 4])))[:_MAX_LINE] or None
