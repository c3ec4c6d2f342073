"""The spider of the live crawl: a response becomes a Page to clean, or the outcome of its URL. It extracts nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals

from cleaning.article import Page
from cleaning.errors import StorageError
from crawler import discovery
from crawler.answers import ASKED, MISSING, Answer, again, moved, read, refused, settle, turned_away
from crawler.conditional import answered, not_modified, same_body
from crawler.context import SETTING
from crawler.dead import remark
from crawler.faults import Blocked, Refused, Stopped, Unreachable, failure_of
from crawler.headers import fields, value
from crawler.paging import is_further, turn
from crawler.polling import interval, rate
from crawler.resuming import left_over
from crawler.scheduler import LEASE
from crawler.sources import reach
from pipelines.delivery import Delivery
from pipelines.outcomes import Failure, Outcome, Refusal, Settled, UrlKind
from pipelines.validators import NONE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure as Fault

    from crawler.context import Context
    from crawler.lease import Lease

BUGS = "thresher/bugs"
_HOST_FAULTS = frozenset({Failure.DNS, Failure.CONNECT, Failure.TIMEOUT, Failure.TLS})


class NewsSpider(Spider):
    """Reads listings, hands over articles, and settles what is neither."""

    name = "news"
    context: Context

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the context of the run, and hear of what goes wrong after the spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.context = crawler.settings[SETTING]
        crawler.signals.connect(spider.crashed, signals.spider_error)
        crawler.signals.connect(spider.crashed, signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Start with what lies in the archive; the scheduler knows what is due."""
        async for delivery in left_over(self.crawler, self.context):
            yield delivery

    def parse(self, response: Response) -> Iterator[Page | Delivery | Settled]:
        """Turn a response into a page, or into what became of its URL."""
        lease: Lease = response.meta[LEASE]
        now = self.context.clock()
        self.context.holds.answered(lease.host)
        answer = _answer(response)
        if answer.status == 304:
            yield self._scheduled(lease, self._not_modified(lease, response))
        elif 300 <= answer.status < 400:
            own = reach(self.context.sources[lease.source])
            yield moved(lease, answer, own, way=self.context.known.way(lease.url))
        elif settled := settle(lease, answer, now, had=self._had(lease, answer.status)):
            yield settled
        else:
            yield self._body(lease, response)

    def failed(self, fault: Any) -> Iterator[Settled]:
        """Turn a download that failed, or was not to be made, into what became of its URL."""
        lease: Lease = fault.request.meta[LEASE]
        error = fault.value
        if isinstance(error, Stopped):
            return
        if isinstance(error, Refused):
            yield refused(lease, error.refusal, str(error))
        elif isinstance(error, Blocked):
            yield from turned_away(lease, error, self.context.clock())
        elif isinstance(error, Unreachable):
            yield self._put_off(lease, error)
        else:
            yield self._failure(lease, fault)

    def crashed(self, failure: Fault, response: Response | Fault | None) -> None:
        """Settle a URL that met a bug of ours, so that it is tried again and given up at last; stop on a full disk."""
        self.crawler.stats.inc_value(BUGS)
        if isinstance(failure.value, StorageError):
            self.context.stop.ask("storage", failure.value)
            return
        request = getattr(response, "request", None)
        if request is not None and LEASE in request.meta:
            detail = f"{type(failure.value).__name__}: {failure.value}"
            self.context.commit(again(request.meta[LEASE], Failure.CRASH, self.context.clock(), detail=detail))

    def _not_modified(self, lease: Lease, response: Response) -> Settled:
        asked = response.request.headers if response.request else {}
        conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
        settled = not_modified(lease, conditional=conditional)
        if settled is None:
            failed = again(lease, "http-304", self.context.clock(), detail="304 to a request without validators")
            return replace(failed, validators=NONE)
        return settled

    def _body(self, lease: Lease, response: Response) -> Page | Delivery | Settled:
        if not (lease.is_listing or lease.held):
            return self._page(lease, response)
        fresh = answered(response.body, value(response, "ETag"), value(response, "Last-Modified"))
        same = same_body(lease, fresh, response.status)
        if not lease.is_listing:
            page = self._page(lease, response)
            return Delivery(page=page, result=same) if same else page
        if same:
            return self._scheduled(lease, same)
        settled = self._listing(lease, response)
        if settled.outcome is not Outcome.LISTING:
            return settled
        return self._scheduled(lease, replace(settled, validators=fresh))

    def _scheduled(self, lease: Lease, settled: Settled) -> Settled:
        """Say when a listing that was read is to be read again."""
        source = self.context.sources[lease.source]
        if settled.outcome is not Outcome.LISTING or is_further(lease, source, self.context.known):
            return settled
        now = self.context.clock()
        elapsed = now - lease.fetched_at if lease.fetched_at else None
        fresh = self.context.known.unknown(link.url for link in settled.links)
        expected = rate(lease.rate, elapsed, fresh, len(settled.links) + len(settled.refusals))
        return replace(settled, rate=expected, until=now + interval(expected, source))

    def _put_off(self, lease: Lease, error: Unreachable) -> Settled:
        now = self.context.clock()
        if error.until:
            self.context.holds.hold(lease.host, error.until)
        else:
            self.context.holds.strike(lease.host, now)
        if self._is_private(lease):
            return refused(lease, Refusal.PRIVATE_ADDRESS, str(error))
        return again(lease, error.reason, now, until=error.until, detail=ASKED if error.until else str(error))

    def _failure(self, lease: Lease, fault: Any) -> Settled:
        now = self.context.clock()
        reason = failure_of(fault.value)
        if reason is None:
            self.crawler.stats.inc_value(BUGS)
            self.logger.error("a bug while fetching %s\n%s", lease.url, fault.getTraceback())
            reason = Failure.CRASH
        if self._is_private(lease):
            return refused(lease, Refusal.PRIVATE_ADDRESS, str(fault.value))
        if reason in _HOST_FAULTS:
            self.context.holds.strike(lease.host, now)
        return again(lease, reason, now, detail=str(fault.value))

    def _had(self, lease: Lease, status: int) -> bool:
        return status in MISSING and self.context.known.had(lease.url)

    def _is_private(self, lease: Lease) -> bool:
        return lease.host in self.context.guard.refused

    def _listing(self, lease: Lease, response: Response) -> Settled:
        source = self.context.sources[lease.source]
        fetched = discovery.Fetched(url=response.url, body=response.body, content_type=value(response, "Content-Type"))
        try:
            learned = self.context.known.learned(source.id) if lease.kind is UrlKind.PAGE else None
            listing = discovery.read(fetched, source, self.context.clock(), learned=learned)
            listing = turn(listing, lease, source, known=self.context.known, now=self.context.clock())
        except discovery.ListingError as error:
            return again(lease, error.failure, self.context.clock(), detail=str(error))
        ended = read(lease, response.status, listing.links, listing.refusals)
        return replace(ended, detail=remark(listing, lease.kind, source, self.context.known))

    def _page(self, lease: Lease, response: Response) -> Page:
        return Page(
            url=lease.url,
            final_url=response.url,
            status=response.status,
            headers=tuple(fields(response)),
            body=response.body,
            fetched_at=self.context.clock(),
            source=self.context.facts(lease.source),
            hints=lease.hints,
            address=str(response.ip_address or ""),
        )


def _answer(response: Response) -> Answer:
    return Answer(
        status=response.status,
        location=value(response, "Location"),
        retry_after=value(response, "Retry-After"),
    )
