"""How far the pages of a feed or front page are followed: back to where everything is known, and no further."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaning.urls import canonical, host
from crawler.patterns import Patterns
from crawler.sources import hosts
from crawler.traps import trap
from pipelines.outcomes import Link, Refusal, UrlKind

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.known import Known
    from crawler.lease import Lease
    from crawler.listing import Listing
    from crawler.sources import Source


def turn(listing: Listing, lease: Lease, source: Source, *, known: Known, now: datetime) -> Listing:
    """Add the next page of a listing to its links, or to its refusals, where it is to be followed.

    It is when everything on this page is new to this run, and most of it young enough, until ``follow_pages`` pages
    stand behind the declared one. So while nothing is missed between two polls, a listing costs one request.
    """
    link = _next(listing.next_page, lease, source) if listing.next_page and _goes_on(listing) else None
    if link is None or known.before(found.url for found in listing.links):
        return listing
    if (0 if lease.url in source.listings else known.pages(lease.url)) >= source.follow_pages:
        return listing
    if refused := _refusal(link, source, now):
        return replace(listing, refusals=(*listing.refusals, refused))
    return replace(listing, links=(*listing.links, link))


def is_further(lease: Lease, source: Source, known: Known) -> bool:
    """Tell whether a listing is a page behind a declared one: asked again only when that one leads there again."""
    return lease.kind is not UrlKind.SITEMAP and lease.url not in source.listings and known.pages(lease.url) > 0


def _goes_on(listing: Listing) -> bool:
    """Tell whether there is something on the page, and most of it is not too old: what comes after is older still."""
    old = sum(why is Refusal.TOO_OLD for _, why in listing.refusals)
    return len(listing.links) > old


def _next(named: str, lease: Lease, source: Source) -> Link | None:
    url = canonical(named, lease.url)
    if url is None or url in (lease.url, source.home, *source.listings):
        return None
    return Link(url=url, kind=lease.kind)


def _refusal(link: Link, source: Source, now: datetime) -> tuple[Link, Refusal] | None:
    """Refuse a page as its articles would be; a feed may go on at the host where it is."""
    own = hosts(source) if link.kind is UrlKind.PAGE else hosts(source).union(map(host, source.listings))
    if host(link.url) not in own:
        return link, Refusal.OFF_SITE
    if which := trap(link, now):
        return replace(link, detail=which), Refusal.TRAP
    return None if Patterns(deny=source.deny).admits(link.url) else (link, Refusal.DENIED)
