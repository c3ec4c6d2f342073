"""How many requests a new article costs once a site is known: days of cron runs over a site with ETags, time made to pass.

The frontier, the spider, the conditional requests and the commits are the true ones; the network, the cleaning and the
site files' downloads are not (when these are asked for is). Between two runs all instants of the database move back.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import click
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from cleaning.article import Article, Page
from crawler.conditional import asking
from crawler.context import SETTING, Context
from crawler.frontier import Frontier
from crawler.known import Known
from crawler.scheduler import LEASE
from crawler.site_files import PATHS, SiteFile
from crawler.sources import Source, row, source_facts
from crawler.spiders.news import NewsSpider
from pipelines.dedupe import text_hash
from pipelines.delivery import Capture, Delivery
from pipelines.outcomes import Settled
from pipelines.store import Corpus
from pipelines.validators import digest
from tests.crawls import age

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.lease import Lease

HOME: Final = "http://steady.example/"
LIMIT: Final = 1.3
"""Requests a new article at most, looks at known ones apart."""
LEARNING: Final = 3
"""Days that are not counted: the intervals are being learned."""
SHOWN: Final = 20
"""Entries in the feed."""


class Site:
    """A newspaper that writes by day and corrects and deletes a little; times are minutes since the beginning."""

    def __init__(self, days: int, a_day: float, seed: int = 1) -> None:
        dice = random.Random(seed)
        self.published = [-60 * n for n in range(SHOWN, 0, -1)]
        for minute in range(days * 1440):
            if 6 <= minute % 1440 // 60 < 23 and dice.random() < a_day / (17 * 60):
                self.published.append(minute)
        self._corrected = {n: dice.randint(10, 600) for n in range(len(self.published)) if dice.random() < 0.03}
        self._deleted = {n: dice.randint(600, 5000) for n in range(len(self.published)) if dice.random() < 0.01}

    def body(self, path: str, minute: int) -> bytes | None:
        """Return what a path shows at a time; None for what is not there."""
        shown = [n for n, at in enumerate(self.published) if at <= minute]
        if path == "feed":
            items = "".join(f"<item><title>{n}</title><link>{HOME}{n}</link></item>" for n in shown[: -SHOWN - 1 : -1])
            return f'<rss version="2.0"><channel><title>Steady</title>{items}</channel></rss>'.encode()
        if path == "map.xml":
            urls = "".join(f"<url><loc>{HOME}{n}</loc></url>" for n in shown[::-1])
            return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
        number = int(path)
        age = minute - self.published[number]
        if age >= self._deleted.get(number, sys.maxsize):
            return None
        return f"Article {number}.{' Corrected.' * (age >= self._corrected.get(number, sys.maxsize))}".encode()


@dataclass
class Tally:
    """Requests of the days that count, by kind, and how many of them were answered 304."""

    asked: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    waits: list[int] = field(default_factory=list)
    """Minutes from an article's publication until it was stored."""

    @property
    def price(self) -> float:
        """Requests for a new article, without looks at known ones and site files."""
        return (self.asked["listing"] + self.asked["article"]) / max(self.asked["article"], 1)

    @property
    def full_price(self) -> float:
        """The same with robots.txt and the other site files."""
        return self.price + self.asked["site file"] / max(self.asked["article"], 1)

    def lines(self) -> Iterator[str]:
        """Yield the tally for people."""
        for kind, number in sorted(self.asked.items()):
            yield f"{kind:10} {number:6} requests, {self.same[kind]:6} answered 304"
        yield f"requests a new article: {self.price:.2f}, with site files {self.full_price:.2f}"
        looks = self.asked["look"] / max(self.asked["article"], 1)
        yield f"looks at known articles a new one: {looks:.2f}"
        if self.waits:
            yield f"minutes until an article was stored: median {median(self.waits):.0f}, most {max(self.waits)}"


