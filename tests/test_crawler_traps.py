"""What a site makes without end is named; what only looks like it is not."""

from __future__ import annotations

import doctest
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.urls import canonical
from crawler import traps
from crawler.traps import trap
from pipelines.outcomes import Link, UrlKind

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
TOKEN = "0f8e7d6c5b4a39281706f5e4d3c2b1a0"


def found(path: str, kind: UrlKind = UrlKind.ARTICLE) -> str | None:
    return trap(Link(url=f"https://news.example{path}", kind=kind), NOW)


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(traps).failed == 0


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/2031/05/", "a calendar that goes on into the future: 2031-05"),
        ("/archive?month=2026-02", "an archive by date without end: month"),
        ("/a/b/a/b/a/b", "the path repeats itself: a/b"),
        ("/news/news/news/x", "the path repeats itself: news"),
        ("/x/en/de/fr/en/de/fr/en/de/fr/y", "the path repeats itself: en/de/fr"),
        ("/a/b/c/d/e/a/b/c/d/e/a/b/c/d/e", "the path repeats itself: a/b/c/d/e"),
        ("/sport/x/sport/y/sport/z/sport/w", "the path repeats itself: sport"),
        ("/a%2Fb/%61/a/a", "the path repeats itself: a"),
        ("/" + "/".join(map(str, range(17))), "the path is 17 segments deep"),
        ("/search?" + "&".join(f"f{n}=1" for n in range(13)), "the query has 13 parameters"),
        ("/search?q=" + "x" * 600, "the query is 602 characters long"),
        ("/shop?f=1&f=2&f=3&f=4", "the query repeats itself: f"),
        (f"/a-long-headline-of-words?sid={TOKEN}", "a session id in the query: sid"),
        (f"/a?s={TOKEN}", "a session id in the query: s"),
        (f"/sid/{TOKEN}/a", "a session id in the path: sid"),
        (f"/session-{TOKEN}/a", "a session id in the path: session"),
        (f"/a;sid={TOKEN}", "a session id in the path: sid"),
        (f"/shop;lang=de;sess={TOKEN}/a", "a session id in the path: sess"),
        ("/list?page=99999", "a list that goes on without end: page 99999"),
        ("/list/page/99999/", "a list that goes on without end: page 99999"),
        ("/politik/seite/501", "a list that goes on without end: page 501"),
    ],
)
def test_a_trap_is_named(path: str, named: str) -> None:
    assert named == found(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/2026/03/15/harbour-bridge",
        "/2026/03/",
        "/2026/03/16/",
        "/2019/05/17",
        "/2027/03/12/what-the-next-year-brings",
        "/events/2026-11-03-the-election-explained",
        "/election-2028",
        "/11/11/11/remembrance",
        "/news/local/news/local",
        "/news/2026/news/03/news",
        "/1/1/1/1",
        "/de/politik/de/wirtschaft/de",
        "/a?s=bridge",
        "/a?sid=4711",
        "/session/" + TOKEN,
        f"/story/{TOKEN}",
        f"/a;v={TOKEN}",
        "/a;sid=4711",
        f"/sid;x/{TOKEN}",
        "/a?sid=20261125093000123456",
        "/list?page=500",
        "/list/page/500/",
        "/page/4711",
        "/list/page/123456",
        "/index.php?page=4711",
        "/bridge.html?page=900",
        "/a-long-headline-of-words?page=900",
        "/shop?f[]=1&f[]=2&f[]=3",
        "/a?" + "&".join(f"f{n}=1" for n in range(12)),
        "/" + "/".join("abcdefghij"),
    ],
)
def test_what_an_article_may_look_like_is_no_trap(path: str) -> None:
    assert found(path) is None


@pytest.mark.parametrize("path", ["/sitemap.xml?yyyy=2019&mm=07&dd=04", "/sitemap?date=2026-03", "/sitemap/2031/05"])
def test_sitemaps_are_named_by_date(path: str) -> None:
    assert found(path, UrlKind.SITEMAP) is None


def test_a_sitemap_can_lead_in_circles_all_the_same() -> None:
    assert "the path repeats itself: maps" == found("/maps/maps/maps/1.xml", UrlKind.SITEMAP)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), st.integers(3, 5))
def test_whatever_repeats_three_times_is_a_trap(unit: list[str], times: int) -> None:
    assert found("/" + "/".join(unit * times))


@pytest.mark.parametrize("path", ["/a/b/a/b/a/b", f"/a?sid={TOKEN}", "/shop?f=1&f=2&f=3&f=4"])
def test_what_grows_or_names_the_visit_is_a_trap_in_a_feed_as_well(path: str) -> None:
    assert found(path) == trap(Link(url=f"https://news.example{path}", kind=UrlKind.ARTICLE), NOW, announced=True)


@given(st.text(max_size=200))
def test_any_url_is_judged(text: str) -> None:
    url = canonical(text, "https://news.example/")
    assert trap(Link(url=url or text, kind=UrlKind.ARTICLE), NOW) is None or url


@pytest.mark.parametrize("bait", ["/" + "a/" * 1000, "/?" + "a=1&" * 500, "/?s=" + "a" * 2000, "/?date=" + "1-" * 900])
def test_bait_costs_little(bait: str) -> None:
    start = time.perf_counter()
    for _ in range(20):
        found(bait)
    assert time.perf_counter() - start < 1
