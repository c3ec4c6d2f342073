"""Surveys a news site: which feeds and sitemaps it has, with as few requests as will do. Fetching is handed in.

What follows from the survey for ``sources.toml`` is ``crawler.proposal``'s.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cleaning.errors import InputError
from cleaning.urls import canonical, host
from crawler.discovery import Form, Listing, ListingError, find_listings, read_feed, read_front, read_sitemap, sniff
from pipelines.outcomes import UrlKind

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where sites keep them when nothing announces them; the commonest first.
FEED_PLACES = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
SITEMAP_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
ENOUGH_PLACES = 1  # for a sitemap beside a feed
MAX_FEEDS = 4
MAX_SITEMAPS = 3
_MAX_ROBOTS = 512_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response, or why there was none."""

    url: str
    """Where it came from after redirects, canonical."""
    status: int = 0
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    fault: str = ""
    """One line; empty for a response."""

    @property
    def good(self) -> bool:
        """Whether there is a body to read."""
        return not self.fault and 200 <= self.status < 300


Fetch = Callable[[str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A listing that was fetched and read."""

    url: str
    kind: UrlKind
    listing: Listing = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a site has."""

    home: str
    page: str = field(default="", repr=False)
    """The home page's markup; empty where a feed was given instead of it."""
    front: Listing = field(default_factory=Listing, repr=False)
    found: tuple[Found, ...] = ()
    asked: tuple[str, ...] = ()
    """Every URL that was fetched, in order."""


async def survey(fetch: Fetch, url: str) -> Survey:
    """Look at a home page and what it and robots.txt announce, then at the well-known places until one answers.

    ``url`` may be a feed or sitemap: then that is all there is to find, and the home is its host's root. Raises InputError when the
    URL is not reachable or is none of these.
    """
    asked: list[str] = []

    async def ask(address: str) -> Answer:
        asked.append(address)
        return await fetch(address)

    answer = _reached(await ask(url))
    is_page = sniff(answer.body, answer.content_type, answer.url) is Form.HTML
    home = answer.url if is_page else canonical("/", answer.url) or answer.url
    found = await _around(ask, answer) if is_page else [one for one in (_as_feed(answer), _as_sitemap(answer)) if one]
    if not is_page and not found:
        raise InputError(f"{url} is no web page, feed or sitemap ({answer.content_type or 'no content type'})")
    return Survey(
        home=home,
        page=answer.body.decode("utf-8", "replace") if is_page else "",
        front=read_front(answer.body, home, {host(home)}, answer.content_type) if is_page else Listing(),
        found=tuple(found),
        asked=tuple(asked),
    )


async def _around(ask: Fetch, page: Answer) -> list[Found]:
    """Return the feeds, then the sitemaps: announced by the page and robots.txt, or else at the well-known places."""
    announced = find_listings(page.body, page.url, page.content_type)
    robots = sitemaps_in(await ask(urljoin(page.url, "/robots.txt")))
    feeds = await _feeds(ask, announced.feeds, [urljoin(page.url, place) for place in FEED_PLACES])
    places = [urljoin(page.url, place) for place in (SITEMAP_PLACES[:ENOUGH_PLACES] if feeds else SITEMAP_PLACES)]
    return feeds + await _sitemaps(ask, (*robots, *announced.sitemaps), places)


def sitemaps_in(robots: Answer) -> list[str]:
    """Return what a robots.txt names as sitemaps, news sitemaps first, canonical."""
    if not robots.good or sniff(robots.body, robots.content_type) is Form.HTML:
        return []
    lines = robots.body[:_MAX_ROBOTS].decode("utf-8", "replace").splitlines()
    named = (line.partition(":")[2].split("#")[0] for line in lines if line.strip().lower().startswith("sitemap:"))
    urls = [url for name in named if name.strip() and (url := canonical(name, robots.url))]
    return sorted(dict.fromkeys(urls), key=lambda url: "news" not in url.lower())


def _reached(answer: Answer) -> Answer:
    if answer.fault:
        raise InputError(f"{answer.url} cannot be fetched: {answer.fault}")
    if not answer.good:
        raise InputError(f"{answer.url} cannot be fetched: it answers with HTTP {answer.status}")
    return answer


async def _feeds(ask: Fetch, announced: Iterable[str], places: list[str]) -> list[Found]:
    """Return the feeds that name something new; the well-known places only where the announced ones fail."""
    found: list[Found] = []
    seen: set[str] = set()
    for url in islice(dict.fromkeys(announced), MAX_FEEDS * 2):
        feed = _as_feed(await ask(url))
        fresh = {link.url for link in feed.listing.links} - seen if feed else set()
        if feed and fresh and len(found) < MAX_FEEDS:
            found.append(feed)
            seen |= fresh
    return found or await _first(ask, places, _as_feed)


async def _sitemaps(ask: Fetch, announced: Iterable[str], places: list[str]) -> list[Found]:
    maps = [_as_sitemap(await ask(url)) for url in islice(dict.fromkeys(announced), MAX_SITEMAPS)]
    return [found for found in maps if found] or await _first(ask, places, _as_sitemap)


async def _first(ask: Fetch, places: Iterable[str], read: Callable[[Answer], Found | None]) -> list[Found]:
    for place in places:
        if found := read(await ask(place)):
            return [found]
    return []


def _as_feed(answer: Answer) -> Found | None:
    try:
        if answer.good and sniff(answer.body, answer.content_type) is Form.FEED:
            listing = read_feed(answer.body, answer.url, answer.content_type)
            return Found(url=answer.url, kind=UrlKind.FEED, listing=listing) if listing.links else None
    except ListingError:
        pass
    return None


def _as_sitemap(answer: Answer) -> Found | None:
    try:
        if answer.good and sniff(answer.body, answer.content_type) is Form.SITEMAP:
            listing = read_sitemap(answer.body)
            return Found(url=answer.url, kind=UrlKind.SITEMAP, listing=listing) if listing.links else None
    except ListingError:
        pass
    return None
