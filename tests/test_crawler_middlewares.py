"""The downloader middlewares, built with plain values over an engine that answers from a table."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import StatsCollector

from cleaning.errors import StorageError
from crawler.asking import MARK
from crawler.context import SETTING, Context
from crawler.faults import Refused, Stopped, Undecodable, Unreachable
from crawler.frontier import Lease
from crawler.guard import Guard
from crawler.hosts import Hosts
from crawler.middlewares import AddressGuard, BoundedCompression, SafeRobots
from crawler.scheduler import LEASE
from crawler.site_files import ROBOTS, TDMREP
from pipelines.outcomes import Failure, Refusal, UrlKind

FORBIDDEN = b"User-agent: *\nDisallow: /private\n"
NEWS = "https://news.example"


NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Engine:
    """Answers site files from a table of URL to response or exception, after a while, and counts what it was asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.sent: list[Request] = []
        self.downloader = SimpleNamespace(slots={}, per_slot_settings={})

    async def download_async(self, request: Request) -> Response:
        assert MARK in request.meta
        self.asked[request.url] += 1
        self.sent.append(request)
        await asyncio.sleep(0.01)
        answer = self.answers[request.url]
        if isinstance(answer, Exception):
            raise answer
        status, body, headers = (*answer, {})[:3] if len(answer) < 3 else answer
        return Response(request.url, status=status, body=body, headers=headers)


class Desk:
    """The robots middleware with everything around it in memory, and a clock that is moved."""

    def __init__(self, answers: dict[str, Any], declared: float = 1.0) -> None:
        self.now = NOW
        self.engine = Engine({f"{NEWS}{path}" if path.startswith("/") else path: a for path, a in answers.items()})
        frontier: Any = None
        self.context = Context(
            frontier=frontier, sources={}, clock=lambda: self.now, commit=lambda _: None,
            hosts=Hosts(declared={"news.example": declared}),
        )  # fmt: skip
        self.crawler: Any = SimpleNamespace(engine=self.engine, settings={SETTING: self.context})
        self.robots = SafeRobots(self.crawler)

    async def ask(self, *paths: str, kind: UrlKind = UrlKind.FEED) -> list[Any]:
        requests = [Request(url, meta={LEASE: _lease(url, kind)}) for url in (f"{NEWS}{path}" for path in paths)]
        return await asyncio.gather(*map(self.robots.process_request, requests), return_exceptions=True)

    def again(self) -> None:
        """Begin a new run over the same site files."""
        self.robots = SafeRobots(self.crawler)


def _lease(url: str, kind: UrlKind) -> Lease:
    return Lease(id=1, url=url, source="a", host="news.example", kind=kind)


async def test_six_requests_at_once_wait_for_one_robots_txt_and_all_are_refused() -> None:
    desk = Desk({"/robots.txt": (200, FORBIDDEN)})
    outcomes = await desk.ask(*(f"/private/{n}" for n in range(6)))
    assert [getattr(outcome, "refusal", None) for outcome in outcomes] == [Refusal.ROBOTS] * 6
    assert desk.engine.asked == {f"{NEWS}/robots.txt": 1}


async def test_allowed_requests_pass() -> None:
    assert await Desk({"/robots.txt": (200, FORBIDDEN)}).ask("/news/1", "/news/2") == [None, None]


async def test_robots_txt_itself_does_not_wait_for_itself() -> None:
    desk = Desk({})
    await desk.robots.process_request(Request(f"{NEWS}/robots.txt", meta={MARK: ROBOTS}))
    assert not desk.engine.asked


async def test_a_missing_file_allows_everything() -> None:
    assert await Desk({"/robots.txt": (404, FORBIDDEN)}).ask("/private/1") == [None]


