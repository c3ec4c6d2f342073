"""From a listing's bytes to what may be fetched and what may not, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Fetched, Listing, ListingError, read, sift
from crawler.sources import Source, hosts
from pipelines.outcomes import Failure, Link, Refusal, UrlKind

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
SOURCE = Source(
    id="courier",
    home="https://courier.example/",
    feeds=("https://courier.example/feed",),
    sitemaps=("https://maps.example/index.xml",),
    hosts=("m.courier.example",),
    deny=("/sport/",),
)
FEED = SOURCE.feeds[0]


def link(url: str, kind: UrlKind = UrlKind.ARTICLE, **facts: str) -> Link:
    return Link(url=url, kind=kind, **facts)


def sifted(*links: Link, base: str = FEED, source: Source = SOURCE) -> Listing:
    return sift(Listing(links=links), base, source, now=NOW)


@pytest.mark.parametrize(
    ("named", "known_as"),
    [
        ("/a?utm_source=rss#x", "https://courier.example/a"),
        ("https://WWW.courier.example:443/a", "https://www.courier.example/a"),
        ("//m.courier.example/a", "https://m.courier.example/a"),
        (" a ", "https://courier.example/a"),
    ],
)
def test_links_are_made_absolute_and_canonical(named: str, known_as: str) -> None:
    assert (link(known_as),) == sifted(link(named)).links


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        (link("https://elsewhere.example/a"), Refusal.OFF_SITE),
        (link("https://evil-courier.example/a"), Refusal.OFF_SITE),
        (link("https://courier.example.evil.example/a"), Refusal.OFF_SITE),
        (link("http://127.0.0.1/a"), Refusal.OFF_SITE),
        (link("ftp://courier.example/a"), Refusal.SCHEME),
        (link("mailto:desk@courier.example"), Refusal.SCHEME),
        (link("javascript:void(0)"), Refusal.SCHEME),
        (link("file:///etc/passwd"), Refusal.SCHEME),
        (link("https://courier.example/sport/a"), Refusal.DENIED),
        (link("https://courier.example/a", published="Sat, 07 Feb 2026 10:00:00 +0000"), Refusal.TOO_OLD),
        (link("https://courier.example/2026/01/31/a"), Refusal.TOO_OLD),
        (link("https://courier.example/a", modified="2026-01-31"), Refusal.TOO_OLD),
        (link("https://courier.example/posts-2025-12.xml", UrlKind.SITEMAP), Refusal.TOO_OLD),
        (link("https://elsewhere.example/1.xml", UrlKind.SITEMAP), Refusal.OFF_SITE),
    ],
)
def test_what_is_not_to_be_fetched_is_refused_with_the_reason(named: Link, refusal: Refusal) -> None:
    listing = sifted(named)
    assert ((), ((named, refusal),)) == (listing.links, listing.refusals)


def test_a_trap_is_refused_as_one_and_says_which() -> None:
    ((refused, refusal),) = sifted(link("/archive?month=2026-02")).refusals
    assert (Refusal.TRAP, "an archive by date without end: month") == (refusal, refused.detail)


@pytest.mark.parametrize("url", ["/archive?month=2026-02", "/events/2026-11-03", "/a/b/a/b/a/b"])
def test_what_the_user_lets_in_is_no_trap(url: str) -> None:
    assert sifted(link(url)).refusals
    assert len(sifted(link(url), source=replace(SOURCE, allow=("month=", "/events/", "/a/b/"))).links) == 1
    ((_, refusal),) = sifted(link(url), source=replace(SOURCE, allow=(".",), deny=(".",))).refusals
    assert refusal is Refusal.DENIED


@pytest.mark.parametrize(
    "body",
    [
        "<rss version='2.0'><channel><item><link>{}</link></item></channel></rss>",
        "<urlset><url><loc>{}</loc></url></urlset>",
        "<!doctype html><a href='{}'>The harbour bridge reopens after a long winter</a>",
    ],
    ids=["feed", "sitemap", "front"],
)
@pytest.mark.parametrize("path", ["/events/2026/11/03/", "/news/2031/05/17"])
def test_only_a_link_of_a_page_is_a_calendars(body: str, path: str) -> None:
    url = f"https://courier.example{path}"
    listing = read(Fetched(url=FEED, body=body.format(url).encode()), SOURCE, NOW)
    named = [url] if "html" not in body else []
    assert (named, [] if named else [url]) == (
        [found.url for found in listing.links],
        [refused.url for refused, _ in listing.refusals],
    )


def test_a_trap_elsewhere_is_off_site_first() -> None:
    ((_, refusal),) = sifted(link("https://elsewhere.example/a/b/a/b/a/b")).refusals
    assert refusal is Refusal.OFF_SITE


@pytest.mark.parametrize(
    "named",
    [
        link("https://courier.example/a", published="2026-02-14"),
        link("https://courier.example/a", published="nobody can read this"),
        link("https://courier.example/2026/02/a"),
        link("https://courier.example/2026/01/31/a", published="2026-03-14T10:00:00Z"),
        link("https://courier.example/a", published="2126-03-14T10:00:00Z"),
        link("https://courier.example/sport/map.xml", UrlKind.SITEMAP),
        link("https://courier.example/posts-2025-12.xml", UrlKind.SITEMAP, modified="2026-03-14"),
    ],
)
def test_what_may_be_new_is_not_refused(named: Link) -> None:
    assert (named,) == sifted(named).links


def test_the_age_is_the_users() -> None:
    old = link("https://courier.example/a", published="2025-03-16T12:00:00Z")
    assert (old,) == sifted(old, source=replace(SOURCE, max_age_days=365)).links


def test_an_index_may_name_sitemaps_of_its_own_host() -> None:
    child = link("https://maps.example/1.xml", UrlKind.SITEMAP)
    assert (child,) == sifted(child, base=SOURCE.sitemaps[0]).links


def test_the_home_and_the_listings_are_no_finds() -> None:
    assert Listing() == sifted(link("https://courier.example"), link(FEED), link("https://maps.example/index.xml"))


def test_a_url_is_named_once_with_what_was_said_first() -> None:
    first = link("https://courier.example/a", title="One")
    assert (first,) == sifted(first, link("https://courier.example/a#x", title="Two")).links
    assert len(sifted(link("ftp://x/a"), link("ftp://x/a")).refusals) == 1


def test_what_the_listing_says_of_itself_stays() -> None:
    said = Listing(title="Courier", language="en", next_page="https://courier.example/feed?page=2")
    assert said == sift(said, FEED, SOURCE, now=NOW)


@pytest.mark.parametrize(
    ("body", "content_type", "url"),
    [
        (
            "<rss version='2.0'><channel><item><link>/2026/03/12/x</link></item></channel></rss>",
            "text/html",
            "https://courier.example/2026/03/12/x",
        ),
        ("<urlset><url><loc>/2026/03/12/x</loc></url></urlset>", "text/plain", "https://courier.example/2026/03/12/x"),
        ("<!doctype html><a href='/2026/03/12/x'>x</a>", "text/html", "https://courier.example/2026/03/12/x"),
        (
            '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/2026/03/12/x"}]}',
            "",
            "https://courier.example/2026/03/12/x",
        ),
    ],
    ids=["feed", "sitemap", "front", "json"],
)
def test_the_content_decides_how_a_listing_is_read(body: str, content_type: str, url: str) -> None:
    fetched = Fetched(url=FEED, body=body.encode(), content_type=content_type)
    assert [url] == [found.url for found in read(fetched, SOURCE, NOW).links]


def test_off_site_links_of_a_front_page_are_not_even_noted() -> None:
    page = b"<!doctype html><a href='https://elsewhere.example/2026/03/12/x'>A long headline of another paper</a>"
    listing = read(Fetched(url=SOURCE.home, body=page), SOURCE, NOW)
    assert (listing.links, listing.refusals) == ((), ())


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"User-agent: *", b"\x89PNG"])
def test_what_is_no_listing_is_named(body: bytes) -> None:
    with pytest.raises(ListingError) as caught:
        read(Fetched(url=FEED, body=body, content_type="application/pdf"), SOURCE, NOW)
    assert caught.value.failure is Failure.DECODE


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=20), st.sampled_from(UrlKind)), max_size=8))
def test_every_link_ends_once_and_only_own_hosts_are_let_in(named: list[tuple[str, str, UrlKind]]) -> None:
    listing = sifted(*(Link(url=url, kind=kind, published=date) for url, date, kind in named))
    ended = [found.url for found in listing.links] + [found.url for found, _ in listing.refusals]
    assert sorted(set(ended)) == sorted(ended)
    assert len(ended) <= len(named)
    assert all(found.url.startswith(tuple(f"https://{name}/" for name in hosts(SOURCE))) for found in listing.links)


@given(st.integers(0, 400))
def test_the_limit_of_age_is_kept_to_the_day(days: int) -> None:
    when = NOW - timedelta(days=days)
    listing = sifted(link("https://courier.example/a", published=when.isoformat()))
    assert (days <= SOURCE.max_age_days) == bool(listing.links)
