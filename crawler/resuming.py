"""How pages from the archive enter a crawl: one after the other, as the workers become free."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import Crawler

    from crawler.context import Context
    from pipelines.delivery import Delivery

_AHEAD = 16
"""Pages that may be on their way through the stages when the next is read."""
_WAIT = 0.02


async def left_over(crawler: Crawler, context: Context) -> AsyncIterator[Delivery]:
    """Yield what earlier runs left in the archive, until the run is asked to stop; the rest is left to the next."""
    for delivery in context.left_over:
        while _is_behind(crawler) and not context.stop.reason:  # noqa: ASYNC110 - Scrapy tells nobody of its slot
            await asyncio.sleep(_WAIT)
        if context.stop.reason:
            return
        yield delivery


def _is_behind(crawler: Crawler) -> bool:
    slot = crawler.engine.scraper.slot
    return slot is not None and slot.itemproc_size >= _AHEAD