async def test_server_error_lets_nothing_through_and_is_asked_again() -> None:
    desk = Desk({"/robots.txt": (503, b"")})
    (error,) = await desk.ask("/news/1")
    assert isinstance(error, Unreachable)
    assert (error.reason, error.until) == ("http-503", None)
    desk.engine.answers[f"{NEWS}/robots.txt"] = (200, b"")
    assert await desk.ask("/news/1") == [None]


async def test_a_server_error_that_asks_to_wait_says_until_when() -> None:
    desk = Desk({"/robots.txt": (503, b"")})
    desk.context.hosts.hold("news.example", NOW + timedelta(seconds=120), "retry-after")
    (error,) = await desk.ask("/news/1")
    assert error.until == NOW + timedelta(seconds=120)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (CannotResolveHostError("no such host"), Failure.DNS),
        (DownloadTimeoutError("slow"), Failure.TIMEOUT),
        (Undecodable(Failure.BOMB, "grows"), Failure.BOMB),
    ],
)
async def test_unreachable_robots_txt_lets_nothing_through(fault: Exception, reason: Failure) -> None:
    desk = Desk({"/robots.txt": fault})
    outcomes = await desk.ask("/news/1", "/news/2")
    assert [reason, reason] == [getattr(outcome, "reason", None) for outcome in outcomes]
    assert desk.engine.asked.total() == 1


@pytest.mark.parametrize("end", [Stopped("the run ends"), Refused(Refusal.PRIVATE_ADDRESS, "inside")])
async def test_what_ends_the_fetch_of_robots_txt_ends_the_request(end: Exception) -> None:
    assert await Desk({"/robots.txt": end}).ask("/news/1") == [end]


async def test_redirects_of_robots_txt_are_followed_to_other_hosts() -> None:
    desk = Desk(
        {
            "/robots.txt": (301, b"", {"Location": "//www.news.example/robots.txt"}),
            "https://www.news.example/robots.txt": (200, FORBIDDEN),
        }
    )
    (error,) = await desk.ask("/private/1")
    assert isinstance(error, Refused)
    assert desk.engine.asked.total() == 2


async def test_a_redirect_of_robots_txt_that_must_not_be_followed_counts_as_no_file() -> None:
    inside = "http://10.0.0.1/robots.txt"
    desk = Desk(
        {
            "/robots.txt": (302, b"", {"Location": inside}),
            inside: Refused(Refusal.PRIVATE_ADDRESS, "not a public address"),
        }
    )
    assert await desk.ask("/news/1") == [None]


async def test_endless_redirect_of_robots_txt_ends_and_counts_as_no_file() -> None:
    desk = Desk({"/robots.txt": (302, b"", {"Location": "/robots.txt"})})
    assert await desk.ask("/private/1") == [None]
    assert desk.engine.asked.total() == 6


async def test_hosts_schemes_and_ports_have_rules_of_their_own() -> None:
    desk = Desk(
        {
            "/robots.txt": (200, FORBIDDEN),
            "http://news.example/robots.txt": (404, b""),
            "https://news.example:8443/robots.txt": (404, b""),
        }
    )
    for url in ("http://news.example/private/1", "https://news.example:8443/private/1"):
        await desk.robots.process_request(Request(url))
    assert isinstance((await desk.ask("/private/1"))[0], Refused)
    assert desk.engine.asked.total() == 3


async def test_rules_are_asked_for_again_within_a_day() -> None:
    desk = Desk({"/robots.txt": (404, b"")})
    for hours, asked in ((0, 1), (11, 1), (13, 2)):
        desk.now = NOW + timedelta(hours=hours)
        await desk.ask("/1")
        assert desk.engine.asked.total() == asked


