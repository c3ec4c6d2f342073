"""Looks at one site for ``thresher add``: carries the survey's requests through the same guards as a crawl. Stores nothing."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from cleaning.urls import canonical, host
from crawler.asking import MARK
from crawler.context import SETTING, Errand
from crawler.faults import EXPECTED, Refused, Unreachable, failure_of
from crawler.guard import Guard
from crawler.headers import value
from crawler.hosts import Hosts
from crawler.process import user_agent
from crawler.proxy import proxy_host
from crawler.site_files import ROBOTS
from crawler.survey import Answer, Survey, survey
from pipelines.outcomes import Failure, Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response

MAX_REDIRECTS = 5
TIMEOUT = 30
_FAULTS: tuple[type[Exception], ...] = (IgnoreRequest, *EXPECTED)
_WHY: dict[str | None, str] = {
    Failure.DNS: "there is no such host",
    Failure.CONNECT: "the host does not accept the connection",
    Failure.TIMEOUT: f"no answer within {TIMEOUT} seconds",
    Failure.TLS: "the host has no valid certificate",
    Failure.TOO_LARGE: "the answer is too large",
    Refusal.ROBOTS: "its robots.txt does not allow it",
    Refusal.PRIVATE_ADDRESS: "it is a private address; say --local if that is meant",
}


class Scout(scrapy.Spider):
    """Runs one survey and keeps its result."""

    name = "scout"

    def __init__(self, url: str, guard: Guard) -> None:
        super().__init__()
        self.result: asyncio.Task[Survey] | None = None
        self._url = url
        self._guard = guard
        self._robots: dict[str, Response] = {}

    async def start(self) -> AsyncIterator[Any]:
        """Make the survey; its result or its error waits in ``result``."""
        self.crawler.signals.connect(self._keep, signals.response_received)
        self.result = asyncio.ensure_future(survey(self.fetch, self._url))
        await asyncio.wait([self.result])
        no_requests: tuple[Any, ...] = ()
        for request in no_requests:
            yield request

    async def fetch(self, url: str) -> Answer:
        """Fetch a URL and follow its redirects; what went wrong is in the answer."""
        for _ in range(MAX_REDIRECTS + 1):
            try:
                response = self._robots.get(url) or await self._download(url)
            except _FAULTS as error:
                return Answer(url=url, fault=self._why(url, error))
            location = value(response, "Location")
            if not 300 <= response.status < 400 or not location:
                return Answer(
                    url=url,
                    status=response.status,
                    body=response.body,
                    content_type=value(response, "Content-Type"),
                )
            target = canonical(location, url)
            if target is None:
                return Answer(url=url, fault=f"it sends on to {location[:200]!r}")
            url = target
        return Answer(url=url, fault=f"more than {MAX_REDIRECTS} redirects")

    async def _download(self, url: str) -> Response:
        meta = {MARK: ROBOTS} if urlsplit(url).path == "/robots.txt" else {}
        response: Response = await self.crawler.engine.download_async(
            scrapy.Request(url, meta=meta, callback=NO_CALLBACK)
        )
        return response

    def _keep(self, response: Response) -> None:
        """Keep the robots.txt that the guards have fetched, so that it is not asked for twice."""
        if urlsplit(response.url).path == "/robots.txt":
            self._robots[response.url] = response

    def _why(self, url: str, error: Exception) -> str:
        if host(url) in self._guard.refused:
            return _WHY[Refusal.PRIVATE_ADDRESS]
        if isinstance(error, Refused | Unreachable):
            name: str | None = error.refusal if isinstance(error, Refused) else error.reason
        else:
            name = failure_of(error)
        return _WHY.get(name) or (str(error) or type(error).__name__).splitlines()[0]


def scout(url: str, *, contact: str | None, local: bool, proxy: str | None = None) -> Survey:
    """Survey a site; blocks, and can be called once in a process (Twisted's reactor).

    Raises InputError when the site cannot be reached or is none, KeyboardInterrupt when the survey was interrupted.
    """
    logging.getLogger().addHandler(logging.NullHandler())
    guard = Guard([host(url)] if local else [], proxy=proxy_host(proxy))
    process = AsyncCrawlerProcess(_settings(guard, contact, local=local, proxy=proxy))
    crawler = process.create_crawler(Scout)
    process.crawl(crawler, url=url, guard=guard)
    with _interruptible():
        process.start(install_signal_handlers=False)
    spider = crawler.spider
    if not isinstance(spider, Scout) or spider.result is None or not spider.result.done():
        raise KeyboardInterrupt
    return spider.result.result()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C stop the reactor: raised within Twisted, KeyboardInterrupt may end as the failure of some callback."""
    from twisted.internet import reactor as running  # noqa: PLC0415 - importing it before Scrapy did installs another one

    reactor: Any = running

    def end() -> None:
        reactor.crash()  # stop would wait for the download under way
        reactor.getThreadPool().stop()

    before = signal.signal(signal.SIGINT, lambda *_: reactor.callFromThread(end))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _settings(guard: Guard, contact: str | None, *, local: bool, proxy: str | None) -> Settings:
    """Return the settings of a crawl without its frontier, its pipelines and its patience."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    delay = 0.0 if local else settings.getfloat("DOWNLOAD_DELAY")
    ours = {
        SETTING: Errand(clock=lambda: datetime.now(UTC), guard=guard, hosts=Hosts(default=delay), proxy=proxy),
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
        "ITEM_PIPELINES": {},
        "DOWNLOAD_TIMEOUT": TIMEOUT,
        "LOG_LEVEL": "CRITICAL",
        "STATS_DUMP": False,
        "USER_AGENT": user_agent(contact),
    }
    settings.setdict(ours, priority="cmdline")
    return settings
