"""From the bytes of a listing to the links that may be fetched and those that may not, with the reason. Pure: no clock.

The formats are read in ``feeds``, ``sitemaps`` and ``fronts``; this module is the door to them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from cleaning.urls import canonical, host
from crawler.ages import newest
from crawler.feeds import read_feed
from crawler.fronts import Announced, find_listings, read_front
from crawler.listing import MAX_LINKS, Form, Listing, ListingError, sniff
from crawler.patterns import Patterns
from crawler.sitemaps import read_sitemap
from crawler.sources import hosts
from crawler.traps import snared
from pipelines.outcomes import Failure, Link, Refusal, UrlKind

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.learned_patterns import Learned
    from crawler.sources import Source

__all__ = [
    "Announced",
    "Fetched",
    "Form",
    "Listing",
    "ListingError",
    "find_listings",
    "read",
    "read_feed",
    "read_front",
    "read_sitemap",
    "sift",
    "sniff",
]

_MAX_URL = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A response as far as discovery looks at it."""

    url: str
    """Where it came from, after redirects: the base of relative links."""
    body: bytes
    """After the content encoding is undone; a gzipped file is still gzipped."""
    content_type: str = ""


def read(fetched: Fetched, source: Source, now: datetime, *, learned: Learned | None = None) -> Listing:
    """Read a listing of any kind and split what it names into links and refusals.

    Which kind it is, its content says. ``learned`` helps with the links of a front page. Raises ListingError, whose ``failure`` names what the URL is given up for, when
    it is no listing, a bomb, or too large.
    """
    form = sniff(fetched.body, fetched.content_type, fetched.url)
    if form is Form.HTML:
        listing = read_front(fetched.body, fetched.url, hosts(source), fetched.content_type, learned=learned)
    elif form is Form.FEED:
        listing = read_feed(fetched.body, fetched.url, fetched.content_type)
    elif form is Form.SITEMAP:
        listing = read_sitemap(fetched.body)
    else:
        raise ListingError(Failure.DECODE, "this is no feed, sitemap or web page")
    return sift(listing, fetched.url, source, now=now, form=form)


def sift(listing: Listing, base: str, source: Source, *, now: datetime, form: Form = Form.HTML) -> Listing:
    """Make the links of a listing absolute and canonical, each once, and refuse those that are not to be fetched.

    In this order: scheme, off-site, a trap, too old, denied by the source's patterns. The source's own home and listings are
    left out. An index may send on to sitemaps of its own host even if that is not one of the source's. What an allow
    pattern finds is no trap; of a feed or sitemap by ``form`` no entry is a calendar.
    """
    own, patterns = hosts(source), Patterns(source.allow, source.deny)
    oldest = now - timedelta(days=source.max_age_days)
    known = {source.home, *source.listings}
    links: dict[str, Link] = {}
    refusals: dict[str, tuple[Link, Refusal]] = {}
    for named in listing.links[:MAX_LINKS]:
        link, refusal = _placed(named, base, own)
        if link.url in known or link.url in links or link.url in refusals:
            continue
        if refusal is None and (caught := snared(link, patterns, now, announced=form is not Form.HTML)):
            link, refusal = caught
        refusal = refusal or _timely(link, oldest) or _wanted(link, patterns)
        if refusal:
            refusals[link.url] = (link, refusal)
        else:
            links[link.url] = link
    return replace(listing, links=tuple(links.values()), refusals=tuple(refusals.values()))


def _placed(link: Link, base: str, own: frozenset[str]) -> tuple[Link, Refusal | None]:
    url = canonical(link.url, base)
    if url is None:
        return replace(link, url=_absolute(link.url, base)), Refusal.SCHEME
    at_home = host(url) in own or (link.kind is UrlKind.SITEMAP and host(url) == host(base))
    return replace(link, url=url), None if at_home else Refusal.OFF_SITE


def _absolute(url: str, base: str) -> str:
    """Return what is refused in a form that can be noted, whatever it is."""
    try:
        return urljoin(base, url.strip())[:_MAX_URL]
    except ValueError:
        return url.strip()[:_MAX_URL]


def _timely(link: Link, oldest: datetime) -> Refusal | None:
    when = newest(link)
    return Refusal.TOO_OLD if when and when < oldest else None


def _wanted(link: Link, patterns: Patterns) -> Refusal | None:
    return None if link.kind is not UrlKind.ARTICLE or patterns.admits(link.url) else Refusal.DENIED
