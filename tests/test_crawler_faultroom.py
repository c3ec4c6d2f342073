"""One crawl over every fault of the newsroom at once: it ends by itself, in time and memory, with the right end for each."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.newsroom import Newsroom
from crawler.newsroom.entities import STOLEN
from crawler.newsroom.faults import faults
from crawler.newsroom.wire import FEED, NEWS, ROBOTS
from crawler.robots import MAX_REDIRECTS
from tests.crawls import ROOT, declare, outcomes, rows
from tests.loopback import STATEMENTS

if TYPE_CHECKING:
    from pathlib import Path

# The command as it is, but for its patience with a server: a minute would make the test last three.
COMMAND = """
import sys
from crawler import settings
from crawler.cli import main
settings.DOWNLOAD_TIMEOUT = 6
main()
"""
TIME = 100
"""Seconds; on an idle machine it takes a fifth."""
MEMORY = 500
"""Megabytes of the largest of the crawl's processes; half of it is the rules and models of cleaning."""


class Crawled:
    """All faults, crawled once."""

    def __init__(self, room: Newsroom, folder: Path) -> None:
        self.sites = room.faults
        declare(folder, *(site.source() for site in self.sites.values()))
        words = [sys.executable, "-c", COMMAND, "crawl", "-C", str(folder)]
        began = time.monotonic()
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as crawl:
            assert crawl.stdout
            assert crawl.stderr
            self.stdout, self.stderr = crawl.stdout.read(), crawl.stderr.read()
            _, status, usage = os.wait4(crawl.pid, 0)
            crawl.returncode = self.code = os.waitstatus_to_exitcode(status)
        self.seconds, self.memory = time.monotonic() - began, usage.ru_maxrss / 1024
        self.ended = datetime.now(UTC)
        self.folder, self.log, self.outcomes = folder, room.requests, outcomes(folder)

    def paths(self, name: str) -> list[str]:
        """Return what was asked of a fault, in order."""
        return [request.path for request in self.log if request.outlet == name]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    with Newsroom(faults=["all"]) as room:
        return Crawled(room, tmp_path_factory.mktemp("faults"))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", faults())
def test_every_fault_has_its_end(crawled: Crawled, name: str) -> None:
    ends = crawled.sites[name].ends()
    assert ends == {url: crawled.outcomes.get(url) for url in ends}


def test_the_crawl_ends_by_itself_in_bounded_time_and_memory(crawled: Crawled) -> None:
    assert (3, "") == (crawled.code, crawled.stderr)
    assert crawled.seconds < TIME
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # a child begins with what its parent had
    assert crawled.memory < max(MEMORY, ours + 1)
    assert rows(crawled.folder, "SELECT finish_reason FROM runs") == [("finished",)]
    assert rows(crawled.folder, "SELECT count(*) FROM urls WHERE state = 'leased'") == [(0,)]
    assert "Traceback" not in (crawled.folder / "thresher.log").read_text()


@pytest.mark.parametrize("name", [name for name in faults() if name.startswith("busy")])
def test_who_asks_for_an_hour_gets_it(crawled: Crawled, name: str) -> None:
    """The whole host waits, and is not asked for anything more."""
    site = crawled.sites[name]
    found = rows(crawled.folder, "SELECT host, hold_until FROM hosts WHERE hold_until IS NOT NULL")
    host = site.base.split("/")[2].partition(":")[0]
    wait = datetime.fromisoformat(dict(found)[host]) - crawled.ended
    assert timedelta(minutes=55) < wait < timedelta(minutes=61)
    assert crawled.paths(name)[-1] in site.fault.answers


def test_nothing_is_asked_for_that_nobody_named(crawled: Crawled) -> None:
    """Above all not what an external entity names."""
    for name, site in crawled.sites.items():
        known = {*site.fault.answers, *site.fault.ends, *site.fault.named, ROBOTS, FEED, *STATEMENTS}
        assert set(crawled.paths(name)) <= known - set(STOLEN), name


def test_nobody_is_asked_without_end(crawled: Crawled) -> None:
    most = {name: max(Counter(crawled.paths(name)).values(), default=0) for name in crawled.sites}
    assert {name: number for name, number in most.items() if number > 2} == {"robots-loop": 1 + MAX_REDIRECTS}


def test_entities_are_not_expanded(crawled: Crawled) -> None:
    hints = rows(
        crawled.folder,
        "SELECT url, hints FROM urls WHERE url LIKE '%127.0.9.%' AND length(url) + length(coalesce(hints, '')) > 2000",
    )
    assert hints == []
    assert rows(crawled.folder, "SELECT url FROM urls WHERE url LIKE '%root:%' OR hints LIKE '%root:%'") == []


def test_the_true_charset_is_found(crawled: Crawled) -> None:
    (url,) = (url for url in crawled.sites["wrong-charset"].ends() if NEWS in url)
    assert rows(crawled.folder, f"SELECT title FROM articles WHERE url = '{url}'") == [("Рада зібралася знову",)]


def test_pages_that_name_the_home_page_stay_apart(crawled: Crawled) -> None:
    site = crawled.sites["home-canonical"]
    found = rows(crawled.folder, f"SELECT url FROM articles WHERE url LIKE '{site.base}/%' ORDER BY url")
    assert [url for (url,) in found] == sorted(url for url in site.ends() if NEWS in url)
