"""Scrapy's side of a run: its settings from the sources, the process, and how it ended."""

from __future__ import annotations

import gc
import logging
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.logger import globalLogBeginner

from crawler.context import SETTING, Context
from crawler.spiders.news import BUGS, NewsSpider
from crawler.stopping import Ending
from pipelines.running import RUN_SETTING, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrapy.crawler import Crawler

    from pipelines.delivery import Delivery
    from pipelines.outcomes import Settled

_SETTINGS = "crawler.settings"
_COLLECTED = (20_000, 20, 50)
"""How rarely the collector looks for circles: by Python's own numbers it takes a tenth of the loop's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How a crawl appears: to the sites, and to who watches it."""

    user_agent: str
    proxy: str | None = None
    watch: Callable[[Delivery | Settled], None] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What Scrapy tells of a crawl that is over."""

    reason: str
    requests: int
    bugs: int


def user_agent(contact: str | None) -> str:
    """Return who we say we are: name, version, and where a site's owner can complain."""
    try:
        number = version("thresher")
    except PackageNotFoundError:
        number = "0"
    return f"Thresher/{number}" + (f" (+{contact})" if contact else "")


def fetch(run: Run, context: Context, outlook: Outlook, *, max_minutes: float | None = None) -> Ended:
    """Run the spider in a reactor until it ends, and raise what kept it from starting."""
    process = AsyncCrawlerProcess(_settings(run, context, outlook))
    logging.getLogger("scrapy").setLevel(logging.INFO)  # Scrapy's own configuration asks for every request
    globalLogBeginner.beginLoggingTo([], redirectStandardIO=False, discardBuffer=True)  # or errors go to stderr as well
    crawler = process.create_crawler(NewsSpider)
    _listen(crawler, run, context, outlook)
    ending = Ending(crawler, context.stop, max_minutes=max_minutes)
    crawler.signals.connect(ending.watch, signals.spider_opened, weak=False)
    crawling = process.crawl(crawler)
    gc.freeze()  # what was imported lives as long as the process
    gc.set_threshold(*_COLLECTED)
    process.start(install_signal_handlers=False)
    ending.leave()
    if crawling.done() and (error := crawling.exception()):
        raise error
    return _ended(crawler, context)


def _settings(run: Run, context: Context, outlook: Outlook) -> Settings:
    settings = Settings()
    settings.setmodule(_SETTINGS, priority="project")
    ours = {"USER_AGENT": outlook.user_agent, RUN_SETTING: run, SETTING: context}
    settings.setdict(ours, priority="cmdline")
    settings.setdict(dict(outlook.settings), priority="cmdline")
    return settings


def _listen(crawler: Crawler, run: Run, context: Context, outlook: Outlook) -> None:
    """Hear of finished items, and of those that could not be stored."""

    def dropped() -> None:
        if run.troubles:
            context.stop.ask("storage")

    def finished(item: Delivery | Settled) -> None:
        if outlook.watch:
            outlook.watch(item)

    crawler.signals.connect(dropped, signals.item_dropped, weak=False)
    crawler.signals.connect(finished, signals.item_scraped, weak=False)


def _ended(crawler: Crawler, context: Context) -> Ended:
    stats = crawler.stats
    return Ended(
        reason=context.stop.reason or stats.get_value("finish_reason") or "crashed",
        requests=stats.get_value("downloader/request_count", 0),
        bugs=stats.get_value(BUGS, 0),
    )
