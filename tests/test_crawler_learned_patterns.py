"""What a source's own URLs teach about the links of its front page."""

from __future__ import annotations

import doctest
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import learned_patterns
from crawler.discovery import Fetched, read
from crawler.known import Known
from crawler.learned_patterns import Learned, learn
from crawler.patterns import Shape
from crawler.sources import Source
from pipelines.outcomes import Outcome
from tests.desk import Desk
from tests.specimens import SEEN, settled

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://news.example"
SLUGS = (
    "harbour-bridge-reopens",
    "council-votes-for-tunnel",
    "ferry-strike-goes-on",
    "mayor-leaves-for-good",
    "a-quiet-day-at-sea",
)
NAMES = ("bridge", "tunnel", "ferry", "mayor", "sea")


def taught(articles: list[str], others: list[str] | None = None) -> Learned:
    known = [(SITE + path, True) for path in articles] + [(SITE + path, False) for path in others or []]
    return learn(known)


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(learned_patterns).failed == 0


@pytest.mark.parametrize(
    ("articles", "more", "unknown"),
    [
        ([f"/2026/03/{d}/{n}" for d, n in enumerate(NAMES, 11)], ["/2026/02/28/x"], ["/2026/03/", "/x", "/2026/x"]),
        ([f"/2026-03-{d}/{n}" for d, n in enumerate(NAMES, 11)], ["/2025-01-02/x"], ["/2026-03-11", "/a/x"]),
        ([f"/a/{n}" for n in range(12345, 12350)], ["/a/99999"], ["/a/7", "/a/harbour", "/tag/12345"]),
        ([f"/archives/{n}" for n in range(12345, 12350)], ["/archives/1234567"], ["/archives/x", "/tag/12345"]),
        ([f"/story.php?id={n}" for n in range(5)], ["/story.php?id=99"], ["/story.php", "/story.php?tag=1"]),
        ([f"/?p={n}" for n in range(5)], ["/?p=4711"], ["/?s=bridge", "/"]),
        ([f"/{slug}" for slug in SLUGS], ["/one-more-headline"], ["/local-news", "/sport"]),
        ([f"/{slug}.html" for slug in SLUGS], ["/one-more-headline.html"], ["/sport.html", "/one-more-headline"]),
        ([f"/{n}-{i}.html" for i, n in enumerate(NAMES, 20100)], ["/x-99999.html"], ["/x.html", "/x-y.html"]),
        ([f"/politik/{n}-a{i}.html" for i, n in enumerate(NAMES, 20100)], ["/politik/x-a999.html"], ["/x.html"]),
        ([f"/{i}-{n}" for i, n in enumerate(NAMES, 20100)], ["/99999-x"], ["/x", "/7"]),
        ([f"/de/{slug}/{i}" for i, slug in enumerate(SLUGS, 6100)], ["/de/one-more-headline/7777"], ["/de/", "/de/politik"]),
        ([f"/news/c{i}x2yz4k{i}o" for i in range(5)], ["/news/c9x2yz4k1oo"], ["/news/world", "/news"]),
        ([f"/новини/{slug}" for slug in ("міст-знову-відкрито", "рада-за-тунель", "страйк-на-поромі")], ["/новини/мер-їде-геть"], ["/новини/світ"]),
    ],
)  # fmt: skip
def test_families_of_urls_are_told_from_the_rest_of_the_site(
    articles: list[str], more: list[str], unknown: list[str]
) -> None:
    learned = taught(articles)
    assert [True] * len(more) == [learned.says(SITE + path) for path in more]
    assert [None] * len(unknown) == [learned.says(SITE + path) for path in unknown]


@pytest.mark.parametrize(("place", "verdict"), [("/world/", True), ("/tag/", None), ("/world/asia/", None)])
def test_what_is_common_in_known_folders_holds_in_new_ones_but_for_furniture(place: str, verdict: bool | None) -> None:  # noqa: FBT001
    learned = taught([f"/{folder}/{n}-20{n}11.html" for n, folder in enumerate(NAMES)])
    assert verdict is learned.says(f"{SITE}{place}x-20999.html")


def test_what_was_no_article_again_and_again_is_none() -> None:
    learned = taught([f"/a/{n}" for n in range(5000, 5005)], [f"/live/{slug}" for slug in SLUGS])
    assert [False, True] == [learned.says(SITE + path) for path in ("/live/the-match-of-the-day", "/a/6000")]