async def test_the_next_run_uses_the_rules_of_the_last_and_asks_conditionally_when_they_are_old() -> None:
    desk = Desk({"/robots.txt": (200, FORBIDDEN, {"ETag": '"1"', "Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"})})
    await desk.ask("/news/1")
    desk.again()
    assert isinstance((await desk.ask("/private/1"))[0], Refused)
    assert desk.engine.asked.total() == 1
    desk.now, desk.engine.answers[f"{NEWS}/robots.txt"] = NOW + timedelta(hours=13), (304, b"")
    desk.again()
    assert isinstance((await desk.ask("/private/1"))[0], Refused)
    assert desk.engine.sent[-1].headers["If-None-Match"] == b'"1"'
    assert desk.engine.sent[-1].headers["If-Modified-Since"] == b"Sun, 01 Mar 2026 00:00:00 GMT"
    assert desk.context.site_files.get(NEWS, ROBOTS).fetched_at == desk.now  # type: ignore[union-attr]


@pytest.mark.parametrize(("hours", "passes"), [(13, True), (23, True), (24, False), (24 * 40, False)])
async def test_rules_that_cannot_be_read_again_serve_until_they_are_a_day_old(*, hours: int, passes: bool) -> None:
    desk = Desk({"/robots.txt": (200, FORBIDDEN)})
    await desk.ask("/news/1")
    desk.again()
    desk.now, desk.engine.answers[f"{NEWS}/robots.txt"] = NOW + timedelta(hours=hours), (503, b"")
    allowed, refused = await desk.ask("/news/1", "/private/1")
    assert passes == (allowed is None)
    assert isinstance(refused, Refused if passes else Unreachable)
    assert desk.context.site_files.get(NEWS, ROBOTS).failed_since == desk.now  # type: ignore[union-attr]


async def test_a_cancelled_request_does_not_take_the_rules_of_the_others_with_it() -> None:
    desk = Desk({"/robots.txt": (200, FORBIDDEN)})
    first = asyncio.ensure_future(desk.robots.process_request(Request(f"{NEWS}/news/1")))
    other = asyncio.ensure_future(desk.robots.process_request(Request(f"{NEWS}/private/1")))
    await asyncio.sleep(0)
    first.cancel()
    assert isinstance((await asyncio.gather(other, return_exceptions=True))[0], Refused)


@pytest.mark.parametrize(("declared", "wanted", "delay"), [(1.0, 7, 7.0), (10.0, 7, 10.0), (1.0, 0.5, 1.0)])
async def test_crawl_delay_slows_a_host_and_never_speeds_it_up(declared: float, wanted: float, delay: float) -> None:
    desk = Desk({"/robots.txt": (200, f"User-agent: *\nCrawl-delay: {wanted}".encode())}, declared)
    await desk.ask("/news/1")
    downloader = desk.engine.downloader
    assert downloader.slots["news.example"].delay == downloader.per_slot_settings["news.example"]["delay"] == delay


async def test_the_statements_of_a_site_are_asked_for_before_its_first_article_once_a_week() -> None:
    tdm, ai = f"{NEWS}/.well-known/tdmrep.json", f"{NEWS}/ai.txt"
    desk = Desk({"/robots.txt": (200, b""), tdm: (200, b"[]"), ai: (404, b"")})
    await desk.ask("/feed")
    assert desk.engine.asked.total() == 1
    for days, times in ((0, 1), (6, 1), (8, 2)):
        desk.now = NOW + timedelta(days=days)
        desk.again()
        assert await desk.ask("/news/1", "/news/2", kind=UrlKind.ARTICLE) == [None, None]
        assert (desk.engine.asked[tdm], desk.engine.asked[ai]) == (times, times)


async def test_statements_that_robots_txt_forbids_are_not_asked_for() -> None:
    desk = Desk({"/robots.txt": (200, b"User-agent: *\nDisallow: /.well-known/\nDisallow: /ai.txt")})
    assert await desk.ask("/news/1", kind=UrlKind.ARTICLE) == [None]
    assert desk.engine.asked == {f"{NEWS}/robots.txt": 1}