class Simulation:
    """Cron runs over a site, a step of minutes apart."""

    def __init__(self, folder: Path, site: Site, source: Source) -> None:
        self.tally = Tally()
        self._site, self._source = site, source
        self._minute = self._behind = 0
        self._corpus = Corpus.open(folder, create=True)
        self._corpus.sync_sources([row(source)])
        self._run = self._corpus.begin_run("crawl", cleaning_version="0")
        self._files = dict.fromkeys(PATHS, -sys.maxsize)
        self._begin = datetime.now(UTC)

    def run(self, days: int, step: int, counted_from: int = LEARNING) -> Tally:
        """Run for so many days; only those after the first few are counted."""
        for self._minute in range(0, days * 1440, step):
            if self._minute == counted_from * 1440:
                self.tally = Tally()
            self._crawl()
            self._behind += step
        self._corpus.close()
        return self.tally

    def _crawl(self) -> None:
        age(self._corpus, minutes=self._behind)
        self._behind = 0
        frontier = Frontier(self._corpus, run_id=self._run, clock=lambda: datetime.now(UTC))
        frontier.seed([self._source])
        spider = self._spider(frontier)
        while leases := frontier.lease(1, ()):
            self._fetch(spider, leases[0])

    def _spider(self, frontier: Frontier) -> NewsSpider:
        def commit(settled: Settled) -> None:
            self._corpus.commit(self._run, [settled])

        context = Context(
            frontier=frontier,
            sources={self._source.id: self._source},
            clock=lambda: datetime.now(UTC),
            commit=commit,
            facts=source_facts([self._source]),
            known=Known(self._corpus, self._run),
        )
        stats = SimpleNamespace(inc_value=lambda _: None)
        crawler: Any = SimpleNamespace(settings=Settings({SETTING: context}), signals=SignalManager(), stats=stats)
        return NewsSpider.from_crawler(crawler)

    def _fetch(self, spider: NewsSpider, lease: Lease) -> None:
        self._site_files(articles=not lease.is_listing)
        headers = asking(lease, datetime.now(UTC))
        body = self._site.body(lease.url.removeprefix(HOME), self._minute)
        status, etag = (404, "") if body is None else (200, f'"{digest(body)[-9:]}"')
        if etag and headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self._count(lease, status)
        request = Request(lease.url, headers=headers, meta={LEASE: lease})
        told = {"ETag": etag, "Content-Type": "text/html"}
        response = Response(lease.url, status=status, headers=told, body=body or b"", request=request)
        self._corpus.commit(self._run, [_finished(item) for item in spider.parse(response)])

    def _count(self, lease: Lease, status: int) -> None:
        kind = "listing" if lease.is_listing else "look" if lease.held else "article"
        self.tally.asked[kind] += 1
        self.tally.same[kind] += status == 304
        if kind == "article":
            self.tally.waits.append(self._minute - self._site.published[int(lease.url.removeprefix(HOME))])

    def _site_files(self, *, articles: bool) -> None:
        """Ask for the site files that are no longer fresh: robots.txt for anything, the statements for articles."""
        now = self._begin + timedelta(minutes=self._minute)
        for name, minute in self._files.items():
            at = self._begin + timedelta(minutes=max(minute, -(10**6)))
            known = SiteFile(origin=HOME, name=name, status=200, fetched_at=at, changed_at=at)
            if (articles or name == "robots.txt") and not known.is_fresh(now):
                self.tally.asked["site file"] += 1
                self._files[name] = self._minute


def _finished(item: Page | Delivery | Settled) -> Delivery | Settled:
    """Do what the stages do, the text being the body."""
    if isinstance(item, Settled):
        return item
    delivery = item if isinstance(item, Delivery) else Delivery(page=item)
    page = delivery.page
    capture = Capture(file="a", offset=0, length=1, digest=digest(page.body))
    if delivery.result:
        return Delivery(page=page, capture=capture, result=delivery.result)
    text = page.body.decode()
    article = Article(url=page.url, title="News", text=text, cleaning_version="0")
    return Delivery(page=page, capture=capture, result=article, text_hash=text_hash(text))


def simulated(days: int, a_day: float, step: int, *, maps: bool = False, counted_from: int = LEARNING) -> Tally:
    """Simulate a site of so many articles a day, with a feed and perhaps a sitemap."""
    listings = (f"{HOME}map.xml",) if maps else ()
    source = Source(id="steady", name="Steady", home=HOME, feeds=(f"{HOME}feed",), sitemaps=listings)
    with TemporaryDirectory() as folder:
        return Simulation(Path(folder), Site(days, a_day), source).run(days, step, counted_from)


@click.command()
@click.option("--days", default=10, help="How many days pass.")
@click.option("--a-day", default=30.0, help="Articles published a day.")
@click.option("--step", default=15, help="Minutes between two runs.")
@click.option("--maps", is_flag=True, help="The site has a sitemap beside its feed.")
def main(days: int, a_day: float, step: int, *, maps: bool) -> None:
    """Print what a new article costs in steady state; fail above LIMIT."""
    tally = simulated(days, a_day, step, maps=maps)
    print("\n".join(tally.lines()))
    sys.exit(tally.price > LIMIT)


if __name__ == "__main__":
    main()
