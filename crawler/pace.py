"""The pace of requests to each host: Scrapy's download slots, made to keep the delay that ``hosts`` says, from run to run.

A delay counts from the end of an answer, or from when a download was given up, so that no gap the server sees is ever
shorter. Whether a request may leave at all is decided at the last moment, when its turn has come.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scrapy.core.downloader import Slot

from cleaning.urls import host
from crawler.context import SETTING
from crawler.faults import Unreachable
from crawler.stopping import StoppableHandler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PoliteHandler(StoppableHandler):
    """Scrapy's download handler, which asks nothing of a host on hold and starts its delay anew after every answer."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pace = Pace(crawler)

    async def download_request(self, request: Request) -> Response:
        """Download; raise Unreachable when the host was put on hold while the request waited for its turn."""
        name = host(request.url)
        self._pace.leave(name)
        try:
            response = await super().download_request(request)
        finally:
            self._pace.ended(name)
        return response


class Pace:
    """Puts the delays into the slots."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._context = crawler.settings[SETTING]

    def ready(self, name: str) -> None:
        """Give a host its slot, whose first request keeps the gap to the last one of an earlier run."""
        downloader = self._crawler.engine.downloader
        if name in downloader.slots:
            return
        self.apply(name)
        slot = downloader.slots[name] = Slot(**downloader.per_slot_settings[name])
        rested = self._context.hosts.rested(name, self._context.clock())
        if rested is not None:
            slot.lastseen = time.monotonic() - rested

    def apply(self, name: str) -> None:
        """Let a host's slot have the delay that is right now."""
        downloader = self._crawler.engine.downloader
        delay = self._context.hosts.delay(name)
        # Scrapy drops a slot that is idle for a minute; its settings stay.
        downloader.per_slot_settings[name] = {"concurrency": 1, "delay": delay, "jitter": 0.0}
        if slot := downloader.slots.get(name):
            slot.delay = delay

    def leave(self, name: str) -> None:
        """Note that a request leaves, or raise Unreachable when it must not."""
        context = self._context
        now = context.clock()
        until = context.hosts.holds.until(name)
        if until and until > now:
            raise Unreachable("hold", f"{name} is left alone", until)
        context.hosts.asked(name, now)

    def ended(self, name: str) -> None:
        """Begin a host's delay anew."""
        self._context.hosts.asked(name, self._context.clock())
        if slot := self._crawler.engine.downloader.slots.get(name):
            slot.lastseen = time.monotonic()
