"""``thresher crawl`` as a command: signals, limits, the lock, the dry run, what it prints and its exit codes."""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from pipelines.store import Corpus
from tests.crawls import NEWS, declare, paper, rows, start, thresher, wait_for
from tests.loopback import loopback

if TYPE_CHECKING:
    from pathlib import Path

_SIDE = ("-shm", "-wal")  # SQLite's own, which reading may leave behind


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_within_seconds_and_leaves_the_rest_due(tmp_path: Path, number: signal.Signals) -> None:
    with loopback(["127.0.0.51", "127.0.0.52"]) as world:
        slow = paper(world, "127.0.0.51", 5, drip=0.2)
        declare(tmp_path, slow, {**paper(world, "127.0.0.52", 5), "delay": 30.0})
        crawl = start(tmp_path)
        wait_for(lambda: any(a.path.startswith(NEWS) for a in world.asked("127.0.0.51")))
        began = time.monotonic()
        crawl.send_signal(number)
        out, err = crawl.communicate(timeout=30)
    assert time.monotonic() - began < 10
    assert (crawl.returncode, err) == (0, "")
    assert f"Stopped early: {number.name.lower()}" in out
    states = Counter(row[0] for row in rows(tmp_path, "SELECT state FROM urls WHERE kind = 'article'"))
    assert states["leased"] == 0
    assert states["pending"] >= 5
    assert rows(tmp_path, "SELECT finish_reason, exit_code FROM runs") == [(number.name.lower(), 0)]


def test_limits_end_a_run_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with loopback(["127.0.0.53"]) as world:
        declare(tmp_path, paper(world, "127.0.0.53", 5))
        first = thresher(tmp_path, "crawl", "--max-requests", "3")
        assert len(world.paths("127.0.0.53")) == 4
        assert "Stopped early: max-requests. 3 URLs are left for the next crawl." in first.stdout
        assert first.returncode == 0
        assert thresher(tmp_path, "crawl").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(5,)]


def test_max_minutes_ends_a_run(tmp_path: Path) -> None:
    with loopback(["127.0.0.54"]) as world:
        declare(tmp_path, {**paper(world, "127.0.0.54", 5), "delay": 2.0})
        ended = thresher(tmp_path, "crawl", "--max-minutes", "0.05")
    assert "Stopped early: max-minutes" in ended.stdout
    assert ended.returncode == 0


def test_a_second_run_leaves_at_once_and_changes_nothing(tmp_path: Path) -> None:
    with loopback(["127.0.0.55"]) as world:
        declare(tmp_path, paper(world, "127.0.0.55", 4, wait=3.0))
        first = start(tmp_path)
        wait_for(lambda: world.paths("127.0.0.55"))
        second = thresher(tmp_path, "crawl")
        first.communicate()
    assert (second.returncode, first.returncode) == (75, 0)
    assert second.stderr.count("\n") == 1
    assert "another run" in second.stderr
    assert rows(tmp_path, "SELECT count(*) FROM runs") == [(1,)]


def test_dry_run_tells_what_is_due_and_writes_nothing(tmp_path: Path) -> None:
    with loopback(["127.0.0.56"]) as world:
        declare(tmp_path, paper(world, "127.0.0.56", 5))
        told = thresher(tmp_path, "crawl", "--dry-run")
        assert told.stdout == "paper-56: 1 listings to read, 0 known articles to fetch\n"
        assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]
        thresher(tmp_path, "crawl", "--max-requests", "2")
        before = _contents(tmp_path)
        told = thresher(tmp_path, "crawl", "--dry-run", "--json")
        assert json.loads(told.stdout)[0]["articles"] == 4
        assert before == _contents(tmp_path)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name[-4:] not in _SIDE}


def test_a_named_source_is_crawled_alone_and_quiet_is_quiet(tmp_path: Path) -> None:
    with loopback(["127.0.0.57", "127.0.0.58"]) as world:
        declare(tmp_path, paper(world, "127.0.0.57", 1), paper(world, "127.0.0.58", 1))
        ended = thresher(tmp_path, "crawl", "paper-58", "--quiet")
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
        assert not world.paths("127.0.0.57")
    unknown = thresher(tmp_path, "crawl", "paper-5")
    assert unknown.returncode == 65
    assert "did you mean" in unknown.stderr


def test_alarms_are_said_and_have_their_exit_code_even_where_nothing_was_due(tmp_path: Path) -> None:
    with loopback(["127.0.0.59"]) as world:
        declare(tmp_path, {**paper(world, "127.0.0.59", 1), "poll_min_minutes": 60.0, "poll_max_minutes": 60.0})
        sound = thresher(tmp_path, "crawl", "--quiet", "--alarms")
        assert (sound.returncode, sound.stdout, sound.stderr) == (0, "", "")
        with Corpus.open(tmp_path) as corpus, corpus.transaction() as db:
            db.conn.execute("UPDATE site_files SET failed_since = fetched_at WHERE name = 'robots.txt'")
        told = thresher(tmp_path, "crawl", "--quiet", "--alarms")
        facts = thresher(tmp_path, "crawl", "--alarms", "--json")
    assert (told.returncode, told.stderr) == (4, "")
    assert told.stdout.startswith("paper-59: robots: ")
    assert (facts.returncode, ["robots"]) == (4, [sign["sign"] for sign in json.loads(facts.stdout)["health"]])


@pytest.mark.parametrize(
    "words", [("crawl", "--max-requests", "0"), ("crawl", "--max-minutes", "-1"), ("crawl", "--fast")]
)
def test_wrong_usage_has_its_exit_code(tmp_path: Path, words: tuple[str, ...]) -> None:
    declare(tmp_path)
    assert thresher(tmp_path, *words).returncode == 2


def test_a_folder_without_enabled_sources_says_what_to_do(tmp_path: Path) -> None:
    declare(tmp_path, {"id": "a", "home": "http://127.0.0.59/", "enabled": False})
    ended = thresher(tmp_path, "crawl")
    assert ended.returncode == 78
    assert "thresher add URL" in ended.stderr
