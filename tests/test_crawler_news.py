"""The news spider on saved responses and failures: pages to clean, listings with their links, outcomes for the rest."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
)
from scrapy.http import Response
from scrapy.signalmanager import SignalManager
from twisted.python.failure import Failure as Fault

from cleaning.article import Hint, Page, SourceFacts
from cleaning.errors import StorageError
from crawler.bans import Asked
from crawler.context import SETTING, Context
from crawler.faults import Blocked, Refused, Stopped, Undecodable, Unreachable
from crawler.known import Known
from crawler.lease import Lease
from crawler.scheduler import LEASE
from crawler.sources import Source, source_facts
from crawler.spiders.news import BUGS, NewsSpider
from pipelines.delivery import Delivery
from pipelines.outcomes import Failure, Outcome, Refusal, Settled, UrlKind
from pipelines.validators import Validators, digest
from tests.loopback import feed

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOME = "https://a.example/"
SOURCE = Source(id="a", name="Courier", home=HOME, feeds=(f"{HOME}feed",), language="en", timezone="Europe/Kyiv")


class Desk:
    """A spider with everything around it in memory."""

    def __init__(self, *known: str, way: tuple[str, ...] = (), orders: Mapping[str, bool] | None = None) -> None:
        self.committed: list[Settled] = []
        frontier: Any = SimpleNamespace()
        lookups: Any = Known()
        lookups.had, lookups.way = known.__contains__, lambda _: way
        self.context = Context(
            frontier=frontier,
            sources={"a": SOURCE},
            clock=lambda: NOW,
            commit=self.committed.append,
            facts=source_facts([SOURCE], orders),
            known=lookups,
        )
        self.stats = SimpleNamespace(counts={}, inc_value=self._count)
        crawler: Any = SimpleNamespace(
            settings=_Settings({SETTING: self.context}), signals=SignalManager(), stats=self.stats
        )
        self.spider = NewsSpider.from_crawler(crawler)

    def _count(self, key: str) -> None:
        self.stats.counts[key] = self.stats.counts.get(key, 0) + 1

    def parse(self, lease: Lease, body: bytes = b"", status: int = 200, **headers: str) -> Any:
        named: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
        (item,) = self.spider.parse(_response(lease, body, status, named))
        return item

    def fail(self, lease: Lease, error: Exception) -> list[Settled]:
        fault = Fault(error)
        fault.request = _request(lease)  # type: ignore[attr-defined]
        return list(self.spider.failed(fault))

    def held(self) -> frozenset[str]:
        return self.context.holds.held(NOW)


class _Settings(dict[str, Any]):
    def getbool(self, _name: str) -> bool:
        return False


def _lease(path: str = "1", kind: UrlKind = UrlKind.ARTICLE, **facts: Any) -> Lease:
    return Lease(id=1, url=HOME + path, source="a", host="a.example", kind=kind, **facts)


def _request(lease: Lease) -> Request:
    return Request(lease.url, meta={LEASE: lease})


def _response(lease: Lease, body: bytes, status: int, headers: Mapping[str, str]) -> Response:
    return Response(lease.url, status=status, body=body, headers=dict(headers), request=_request(lease))


def test_an_article_becomes_a_page_with_all_that_cleaning_may_know() -> None:
    hints = (Hint(place="feed", title="Bridge"),)
    page = Desk().parse(_lease(hints=hints), b"<p>news</p>", Content_Type="text/html", X_A="1")
    assert isinstance(page, Page)
    assert (page.url, page.final_url, page.status, page.body) == (f"{HOME}1", f"{HOME}1", 200, b"<p>news</p>")
    assert (page.fetched_at, page.hints) == (NOW, hints)
    assert page.header("content-type") == "text/html"
    assert page.source == SourceFacts(id="a", name="Courier", language="en", timezone="Europe/Kyiv")


def test_a_page_knows_the_order_that_its_source_has_shown() -> None:
    desk = Desk(orders={"a": True})
    assert desk.parse(_lease(), b"<p>news</p>", Content_Type="text/html").source.day_first is True


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"\x00\x01"])
def test_what_is_no_web_page_is_left_to_cleaning_to_reject(body: bytes) -> None:
    assert isinstance(Desk().parse(_lease(), body, Content_Type="application/pdf"), Page)


def test_an_article_with_the_body_of_before_is_delivered_as_unchanged() -> None:
    lease = _lease(held=True, validators=Validators(digest=digest(b"<p>news</p>")))
    again = Desk().parse(lease, b"<p>news</p>", Content_Type="text/html")
    assert isinstance(again, Delivery)
    assert isinstance(again.result, Settled)
    assert (again.page.body, again.result.outcome, again.result.reason) == (
        b"<p>news</p>", Outcome.UNCHANGED, "same-body",
    )  # fmt: skip
    assert isinstance(Desk().parse(lease, b"<p>other</p>", Content_Type="text/html"), Page)


def test_a_feed_becomes_links_and_refusals() -> None:
    body = feed([f"{HOME}2", f"{HOME}3", "https://elsewhere.example/1"])
    settled = Desk().parse(_lease("feed", UrlKind.FEED), body)
    assert settled.outcome is Outcome.LISTING
    assert [link.url for link in settled.links] == [f"{HOME}2", f"{HOME}3"]
    assert [(link.url, why) for link, why in settled.refusals] == [("https://elsewhere.example/1", Refusal.OFF_SITE)]


def test_a_feed_that_is_none_fails_with_a_name() -> None:
    settled = Desk().parse(_lease("feed", UrlKind.FEED), b"\x00\x01\x02")
    assert (settled.outcome, settled.reason) == (Outcome.FAILED, Failure.DECODE)


@pytest.mark.parametrize(("known", "outcome"), [((), Outcome.FAILED), ((f"{HOME}1",), Outcome.GONE)])
def test_a_missing_article_is_gone_if_it_was_there(known: tuple[str, ...], outcome: Outcome) -> None:
    assert Desk(*known).parse(_lease(), b"", 404).outcome is outcome


def test_a_redirect_is_settled_and_its_target_made_known() -> None:
    settled = Desk().parse(_lease(), b"", 301, Location="/2")
    assert (settled.outcome, settled.reason, settled.links[0].url) == (Outcome.REDIRECTED, f"{HOME}2", f"{HOME}2")


def test_a_chain_of_redirects_ends() -> None:
    settled = Desk(way=tuple(f"http://a.example/from-{number}" for number in range(10))).parse(
        _lease(), b"", 301, Location="/2"
    )
    assert (settled.outcome, settled.reason) == (Outcome.FAILED, Failure.REDIRECTS)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_puts_a_url_off_until_then(status: int) -> None:
    settled = Desk().parse(_lease("feed", UrlKind.FEED), b"", status, Retry_After="90")
    assert (settled.outcome, settled.until) == (Outcome.DEFERRED, NOW + timedelta(seconds=90))


def test_a_ban_puts_off_its_url_however_often_it_was_tried_and_those_turned_away_before() -> None:
    until = NOW + timedelta(hours=1)
    error = Blocked("refusals: 5 of the last 8 answers", until, (Asked(f"{HOME}2", "a"),))
    ends = Desk().fail(_lease(attempts=9), error)
    assert [(end.url, end.outcome, end.reason, end.until) for end in ends] == [
        (f"{HOME}{n}", Outcome.DEFERRED, "banned", until) for n in (1, 2)
    ]


def test_a_challenge_is_tried_again_like_any_fault() -> None:
    (settled,) = Desk().fail(_lease(), Blocked("challenge page (cloudflare)", None))
    assert (settled.outcome, settled.reason) == (Outcome.DEFERRED, "challenge")
    assert settled.detail == "challenge page (cloudflare)"


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_of_one_page_holds_nobody(status: int) -> None:
    desk = Desk()
    assert desk.parse(_lease(), b"", status).outcome is Outcome.DEFERRED
    assert not desk.held()


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (Refused(Refusal.ROBOTS, "disallowed"), Outcome.REFUSED, "robots"),
        (Refused(Refusal.PRIVATE_ADDRESS, "inside"), Outcome.REFUSED, "private-address"),
        (Unreachable("http-500", "robots.txt"), Outcome.DEFERRED, "http-500"),
        (CannotResolveHostError("no such host"), Outcome.DEFERRED, "dns"),
        (DownloadConnectionRefusedError("refused"), Outcome.DEFERRED, "connect"),
        (DownloadTimeoutError("slow"), Outcome.DEFERRED, "timeout"),
        (DownloadCancelledError("50 MB"), Outcome.FAILED, "too-large"),
        (Undecodable(Failure.BOMB, "grows"), Outcome.FAILED, "bomb"),
        (Undecodable(Failure.DECODE, "garbage"), Outcome.FAILED, "decode"),
    ],
)
def test_every_failure_has_an_outcome(error: Exception, outcome: Outcome, reason: str) -> None:
    (settled,) = Desk().fail(_lease(), error)
    assert (settled.url, settled.outcome, settled.reason) == (f"{HOME}1", outcome, reason)
    assert settled.detail


def test_a_request_given_up_at_the_end_of_a_run_settles_nothing() -> None:
    assert Desk().fail(_lease(), Stopped("the run ends")) == []


@pytest.mark.parametrize(
    ("error", "held"),
    [
        (CannotResolveHostError("no such host"), True),
        (DownloadTimeoutError("slow"), True),
        (Unreachable("timeout", "robots.txt"), True),
        (DownloadCancelledError("50 MB"), False),
        (Refused(Refusal.ROBOTS, "disallowed"), False),
    ],
)
def test_a_silent_host_is_left_alone_for_a_while(*, error: Exception, held: bool) -> None:
    desk = Desk()
    desk.fail(_lease(), error)
    assert desk.held() == ({"a.example"} if held else frozenset())


def test_an_answer_ends_the_suspicion() -> None:
    desk = Desk()
    desk.fail(_lease(), DownloadTimeoutError("slow"))
    desk.parse(_lease(), b"<p>news</p>")
    desk.fail(_lease(), DownloadTimeoutError("slow"))
    assert desk.context.holds.until("a.example") == NOW + timedelta(seconds=3)


def test_robots_txt_that_asks_to_wait_is_obeyed() -> None:
    desk = Desk()
    until = NOW + timedelta(minutes=9)
    (settled,) = desk.fail(_lease(), Unreachable("http-503", "robots.txt", until))
    assert settled.until == desk.context.holds.until("a.example") == until


@pytest.mark.parametrize("error", [CannotResolveHostError("refused"), Unreachable("dns", "robots.txt: refused")])
def test_a_name_that_leads_inside_is_refused_and_not_tried_again(error: Exception) -> None:
    desk = Desk()
    desk.context.guard.choose("a.example", ["10.0.0.1"])
    (settled,) = desk.fail(_lease(), error)
    assert (settled.outcome, settled.reason) == (Outcome.REFUSED, Refusal.PRIVATE_ADDRESS)


def test_an_unknown_exception_is_a_bug_that_does_not_lose_the_url(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    with caplog.at_level(logging.ERROR):
        (settled,) = desk.fail(_lease(), ZeroDivisionError("ours"))
    assert (settled.outcome, settled.reason) == (Outcome.DEFERRED, Failure.CRASH)
    assert desk.stats.counts == {BUGS: 1}
    assert "ZeroDivisionError" in caplog.text


def test_a_bug_after_the_spider_puts_the_url_off_and_is_counted() -> None:
    desk = Desk()
    desk.spider.crashed(Fault(ZeroDivisionError("ours")), _response(_lease(), b"", 200, {}))
    (settled,) = desk.committed
    assert (settled.outcome, settled.reason, settled.detail) == (
        Outcome.DEFERRED, Failure.CRASH, "ZeroDivisionError: ours",
    )  # fmt: skip
    assert desk.stats.counts == {BUGS: 1}


def test_a_full_disk_after_the_spider_stops_the_run() -> None:
    desk = Desk()
    error = StorageError("the disk is full")
    desk.spider.crashed(Fault(error), _response(_lease(), b"", 200, {}))
    assert (desk.context.stop.reason, desk.context.stop.error, desk.committed) == ("storage", error, [])


async def test_it_starts_with_no_request_of_its_own() -> None:
    assert [request async for request in Desk().spider.start()] == []
