"""The item pipelines of a crawl: Archive, Clean, Store. Only this module imports scrapy.

A spider yields a Page, or a Settled for a URL without one; a Delivery travels between the stages. The stages own
nothing: whoever starts the crawl opens and closes what a Run holds.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from cleaning.article import Page
from pipelines import steps
from pipelines.delivery import Delivery
from pipelines.outcomes import Settled
from pipelines.running import RUN_SETTING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from scrapy.crawler import Crawler

    from pipelines import workshop
    from pipelines.running import Run

BATCH_SIZE = 50
BATCH_AGE = 2.0
"""Seconds a finished item waits at most before it is committed."""


class _Stage:
    """What the stages that write share: the run, and how to stop the crawl."""

    def __init__(self, run: Run, *, stop: Callable[[], None]) -> None:
        self._run = run
        self._stop = stop

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the run in the crawler's settings."""
        return cls(crawler.settings[RUN_SETTING], stop=_stopper(crawler))

    def _note(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """Serve as ``__exit__``: whatever a write raises, a bug of ours too, ends the crawl."""
        del kind, trace
        if isinstance(error, Exception):
            self._run.failed(self._stop, error)
            return True
        return False


class Archive(_Stage):
    """Writes a page to the archive: Page becomes Delivery."""

    def process_item(self, item: Page | Delivery | Settled) -> Delivery | Settled:
        """Write the capture before anything is made of the page, and what was said about its reuse, each unless it is there."""
        if isinstance(item, Settled):
            return item
        delivery = Delivery(page=item) if isinstance(item, Page) else item
        with ExitStack() as stack:
            stack.push(self._note)
            return steps.archived(self._run, delivery)
        raise DropItem("not archived")


class Clean:
    """Cleans a page, dates it, and says what its copies share, in a worker process, never on the crawl's own loop."""

    def __init__(self, workshop: workshop.Workshop) -> None:
        self._workshop = workshop

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the run in the crawler's settings."""
        return cls(crawler.settings[RUN_SETTING].workshop)

    async def process_item(self, item: Delivery | Settled) -> Delivery | Settled:
        """Set the result, unless it is known; a page over its deadline, or killing its worker, is settled as failed.

        Finding copies is the database's work, within the commit.
        """
        return item if isinstance(item, Settled) else await steps.worked(self._workshop, item)


class Store(_Stage):
    """Commits finished items: pages in batches, by number and by age, answers without a page at once.

    A page that waits lies in the archive and is taken up from there should the run be killed; of any other answer
    nothing would be left, and its URL would be asked for again.
    """

    def __init__(self, run: Run, *, stop: Callable[[], None], size: int = BATCH_SIZE, age: float = BATCH_AGE) -> None:
        super().__init__(run, stop=stop)
        self._size = size
        self._age = age
        self._batch: list[Delivery | Settled] = []
        self._clock: asyncio.Task[None] | None = None

    async def open_spider(self) -> None:
        """Start the clock that commits what has waited long enough."""
        self._clock = asyncio.ensure_future(self._tick())

    async def close_spider(self) -> None:
        """Commit the rest."""
        if self._clock:
            self._clock.cancel()
            with suppress(asyncio.CancelledError):
                await self._clock
        self.flush()

    def process_item(self, item: Delivery | Settled) -> Delivery | Settled:
        """Take an item into the batch; after a failure nothing is taken, and its URL stays due."""
        if self._run.troubles:
            raise DropItem("not stored")
        if isinstance(item, Settled) and item.status is not None:
            self._commit([item])
            return item
        self._batch.append(steps.without_body(item))
        if len(self._batch) >= self._size:
            self.flush()
        return item

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self._age)
            self.flush()

    def flush(self) -> None:
        """Commit what has waited so far: before a crawl takes itself for done, the links in it must be known."""
        batch, self._batch = self._batch, []
        if batch and not self._run.troubles:
            self._commit(batch)

    def _commit(self, items: list[Delivery | Settled]) -> None:
        archive = self._run.archive
        captures = [item.capture for item in items if isinstance(item, Delivery) and item.capture]
        with ExitStack() as stack:
            stack.push(self._note)
            if captures:
                archive.sync()
            self._run.corpus.commit(self._run.run_id, items, archive.unsettled.marks(captures) if captures else ())
            archive.unsettled.settle(captures)


def _stopper(crawler: Crawler) -> Callable[[], None]:
    """Return what asks the engine to close; not awaited here, since closing waits for the item at hand."""
    pending: list[asyncio.Task[None]] = []

    def stop() -> None:
        engine = crawler.engine
        if engine is not None and engine.spider is not None:
            pending.append(asyncio.ensure_future(engine.close_spider_async(reason="storage")))

    return stop
