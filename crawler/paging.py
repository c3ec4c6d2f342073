"""How far the pages of a feed or front page are followed: back to where everything is known, and no further."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaning.urls import canonical, host
from crawler.patterns import Patterns
from crawler.sources import hosts, reach
from crawler.traps import snared
from pipelines.outcomes import Link, Refusal, UrlKind

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.known import Known
    from crawler.lease import Lease
    from crawler.listing import Listing
    from crawler.sources import Source


def turn(listing: Listing, lease: Lease, source: Source, *, known: Known, now: datetime) -> Listing:
    """Add the next page of a listing to its links, or to its refusals, where it is to be followed.

    It is when everything on this page is new since the run in which the first page was read, and most of it young
    enough, until ``follow_pages`` pages stand behind the declared one. So while nothing is missed between two polls, a
    listing costs one request; and a chain that a run leaves unfinished is finished by the next.
    """
    link = _next(listing.next_page, lease, source) if listing.next_page and _goes_on(listing) else None
    if link is None:
        return listing
    depth = _depth(lease, source, known)
    if depth >= source.follow_pages:
        return listing
    began = known.began(lease.url) if depth else known.run
    if known.before((found.url for found in listing.links), began):
        return listing
    if refused := _refusal(link, source, now):
        return replace(listing, refusals=(*listing.refusals, refused))
    known.ask(link.url, began)
    return replace(listing, links=(*listing.links, link))


def is_further(lease: Lease, source: Source, known: Known) -> bool:
    """Tell whether a listing is a further page of another, which is asked when that one says so and never by itself.

    A page where a declared listing has moved to is none, nor a sitemap that an index names.
    """
    return lease.kind is not UrlKind.SITEMAP and _depth(lease, source, known) > 0


def _depth(lease: Lease, source: Source, known: Known) -> int:
    """Return how many pages stand before a listing's page."""
    return 0 if lease.url in source.listings else known.pages(lease.url)


def _goes_on(listing: Listing) -> bool:
    """Tell whether there is something on the page, and most of it is not too old: what comes after is older still."""
    return len(listing.links) > listing.too_old


def _next(named: str, lease: Lease, source: Source) -> Link | None:
    url = canonical(named, lease.url)
    if url is None or url in (lease.url, source.home, *source.listings):
        return None
    return Link(url=url, kind=lease.kind)


def _refusal(link: Link, source: Source, now: datetime) -> tuple[Link, Refusal] | None:
    """Refuse a page as its articles would be; a feed may go on at the host where it is."""
    own = hosts(source) if link.kind is UrlKind.PAGE else reach(source)
    if host(link.url) not in own:
        return link, Refusal.OFF_SITE
    patterns = Patterns(source.allow, source.deny)
    if caught := snared(link, patterns, now, announced=link.kind is not UrlKind.PAGE):
        return caught
    return (link, Refusal.DENIED) if patterns.keeps_out(link.url) else None
