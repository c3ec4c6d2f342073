"""Crawls that are stopped in every phase, and what the next one finds; commands that only read, and a second crawl."""

from __future__ import annotations

import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from crawler.logbook import NAME as LOG
from pipelines.archive import ARCHIVE_NAME
from pipelines.lock import LOCK_NAME, is_held
from pipelines.store import DATABASE_NAME
from tests.crawls import NEWS, declare, outcomes, paper, rows, start, thresher, wait_for, wait_for_news
from tests.loopback import Loopback, Reply, loopback

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.161"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def stopped(crawl, number: signal.Signals, within: float = 15) -> str:  # noqa: ANN001
    """Send a signal, and return what the crawl said; it ends well and soon."""
    began = time.monotonic()
    crawl.send_signal(number)
    out, err = crawl.communicate(timeout=30)
    assert (0, "") == (crawl.returncode, err)
    assert time.monotonic() - began < within
    assert f"Stopped early: {number.name.lower()}" in out
    return str(out)


def check_stopped(folder: Path, number: signal.Signals) -> None:
    ended = rows(folder, "SELECT finish_reason, exit_code, finished_at IS NOT NULL FROM runs ORDER BY id DESC LIMIT 1")
    assert [(number.name.lower(), 0, 1)] == ended
    assert [] == rows(folder, "SELECT url FROM urls WHERE state = 'leased'")


def kill_with_pages_waiting(folder: Path, world: Loopback, pages: int) -> None:
    """Let a crawl fetch so many pages, and kill it before the workers have cleaned them."""
    crawl = start(folder)
    wait_for_news(world, pages)
    crawl.kill()
    crawl.communicate()


def finish(folder: Path, pages: int) -> None:
    assert 0 == thresher(folder, "crawl").returncode
    check_whole(folder, pages)


def check_whole(folder: Path, pages: int) -> None:
    assert [(pages, pages)] == rows(folder, "SELECT count(*), count(DISTINCT url) FROM articles")
    assert {"done"} == {state for state, *_ in outcomes(folder).values()}
    assert [] == rows(folder, "SELECT name FROM warc_files WHERE complete = 0")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_a_run_starts_ends_it_well(tmp_path: Path, number: signal.Signals) -> None:
    with loopback([HOST]) as world:
        declare(tmp_path, paper(world, HOST, 3))
        crawl = start(tmp_path)
        wait_for(lambda: is_held(tmp_path))
        stopped(crawl, number)
        check_stopped(tmp_path, number)
        finish(tmp_path, 3)


def test_pages_a_killed_run_had_fetched_are_not_asked_for_again(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        declare(tmp_path, paper(world, HOST, 40))
        world.set(HOST, "/ai.txt", Reply(body=b"User-Agent: *"))
        kill_with_pages_waiting(tmp_path, world, 30)
        ended = thresher(tmp_path, "crawl")
        asked = Counter(path for path in world.paths(HOST) if path.startswith(NEWS))
    assert 40 == len(asked)
    assert asked.total() <= 41, "one request at a time: one was in flight"
    assert "Taken up from the archive: " in ended.stdout
    assert ended.stdout.startswith("40 new"), "they count in the run that stored them"
    check_whole(tmp_path, 40)
    assert [(0,)] == rows(tmp_path, "SELECT count(*) FROM captures WHERE rights IS NULL"), "what was said goes with all"


def test_a_signal_while_pages_are_taken_up_leaves_the_rest_to_the_next_run(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        declare(tmp_path, paper(world, HOST, 60))
        kill_with_pages_waiting(tmp_path, world, 55)
        crawl = start(tmp_path)
        wait_for(lambda: world.paths(HOST).count("/feed") == 2)
        stopped(crawl, signal.SIGTERM)
        check_stopped(tmp_path, signal.SIGTERM)
        finish(tmp_path, 60)
        asked = Counter(path for path in world.paths(HOST) if path.startswith(NEWS))
    assert asked.total() <= 61


def test_a_signal_while_pages_wait_for_the_workers_ends_a_run_within_seconds(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        declare(tmp_path, paper(world, HOST, 60))
        crawl = start(tmp_path)
        wait_for_news(world, 50)
        stopped(crawl, signal.SIGTERM)
        check_stopped(tmp_path, signal.SIGTERM)
        finish(tmp_path, 60)


def test_a_torn_file_is_mended_and_the_summary_says_so(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        declare(tmp_path, paper(world, HOST, 10))
        kill_with_pages_waiting(tmp_path, world, 8)
        (path,) = (tmp_path / ARCHIVE_NAME).iterdir()
        with path.open("ab") as file:
            file.write(path.read_bytes()[:200])
        size = path.stat().st_size
        ended = thresher(tmp_path, "crawl")
    assert "The torn end of 1 WARC file was cut off." in ended.stdout
    assert f"{path.name} was cut by a run that did not end: 200 bytes" in (tmp_path / LOG).read_text()
    assert path.stat().st_size == size - 200
    check_whole(tmp_path, 10)


@pytest.mark.parametrize("words", [["crawl", "--dry-run"], ["status"]], ids=" ".join)
def test_what_only_reads_leaves_the_folder_as_it_was(tmp_path: Path, words: list[str]) -> None:
    with loopback([HOST]) as world:
        declare(tmp_path, paper(world, HOST, 2))
        assert 0 == thresher(tmp_path, "crawl").returncode
    before = contents(tmp_path)
    assert 0 == thresher(tmp_path, *words).returncode
    assert before == contents(tmp_path)


def test_reading_and_a_second_crawl_change_nothing_while_one_is_at_work(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        declare(tmp_path, paper(world, HOST, 3, drip=0.5))
        crawl = start(tmp_path)
        wait_for_news(world, 1)
        before = contents(tmp_path)
        began = time.monotonic()
        second = thresher(tmp_path, "crawl")
        assert (75, "") == (second.returncode, second.stdout)
        assert time.monotonic() - began < 10
        assert 0 == thresher(tmp_path, "status").returncode
        assert 0 == thresher(tmp_path, "crawl", "--dry-run").returncode
        after = contents(tmp_path)
        stopped(crawl, signal.SIGTERM)
    shared = f"{DATABASE_NAME}-shm"  # where SQLite's readers say that they are there
    assert {n: b for n, b in before.items() if n != shared} == {n: b for n, b in after.items() if n != shared}
    assert {DATABASE_NAME, LOCK_NAME, LOG, "sources.toml"} == set(contents(tmp_path))
