"""Pages of files on their way into the corpus: archived, cleaned by the workers, and committed in the order of the file.

With each commit goes how far the file is accounted for, so that whatever ends an ingest, the next one goes on from there.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaning.errors import StorageError
from pipelines import steps
from pipelines.brought import BROKEN, HELD, SKIPPED, Ended, Item
from pipelines.delivery import Delivery
from pipelines.intake import take_in
from pipelines.outcomes import Outcome, Settled
from pipelines.rechecking import Recheck
from pipelines.validators import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cleaning.article import Page
    from pipelines.ingests import Ingests
    from pipelines.running import Run

BATCH_SIZE = 50
"""Pages that are committed together,"""
BATCH_ITEMS = 2000
"""or records, most of them no pages,"""
BATCH_AGE = 2.0
"""or what has waited so many seconds."""
_AHEAD = 4
_BYTES = 64 * 2**20
"""Bytes of pages under way, beyond which none is begun."""
_GLANCE = 0.5
_PATIENCE = 6.0
"""Seconds in which pages under way may end when the run is asked to; the next one begins with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file as it is being read."""

    file_id: int
    via: str
    """``ingest:FILE``."""
    fetched_at: datetime | None = None
    """Of pages that do not say when they were fetched; aware."""
    stopped: Callable[[], bool] = lambda: False
    """Tells whether the run was asked to end."""
    watch: Callable[[Item, Ended], None] = lambda _item, _ended: None
    """Called with each item that is in the database."""


class _Key(NamedTuple):
    """What makes two captures the same."""

    url: str
    fetched_at: datetime | None
    digest: str


@dataclass(slots=True)
class _Waiting:
    """An item on its way."""

    item: Item
    ended: Ended | None = None
    """Where nothing of it goes into the tables of a crawl."""
    outcome: Delivery | Settled | None = None
    task: asyncio.Task[Delivery | Settled] | None = None
    key: _Key | None = None
    size: int = 0


class Bringing:
    """Brings the items of one file in; ``owner`` gives the source of a URL that nobody knows yet."""

    def __init__(self, run: Run, ingests: Ingests, owner: Callable[[str], str], reading: Reading) -> None:
        self._run = run
        self._ingests = ingests
        self._owner = owner
        self._reading = reading
        self._recheck = Recheck(run)
        self._window: deque[_Waiting] = deque()
        self._batch: list[_Waiting] = []
        self._since = time.monotonic()
        self._under_way: set[_Key] = set()
        self._size = 0

    async def bring(self, items: Iterable[Item]) -> bool:
        """Bring items in; return whether all were, before the run was asked to end."""
        done = True
        try:
            for item in items:
                if self._reading.stopped():
                    done = False
                    break
                while self._is_full():
                    await self._take()
                self._window.append(await self._begun(item))
                while self._window and self._window[0].task is None:
                    await self._take()
            await self._take_all()
        except TimeoutError:
            done = False
        self._commit(done=done)
        return done

    def _is_full(self) -> bool:
        waiting = sum(one.task is not None for one in self._window)
        enough = waiting >= self._run.workshop.workers * _AHEAD or len(self._window) >= BATCH_ITEMS
        return enough or (waiting > 0 and self._size > _BYTES)

    async def _take_all(self) -> None:
        while self._window:
            await self._take()

    async def _take(self) -> None:
        """Take the first item off the window when it is done, and commit when it is time."""
        waiting = self._window[0]
        if waiting.task:
            waiting.outcome = steps.without_body(await self._result(waiting.task))
        self._window.popleft()
        self._size -= waiting.size
        self._batch.append(waiting)
        pages = sum(one.outcome is not None for one in self._batch)
        is_old = time.monotonic() - self._since > BATCH_AGE
        if pages >= BATCH_SIZE or len(self._batch) >= BATCH_ITEMS or is_old:
            self._commit()

    async def _result(self, task: asyncio.Task[Delivery | Settled]) -> Delivery | Settled:
        """Wait for a page; raise TimeoutError once the run was asked to end and _PATIENCE is over."""
        waited = 0.0
        while not task.done():
            await asyncio.wait((task,), timeout=_GLANCE)
            waited += _GLANCE if self._reading.stopped() else 0.0
            if waited > _PATIENCE and not task.done():
                raise TimeoutError
        return task.result()

    async def _begun(self, item: Item) -> _Waiting:
        page = item.page
        if page is None:
            return self._without_page(item)
        page = replace(page, fetched_at=page.fetched_at or self._reading.fetched_at)
        if item.refers:
            filled = self._filled(item, page)
            if filled is None and (self._window or self._batch):
                await self._take_all()
                self._commit()
                filled = self._filled(item, page)
            if filled is None:
                return _Waiting(item, ended=Ended(SKIPPED, "revisit"))
            page = filled
        return self._with_page(item, page)

    def _without_page(self, item: Item) -> _Waiting:
        """Count what is no page in the file; settle a URL that should have had one, unless it is known."""
        ended = Ended(item.outcome, item.reason)
        if item.outcome != BROKEN or not item.url or self._ingests.known(item.url):
            return _Waiting(item, ended=ended)
        return _Waiting(item, outcome=self._settled(item.url, Outcome.FAILED, item.reason, item.detail))

    def _with_page(self, item: Item, page: Page) -> _Waiting:
        known = self._ingests.known(page.url)
        key = _Key(page.url, page.fetched_at, digest(page.body))
        if known and known.is_listing:
            return _Waiting(item, ended=Ended(SKIPPED, "listing"))
        if key in self._under_way or self._ingests.is_held(*key):
            return _Waiting(item, ended=Ended(Outcome.UNCHANGED, HELD))
        source = known.source if known else self._owner(page.url)
        page = replace(page, source=self._run.facts(source), hints=known.hints if known else ())
        delivery = steps.archived(self._run, Delivery(page=page, via=self._reading.via))
        if isinstance(delivery, Settled):
            return _Waiting(item, outcome=delivery)
        self._under_way.add(key)
        self._size += len(page.body)
        task = asyncio.ensure_future(self._worked(delivery))
        return _Waiting(item, task=task, key=key, size=len(page.body))

    async def _worked(self, delivery: Delivery) -> Delivery | Settled:
        return await self._recheck.process_item(await steps.worked(self._run.workshop, delivery))

    def _filled(self, item: Item, page: Page) -> Page | None:
        """Return a revisit's page with the body it refers to, and where it says nothing itself, with the headers."""
        capture = self._ingests.referred(item.refers) if item.refers else None
        if capture is None:
            return None
        try:
            earlier = self._run.archive.read(capture)
        except StorageError:
            return None
        headers = page.headers if page.header("Content-Type") else earlier.headers
        return replace(page, body=earlier.body, headers=headers)

    def _settled(self, url: str, outcome: Outcome, reason: str, detail: str = "") -> Settled:
        source = (known := self._ingests.known(url)) and known.source
        named: dict[str, Any] = {
            "url": url,
            "source": source or self._owner(url),
            "reason": reason,
            "detail": detail or None,
        }
        return Settled(**named, outcome=outcome, via=self._reading.via)

    def _commit(self, *, done: bool = False) -> None:
        """Write what has waited, and how far the file is accounted for with it."""
        batch, self._batch, self._since = self._batch, [], time.monotonic()
        if not batch and not done:
            return
        run, archive = self._run, self._run.archive
        items = [one.outcome for one in batch if one.outcome is not None]
        captures = [item.capture for item in items if isinstance(item, Delivery) and item.capture]
        if captures:
            archive.sync()
        with run.corpus.transaction() as db:
            made = iter(take_in(db.conn, run.run_id, items, archive.unsettled.marks(captures) if captures else ()))
            ended = [(one.item, one.ended or next(made)) for one in batch]
            self._ingests.note(self._reading.file_id, ended, done=done)
        archive.unsettled.settle(captures)
        self._under_way.difference_update(one.key for one in batch if one.key)
        for item, end in ended:
            self._reading.watch(item, end)
