"""How a run is asked to end before its work is done, and what happens to the downloads under way then."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet.error import ReactorNotRunning

from cleaning.errors import StorageError
from crawler.faults import Stopped
from crawler.heads import BoundedFactory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stop:
    """The wish to end a run early. It is made once: the first reason stands."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self.error: Exception | None = None
        self._asked: list[Callable[[], object]] = []
        self._aborted: list[Callable[[], object]] = []

    def when_asked(self, listener: Callable[[], object]) -> None:
        """Call ``listener`` as soon as the run is asked to end."""
        self._asked.append(listener)

    def when_aborted(self, listener: Callable[[], object]) -> None:
        """Call ``listener`` when the run waits no longer for what is under way."""
        self._aborted.append(listener)

    def ask(self, reason: str, error: Exception | None = None) -> None:
        """Let the run end once what is under way is done; ``error`` is raised when it has ended."""
        if self.reason is None:
            self.reason, self.error = reason, error
            for listener in self._asked:
                listener()

    def rest(self, reason: str) -> None:
        """Begin nothing new, but let what is under way take its time."""
        if self.reason is None:
            self.reason = reason

    def abort(self) -> None:
        """Give up what is under way; its URLs stay pending."""
        for listener in self._aborted:
            listener()


@contextmanager
def storing(stop: Stop) -> Iterator[None]:
    """Ask the run to end, and give up the request at hand, when something within cannot be stored."""
    try:
        yield
    except StorageError as error:
        stop.ask("storage", error)
        raise Stopped("the run ends") from error


class StoppableHandler(HTTP11DownloadHandler):
    """Scrapy's download handler, whose downloads can be given up."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory  # noqa: SLF001 - as Scrapy sets its own
        self._running: set[asyncio.Future[Response]] = set()
        crawler.settings["THRESHER_CONTEXT"].stop.when_aborted(self.abort)

    async def download_request(self, request: Request) -> Response:
        """Download, or raise Stopped when ``abort`` is called meanwhile."""
        task = asyncio.ensure_future(super().download_request(request))
        self._running.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            raise Stopped("the run ends") from None
        finally:
            self._running.discard(task)

    def abort(self) -> None:
        """Give up every download under way."""
        for task in tuple(self._running):
            task.cancel()


class Ending:
    """Brings a running crawl to its end when it is asked to: by a signal, by the clock, or from within."""

    GRACE = 3.0
    """Seconds that downloads under way have before they are given up."""
    LIMIT = 6.0
    """Seconds after which the crawl ends whatever is still under way; pages not yet cleaned are the next run's to clean."""

    def __init__(self, crawler: Crawler, stop: Stop, *, max_minutes: float | None = None) -> None:
        self._crawler = crawler
        self._stop = stop
        self._minutes = max_minutes
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Task[None] | None = None
        self._before: dict[signal.Signals, Any] = {}
        stop.when_asked(self._hurry)
        stop.when_aborted(self._empty_slots)

    def watch(self) -> None:
        """Begin to listen to the clock and to signals; to be called when the spider is open."""
        self._loop = asyncio.get_running_loop()
        self._before = {number: signal.getsignal(number) for number in SIGNALS}
        for number in SIGNALS:
            self._loop.add_signal_handler(number, self._signalled, number.name.lower())
        if self._minutes is not None:
            self._loop.call_later(self._minutes * 60, self._stop.ask, "max-minutes")
        if self._stop.reason:  # asked for while the run was starting
            self._hurry()

    def leave(self) -> None:
        """Give the signals back to whoever had them before."""
        if self._loop is not None:
            for number, handler in self._before.items():
                self._loop.remove_signal_handler(number)
                signal.signal(number, handler)

    def _signalled(self, name: str) -> None:
        if self._stop.reason:
            self._stop.abort()
        self._stop.ask(name)

    def _hurry(self) -> None:
        loop = asyncio.get_running_loop()
        self._closing = loop.create_task(self._close())
        loop.call_later(self.GRACE, self._stop.abort)
        loop.call_later(self.LIMIT, self._crash)

    async def _close(self) -> None:
        """Close the spider, which ends once what is under way has ended."""
        engine = self._crawler.engine
        if engine.spider is not None:
            await engine.close_spider_async(reason=self._stop.reason or "shutdown")

    def _crash(self) -> None:
        from twisted.internet import reactor as installed  # noqa: PLC0415 - importing it installs it

        reactor: Any = installed
        with suppress(ReactorNotRunning):
            reactor.stop()

    def _empty_slots(self) -> None:
        """Give up the requests that wait in the download slots for their host's delay to pass."""
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Stopped("the run ends"))
