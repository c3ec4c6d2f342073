"""The frontier over a real database: fair order, leases that come back, listings asked again, memory of no URL."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.answers import ASKED
from crawler.frontier import Frontier
from crawler.known import Known
from crawler.schedule import first_due
from crawler.sources import Source, reach
from pipelines.outcomes import Link, Outcome, Settled, UrlKind
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.lease import Lease


class World:
    """A corpus with sources a, b, c …, a clock that stands still, and runs that follow one another."""

    def __init__(self, folder: Path, names: str = "ab") -> None:
        self.sources = [_source(name) for name in names]
        self.now = datetime.now(UTC).replace(microsecond=0)  # the store stamps what it discovers with the real time
        self.corpus = Corpus.open(folder, create=True)
        self.corpus.sync_sources([{"id": s.id, "name": s.name, "home": s.home} for s in self.sources])
        self.begin()

    def begin(self, *sources: Source) -> Frontier:
        self.run_id = self.corpus.begin_run("crawl", cleaning_version="v")
        self.frontier = Frontier(self.corpus, run_id=self.run_id, clock=lambda: self.now)
        self.known = Known(self.corpus, self.run_id)
        self.frontier.seed(sources or self.sources)
        return self.frontier

    def lease(self, limit: int = 1, *busy: str) -> list[str]:
        return [lease.url for lease in self.frontier.lease(limit, busy)]

    def settle(self, url: str, outcome: Outcome = Outcome.LISTING, **facts: Any) -> None:
        source = url.split("//")[1][0]
        self.corpus.commit(self.run_id, [Settled(url=url, source=source, outcome=outcome, **facts)])

    def read_feed(self, name: str, *links: Link) -> None:
        """Lease the feed of a source and settle it with links."""
        self.settle(f"https://{name}.example/feed", links=links)

    def states(self) -> dict[str, tuple[str, str | None]]:
        rows = self.corpus.db.query("SELECT url, state, outcome FROM urls")
        return {row["url"]: (row["state"], row["outcome"]) for row in rows}

    def row(self, url: str) -> dict[str, Any]:
        return next(iter(self.corpus.db.query("SELECT * FROM urls WHERE url = ?", [url])))


def _source(name: str, **fields: Any) -> Source:
    home = f"https://{name}.example/"
    return Source(**{"id": name, "name": name, "home": home, "feeds": (f"{home}feed",), **fields})


def _article(name: str, number: int, published: datetime | None = None) -> Link:
    raw = published.isoformat() if published else None
    return Link(url=f"https://{name}.example/{number}", kind=UrlKind.ARTICLE, published=raw)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.corpus.close()


def test_seed_makes_every_declared_listing_due_with_its_kind(world: World) -> None:
    home = "https://a.example/"
    source = _source("a", sitemaps=(f"{home}map.xml",), pages=(home,))
    leases: list[Lease] = []
    frontier = world.begin(source)
    while found := frontier.lease(5, ()):
        leases += found
    assert {lease.url.removeprefix(home): lease.kind for lease in leases} == {
        "feed": UrlKind.FEED,
        "map.xml": UrlKind.SITEMAP,
        "": UrlKind.PAGE,
    }
    assert all(lease.is_listing and lease.source == "a" and lease.attempts == 1 for lease in leases)


def test_a_leased_url_is_not_leased_again(world: World) -> None:
    assert world.lease(5) == ["https://a.example/feed", "https://b.example/feed"]
    assert world.lease(5) == []
    assert world.states()["https://a.example/feed"] == ("leased", None)


def test_hosts_take_turns(world: World) -> None:
    world.lease(2)
    world.read_feed("a", *(_article("a", n) for n in range(4)))
    world.read_feed("b", *(_article("b", n) for n in range(2)))
    order = [url for _ in range(6) for url in world.lease(1)]
    assert "".join(url.split("//")[1][0] for url in order) == "ababaa"


def test_one_url_of_each_host_in_one_lease(world: World) -> None:
    world.lease(2)
    world.read_feed("a", *(_article("a", n) for n in range(4)))
    world.read_feed("b", *(_article("b", n) for n in range(4)))
    assert len({url.split("//")[1][0] for url in world.lease(9)}) == 2


def test_a_busy_host_is_passed_over(world: World) -> None:
    assert world.lease(5, "a.example") == ["https://b.example/feed"]


def test_listings_come_before_articles_and_the_newest_news_first(world: World) -> None:
    world.begin(_source("a", sitemaps=("https://a.example/map.xml",)))
    world.settle("https://a.example/feed", links=[
        _article("a", 1, world.now - timedelta(days=9)),
        _article("a", 2, world.now - timedelta(minutes=1)),
        _article("a", 3),
        _article("a", 4, world.now - timedelta(days=1)),
    ])  # fmt: skip
    order = [url.removeprefix("https://a.example/") for _ in range(5) for url in world.lease()]
    assert order == ["map.xml", "2", "3", "4", "1"]


def test_hints_come_with_the_lease(world: World) -> None:
    world.lease(2)
    world.read_feed("a", Link(url="https://a.example/1", kind=UrlKind.ARTICLE, title="Bridge", published="2026-03-01"))
    (lease,) = world.frontier.lease(1, ())
    assert [(h.place, h.title, h.published) for h in lease.hints] == [("feed", "Bridge", "2026-03-01")]


def test_hints_follow_a_redirect(world: World) -> None:
    world.lease(2)
    world.read_feed("a", Link(url="https://a.example/1", kind=UrlKind.ARTICLE, title="Bridge"))
    world.lease()
    moved = Link(url="https://a.example/2", kind=UrlKind.ARTICLE)
    world.settle("https://a.example/1", Outcome.REDIRECTED, reason=moved.url, links=(moved,))
    (lease,) = world.frontier.lease(1, ())
    assert (lease.url, [hint.title for hint in lease.hints]) == ("https://a.example/2", ["Bridge"])


def test_way_names_the_redirects_that_led_to_a_url(world: World) -> None:
    chain = [f"https://a.example/{n}" for n in range(4)]
    world.lease(2)
    world.read_feed("a", Link(url=chain[0], kind=UrlKind.ARTICLE))
    for here, there in pairwise(chain):
        links = (Link(url=there, kind=UrlKind.ARTICLE),)
        world.settle(here, Outcome.REDIRECTED, reason=there, links=links)
    assert [world.known.way(url) for url in chain] == [tuple(reversed(chain[:n])) for n in range(4)]


def test_way_ends_on_a_circle(world: World) -> None:
    here, there = "https://a.example/1", "https://a.example/2"
    world.settle(here, Outcome.REDIRECTED, reason=there, links=(Link(url=there, kind=UrlKind.ARTICLE),))
    world.settle(there, Outcome.REDIRECTED, reason=here, links=(Link(url=here, kind=UrlKind.ARTICLE),))
    assert world.known.way(there)[0] == here


def test_deferred_url_is_due_when_its_time_has_come(world: World) -> None:
    world.lease(2)
    world.settle("https://a.example/feed", Outcome.DEFERRED, reason="timeout", until=world.now + timedelta(seconds=9))
    assert world.lease() == []
    world.now += timedelta(seconds=10)
    (lease,) = world.frontier.lease(1, ())
    assert (lease.url, lease.attempts) == ("https://a.example/feed", 2)


def test_earliest_tells_when_each_host_has_something_to_do(world: World) -> None:
    later = world.now + timedelta(minutes=5)
    world.lease(2)
    world.settle("https://a.example/feed", Outcome.DEFERRED, reason="timeout", until=later)
    world.read_feed("b", _article("b", 1))
    assert {"a.example": later, "b.example": world.now} == world.frontier.earliest(world.now)


def test_release_gives_back_what_was_not_settled(world: World) -> None:
    world.lease(2)
    world.read_feed("b")
    world.frontier.release()
    assert {url[8]: state for url, (state, _) in world.states().items()} == {"a": "pending", "b": "done"}


def test_leases_of_a_dead_run_come_back_with_the_next(world: World) -> None:
    world.lease(2)
    dead = world.run_id
    world.begin()
    assert len(world.lease(5)) == 2
    (reason,) = world.corpus.db.execute("SELECT finish_reason FROM runs WHERE id = ?", [dead]).fetchone()
    assert reason == "killed"


def test_next_run_reads_listings_again_and_no_article(world: World) -> None:
    world.lease(2)
    world.read_feed("a", _article("a", 1))
    world.read_feed("b")
    world.lease()
    world.settle("https://a.example/1", Outcome.STORED)
    world.begin()
    assert world.lease(9) == ["https://a.example/feed", "https://b.example/feed"]
    world.read_feed("a", _article("a", 1))
    assert world.lease(9) == []
    assert world.states()["https://a.example/1"] == ("done", "stored")


def test_article_declared_as_page_becomes_a_listing(world: World) -> None:
    world.read_feed("a", _article("a", 1))
    world.begin(_source("a", feeds=(), pages=("https://a.example/1",)))
    (lease,) = world.frontier.lease(9, ())
    assert lease.kind == UrlKind.PAGE


@pytest.mark.parametrize(("detail", "waits"), [(ASKED, True), ("robots.txt: HTTP 503", False), (None, False)])
def test_seed_respects_what_a_host_asked_for_and_nothing_else(world: World, *, detail: str | None, waits: bool) -> None:
    until = world.now + timedelta(hours=1)
    world.settle("https://a.example/feed", Outcome.DEFERRED, reason="http-503", detail=detail, until=until)
    world.begin()
    assert waits == ("https://a.example/feed" not in world.lease(9))


def test_seed_forgets_the_attempts_of_a_listing(world: World) -> None:
    for _ in range(4):
        world.settle("https://a.example/feed", Outcome.DEFERRED, reason="timeout", until=world.now)
    world.begin()
    assert next(lease.attempts for lease in world.frontier.lease(9, ()) if lease.host == "a.example") == 1


@pytest.mark.parametrize(("reason", "runs"), [("crash", 3), ("deadline", 3), ("http-500", 1)])
def test_what_cleaning_could_not_do_is_tried_in_two_more_runs(world: World, reason: str, runs: int) -> None:
    tried = 0
    world.read_feed("a", _article("a", 1))
    for _ in range(5):
        tried += "https://a.example/1" in [url for _ in range(9) for url in world.lease(9)]
        world.settle("https://a.example/1", Outcome.FAILED, reason=reason)
        world.begin()
    assert tried == runs


def test_other_sources_are_left_alone(world: World) -> None:
    world.begin(world.sources[1])
    assert world.lease(9) == ["https://b.example/feed"]
    assert world.frontier.earliest(world.now) == {}


def test_unread_names_sources_whose_every_listing_failed(world: World) -> None:
    world.begin(_source("a", sitemaps=("https://a.example/map.xml",)), _source("b"))
    world.settle("https://a.example/feed", Outcome.FAILED, reason="http-404")
    world.settle("https://b.example/feed", Outcome.DEFERRED, reason="dns", until=world.now + timedelta(hours=1))
    assert {"a", "b"} == world.frontier.unread()
    world.settle("https://a.example/map.xml")
    assert {"b"} == world.frontier.unread()


def test_a_source_the_run_did_not_reach_is_not_unread(world: World) -> None:
    world.settle("https://a.example/feed", Outcome.FAILED, reason="http-404")
    world.begin()
    assert frozenset() == world.frontier.unread()


def test_had_knows_stored_articles(world: World) -> None:
    world.corpus.db.execute(
        "INSERT INTO articles (url, source, text, word_count, text_hash, cleaning_version, first_seen_at, last_seen_at)"
        " VALUES ('https://a.example/1', 'a', 'text', 1, 'h', 'v', 't', 't')"
    )
    assert [world.known.had(f"https://a.example/{n}") for n in (1, 2)] == [True, False]


def test_unknown_counts_the_urls_that_were_never_found(world: World) -> None:
    urls = [f"https://a.example/{path}" for path in ("feed", "1", "2")]
    assert (2, 3) == (world.known.unknown(urls), Known().unknown(urls))


def test_reach_adds_the_hosts_of_listings() -> None:
    source = _source("a", feeds=("https://feeds.example/a",), hosts=("m.a.example",))
    assert {"a.example", "www.a.example", "feeds.example", "m.a.example"} == reach(source)


def test_ten_thousand_links_are_leased_newest_first_without_reading_them_all(world: World) -> None:
    links = [_article("a", n, world.now - timedelta(minutes=n + 1)) for n in range(10_000)]
    world.lease(2)
    world.read_feed("a", *links)
    assert world.lease() == ["https://a.example/0"]
    plan = world.corpus.db.execute(
        "EXPLAIN QUERY PLAN SELECT id FROM urls WHERE state = 'pending' AND host = 'a.example' AND due_at <= 'x'"
        " AND source IN (SELECT value FROM json_each('[]')) ORDER BY due_at DESC, id DESC LIMIT 1"
    ).fetchall()
    assert any("urls_due" in row[3] for row in plan)
    assert not any("ORDER BY" in row[3] for row in plan)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 5), min_size=1))
def test_no_host_is_served_twice_while_another_waits(wanted: dict[str, int]) -> None:
    """Whatever the lengths of the queues, a host's turns are never more than one ahead of another's that has work."""
    served = dict.fromkeys(wanted, 0)
    for name in _order(wanted):
        served[name] += 1
        waiting = [n for n in wanted if served[n] < wanted[n]]
        assert all(served[name] - served[other] <= 1 for other in waiting)
    assert wanted == served


def _order(wanted: dict[str, int]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), "".join(sorted(wanted)))
        world.lease(9)
        for name, count in wanted.items():
            world.read_feed(name, *(_article(name, n) for n in range(count)))
        order = [url[8] for _ in range(sum(wanted.values())) for url in world.lease(1)]
        world.corpus.close()
        return order


@pytest.mark.parametrize(
    ("kind", "hints", "due"),
    [
        ("feed", None, "2026-03-01T12:00:00Z"),
        ("article", None, "2026-03-01T10:59:56Z"),
        ("article", '{"feed": {"title": "no date"}}', "2026-03-01T10:59:56Z"),
        ("article", '{"feed": {"published": "Sun, 01 Mar 2026 10:15:00 +0200"}}', "2026-03-01T08:15:00Z"),
        ("article", '{"news-sitemap": {"modified": "2026-02-28T00:00:00Z"}}', "2026-02-28T00:00:00Z"),
        ("article", '{"feed": {"published": "2030-01-01T00:00:00Z"}}', "2026-03-01T11:59:56Z"),
        ("article", '{"feed": {"published": "next Tuesday"}}', "2026-03-01T10:59:56Z"),
    ],
)
def test_first_due_puts_listings_before_news_and_new_before_old(kind: str, hints: str | None, due: str) -> None:
    assert due == first_due(kind, "2026-03-01T12:00:00Z", hints, place=3)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_undated_links_keep_the_order_of_their_listing(one: int, other: int) -> None:
    dues = [first_due("article", "2026-03-01T12:00:00Z", None, place) for place in (one, other)]
    assert (one < other) == (dues[0] > dues[1])


def test_what_is_wrong_with_a_listing_is_remembered_while_it_does_not_change(world: World) -> None:
    feed, said = "https://a.example/feed", []
    ends = ({"detail": "dead: x"}, {"reason": "not-modified"}, {"reason": "same-body"}, {}, {"reason": "not-modified"})
    for facts in ends:
        world.lease(2)
        world.settle(feed, **facts)
        said.append(world.row(feed)["detail"])
        world.begin()
    assert ["dead: x", "dead: x", "dead: x", None, None] == said


def test_a_fault_in_between_is_not_what_is_wrong_with_a_listing(world: World) -> None:
    feed = "https://a.example/feed"
    world.settle(feed, detail="dead: x")
    world.begin()
    world.settle(feed, Outcome.DEFERRED, reason="timeout", detail="slow", until=world.now)
    world.begin()
    world.settle(feed, reason="not-modified")
    assert world.row(feed)["detail"] is None