def test_mixed_evidence_says_nothing() -> None:
    both = [f"/live/{slug}" for slug in SLUGS]
    assert taught(both[:3], both[3:]).says(f"{SITE}/live/one-more-headline") is None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_urls_teach_nothing(count: int) -> None:
    assert taught([f"/a/{n}" for n in range(5000, 5000 + count)]).says(f"{SITE}/a/6000") is None


def test_single_words_need_many_witnesses_since_sections_have_them_too() -> None:
    names = [f"/news/{a}mong{b}" for a in "abcdef" for b in "ghijkl"]
    assert [None, True] == [taught(names[:count]).says(f"{SITE}/news/ferry") for count in (19, 36)]


@pytest.mark.parametrize(
    ("path", "anchor", "before", "after"),
    [
        ("/a/4711", "Bridge", Shape.OTHER, Shape.ARTICLE),
        ("/archives/4711", "Bridge", Shape.OTHER, Shape.ARTICLE),
        ("/live/the-bridge", "The bridge reopens at last today", Shape.ARTICLE, Shape.OTHER),
        ("/live/bridge-of-iron-and", "", Shape.ARTICLE, Shape.ARTICLE),
        ("/a/4711.pdf", "Bridge", Shape.OTHER, Shape.OTHER),
        ("/", "Home", Shape.OTHER, Shape.OTHER),
        ("/b/4711", "Bridge", Shape.OTHER, Shape.OTHER),
    ],
)
def test_it_decides_only_where_the_look_is_unsure(path: str, anchor: str, before: Shape, after: Shape) -> None:
    articles = [f"/{folder}/{n}" for folder in ("a", "archives") for n in range(5000, 5005)]
    others = [f"/live/the-{name}" for name in NAMES]
    url = SITE + path
    assert [before, after] == [Learned().shape(url, anchor), taught(articles, others).shape(url, anchor)]


def test_a_run_learns_from_what_the_corpus_holds(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.commit(*(settled(n, Outcome.STORED, status=200) for n in range(5000, 5004)))
    desk.commit(*(settled(n, Outcome.REJECTED, "paywall", status=200) for n in range(6000, 6099)))
    desk.commit(*(settled(n, Outcome.FAILED, "http-404", status=404) for n in range(7000, 7099)))
    known = Known(desk.corpus, desk.run)
    assert [True, None] == [known.learned(name).says("http://courier.example/8000") for name in ("courier", "tribune")]
    desk.commit(*(settled(n, Outcome.REJECTED, "section-front", status=200) for n in range(8000, 8099)))
    assert known.learned("courier").says("http://courier.example/8000") is True
    assert Known(desk.corpus, desk.run).learned("courier").says("http://courier.example/8000") is False
    assert Known().learned("courier") == Learned()
    desk.corpus.close()


def test_a_front_page_is_read_with_it_and_a_feed_is_not_filtered_by_it() -> None:
    learned = taught([f"/a/{n}" for n in range(5000, 5005)], [f"/live/{slug}" for slug in SLUGS])
    source = Source(id="news", home=f"{SITE}/", pages=(f"{SITE}/",))
    page = b"<!doctype html><a href='/a/4711'>Bridge</a><a href='/live/goals'>The goals of the match in full</a>"
    feed = b"<rss version='2.0'><channel><item><link>/live/the-match-of-the-day</link></item></channel></rss>"
    found = [read(Fetched(url=source.home, body=body), source, SEEN, learned=learned).links for body in (page, feed)]
    assert [["/a/4711"], ["/live/the-match-of-the-day"]] == [
        [link.url.removeprefix(SITE) for link in links] for links in found
    ]


@given(st.lists(st.tuples(st.text(max_size=60), st.booleans()), max_size=20), st.text(max_size=60))
def test_any_urls_can_be_learned_from(known: list[tuple[str, bool]], path: str) -> None:
    learned = learn((f"{SITE}/{text}".replace("[", ""), was) for text, was in known)
    assert learned.says(f"{SITE}/{path}".replace("[", "")) in (True, False, None)


@pytest.mark.parametrize("part", ["-a", "/", "2026/", "1", "%D0", "a1", "-1", "&a="])
def test_long_urls_take_bounded_time(part: str) -> None:
    started = time.process_time()
    learn([(f"{SITE}/{part * 1000}?{part * 1000}", True)])
    assert time.process_time() - started < 1
