"""The pace of requests to each host: Scrapy's download slots, made to keep the longest delay anyone asked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from scrapy import signals

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Pace:
    """Counts a host's delay from the end of its last answer, so that no gap the server sees is ever shorter."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the end of every download."""
        pace = cls(crawler)
        crawler.signals.connect(pace.answered, signals.response_downloaded)
        return pace

    def answered(self, request: Request) -> None:
        """Begin the delay of the request's host anew."""
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.lastseen = time.monotonic()


def slow_down(crawler: Crawler, host: str, delay: float) -> None:
    """Keep at least ``delay`` seconds between two requests to a host; it never makes a host's pace faster."""
    downloader = crawler.engine.downloader
    declared = downloader.per_slot_settings.get(host, {})
    if delay <= declared.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY")):
        return
    downloader.per_slot_settings[host] = {**declared, "delay": delay}  # outlives the slot, which Scrapy drops when idle
    if slot := downloader.slots.get(host):
        slot.delay = delay