@pytest.mark.parametrize(
    "answer", [(503, b""), (429, b""), (200, b"<html>no such page</html>"), DownloadTimeoutError("slow"), (403, b"")]
)
async def test_statements_that_cannot_be_had_keep_nobody_waiting(answer: Any) -> None:
    desk = Desk({"/robots.txt": (200, b""), "/.well-known/tdmrep.json": answer, "/ai.txt": answer})
    assert await desk.ask("/news/1", kind=UrlKind.ARTICLE) == [None]
    assert not desk.context.site_files.get(NEWS, TDMREP).found  # type: ignore[union-attr]


async def test_a_full_disk_ends_the_run() -> None:
    desk = Desk({"/robots.txt": StorageError("the disk is full")})
    (error,) = await desk.ask("/news/1")
    assert isinstance(error, Stopped)
    assert desk.context.stop.reason == "storage"


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://127.0.0.1/", Refusal.PRIVATE_ADDRESS),
        ("http://0x7f.1:8001/", Refusal.PRIVATE_ADDRESS),
        ("http://[::1]/", Refusal.PRIVATE_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Refusal.PRIVATE_ADDRESS),
        ("ftp://news.example/a", Refusal.SCHEME),
        ("file:///etc/passwd", Refusal.SCHEME),
    ],
)
def test_what_must_not_leave_is_refused(url: str, refusal: Refusal) -> None:
    with pytest.raises(Refused) as caught:
        AddressGuard(Guard(["127.0.0.5"])).process_request(Request(url))
    assert caught.value.refusal is refusal


@pytest.mark.parametrize("url", ["http://127.0.0.5:8001/", "https://news.example/", "http://1.1.1.1/"])
def test_public_and_declared_local_hosts_pass(url: str) -> None:
    AddressGuard(Guard(["127.0.0.5"])).process_request(Request(url))


@pytest.fixture
def compression() -> BoundedCompression:
    settings = Settings({"DOWNLOAD_MAXSIZE": 10_000, "DOWNLOAD_WARNSIZE": 0, "COMPRESSION_ENABLED": True})
    crawler: Any = SimpleNamespace(settings=settings, signals=SignalManager(), spider=None)
    crawler.stats = StatsCollector(SimpleNamespace(settings=Settings({"STATS_DUMP": False})))  # type: ignore[arg-type]
    return BoundedCompression.from_crawler(crawler)


def _encoded(body: bytes, encoding: str) -> Response:
    return Response(f"{NEWS}/1", body=body, headers={"Content-Encoding": encoding})


def test_only_bounded_encodings_are_offered(compression: BoundedCompression) -> None:
    request = Request(NEWS)
    compression.process_request(request)
    assert request.headers["Accept-Encoding"] == b"gzip, deflate"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
def test_known_encodings_are_undone(compression: BoundedCompression, encoding: str, pack: Any) -> None:
    response = compression.process_response(Request(NEWS), _encoded(pack(b"news"), encoding))
    assert response.body == b"news"


@pytest.mark.parametrize(
    ("encoding", "body", "failure"),
    [
        ("gzip", gzip.compress(b"0" * 10_001, mtime=0), Failure.BOMB),
        ("deflate", zlib.compress(b"0" * 1_000_000), Failure.BOMB),
        ("gzip, gzip", gzip.compress(gzip.compress(b"0" * 100_000, mtime=0), mtime=0), Failure.BOMB),
        ("gzip", b"this is no gzip", Failure.DECODE),
        ("gzip", b"\x1f\x8b\x08", Failure.DECODE),
        ("deflate", b"this is no deflate", Failure.DECODE),
        ("br", b"anything", Failure.DECODE),
        ("gzip, zstd", b"anything", Failure.DECODE),
    ],
)
def test_what_cannot_be_undone_has_a_name(
    compression: BoundedCompression, encoding: str, body: bytes, failure: Failure
) -> None:
    with pytest.raises(Undecodable) as caught:
        compression.process_response(Request(NEWS), _encoded(body, encoding))
    assert caught.value.failure is failure
    assert isinstance(caught.value, IgnoreRequest)
