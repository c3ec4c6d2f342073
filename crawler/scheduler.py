"""Scrapy's scheduler over the frontier: it leases rows and makes requests of them. Nothing else enters a crawl."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from cleaning.errors import StorageError
from cleaning.urls import host
from crawler.answers import refused
from crawler.conditional import asking
from crawler.context import SETTING
from crawler.listing import MAX_BYTES
from pipelines.outcomes import Refusal
from pipelines.stages import Store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.context import Context
    from crawler.lease import Lease

LEASE = "thresher_lease"
PATIENCE = timedelta(seconds=10)
"""How long a run stays open for a URL that was put off, or a host on hold; longer waits are left to the next run."""
_BATCH = 32
_BACKLOG = 100
"""How many fetched pages may wait for the workers: as many as are cleaned in seconds, should the run be stopped."""


class FrontierScheduler(BaseScheduler):
    """Hands out one request at a time for each host, for as long as something is due soon and nobody asked to stop."""

    def __init__(self, crawler: Crawler, context: Context) -> None:
        self._crawler = crawler
        self._context = context
        self._leased: deque[Lease] = deque()
        self._left = context.max_requests

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context of the run."""
        return cls(crawler, crawler.settings[SETTING])

    def enqueue_request(self, request: Request) -> bool:  # noqa: ARG002 - Scrapy's signature
        """Refuse every request: what is not in the frontier is not fetched."""
        return False

    def has_pending_requests(self) -> bool:
        """Tell whether something is due now or within PATIENCE; a database that fails ends the run."""
        if self._context.stop.reason:
            return False
        try:
            return bool(self._leased) or self._expects()
        except StorageError as error:
            self._context.stop.ask("storage", error)
            return False

    def next_request(self) -> Request | None:
        """Return the next request, or None when no host is free that has something due, or the cleaning lags behind."""
        if self._left == 0:
            self._context.stop.rest("max-requests")
        if self._context.stop.reason or self._is_behind():
            return None
        try:
            self._fill()
        except StorageError as error:
            self._context.stop.ask("storage", error)
        return self._request(self._leased.popleft()) if self._leased else None

    def _is_behind(self) -> bool:
        slot = self._crawler.engine.scraper.slot
        return slot is not None and len(slot.active) >= _BACKLOG

    def _fill(self) -> None:
        """Lease more when nothing is left; before a run falls idle, store what may hold new links."""
        if not self._leased:
            self._lease()
        if not self._leased and not self._crawler.engine.downloader.active:
            if store := self._crawler.get_item_pipeline(Store):
                store.flush()
            self._lease()

    def _lease(self) -> None:
        room = _BATCH if self._left is None else min(_BATCH, self._left)
        active = {host(request.url) for request in self._crawler.engine.downloader.active}
        held = self._context.holds.held(self._context.clock())
        for lease in self._context.frontier.lease(room, active | held):
            if self._context.known.is_taken_down(lease.url):
                self._context.commit(refused(lease, Refusal.TAKEDOWN, "it was taken down"))
            else:
                self._leased.append(lease)

    def _expects(self) -> bool:
        holds, now = self._context.holds, self._context.clock()
        soon = now + PATIENCE
        earliest = self._context.frontier.earliest(now)
        return any(due <= soon and (holds.until(name) or due) <= soon for name, due in earliest.items())

    def _request(self, lease: Lease) -> Request:
        if self._left is not None:
            self._left -= 1
        spider: Any = self._crawler.spider
        bound = {"download_maxsize": MAX_BYTES} if lease.is_listing else {}
        meta = {LEASE: lease, **bound}
        asked = asking(lease, self._context.clock())
        return Request(
            lease.url, headers=asked, callback=spider.parse, errback=spider.failed, meta=meta, dont_filter=True
        )
