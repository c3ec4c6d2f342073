"""Manners from end to end, by the servers' own log: kills and restarts, a host that becomes slow, one that turns us away."""

from __future__ import annotations

import importlib
import json
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawls import NEWS, ROOT, declare, paper, rows, thresher
from tests.loopback import HTML_TYPE, Asked, Loopback, Reply, article, loopback

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

HOST = "127.0.0.71"


@pytest.fixture
def manners(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark's module, which is no package's."""
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    return importlib.import_module("manners")


@pytest.mark.timeout(300)
def test_nobody_is_bothered_by_a_crawl_that_is_killed_and_started_again(tmp_path: Path, manners: ModuleType) -> None:
    town = manners.politeness(tmp_path, hosts=4, articles=4, kills=3, seed=5)
    assert town.faults() == []
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(16,)]
    assert len(town.waits) == 6


def _seen(*moments: tuple[str, float, float]) -> list[Asked]:
    return [Asked(host=HOST, path=path, began=began, ended=ended, headers={}) for path, began, ended in moments]


@pytest.mark.parametrize(
    ("log", "kills", "fault"),
    [
        ([("/robots.txt", 0, 0.1), ("/a", 1.2, 1.3)], [], ""),
        ([("/robots.txt", 0, 0.1), ("/a", 1.0, 1.3)], [], "not 1.0"),
        ([("/robots.txt", 0, 0.1), ("/a", 0.5, 0.6)], [0.2], ""),
        ([("/robots.txt", 0, 0.1), ("/a", 1.2, 2.5), ("/b", 2.4, 2.6)], [], "not 1.0"),
        ([("/robots.txt", 0, 0.1), ("/a", 1.2, 2.5), ("/b", 2.4, 2.6)], [1.3], ""),
        ([("/private/a", 0, 0.1)], [], "forbidden"),
        ([("/a", 10, 10.1), ("/b", 12, 12.1)], [], "early"),
        ([("/a", 10, 10.1), ("/b", 15, 15.1)], [], ""),
    ],
    ids=["kept", "gap", "unread", "overlap", "cut off", "forbidden", "retry", "waited"],
)
def test_the_log_is_judged(
    log: list[tuple[str, float, float]], kills: list[float], fault: str, manners: ModuleType
) -> None:
    world = Loopback(1)
    for asked in _seen(*log):
        world.note(asked)
    town = manners.Town(world, delays={HOST: 1.0}, declared={HOST: 0.0}, waits=[(HOST, 10.05, 14.0)], kills=kills)
    faults = town.faults()
    assert len(faults) == bool(fault)
    assert not fault or fault in faults[0]


@pytest.mark.timeout(180)
def test_a_host_that_becomes_slow_gets_more_time_and_less_again_when_it_recovers(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        source = paper(world, HOST, 26)
        waits = iter([0.0] * 8 + [0.5] * 7 + [0.0] * 30)

        def answer() -> Reply:
            return Reply(body=article(str(time.monotonic())), headers=HTML_TYPE, wait=next(waits))

        for number in range(26):
            world.set(HOST, f"{NEWS}{number}", answer)
        declare(tmp_path, source)
        assert thresher(tmp_path, "crawl").returncode == 0
        asked = [one for one in world.asked(HOST) if one.path.startswith(NEWS)]
    gaps = [two.began - one.ended for one, two in pairwise(asked)]
    assert max(gaps[:8]) < 1.0
    assert max(gaps[8:17]) > 1.2
    assert max(gaps[-4:]) < 1.0


@pytest.fixture(scope="module")
def banned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Loopback, list[Any]]:
    """Crawl twice a host that gives three articles and then refuses, and one that states its rights."""
    folder, other = tmp_path_factory.mktemp("banned"), "127.0.0.73"
    with loopback(["127.0.0.72", other]) as world:
        sources = [paper(world, "127.0.0.72", 12), paper(world, other, 2)]
        left = iter([True] * 3)
        for number in range(12):
            page = world.replies["127.0.0.72", f"{NEWS}{number}"]
            assert isinstance(page, Reply)
            world.set(
                "127.0.0.72", f"{NEWS}{number}", lambda page=page: page if next(left, None) else Reply(status=403)
            )
        rules = json.dumps([{"location": f"{NEWS}0$", "tdm-reservation": 1}])
        world.set(other, "/.well-known/tdmrep.json", Reply(body=rules.encode()))
        world.set(other, "/ai.txt", Reply(body=b"User-Agent: *\nDisallow: *\n"))
        tagged = Reply(body=article("x"), headers={**HTML_TYPE, "X-Robots-Tag": "noarchive, tdm-bot: none"})
        world.set(other, f"{NEWS}0", tagged)
        declare(folder, *sources)
        ends = [thresher(folder, "crawl", "--json"), thresher(folder, "crawl"), thresher(folder, "status")]
    return folder, world, ends


def test_a_host_that_turns_us_away_is_paused_and_nothing_of_it_is_given_up(
    banned: tuple[Path, Loopback, list[Any]],
) -> None:
    folder, world, _ = banned
    assert len([path for path in world.paths("127.0.0.72") if path.startswith(NEWS)]) == 3 + 5
    ends = rows(
        folder,
        "SELECT state, outcome, reason, count(*) FROM urls WHERE kind = 'article' AND host = '127.0.0.72' GROUP BY 1, 2, 3"
        " ORDER BY 1, 2",
    )
    assert ends == [("done", "stored", None, 3), ("pending", None, None, 4), ("pending", "deferred", "banned", 5)]


def test_a_crawl_says_that_it_was_turned_away_and_so_do_the_next_and_status(
    banned: tuple[Path, Loopback, list[Any]],
) -> None:
    first, second, status = banned[2]
    (paused,) = json.loads(first.stdout)["paused"]
    assert (first.returncode, second.returncode) == (3, 3)
    assert (paused["host"], paused["banned"]) == ("127.0.0.72", True)
    for told in (second.stdout, status.stdout):
        assert "127.0.0.72 turns us away, paused until 2" in told
        assert "refusals: 5 of the last 8 answers" in told


def test_what_was_said_about_reuse_lies_with_the_captures(banned: tuple[Path, Loopback, list[Any]]) -> None:
    found = rows(banned[0], "SELECT url, rights FROM captures WHERE url LIKE '%.73:%' ORDER BY url")
    first, second = (json.loads(rights) for _, rights in found)
    assert first["directives"] == ["noarchive"]
    assert [one["agent"] for one in first["robots"]] == ["robots", "tdm-bot"]
    assert first["tdm"]["reserved"]
    assert "tdm" not in second
    assert first["ai_txt"] == second["ai_txt"]
    assert rows(banned[0], "SELECT count(*) FROM captures WHERE rights IS NULL") == [(3,)]


def test_site_files_are_asked_for_once_over_all_runs(banned: tuple[Path, Loopback, list[Any]]) -> None:
    asked = [one.path for one in banned[1].asked("127.0.0.73")]
    assert [asked.count(path) for path in ("/robots.txt", "/.well-known/tdmrep.json", "/ai.txt")] == [1, 1, 1]
