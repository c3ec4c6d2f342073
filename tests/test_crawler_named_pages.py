"""What an article's page names is fetched once, if a listing could have named it, and never without end."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.article import Article
from crawler.context import Context
from crawler.named_pages import MAX_PAGES, Follow, follow
from crawler.sources import Source
from pipelines.outcomes import Outcome, Refusal, Settled
from tests.crawls import NEWS, declare, rows, thresher
from tests.loopback import article as web_page
from tests.loopback import loopback
from tests.specimens import SEEN, delivered, page, rejected

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
HOME = "http://courier.example/"
SOURCE = Source(id="courier", home=HOME, feeds=(f"{HOME}feed",), deny=("/sport/",))
HOST = "127.0.0.198"


def named(depth: int = 0, **fields: str) -> list[str]:
    made = Article(url=f"{HOME}a", text="News.", **{name: f"{HOME}{path}" for name, path in fields.items()})
    return [link.url.removeprefix(HOME) for link in follow(made, SOURCE, depth=depth, now=NOW).links]


def stage(**known: Any) -> Follow:
    facts: Any = {"sources": {"courier": SOURCE}, "clock": lambda: SEEN, "commit": None, "frontier": None} | known
    return Follow(Context(**facts))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"canonical_url": "a"}, []),
        ({"canonical_url": "b"}, ["b"]),
        ({"canonical_url": ""}, []),
        ({"canonical_url": "feed"}, []),
        ({"canonical_url": "b", "single_page": "b"}, ["b"]),
        ({"single_page": "b?all=1"}, ["b?all=1"]),
        ({"next_page": "a/2"}, ["a/2"]),
        ({"next_page": "a/2", "single_page": "a/all"}, ["a/all"]),
        ({"canonical_url": "b", "next_page": "a/2"}, ["b", "a/2"]),
    ],
)
def test_what_a_page_names_becomes_a_link_unless_it_is_the_page_or_a_listing(
    fields: dict[str, str], expected: list[str]
) -> None:
    assert expected == named(**fields)


def test_pages_that_articles_led_to_lead_no_further_but_to_the_next() -> None:
    fields = {"canonical_url": "b", "single_page": "c"}
    assert [] == named(1, **fields)
    assert ["a/3"] == named(1, canonical_url="b", next_page="a/3")
    assert [["x"], []] == [named(depth, next_page="x") for depth in (MAX_PAGES - 2, MAX_PAGES - 1)]


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://elsewhere.example/a", Refusal.OFF_SITE),
        (f"{HOME}sport/a", Refusal.DENIED),
        (f"{HOME}a/a/a/a", Refusal.TRAP),
        (f"{HOME}2019/05/17/a", Refusal.TOO_OLD),
    ],
)
def test_links_are_checked_like_others_and_a_canonical_url_is_not_noted_again(url: str, refusal: Refusal) -> None:
    found = follow(Article(url=f"{HOME}a", text="News.", next_page=url), SOURCE, depth=0, now=NOW)
    assert ((), [refusal]) == (found.links, [why for _, why in found.refusals])
    found = follow(Article(url=f"{HOME}a", text="News.", canonical_url=url), SOURCE, depth=0, now=NOW)
    assert ((), ()) == (found.links, found.refusals)


def test_the_stage_adds_links_to_articles_only() -> None:
    gone = Settled(url=HOME, source="courier", outcome=Outcome.GONE)
    for item in (gone, rejected(page(1)), delivered(page(1))):
        assert item is stage().process_item(item)
    found = stage().process_item(delivered(page(1), canonical_url=f"{HOME}b"))
    assert not isinstance(found, Settled)
    assert [f"{HOME}b"] == [link.url for link in found.links]


def test_the_stage_asks_how_deep_a_page_stands() -> None:
    deep = SimpleNamespace(pages=lambda _: 1)
    found = stage(known=deep).process_item(delivered(page(1), canonical_url=f"{HOME}b"))
    assert not isinstance(found, Settled)
    assert () == found.links


def test_a_source_that_is_not_crawled_now_is_not_followed() -> None:
    item = delivered(page(1), canonical_url=f"{HOME}b")
    assert item is stage(sources={}).process_item(item)


def test_a_canonical_page_that_no_listing_names_is_fetched_once_and_joined(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        whole = world.url(HOST, f"{NEWS}whole")
        head = f'<head><link rel="canonical" href="{whole}">'.encode()
        body = web_page("the whole").replace(b"<head>", head)
        listed = [world.set(HOST, f"{NEWS}{name}", body) for name in ("a", "b", "whole")][:2]
        world.feed(HOST, listed)
        declare(tmp_path, {"id": "courier", "home": world.url(HOST), "feeds": [world.url(HOST, "/feed")]})
        assert thresher(tmp_path, "crawl").returncode == 0
        assert 1 == world.paths(HOST).count(f"{NEWS}whole")
    assert [(3,)] == rows(tmp_path, "SELECT count(*) FROM articles")
    assert [(2,)] == rows(tmp_path, "SELECT count(*) FROM duplicates WHERE kind = 'canonical' AND similarity = 1")
