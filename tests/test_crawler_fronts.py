"""Front pages: articles and sections by their look, and the feeds and sitemaps a page announces."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fronts import MAX_PAGE, Announced, find_listings, read_front
from crawler.listing import Listing, ListingError
from pipelines.outcomes import Failure, UrlKind

BASE = "https://courier.example/"
HOSTS = frozenset(("courier.example", "www.courier.example"))
FRONT = """<!DOCTYPE html><html lang="en-GB"><head><title>Courier | Home</title>
<meta property="og:site_name" content=" East Bank  Courier ">
<link rel="alternate" type="application/rss+xml" title="News" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="https://feeds.example/atom">
<link rel="alternate" type="application/json+oembed" href="/oembed">
<link rel="alternate" hreflang="uk" href="/uk/">
<link rel="alternate" type="application/rss+xml" href="">
<link rel="sitemap" type="application/xml" href="/map.xml">
<link rel="next" href="/?page=2">
</head><body><nav><a href="/">Home</a><a href="/politics/">Politics</a><a href="/sport/">Sport</a></nav>
<a href="/2026/03/12/bridge?utm_source=front"><img src="x.jpg"></a>
<a href="/2026/03/12/bridge#top">The bridge over the harbour reopens</a>
<a href="news/council-votes-for-bridge">More</a>
<a href="news/council-votes-for-bridge">Council votes for the new bridge</a>
<a href="https://www.courier.example/2026/03/11/ferry">Ferry</a>
<a href="https://elsewhere.example/2026/03/12/not-ours">Not one of ours, but a long headline</a>
<a href="mailto:desk@courier.example">Write to the people at the news desk</a>
<a href="javascript:void(0)">Show more of the news of today</a>
<a href="/tag/bridge">bridge</a><a href="/about/">About us</a><a href="/print.pdf">Today's edition in print</a>
<a href="/empty-section/"></a><a>No link at all</a>
</body></html>"""


def urls(html: str, base: str = BASE) -> list[str]:
    return [link.url for link in read_front(html.encode(), base, HOSTS).links]


def test_articles_stand_in_page_order_each_once() -> None:
    expected = [
        "https://courier.example/2026/03/12/bridge",
        "https://courier.example/news/council-votes-for-bridge",
        "https://www.courier.example/2026/03/11/ferry",
    ]
    assert expected == urls(FRONT)


def test_sections_and_what_the_page_says_of_itself() -> None:
    listing = read_front(FRONT.encode(), BASE, HOSTS)
    assert listing.sections == ("https://courier.example/politics/", "https://courier.example/sport/")
    assert (
        listing.title,
        listing.language,
        listing.next_page,
    ) == ("East Bank Courier", "en-GB", "https://courier.example/?page=2")
    assert {UrlKind.ARTICLE} == {link.kind for link in listing.links}


def test_relative_links_are_resolved_against_the_base_element() -> None:
    page = '<base href="/de/"><a href="2026/03/12/x">x</a><a href="//courier.example/2026/03/13/y">y</a>'
    assert urls(page) == ["https://courier.example/de/2026/03/12/x", "https://courier.example/2026/03/13/y"]


def test_the_page_itself_is_none_of_its_links() -> None:
    base = "https://courier.example/2026/03/12/live-blog-of-the-day"
    assert urls(f'<a href="{base}">Live blog of the whole long day</a>', base) == []


def test_feeds_and_sitemaps_are_found_without_those_of_comments() -> None:
    expected = Announced(
        feeds=("https://courier.example/feed/", "https://feeds.example/atom"),
        sitemaps=("https://courier.example/map.xml",),
    )
    assert expected == find_listings(FRONT.encode(), BASE)


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ('<html lang="uk">', "uk"),
        ('<html xml:lang="uk-UA">', "uk-UA"),
        ('<html lang=" "><meta property="og:locale" content="fr_FR">', "fr_FR"),
        ('<html><meta http-equiv="Content-Language" content="de">', "de"),
        ("<html>", None),
    ],
)
def test_the_declared_language(head: str, language: str | None) -> None:
    assert language == read_front(f"{head}<p>x</p>".encode(), BASE, HOSTS).language


def test_the_title_stands_in_for_the_site_name() -> None:
    assert read_front(b"<title>Courier &mdash; News</title><p>", BASE, HOSTS).title == "Courier — News"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_a_page_in_any_encoding(encoding: str) -> None:
    page = f'<meta charset="{encoding}"><title>Вісник</title>'.encode(encoding)
    assert read_front(page, BASE, HOSTS, f"text/html; charset={encoding}").title == "Вісник"


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- -->", b"\0\0", b"plain words"])
def test_a_page_with_nothing_in_it_gives_nothing(body: bytes) -> None:
    assert read_front(body, BASE, HOSTS).links == ()
    assert find_listings(body, BASE) == Announced()


def test_an_xml_declaration_is_no_obstacle() -> None:
    page = f'<?xml version="1.0" encoding="utf-8"?>{FRONT}'
    assert read_front(FRONT.encode(), BASE, HOSTS) == read_front(page.encode(), BASE, HOSTS)


def test_bombs_and_giants_are_named() -> None:
    for body, failure in (
        (gzip.compress(b" " * (MAX_PAGE + 1)), Failure.BOMB),
        (b" " * (MAX_PAGE + 1), Failure.TOO_LARGE),
    ):
        with pytest.raises(ListingError) as caught:
            read_front(body, BASE, HOSTS)
        assert failure is caught.value.failure


@pytest.mark.parametrize(
    "part", ["<div>", "<a href='/2026/03/12/x'>", "<a href=x><b>y", "<base href=/x>", "<link rel=next href=/x>"]
)
def test_hostile_repetition_takes_bounded_time(part: str) -> None:
    started = time.process_time()
    read_front((part * (500_000 // len(part))).encode(), BASE, HOSTS)
    find_listings((part * (500_000 // len(part))).encode(), BASE)
    assert time.process_time() - started < 15


@given(st.binary(max_size=400))
def test_any_bytes_are_read(body: bytes) -> None:
    listing = read_front(b"<html><a href='" + body, BASE, HOSTS)
    assert isinstance(listing, Listing)
