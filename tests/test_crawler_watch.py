"""What is heard in an answer: to wait, strain, and being turned away; and when a request may leave."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from cleaning.errors import StorageError
from crawler.asking import MARK
from crawler.bans import BURST
from crawler.context import SETTING, Context
from crawler.faults import Blocked, Stopped, Unreachable
from crawler.hosts import Hosts
from crawler.lease import Lease
from crawler.pace import Pace
from crawler.scheduler import LEASE
from crawler.watch import Patience, Watch
from pipelines.outcomes import UrlKind
from tests.loopback import article

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOST = "news.example"
HELP = {"Location": "/login?next=1"}


class Desk:
    """The watch with everything around it in memory."""

    def __init__(self, hosts: Hosts | None = None) -> None:
        frontier: Any = None
        self.context = Context(
            frontier=frontier, sources={}, clock=lambda: NOW, commit=lambda _: None,
            hosts=hosts or Hosts(declared={HOST: 2.0}),
        )  # fmt: skip
        self.downloader = SimpleNamespace(slots={}, per_slot_settings={})
        self.crawler: Any = SimpleNamespace(
            engine=SimpleNamespace(downloader=self.downloader), settings={SETTING: self.context}
        )
        self.watch, self.patience = Watch.from_crawler(self.crawler), Patience.from_crawler(self.crawler)
        self.pace = Pace(self.crawler)

    def hear(self, status: int, body: bytes = b"", path: str = "1", *, mark: bool = False, **headers: str) -> Response:
        url = f"https://{HOST}/{path}"
        lease = Lease(id=1, url=url, source="a", host=HOST, kind=UrlKind.ARTICLE)
        meta = {MARK: "robots.txt"} if mark else {LEASE: lease, "download_latency": 0.1}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request, response = Request(url, meta=meta), Response(url, status, headers=named, body=body)
        return self.watch.process_response(request, self.patience.process_response(request, response))


@pytest.mark.parametrize("mark", [False, True])
@pytest.mark.parametrize(
    ("status", "value", "seconds", "reason"),
    [
        (429, "90", 90, "retry-after"),
        (503, "90", 90, "retry-after"),
        (503, "Sun, 01 Mar 2026 12:05:00 GMT", 300, "retry-after"),
        (429, "", 60, "busy"),
        (429, "soon", 60, "busy"),
    ],
)
def test_a_host_is_left_alone_for_as_long_as_it_asks(
    status: int, value: str, seconds: int, reason: str, *, mark: bool
) -> None:
    desk = Desk()
    desk.hear(status, Retry_After=value, mark=mark)
    assert desk.context.holds.until(HOST) == NOW + timedelta(seconds=seconds)
    assert desk.context.hosts.reason(HOST) == reason


@pytest.mark.parametrize(("status", "value"), [(503, ""), (500, "90"), (200, "90"), (301, "90")])
def test_nothing_else_asks_to_wait(status: int, value: str) -> None:
    desk = Desk()
    desk.hear(status, Retry_After=value)
    assert desk.context.holds.until(HOST) is None


def test_a_burst_of_refusals_ends_in_a_ban_that_names_them_all() -> None:
    desk = Desk()
    desk.hear(200, article("1"))
    for number in range(BURST - 1):
        assert desk.hear(403, path=str(number)).status == 403
    with pytest.raises(Blocked) as caught:
        desk.hear(403, path="last")
    assert caught.value.until == NOW + timedelta(hours=1)
    assert [asked.url[-1] for asked in caught.value.others] == list("0123")
    assert "refusals: 5" in str(caught.value)


def test_a_challenge_never_reaches_the_spider_and_two_are_a_ban() -> None:
    desk = Desk()
    desk.hear(200, article("1"))
    with pytest.raises(Blocked) as first:
        desk.hear(403, b"<div id=px-captcha>", "2")
    assert (first.value.until, str(first.value)) == (None, "challenge page (perimeterx)")
    with pytest.raises(Blocked) as second:
        desk.hear(200, b"<div id=px-captcha>", "3")
    assert second.value.until == NOW + timedelta(hours=1)


def test_redirects_to_a_login_page_in_a_row_are_a_ban() -> None:
    desk = Desk()
    desk.hear(200, article("1"))
    for number in range(BURST - 1):
        desk.hear(302, path=str(number), **HELP)
    with pytest.raises(Blocked):
        desk.hear(302, **HELP)


@pytest.mark.parametrize("status", [404, 410, 500, 502, 503, 301])
def test_other_answers_are_no_sign_of_a_ban(status: int) -> None:
    desk = Desk()
    desk.hear(200, article("1"))
    for _ in range(20):
        desk.hear(status, Location="/elsewhere")
    assert not desk.context.hosts.banned([HOST], NOW)


def test_site_files_are_not_judged() -> None:
    desk = Desk()
    for _ in range(20):
        desk.hear(403, b"<div id=px-captcha>", mark=True)
    assert not desk.context.hosts.banned([HOST], NOW)


@pytest.mark.parametrize(("status", "heads"), [(429, {}), (403, {"cf_mitigated": "challenge"})])
def test_what_cannot_be_kept_ends_the_run(status: int, heads: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    error = StorageError("the disk is full")

    def full(*_: object) -> None:
        raise error

    for name in ("hold", "received"):
        monkeypatch.setattr(desk.context.hosts, name, full)
    with pytest.raises(Stopped):
        desk.hear(status, **heads)
    assert (desk.context.stop.reason, desk.context.stop.error) == ("storage", error)


def test_a_host_has_its_slot_from_its_first_request_on_and_keeps_the_gap_of_the_run_before() -> None:
    hosts = Hosts(declared={HOST: 2.0})
    hosts.asked(HOST, NOW - timedelta(seconds=0.5))
    desk = Desk(hosts)
    desk.pace.ready(HOST)
    slot = desk.downloader.slots[HOST]
    assert (slot.delay, slot.concurrency, slot.jitter) == (2.0, 1, 0.0)
    assert time.monotonic() - slot.lastseen == pytest.approx(0.5, abs=0.1)


def test_a_host_never_asked_need_not_wait() -> None:
    desk = Desk()
    desk.pace.ready(HOST)
    assert desk.downloader.slots[HOST].lastseen == 0


def test_the_delay_counts_from_the_end_of_an_answer() -> None:
    desk = Desk()
    desk.pace.ready(HOST)
    before = time.monotonic()
    desk.pace.ended(HOST)
    assert before <= desk.downloader.slots[HOST].lastseen <= time.monotonic()


def test_strain_reaches_the_slot_and_its_settings_and_passes() -> None:
    desk = Desk()
    desk.pace.ready(HOST)
    for seconds, times, delay in ((0.1, 50, 2.0), (1.1, 5, 5.8), (0.1, 5, 2.0)):
        for _ in range(times):
            if desk.context.hosts.measured(HOST, seconds):
                desk.pace.apply(HOST)
        assert desk.downloader.slots[HOST].delay == pytest.approx(delay, abs=0.4)
    assert desk.downloader.per_slot_settings[HOST] == {"delay": 2.0, "concurrency": 1, "jitter": 0.0}


def test_no_request_leaves_while_its_host_is_on_hold() -> None:
    desk = Desk()
    desk.pace.leave(HOST)
    desk.context.hosts.hold(HOST, NOW + timedelta(seconds=9), "retry-after")
    with pytest.raises(Unreachable) as caught:
        desk.pace.leave(HOST)
    assert caught.value.until == NOW + timedelta(seconds=9)
