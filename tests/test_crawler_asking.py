"""A site's files, asked for before anything else: who waits, who is refused, and what serves from run to run."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError

from cleaning.errors import StorageError
from crawler.asking import MARK
from crawler.faults import Refused, Stopped, Undecodable, Unreachable
from crawler.site_files import ROBOTS, TDMREP
from pipelines.outcomes import Failure, Refusal, UrlKind
from tests.gate import NEWS, NOW, Gate

FORBIDDEN = b"User-agent: *\nDisallow: /private\n"


async def test_six_requests_at_once_wait_for_one_robots_txt_and_all_are_refused() -> None:
    gate = Gate({"/robots.txt": (200, FORBIDDEN)})
    outcomes = await gate.ask(*(f"/private/{n}" for n in range(6)))
    assert [getattr(outcome, "refusal", None) for outcome in outcomes] == [Refusal.ROBOTS] * 6
    assert gate.engine.asked == {f"{NEWS}/robots.txt": 1}


async def test_allowed_requests_pass() -> None:
    assert await Gate({"/robots.txt": (200, FORBIDDEN)}).ask("/news/1", "/news/2") == [None, None]


async def test_robots_txt_itself_does_not_wait_for_itself() -> None:
    gate = Gate({})
    await gate.robots.process_request(Request(f"{NEWS}/robots.txt", meta={MARK: ROBOTS}))
    assert not gate.engine.asked


async def test_a_missing_file_allows_everything() -> None:
    assert await Gate({"/robots.txt": (404, FORBIDDEN)}).ask("/private/1") == [None]


async def test_server_error_lets_nothing_through_and_is_asked_again() -> None:
    gate = Gate({"/robots.txt": (503, b"")})
    (error,) = await gate.ask("/news/1")
    assert isinstance(error, Unreachable)
    assert (error.reason, error.until) == ("http-503", None)
    gate.engine.answers[f"{NEWS}/robots.txt"] = (200, b"")
    assert await gate.ask("/news/1") == [None]


async def test_a_server_error_that_asks_to_wait_says_until_when() -> None:
    gate = Gate({"/robots.txt": (503, b"")})
    gate.context.hosts.hold("news.example", NOW + timedelta(seconds=120), "retry-after")
    (error,) = await gate.ask("/news/1")
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
    gate = Gate({"/robots.txt": fault})
    outcomes = await gate.ask("/news/1", "/news/2")
    assert [reason, reason] == [getattr(outcome, "reason", None) for outcome in outcomes]
    assert gate.engine.asked.total() == 1


@pytest.mark.parametrize("end", [Stopped("the run ends"), Refused(Refusal.PRIVATE_ADDRESS, "inside")])
async def test_what_ends_the_fetch_of_robots_txt_ends_the_request(end: Exception) -> None:
    assert await Gate({"/robots.txt": end}).ask("/news/1") == [end]


async def test_redirects_of_robots_txt_are_followed_to_other_hosts() -> None:
    gate = Gate(
        {
            "/robots.txt": (301, b"", {"Location": "//www.news.example/robots.txt"}),
            "https://www.news.example/robots.txt": (200, FORBIDDEN),
        }
    )
    (error,) = await gate.ask("/private/1")
    assert isinstance(error, Refused)
    assert gate.engine.asked.total() == 2


async def test_a_redirect_of_robots_txt_that_must_not_be_followed_counts_as_no_file() -> None:
    inside = "http://10.0.0.1/robots.txt"
    gate = Gate(
        {
            "/robots.txt": (302, b"", {"Location": inside}),
            inside: Refused(Refusal.PRIVATE_ADDRESS, "not a public address"),
        }
    )
    assert await gate.ask("/news/1") == [None]


async def test_endless_redirect_of_robots_txt_ends_and_counts_as_no_file() -> None:
    gate = Gate({"/robots.txt": (302, b"", {"Location": "/robots.txt"})})
    assert await gate.ask("/private/1") == [None]
    assert gate.engine.asked.total() == 6


async def test_hosts_schemes_and_ports_have_rules_of_their_own() -> None:
    gate = Gate(
        {
            "/robots.txt": (200, FORBIDDEN),
            "http://news.example/robots.txt": (404, b""),
            "https://news.example:8443/robots.txt": (404, b""),
        }
    )
    for url in ("http://news.example/private/1", "https://news.example:8443/private/1"):
        await gate.robots.process_request(Request(url))
    assert isinstance((await gate.ask("/private/1"))[0], Refused)
    assert gate.engine.asked.total() == 3


async def test_rules_are_asked_for_again_within_a_day() -> None:
    gate = Gate({"/robots.txt": (404, b"")})
    for hours, asked in ((0, 1), (11, 1), (13, 2)):
        gate.now = NOW + timedelta(hours=hours)
        await gate.ask("/1")
        assert gate.engine.asked.total() == asked


async def test_the_next_run_uses_the_rules_of_the_last_and_asks_conditionally_when_they_are_old() -> None:
    gate = Gate({"/robots.txt": (200, FORBIDDEN, {"ETag": '"1"', "Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"})})
    await gate.ask("/news/1")
    gate.again()
    assert isinstance((await gate.ask("/private/1"))[0], Refused)
    assert gate.engine.asked.total() == 1
    gate.now, gate.engine.answers[f"{NEWS}/robots.txt"] = NOW + timedelta(hours=13), (304, b"")
    gate.again()
    assert isinstance((await gate.ask("/private/1"))[0], Refused)
    assert gate.engine.sent[-1].headers["If-None-Match"] == b'"1"'
    assert gate.engine.sent[-1].headers["If-Modified-Since"] == b"Sun, 01 Mar 2026 00:00:00 GMT"
    assert gate.context.site_files.get(NEWS, ROBOTS).fetched_at == gate.now  # type: ignore[union-attr]


async def test_an_etag_too_long_to_be_sent_back_is_forgotten_and_not_cut() -> None:
    gate = Gate({"/robots.txt": (200, FORBIDDEN, {"ETag": f'"{"x" * 1200}"'})})
    await gate.ask("/news/1")
    gate.again()
    gate.now = NOW + timedelta(hours=13)
    await gate.ask("/news/1")
    assert "If-None-Match" not in gate.engine.sent[-1].headers


@pytest.mark.parametrize(("hours", "passes"), [(13, True), (23, True), (24, False), (24 * 40, False)])
async def test_rules_that_cannot_be_read_again_serve_until_they_are_a_day_old(*, hours: int, passes: bool) -> None:
    gate = Gate({"/robots.txt": (200, FORBIDDEN)})
    await gate.ask("/news/1")
    gate.again()
    gate.now, gate.engine.answers[f"{NEWS}/robots.txt"] = NOW + timedelta(hours=hours), (503, b"")
    allowed, refused = await gate.ask("/news/1", "/private/1")
    assert passes == (allowed is None)
    assert isinstance(refused, Refused if passes else Unreachable)
    assert gate.context.site_files.get(NEWS, ROBOTS).failed_since == gate.now  # type: ignore[union-attr]


async def test_a_cancelled_request_does_not_take_the_rules_of_the_others_with_it() -> None:
    gate = Gate({"/robots.txt": (200, FORBIDDEN)})
    first = asyncio.ensure_future(gate.robots.process_request(Request(f"{NEWS}/news/1")))
    other = asyncio.ensure_future(gate.robots.process_request(Request(f"{NEWS}/private/1")))
    await asyncio.sleep(0)
    first.cancel()
    assert isinstance((await asyncio.gather(other, return_exceptions=True))[0], Refused)


@pytest.mark.parametrize(("declared", "wanted", "delay"), [(1.0, 7, 7.0), (10.0, 7, 10.0), (1.0, 0.5, 1.0)])
async def test_crawl_delay_slows_a_host_and_never_speeds_it_up(declared: float, wanted: float, delay: float) -> None:
    gate = Gate({"/robots.txt": (200, f"User-agent: *\nCrawl-delay: {wanted}".encode())}, declared)
    await gate.ask("/news/1")
    downloader = gate.engine.downloader
    assert downloader.slots["news.example"].delay == downloader.per_slot_settings["news.example"]["delay"] == delay


async def test_the_statements_of_a_site_are_asked_for_before_its_first_article_once_a_week() -> None:
    tdm, ai = f"{NEWS}/.well-known/tdmrep.json", f"{NEWS}/ai.txt"
    gate = Gate({"/robots.txt": (200, b""), tdm: (200, b"[]"), ai: (404, b"")})
    await gate.ask("/feed")
    assert gate.engine.asked.total() == 1
    for days, times in ((0, 1), (6, 1), (8, 2)):
        gate.now = NOW + timedelta(days=days)
        gate.again()
        assert await gate.ask("/news/1", "/news/2", kind=UrlKind.ARTICLE) == [None, None]
        assert (gate.engine.asked[tdm], gate.engine.asked[ai]) == (times, times)


async def test_statements_that_robots_txt_forbids_are_not_asked_for() -> None:
    gate = Gate({"/robots.txt": (200, b"User-agent: *\nDisallow: /.well-known/\nDisallow: /ai.txt")})
    assert await gate.ask("/news/1", kind=UrlKind.ARTICLE) == [None]
    assert gate.engine.asked == {f"{NEWS}/robots.txt": 1}


@pytest.mark.parametrize(
    "answer", [(503, b""), (429, b""), (200, b"<html>no such page</html>"), DownloadTimeoutError("slow"), (403, b"")]
)
async def test_statements_that_cannot_be_had_keep_nobody_waiting(answer: Any) -> None:
    gate = Gate({"/robots.txt": (200, b""), "/.well-known/tdmrep.json": answer, "/ai.txt": answer})
    assert await gate.ask("/news/1", kind=UrlKind.ARTICLE) == [None]
    assert not gate.context.site_files.get(NEWS, TDMREP).found  # type: ignore[union-attr]


async def test_a_full_disk_ends_the_run() -> None:
    gate = Gate({"/robots.txt": StorageError("the disk is full")})
    (error,) = await gate.ask("/news/1")
    assert isinstance(error, Stopped)
    assert gate.context.stop.reason == "storage"
