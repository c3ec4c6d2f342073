"""The scheduler over a frontier of plain values: what it hands out, to whom it gives way, and when it has had enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request

from cleaning.errors import StorageError
from crawler.context import SETTING, Context
from crawler.lease import Lease
from crawler.scheduler import LEASE, PATIENCE, FrontierScheduler
from pipelines.outcomes import UrlKind

if TYPE_CHECKING:
    from collections.abc import Collection

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Frontier:
    """Leases from a list, and notes who was busy."""

    def __init__(self, *urls: str) -> None:
        self.waiting = [_lease(url) for url in urls]
        self.due: dict[str, datetime] = {}
        self.busy: list[set[str]] = []
        self.error: Exception | None = None

    def lease(self, limit: int, busy: Collection[str]) -> list[Lease]:
        if self.error:
            raise self.error
        self.busy.append(set(busy))
        found = [lease for lease in self.waiting if lease.host not in busy][:limit]
        self.waiting = [lease for lease in self.waiting if lease not in found]
        return found

    def earliest(self, _now: datetime) -> dict[str, datetime]:
        if self.error:
            raise self.error
        return self.due


class Store:
    """Counts how often it was asked to store, and gives the frontier what comes of it."""

    def __init__(self, frontier: Frontier, *urls: str) -> None:
        self.frontier = frontier
        self.urls = list(urls)
        self.flushed = 0

    def flush(self) -> None:
        self.flushed += 1
        self.frontier.waiting += [_lease(url) for url in self.urls]
        self.urls = []


def _lease(url: str, kind: UrlKind = UrlKind.ARTICLE) -> Lease:
    return Lease(id=1, url=url, source="a", host=url.split("/")[2], kind=kind)


def _scheduler(
    frontier: Any, *, store: Store | None = None, max_requests: int | None = None
) -> tuple[FrontierScheduler, Context, set[Request]]:
    context = Context(
        frontier=frontier, sources={}, clock=lambda: NOW, commit=lambda _: None, max_requests=max_requests
    )
    active: set[Request] = set()
    crawler: Any = SimpleNamespace(
        settings={SETTING: context},
        spider=SimpleNamespace(parse=print, failed=repr),
        engine=SimpleNamespace(
            downloader=SimpleNamespace(active=active), scraper=SimpleNamespace(slot=SimpleNamespace(active=set()))
        ),
        get_item_pipeline=lambda _: store or Store(frontier),
    )
    return FrontierScheduler.from_crawler(crawler), context, active


def _urls(scheduler: FrontierScheduler) -> list[str]:
    found = []
    while request := scheduler.next_request():
        found.append(request.url)
    return found


def test_a_request_carries_its_lease_and_where_its_answer_goes() -> None:
    scheduler, _, _ = _scheduler(Frontier("https://a.example/1"))
    request = scheduler.next_request()
    assert request is not None
    assert (request.url, request.callback, request.errback) == ("https://a.example/1", print, repr)
    assert request.meta[LEASE].url == "https://a.example/1"


def test_listings_may_be_larger_than_articles() -> None:
    frontier = Frontier()
    frontier.waiting = [_lease("https://a.example/feed", UrlKind.FEED), _lease("https://b.example/1")]
    scheduler, _, _ = _scheduler(frontier)
    bounds = [request.meta.get("download_maxsize") for _ in range(2) if (request := scheduler.next_request())]
    assert bounds == [50 * 2**20, None]


def test_a_request_that_did_not_come_from_the_frontier_is_refused() -> None:
    scheduler, _, _ = _scheduler(Frontier())
    assert not scheduler.enqueue_request(Request("https://elsewhere.example/"))
    assert not scheduler.has_pending_requests()
    assert scheduler.next_request() is None


def test_busy_and_held_hosts_are_passed_over() -> None:
    frontier = Frontier("https://a.example/1", "https://b.example/1", "https://c.example/1")
    scheduler, context, active = _scheduler(frontier)
    active.add(Request("https://a.example/robots.txt"))
    context.holds.hold("b.example", NOW + timedelta(hours=1))
    assert _urls(scheduler) == ["https://c.example/1"]


def test_what_the_stages_hold_back_is_stored_before_the_run_falls_idle() -> None:
    frontier = Frontier("https://a.example/feed")
    store = Store(frontier, "https://a.example/1")
    scheduler, _, _ = _scheduler(frontier, store=store)
    assert _urls(scheduler) == ["https://a.example/feed", "https://a.example/1"]


def test_nothing_is_stored_early_while_downloads_are_under_way() -> None:
    frontier = Frontier()
    store = Store(frontier, "https://a.example/1")
    scheduler, _, active = _scheduler(frontier, store=store)
    active.add(Request("https://b.example/1"))
    assert _urls(scheduler) == []
    assert store.flushed == 0


def test_nothing_is_fetched_while_too_many_pages_wait_to_be_cleaned() -> None:
    scheduler, _, _ = _scheduler(Frontier("https://a.example/1"))
    waiting = scheduler._crawler.engine.scraper.slot.active  # type: ignore[union-attr]
    waiting.update(Request(f"https://b.example/{n}") for n in range(100))
    assert scheduler.next_request() is None
    waiting.clear()
    assert scheduler.next_request() is not None


def test_max_requests_is_a_hard_limit_and_names_the_end() -> None:
    scheduler, context, _ = _scheduler(Frontier(*(f"https://{n}.example/1" for n in range(9))), max_requests=4)
    assert len(_urls(scheduler)) == 4
    assert context.stop.reason == "max-requests"
    assert not scheduler.has_pending_requests()


def test_a_run_asked_to_stop_begins_nothing_new() -> None:
    scheduler, context, _ = _scheduler(Frontier("https://a.example/1"))
    context.stop.ask("sigterm")
    assert scheduler.next_request() is None
    assert not scheduler.has_pending_requests()


@pytest.mark.parametrize(
    ("due", "held", "waits"),
    [
        (timedelta(0), None, True),
        (PATIENCE, None, True),
        (PATIENCE + timedelta(seconds=1), None, False),
        (timedelta(0), PATIENCE, True),
        (timedelta(0), PATIENCE + timedelta(seconds=1), False),
        (timedelta(0), -PATIENCE, True),
    ],
)
def test_a_run_waits_for_what_is_due_soon_and_for_nothing_else(
    *, due: timedelta, held: timedelta | None, waits: bool
) -> None:
    frontier = Frontier()
    frontier.due = {"a.example": NOW + due}
    scheduler, context, _ = _scheduler(frontier)
    if held is not None:
        context.holds.hold("a.example", NOW + held)
    assert scheduler.has_pending_requests() == waits


def test_leased_rows_are_pending_until_they_are_handed_out() -> None:
    scheduler, _, _ = _scheduler(Frontier("https://a.example/1", "https://b.example/1"))
    scheduler.next_request()
    assert scheduler.has_pending_requests()
    scheduler.next_request()
    assert not scheduler.has_pending_requests()


@pytest.mark.parametrize("ask", ["next_request", "has_pending_requests"])
def test_a_database_that_fails_ends_the_run(ask: str) -> None:
    frontier = Frontier()
    frontier.error = StorageError("the disk is full")
    scheduler, context, _ = _scheduler(frontier)
    assert not getattr(scheduler, ask)()
    assert (context.stop.reason, context.stop.error) == ("storage", frontier.error)
