"""Articles that are due for another look: leased after what is new, longest due first, and given back as they were."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.frontier import _LONGEST_DUE
from pipelines.outcomes import Outcome
from tests.crawls import NEWS, declare, outcomes, paper, pass_time, rows, thresher
from tests.loopback import HTML_TYPE, Reply, article, loopback
from tests.test_crawler_frontier import World, _article, _source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.lease import Lease

HOUR = timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two sources whose feeds were read, and three articles of a that were stored."""
    world = World(tmp_path)
    world.lease(2)
    world.read_feed("a", *(_article("a", n) for n in range(3)))
    world.read_feed("b")
    for _ in range(3):
        world.settle(*world.lease(), Outcome.STORED)
    world.frontier.seed([])
    yield world
    world.corpus.close()


def _look(world: World, number: int, hours: int) -> str:
    """Let an article be due for so many hours, or only in some when they are less than 0."""
    url = f"https://a.example/{number}"
    world.corpus.db.execute("UPDATE urls SET due_at = ? WHERE url = ?", [_text(world, -hours), url])
    return url


def _text(world: World, hours: int) -> str:
    return (world.now + HOUR * hours).strftime("%Y-%m-%dT%H:%M:%SZ")


def _begin(world: World) -> None:
    world.begin(_source("a", feeds=(), pages=("https://a.example/new",)), world.sources[1])


def test_what_is_due_for_a_look_comes_after_what_is_new_and_longest_due_first(world: World) -> None:
    first, second, _ = _look(world, 1, 9), _look(world, 0, 2), _look(world, 2, -1)
    _begin(world)
    assert [world.lease(1, "b.example") for _ in range(4)] == [["https://a.example/new"], [first], [second], []]


def test_a_host_with_looks_only_takes_its_turn(world: World) -> None:
    first = _look(world, 1, 9)
    world.begin(_source("a", feeds=()), world.sources[1])
    assert set(world.lease(9)) == {first, "https://b.example/feed"}


def test_what_is_new_on_a_host_is_seen_though_a_look_is_overdue(world: World) -> None:
    _look(world, 1, 9)
    world.begin(_source("a", feeds=()))
    world.settle("https://b.example/feed", links=[_article("a", 7)])
    world.corpus.db.execute("UPDATE urls SET source = 'a'")
    assert world.lease() == ["https://a.example/7"]


def test_a_look_is_leased_with_no_attempts_of_before(world: World) -> None:
    url = _look(world, 1, 9)
    world.corpus.db.execute("UPDATE urls SET attempts = 5 WHERE url = ?", [url])
    _begin(world)
    leases: list[Lease] = [lease for _ in range(2) for lease in world.frontier.lease(1, ("b.example",))]
    assert (leases[1].url, leases[1].attempts, world.row(url)["attempts"]) == (url, 1, 0)


def test_a_look_that_was_not_taken_is_given_back_as_it_was(world: World) -> None:
    url = _look(world, 1, 9)
    before = world.row(url)
    _begin(world)
    leased = [url for _ in range(2) for url in world.lease(1, "b.example")]
    assert (leased[1], world.states()[url]) == (url, ("leased", "stored"))
    world.frontier.release()
    changed = ("run_id",)
    assert {k: v for k, v in before.items() if k not in changed} == {
        k: v for k, v in world.row(url).items() if k not in changed
    }
    assert world.states()["https://a.example/new"] == ("pending", None)


def test_a_look_of_a_dead_run_comes_back_as_one(world: World) -> None:
    url = _look(world, 1, 9)
    _begin(world)
    world.lease(1, "b.example"), world.lease(1, "b.example")
    world.frontier.seed([])
    world.begin(world.sources[1])
    assert world.states()[url] == ("done", "stored")


def test_a_source_that_is_not_looked_at_again_is_left_alone(world: World) -> None:
    _look(world, 1, 9)
    world.begin(_source("a", feeds=(), pages=("https://a.example/new",), revisit_hours=()))
    assert [world.lease(), world.lease()] == [["https://a.example/new"], []]
    assert world.frontier.earliest(world.now) == {}


def test_earliest_tells_of_looks(world: World) -> None:
    _look(world, 1, -2)
    _look(world, 2, -5)
    world.begin(_source("a", feeds=()))
    assert world.frontier.earliest(world.now) == {"a.example": world.now + HOUR * 2}


def test_the_next_look_is_found_by_its_index(world: World) -> None:
    asked = {"sources": "[]", "watched": "[]", "host": "a.example", "now": "x"}
    plan = world.corpus.db.execute(f"EXPLAIN QUERY PLAN {_LONGEST_DUE}", asked).fetchall()
    assert any("urls_due (state=? AND host=? AND due_at>? AND due_at<?)" in row[3] for row in plan)
    assert not any("ORDER BY" in row[3] for row in plan)


def test_corrections_and_deletions_are_found_by_looking_again(tmp_path: Path) -> None:
    host = "127.0.0.174"
    with loopback([host]) as site:
        declare(tmp_path, {**paper(site, host, 4), "revisit_hours": [1, 6]})
        tagged = {**HTML_TYPE, "ETag": '"v1"'}
        site.set(host, f"{NEWS}0", Reply(body=article("a"), headers=tagged))
        assert thresher(tmp_path, "crawl").returncode == 0
        site.set(host, f"{NEWS}0", Reply(status=304, headers=tagged))
        site.set(host, f"{NEWS}1", article("b", paragraphs=5))
        site.set(host, f"{NEWS}2", Reply(status=410))
        pass_time(tmp_path, minutes=61)
        assert thresher(tmp_path, "crawl").returncode == 0
        assert [site.paths(host).count(f"{NEWS}{n}") for n in range(4)] == [2, 2, 2, 2]
    found = {url[-1]: (state, outcome) for url, (state, outcome, _) in outcomes(tmp_path).items() if NEWS in url}
    assert found == {n: ("done", o) for n, o in zip("0123", ("unchanged", "revised", "gone", "unchanged"), strict=True)}
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(4,)]
    captured = rows(tmp_path, "SELECT url, revisit_of IS NOT NULL FROM captures WHERE run_id = 2 ORDER BY url")
    assert [(url[-1], again) for url, again in captured] == [("1", 0), ("3", 1)]
    due = rows(tmp_path, "SELECT url, due_at IS NULL FROM urls WHERE kind = 'article' ORDER BY url")
    assert [gone for _, gone in due] == [0, 0, 1, 0]


def test_a_look_that_fails_backs_off_and_the_article_stays(tmp_path: Path) -> None:
    host = "127.0.0.175"
    with loopback([host]) as site:
        declare(tmp_path, {**paper(site, host, 1), "revisit_hours": [1, 6]})
        assert thresher(tmp_path, "crawl").returncode == 0
        site.set(host, f"{NEWS}0", Reply(status=500))
        pass_time(tmp_path, minutes=61)
        assert thresher(tmp_path, "crawl").returncode == 0
    found = rows(tmp_path, "SELECT state, outcome, reason, attempts FROM urls WHERE kind = 'article'")
    assert found == [("pending", "deferred", "http-500", 2)]
    assert rows(tmp_path, "SELECT count(*), max(revision) FROM articles") == [(1, 1)]
