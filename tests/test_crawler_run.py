"""Whole crawls of worlds with every fault: one outcome for each URL, manners by the server's own log, any death survived."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from crawler.newsroom import Newsroom
from crawler.newsroom.fault_server import certified
from pipelines.store import Corpus
from tests.crawls import NEWS, ROOT, declare, outcomes, paper, rows, start, thresher, wait_for_news
from tests.loopback import HTML_TYPE, Loopback, Reply, loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COURIER, FORBIDDEN, SLOW, PACED, DOWN, DEAD, BUSY, SECRET = (f"127.0.0.{number}" for number in range(21, 29))


class Crawled:
    """A world with a fault for every outcome, crawled twice."""

    def __init__(self, world: Loopback, folder: Path) -> None:
        self.world, self.folder = world, folder
        _furnish(world)
        declare(folder, *_sources(world))
        self.first = thresher(folder, "crawl", "--json")
        self.log = world.asked()
        self.outcomes = outcomes(folder)
        world.log.clear()
        self.second = thresher(folder, "crawl")
        self.second_log = world.asked()

    def asked(self, host: str) -> list[Any]:
        return [asked for asked in self.log if asked.host == host]

    def end(self, path: str, host: str = COURIER) -> tuple[str, str | None]:
        """Return outcome and reason of a URL, its own address cut from the reason."""
        _, outcome, reason = self.outcomes[self.world.url(host, path)]
        return str(outcome), reason and reason.replace(self.world.url(host, ""), "")


def _sources(world: Loopback) -> list[dict[str, Any]]:
    hosts = {"courier": COURIER, "forbidden": FORBIDDEN, "slow": SLOW, "down": DOWN, "dead": DEAD, "busy": BUSY}
    sources = [
        {"id": name, "home": world.url(host), "feeds": [world.url(host, "/feed")]} for name, host in hosts.items()
    ]
    paced = {"id": "paced", "home": world.url(PACED), "feeds": [world.url(PACED, "/feed")], "delay": 0.6}
    home = world.url(SECRET, "/", "https")
    return [*sources, paced, {"id": "secret", "home": home, "feeds": [f"{home}feed"]}]


def _furnish(world: Loopback) -> None:
    faults = {
        "404": Reply(status=404),
        "410": Reply(status=410),
        "403": Reply(status=403),
        "500": Reply(status=500),
        "pdf": Reply(body=b"%PDF-1.7 not a page", headers={"Content-Type": "application/pdf"}),
        "empty": Reply(headers=HTML_TYPE),
        "huge": Reply(headers={**HTML_TYPE, "Content-Length": str(50 * 2**20)}),
        "flood": Reply(body=b"<p>news</p>" * 2_000_000, headers={**HTML_TYPE, "Connection": "close"}),
        "bomb": Reply(body=gzip.compress(b"0" * 30_000_000), headers={**HTML_TYPE, "Content-Encoding": "gzip"}),
        "garbled": Reply(body=b"no gzip at all", headers={**HTML_TYPE, "Content-Encoding": "gzip"}),
        "hang-up": Reply(hang_up=True),
        "moved": Reply(status=301, headers={"Location": f"{NEWS}here?utm_source=x"}),
        "away": Reply(status=302, headers={"Location": "https://elsewhere.example/a"}),
        "inside": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        "mail": Reply(status=302, headers={"Location": "mailto:desk@courier.example"}),
        "self": Reply(status=302, headers={"Location": f"{NEWS}self"}),
        **{f"chain-{n}": Reply(status=302, headers={"Location": f"{NEWS}chain-{n + 1}"}) for n in range(12)},
    }
    for name, reply in faults.items():
        world.set(COURIER, NEWS + name, reply)
    world.article(COURIER, f"{NEWS}here")
    _busy_once(world, f"{NEWS}once")
    listed = [name for name in faults if not name.startswith("chain")] + ["chain-0", "once", "1", "2", "3"]
    world.feed(COURIER, [world.url(COURIER, NEWS + name) for name in listed])
    for host in (COURIER, FORBIDDEN, SLOW, PACED, DOWN, SECRET):
        for number in (1, 2, 3, 4, 5, 6):
            world.article(host, f"{NEWS}{number}")
    for host, count in ((FORBIDDEN, 6), (SLOW, 2), (PACED, 3), (DOWN, 3), (SECRET, 3)):
        world.feed(host, [world.url(host, f"{NEWS}{n + 1}") for n in range(count)])
    world.robots(FORBIDDEN, "User-agent: *\nDisallow: /2026/\n", wait=0.3)
    world.robots(SLOW, "User-agent: thresher\nCrawl-delay: 1\n")
    world.set(DOWN, "/robots.txt", Reply(status=503))
    world.set(BUSY, "/feed", Reply(status=429, headers={"Retry-After": "3600"}))


def _busy_once(world: Loopback, path: str) -> None:
    """Let a page be unavailable for a second, and then be there."""
    later = iter([Reply(status=503, headers={"Retry-After": "1"})])
    world.article(COURIER, path)
    page = world.replies[COURIER, path]
    assert isinstance(page, Reply)
    world.replies[COURIER, path] = lambda: next(later, page)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("crawled")
    hosts = [COURIER, FORBIDDEN, SLOW, PACED, DOWN, BUSY, SECRET]
    with loopback(hosts, tls={SECRET: certified()}) as world:
        yield Crawled(world, folder)


ENDS = {
    "1": ("stored", None),
    "2": ("stored", None),
    "3": ("stored", None),
    "once": ("stored", None),
    "here": ("stored", None),
    "moved": ("redirected", f"{NEWS}here"),
    "404": ("failed", "http-404"),
    "410": ("failed", "http-410"),
    "403": ("failed", "http-403"),
    "500": ("deferred", "http-500"),
    "hang-up": ("deferred", "connect"),
    "pdf": ("rejected", "not-html"),
    "empty": ("rejected", "empty"),
    "huge": ("failed", "too-large"),
    "flood": ("failed", "too-large"),
    "bomb": ("failed", "bomb"),
    "garbled": ("failed", "decode"),
    "away": ("redirected", "https://elsewhere.example/a"),
    "inside": ("redirected", "http://169.254.169.254/latest/meta-data/"),
    "mail": ("failed", "http-302"),
    "self": ("failed", "redirects"),
    "chain-0": ("redirected", f"{NEWS}chain-1"),
    "chain-9": ("redirected", f"{NEWS}chain-10"),
    "chain-10": ("failed", "redirects"),
}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", ENDS)
def test_every_kind_of_answer_has_its_outcome(crawled: Crawled, name: str) -> None:
    assert crawled.end(NEWS + name) == ENDS[name]


@pytest.mark.parametrize(
    ("url", "reason"),
    [("https://elsewhere.example/a", "off-site"), ("http://169.254.169.254/latest/meta-data/", "private-address")],
)
def test_a_redirect_off_the_source_is_recorded_and_refused(crawled: Crawled, url: str, reason: str) -> None:
    assert crawled.outcomes[url] == ("done", "refused", reason)


def test_a_disallowed_path_is_never_asked_for(crawled: Crawled) -> None:
    assert {asked.path for asked in crawled.asked(FORBIDDEN)} == {"/robots.txt", "/feed"}
    assert {crawled.end(f"{NEWS}{n}", FORBIDDEN) for n in range(1, 7)} == {("refused", "robots")}


def test_every_host_is_asked_for_robots_txt_first_and_once(crawled: Crawled) -> None:
    for host in (COURIER, FORBIDDEN, SLOW, PACED, BUSY):
        paths = [asked.path for asked in crawled.asked(host)]
        assert paths[0] == "/robots.txt"
        assert paths.count("/robots.txt") == 1


def test_no_host_sees_two_requests_at_once(crawled: Crawled) -> None:
    for host in {asked.host for asked in crawled.log}:
        assert all(before.ended <= after.began for before, after in pairwise(crawled.asked(host)))


@pytest.mark.parametrize(("host", "delay", "requests"), [(SLOW, 1.0, 6), (PACED, 0.6, 7)])
def test_no_gap_is_shorter_than_the_delay(crawled: Crawled, host: str, delay: float, requests: int) -> None:
    began = [asked.began for asked in crawled.asked(host)]
    assert len(began) == requests
    assert all(after - before >= delay for before, after in pairwise(began))


def test_a_server_error_on_robots_txt_lets_nothing_through(crawled: Crawled) -> None:
    assert {asked.path for asked in crawled.asked(DOWN)} == {"/robots.txt"}
    assert crawled.end("/feed", DOWN) == ("deferred", "http-503")


def test_retry_after_is_kept_by_the_next_run_too(crawled: Crawled) -> None:
    assert [asked.path for asked in crawled.asked(BUSY)] == ["/robots.txt", "/feed"]
    assert not [asked for asked in crawled.second_log if asked.host == BUSY]


def test_a_host_that_is_not_there_and_one_with_a_bad_certificate_are_put_off(crawled: Crawled) -> None:
    assert crawled.end("/feed", DEAD) == ("deferred", "connect")
    state = crawled.outcomes[crawled.world.url(SECRET, "/feed", "https")]
    assert state == ("pending", "deferred", "tls")


def test_requests_say_who_we_are_and_nothing_else(crawled: Crawled) -> None:
    for asked in crawled.log:
        if asked.headers:
            assert asked.headers["User-Agent"].startswith("Thresher/")
            assert asked.headers["User-Agent"].endswith(" (+mailto:desk@corpus.example)")
            assert {"Referer", "Cookie", "From", "X-Forwarded-For"}.isdisjoint(asked.headers)


def test_accounts_agree_and_nothing_stays_leased(crawled: Crawled) -> None:
    with Corpus.open(crawled.folder, readonly=True) as corpus:
        accounts = corpus.accounting()
    assert sum(account.discovered for account in accounts) == len(crawled.outcomes)
    assert {account.leased for account in accounts} == {0}


def test_result_is_json_and_the_exit_code_says_that_sources_failed(crawled: Crawled) -> None:
    result = json.loads(crawled.first.stdout)
    assert crawled.first.returncode == result["exit_code"] == 3
    assert result["failed_sources"] == ["busy", "dead", "down", "secret"]
    assert result["finish_reason"] == "finished"
    assert crawled.first.stderr == ""


def test_second_crawl_reads_listings_again_and_no_article_twice(crawled: Crawled) -> None:
    again = Counter(asked.path for asked in crawled.second_log)
    assert again["/feed"] == 4
    assert not [path for path in again if path.startswith(NEWS)]


def test_second_crawl_says_in_one_line_how_it_ended(crawled: Crawled) -> None:
    assert crawled.second.stdout.count("\n") == 1
    assert crawled.second.stdout.startswith("0 new")
    assert crawled.second.stdout.endswith("Could not be read: dead, down, secret.\n")


def test_runs_are_recorded_also_those_that_yield_nothing(crawled: Crawled) -> None:
    runs = rows(crawled.folder, "SELECT command, finish_reason, exit_code, requests > 0 FROM runs ORDER BY id")
    assert runs == [("crawl", "finished", 3, 1), ("crawl", "finished", 3, 1)]


def test_the_log_lies_in_the_corpus_folder_without_a_traceback(crawled: Crawled) -> None:
    log = (crawled.folder / "thresher.log").read_text()
    assert "Spider closed (finished)" in log
    assert "Traceback" not in log


@pytest.mark.timeout(240)
def test_kill_nine_at_any_moment_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    hosts = [f"127.0.0.{n}" for n in range(41, 49)]
    chance = random.Random(7)
    with loopback(hosts) as world:
        declare(tmp_path, *(paper(world, host, 25, wait=0.03) for host in hosts))
        for _ in range(4):
            crawl = start(tmp_path)
            wait_for_news(world, len([a for a in world.asked() if a.path.startswith(NEWS)]) + chance.randrange(5, 30))
            crawl.kill()
            crawl.communicate()
        assert thresher(tmp_path, "crawl").returncode == 0
        fetched = Counter((asked.host, asked.path) for asked in world.asked() if asked.path.startswith(NEWS))
    assert rows(tmp_path, "SELECT state, outcome, count(*) FROM urls WHERE kind = 'article' GROUP BY 1, 2") == [
        ("done", "stored", 200)
    ]
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT url) FROM articles") == [(200, 200)]
    assert len(fetched) == 200
    killed = rows(tmp_path, "SELECT count(*) FROM runs WHERE finish_reason = 'killed'")
    assert killed == [(4,)]
    assert fetched.total() - 200 <= 4 * len(hosts), "what was fetched again was in flight, one request a host"


INWARD = """
import sys
from pathlib import Path
from scrapy import resolver
from crawler.crawl_terms import CrawlOptions
from crawler.run import run_crawl
from crawler.sources_file import load

