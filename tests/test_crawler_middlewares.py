"""The downloader middlewares and the pace, built with plain values over an engine that answers from a table."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import StatsCollector

from crawler.faults import Refused, Stopped, Undecodable, Unreachable
from crawler.guard import Guard
from crawler.middlewares import ROBOTS, AddressGuard, BoundedCompression, SafeRobots
from crawler.pace import Pace, slow_down
from pipelines.outcomes import Failure, Refusal

FORBIDDEN = b"User-agent: *\nDisallow: /private\n"
NEWS = "https://news.example"


class Engine:
    """Answers robots.txt from a table of URL to response or exception, after a while, and counts what it was asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.downloader = SimpleNamespace(slots={}, per_slot_settings={})

    async def download_async(self, request: Request) -> Response:
        assert ROBOTS in request.meta
        self.asked[request.url] += 1
        await asyncio.sleep(0.01)
        answer = self.answers[request.url]
        if isinstance(answer, Exception):
            raise answer
        status, body, headers = (*answer, {})[:3] if len(answer) < 3 else answer
        return Response(request.url, status=status, body=body, headers=headers)


def _robots(answers: dict[str, Any], **settings: Any) -> tuple[SafeRobots, Engine]:
    engine = Engine({f"{NEWS}{path}" if path.startswith("/") else path: a for path, a in answers.items()})
    crawler: Any = SimpleNamespace(engine=engine, settings=Settings({"DOWNLOAD_DELAY": 1.0, **settings}))
    return SafeRobots(crawler), engine


async def _outcomes(robots: SafeRobots, *paths: str) -> list[Any]:
    requests = [Request(f"{NEWS}{path}") for path in paths]
    return await asyncio.gather(*map(robots.process_request, requests), return_exceptions=True)


async def test_six_requests_at_once_wait_for_one_robots_txt_and_all_are_refused() -> None:
    robots, engine = _robots({"/robots.txt": (200, FORBIDDEN)})
    outcomes = await _outcomes(robots, *(f"/private/{n}" for n in range(6)))
    assert [getattr(outcome, "refusal", None) for outcome in outcomes] == [Refusal.ROBOTS] * 6
    assert engine.asked == {f"{NEWS}/robots.txt": 1}


async def test_allowed_requests_pass() -> None:
    robots, _ = _robots({"/robots.txt": (200, FORBIDDEN)})
    assert await _outcomes(robots, "/news/1", "/news/2") == [None, None]


async def test_robots_txt_itself_does_not_wait_for_itself() -> None:
    robots, engine = _robots({})
    await robots.process_request(Request(f"{NEWS}/robots.txt", meta={ROBOTS: True}))
    assert not engine.asked


async def test_a_missing_file_allows_everything() -> None:
    robots, _ = _robots({"/robots.txt": (404, FORBIDDEN)})
    assert await _outcomes(robots, "/private/1") == [None]


async def test_server_error_lets_nothing_through_and_is_asked_again() -> None:
    robots, engine = _robots({"/robots.txt": (503, b"", {"Retry-After": "120"})})
    (error,) = await _outcomes(robots, "/news/1")
    assert isinstance(error, Unreachable)
    assert error.reason == "http-503"
    assert error.until is not None
    assert timedelta(seconds=100) < error.until - datetime.now(UTC) <= timedelta(seconds=120)
    engine.answers[f"{NEWS}/robots.txt"] = (200, b"")
    assert await _outcomes(robots, "/news/1") == [None]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (CannotResolveHostError("no such host"), Failure.DNS),
        (DownloadTimeoutError("slow"), Failure.TIMEOUT),
        (Undecodable(Failure.BOMB, "grows"), Failure.BOMB),
    ],
)
async def test_unreachable_robots_txt_lets_nothing_through(fault: Exception, reason: Failure) -> None:
    robots, engine = _robots({"/robots.txt": fault})
    outcomes = await _outcomes(robots, "/news/1", "/news/2")
    assert [reason, reason] == [getattr(outcome, "reason", None) for outcome in outcomes]
    assert engine.asked.total() == 1


@pytest.mark.parametrize("end", [Stopped("the run ends"), Refused(Refusal.PRIVATE_ADDRESS, "inside")])
async def test_what_ends_the_fetch_of_robots_txt_ends_the_request(end: Exception) -> None:
    robots, _ = _robots({"/robots.txt": end})
    assert await _outcomes(robots, "/news/1") == [end]


