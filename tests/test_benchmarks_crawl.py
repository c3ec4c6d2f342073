from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from crawler.annotated import Folder
from crawler.guard import Guard, GuardedResolver
from pipelines.accounts import Account
from tests.shelf import QUALITY, line, shelve

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from crawler.annotated import Entry

ROOT = Path(__file__).parent.parent


@pytest.fixture
def town(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmarks' module, which is no package's."""
    return benchmark("town")


@pytest.fixture
def script(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmark itself."""
    return benchmark("crawl")


def entries(folder: Path, *urls: str, **fields: Any) -> list[Entry]:
    return list(Folder(shelve(folder, [line(n, url=url, **fields) for n, url in enumerate(urls)])).entries())


def asked(open_town: Any, host: str, path: str) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{open_town.server_port}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_pages_live_under_their_own_host_path_and_query(town: ModuleType, tmp_path: Path) -> None:
    found = entries(tmp_path, "https://a.example/x/y?id=3&utm_source=z", "http://b.example/q", "https://a.example/z")
    houses = town.built(found, 10)
    assert {name: list(house.pages) for name, house in houses.items()} == {
        "a.example": ["/x/y?id=3", "/z"],
        "b.example": ["/q"],
    }


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example/x", "https://a.example/", "https://a.example:8443/x", "hard:x", "http://a..b/x"]
)
def test_page_without_an_address_of_its_own_is_left_out(town: ModuleType, tmp_path: Path, url: str) -> None:
    assert town.built(entries(tmp_path, url), 10) == {}


def test_no_more_pages_are_served_than_asked_for(town: ModuleType, tmp_path: Path) -> None:
    found = entries(tmp_path, *(f"https://h{n}.example/a" for n in range(5)), "https://h0.example/a")
    assert len(town.built(found, 3)) == 3
    assert len(town.built(found, 99)) == 5


def test_host_header_says_which_house_answers(town: ModuleType, tmp_path: Path) -> None:
    found = entries(tmp_path, "https://a.example/x?y=1", "https://b.example/x", "https://b.example//two")
    with town.Town(town.built(found, 9)) as opened:
        assert asked(opened, "b.example", "//two") == (200, found[2].page.read().body)
        assert asked(opened, f"a.example:{opened.server_port}", "/x?y=1") == (200, found[0].page.read().body)
        assert asked(opened, "b.example", "/x") == (200, found[1].page.read().body)
        assert asked(opened, "b.example", "/x?y=1")[0] == 404
        assert asked(opened, "c.example", "/x")[0] == 404
        assert asked(opened, "a.example", "/robots.txt")[0] == 404
        assert all(opened.asked[url] == 1 for url in opened.urls())


def test_feed_names_every_page_of_its_house(town: ModuleType, tmp_path: Path) -> None:
    found = entries(tmp_path, "https://a.example/x?y=1&z=2", "https://a.example/b", title='A & B <"C">')
    with town.Town(town.built(found, 9)) as opened:
        parsed = feedparser.parse(asked(opened, "a.example", town.FEED)[1])
        root = f"http://a.example:{opened.server_port}"
    assert not parsed.bozo
    assert [(e.link, e.title) for e in parsed.entries] == [
        (f"{root}/x?y=1&z=2", 'A & B <"C">'),
        (f"{root}/b", 'A & B <"C">'),
    ]
    assert parsed.entries[0].published == "Sun, 01 Mar 2026 10:15:00 +0200"


@pytest.mark.parametrize("published", [None, "2003-11", "soon"])
def test_date_that_is_no_day_is_left_out_of_the_feed(town: ModuleType, tmp_path: Path, published: str | None) -> None:
    found = entries(tmp_path, "https://a.example/x", published=published)
    assert b"pubDate" not in town.feed("http://a.example", town.built(found, 9)["a.example"])


def test_every_host_is_declared_as_a_local_source(script: ModuleType, town: ModuleType, tmp_path: Path) -> None:
    found = entries(tmp_path, "https://a.example/x", "https://b.example/x")
    with town.Town(town.built(found, 9)) as opened:
        config = script.declared(tmp_path, opened)
        assert [(s.name, s.local, s.delay) for s in config.sources] == [
            ("a.example", True, 0.0),
            ("b.example", True, 0.0),
        ]
        assert config.sources[0].feeds == (f"http://a.example:{opened.server_port}{town.FEED}",)


@pytest.mark.parametrize(("host", "is_reached"), [("a.example", True), ("b.example", False)])
def test_name_sent_to_loopback_is_reached_by_local_sources_only(host: str, *, is_reached: bool) -> None:
    resolver = GuardedResolver.__new__(GuardedResolver)
    resolver.guard, resolver.everywhere = Guard(["a.example"]), "127.0.0.1"
    found: list[object] = []
    resolver.getHostByName(host).addBoth(found.append)
    assert is_reached is (found == ["127.0.0.1"])


def run(corpus: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks/crawl.py"), *words]
    env = os.environ | {"THRESHER_BENCH_CORPUS": str(corpus), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=100)


def test_projects_own_pages_come_through_the_true_command() -> None:
    number = len((QUALITY / "pages.jsonl").read_text("utf-8").splitlines())
    done = run(QUALITY, "--pages", str(number), "--check", "--require")
    assert (done.stderr, done.returncode) == ("", 0), done.stdout
    assert f"{number} pages of {number} hosts" in done.stdout
    assert "everything adds up" in done.stdout


def test_page_that_did_not_come_through_once_is_named(script: ModuleType, town: ModuleType, tmp_path: Path) -> None:
    found = entries(tmp_path, *(f"https://a.example/{n}" for n in range(4)))
    with town.Town(town.built(found, 9)) as opened:
        known, lost, failed, twice = opened.urls()
        opened.asked.update({known: 1, failed: 1, twice: 2})
        rows = {
            known: {"outcome": "stored", "reason": None},
            failed: {"outcome": "failed", "reason": "crash"},
            twice: {"outcome": "rejected", "reason": "no-text"},
            "http://else.example/": {"outcome": "stored", "reason": None},
        }
        assert sorted(script._pages(rows, opened)) == [
            f"{lost}: served, but not known to the crawl",
            f"{failed}: failed(crash), neither stored nor rejected",
            f"{twice}: fetched 2 times",
            "http://else.example/: known to the crawl, but not served",
        ]


@pytest.mark.parametrize(
    ("fields", "counts", "wrong"),
    [
        ({}, {"urls": 5, "articles": 2}, []),
        ({"pending": 1}, {"urls": 6, "articles": 2}, ["1 URLs are pending and 0 leased after the crawl"]),
        ({}, {"urls": 7, "articles": 2}, ["7 URLs, but 0 pending + 0 leased + 5 done"]),
        ({}, {"urls": 5, "articles": 3}, ["2 URLs are articles, but the corpus has 3"]),
    ],
)
def test_sum_that_does_not_agree_is_named(
    script: ModuleType, fields: dict[str, int], counts: dict[str, int], wrong: list[str]
) -> None:
    outcomes = {("stored", ""): 2, ("rejected", "no-text"): 2, ("listing", ""): 1}
    account = Account(source="total", outcomes=outcomes, **fields)
    assert wrong == list(script._sums(account, counts))
    assert script.settled(account) == 4


def test_corpus_that_is_absent_is_loudly_skipped(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "--check")
    assert (done.returncode, done.stderr[:31]) == (0, "SKIPPED: benchmarks/crawl.py me")
    assert run(tmp_path / "none", "--require").returncode == 1