if __name__ == "__main__":
    resolver.dnscache.update({"outer.example": ("127.0.0.60",), "inner.example": ("127.0.0.60",)})
    folder = Path(sys.argv[1])
    sys.exit(run_crawl(folder, load(folder), CrawlOptions(workers=1, settings={"DOWNLOAD_TIMEOUT": 2})).exit_code)
"""


def test_a_public_name_that_leads_inside_is_refused_and_a_slow_page_times_out(tmp_path: Path) -> None:
    """Names are resolved by the reactor as in production; only its cache is filled beforehand."""
    with loopback(["127.0.0.60"]) as world:
        inner = paper(world, "127.0.0.60", 1, drip=0.5)
        feeds = {name: f"http://{name}.example:{world.port}/feed" for name in ("outer", "inner")}
        world.feed("127.0.0.60", [f"http://inner.example:{world.port}{NEWS}0"])
        declare(
            tmp_path,
            {"id": "outer", "home": feeds["outer"].removesuffix("feed"), "feeds": [feeds["outer"]], "local": False},
            {**inner, "home": feeds["inner"].removesuffix("feed"), "feeds": [feeds["inner"]]},
        )
        (tmp_path / "inward.py").write_text(INWARD)
        ended = subprocess.run(
            [sys.executable, str(tmp_path / "inward.py"), str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        asked = world.asked()
    assert (ended.returncode, ended.stderr) == (3, "")
    assert all("inner.example" in one.headers["Host"] for one in asked)
    ends = outcomes(tmp_path)
    assert ends[feeds["outer"]] == ("done", "refused", "private-address")
    assert ends[f"http://inner.example:{world.port}{NEWS}0"] == ("pending", "deferred", "timeout")


def _outlets(room: Newsroom) -> list[dict[str, Any]]:
    return [
        {"id": o.id, "home": room.home(o.id), "language": o.language, "timezone": o.timezone}
        | {kind: [room.url(o.id, path) for path in getattr(o, kind)] for kind in ("feeds", "sitemaps", "pages")}
        for o in room.world.outlets
    ]


@pytest.mark.timeout(300)
def test_the_newsroom_is_crawled_whole_and_its_second_edition_only_where_it_is_new(tmp_path: Path) -> None:
    with Newsroom(faults=["too-large"]) as room:
        declare(tmp_path, *_outlets(room))
        assert thresher(tmp_path, "crawl", timeout=200).returncode == 0
        found, expected = outcomes(tmp_path), {o.id: room.urls(o.id) for o in room.world.outlets}
        articles = {url for urls in expected.values() for url in urls.articles}
        others = {url for urls in expected.values() for url in urls.others}
        assert articles <= _stored(found) <= articles | others
        for urls in expected.values():
            assert {found[url][1] for url in urls.listings} == {"listing"}
            assert {found[url][2] for url in urls.disallowed if url in found} <= {"robots"}
            assert {found[url][2] for url in urls.offsite if url in found} <= {"off-site"}
            assert {found[url][2] for url, kind in urls.others.items() if kind == "huge" and url in found} <= {
                "too-large"
            }
        before = len(room.requests)
        room.edition = 2
        assert thresher(tmp_path, "crawl", timeout=200).returncode == 0
        new = {url for o in room.world.outlets for url in room.urls(o.id).articles} - articles
        asked = Counter(f"http://{request.headers['host']}{request.path}" for request in room.requests[before:])
    assert {url for url in asked if url in articles | new} == new
    assert articles | new <= _stored(outcomes(tmp_path)) <= articles | new | others
    assert set(asked.values()) == {1}
    assert all(request.ended <= later.started for request, later in _neighbours(room))


def _stored(found: dict[str, tuple[str, str | None, str | None]]) -> set[str]:
    return {url for url, (_, outcome, _) in found.items() if outcome == "stored"}


def _neighbours(room: Newsroom) -> list[tuple[Any, Any]]:
    """Return each two requests that an outlet answered one after the other."""
    by_outlet = [[r for r in room.requests if r.outlet == outlet.id] for outlet in room.world.outlets]
    return [pair for requests in by_outlet for pair in pairwise(sorted(requests, key=lambda r: r.started))]