async def test_redirects_of_robots_txt_are_followed_to_other_hosts() -> None:
    robots, engine = _robots(
        {
            "/robots.txt": (301, b"", {"Location": "//www.news.example/robots.txt"}),
            "https://www.news.example/robots.txt": (200, FORBIDDEN),
        }
    )
    (error,) = await _outcomes(robots, "/private/1")
    assert isinstance(error, Refused)
    assert engine.asked.total() == 2


async def test_endless_redirect_of_robots_txt_ends_and_counts_as_no_file() -> None:
    robots, engine = _robots({"/robots.txt": (302, b"", {"Location": "/robots.txt"})})
    assert await _outcomes(robots, "/private/1") == [None]
    assert engine.asked.total() == 6


async def test_hosts_schemes_and_ports_have_rules_of_their_own() -> None:
    robots, engine = _robots(
        {
            "/robots.txt": (200, FORBIDDEN),
            "http://news.example/robots.txt": (404, b""),
            "https://news.example:8443/robots.txt": (404, b""),
        }
    )
    for url in ("http://news.example/private/1", "https://news.example:8443/private/1"):
        await robots.process_request(Request(url))
    assert isinstance((await _outcomes(robots, "/private/1"))[0], Refused)
    assert engine.asked.total() == 3


async def test_rules_are_kept_for_a_day_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    robots, engine = _robots({"/robots.txt": (404, b"")})
    await _outcomes(robots, "/1")
    start = time.monotonic()
    monkeypatch.setattr("crawler.middlewares.time", SimpleNamespace(monotonic=lambda: start + 23 * 3600))
    await _outcomes(robots, "/2")
    assert engine.asked.total() == 1
    monkeypatch.setattr("crawler.middlewares.time", SimpleNamespace(monotonic=lambda: start + 25 * 3600))
    await _outcomes(robots, "/3")
    assert engine.asked.total() == 2


async def test_a_cancelled_request_does_not_take_the_rules_of_the_others_with_it() -> None:
    robots, _ = _robots({"/robots.txt": (200, FORBIDDEN)})
    first = asyncio.ensure_future(robots.process_request(Request(f"{NEWS}/news/1")))
    other = asyncio.ensure_future(robots.process_request(Request(f"{NEWS}/private/1")))
    await asyncio.sleep(0)
    first.cancel()
    assert isinstance((await asyncio.gather(other, return_exceptions=True))[0], Refused)


@pytest.mark.parametrize(
    ("declared", "wanted", "delay"),
    [(1.0, 7, 7.0), (10.0, 7, None), (None, 7, 7.0), (None, 0.5, None)],
)
async def test_crawl_delay_slows_a_host_and_never_speeds_it_up(
    declared: float | None, wanted: float, delay: float | None
) -> None:
    robots, engine = _robots({"/robots.txt": (200, f"User-agent: *\nCrawl-delay: {wanted}".encode())})
    before = {} if declared is None else {"news.example": {"delay": declared, "concurrency": 1, "jitter": 0.0}}
    engine.downloader.per_slot_settings.update(before)
    engine.downloader.slots["news.example"] = Slot(1, declared or 1.0, 0.0)
    await _outcomes(robots, "/news/1")
    expected = delay or declared or 1.0
    assert engine.downloader.slots["news.example"].delay == expected
    assert engine.downloader.per_slot_settings.get("news.example", {}).get("delay", 1.0) == expected


def test_slower_pace_keeps_the_other_settings_of_a_slot() -> None:
    downloader = SimpleNamespace(slots={}, per_slot_settings={"a": {"delay": 1.0, "concurrency": 1, "jitter": 0.0}})
    crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=downloader), settings=Settings())
    slow_down(crawler, "a", 5.0)
    assert downloader.per_slot_settings == {"a": {"delay": 5.0, "concurrency": 1, "jitter": 0.0}}


def test_the_delay_counts_from_the_end_of_an_answer() -> None:
    slot = Slot(1, 5.0, 0.0)
    downloader = SimpleNamespace(slots={"a.example": slot}, get_slot_key=lambda _: "a.example")
    crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=downloader))
    before = time.monotonic()
    Pace(crawler).answered(Request("https://a.example/1"))
    assert before <= slot.lastseen <= time.monotonic()


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
