"""Downloader middlewares: no private address, no page before its host's robots.txt, no bomb behind a content encoding."""

from __future__ import annotations

import asyncio
import struct
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from cleaning.urls import host
from crawler.answers import retry_after
from crawler.context import SETTING
from crawler.faults import EXPECTED, Refused, Undecodable, Unreachable, failure_of
from crawler.pace import slow_down
from crawler.robots import MAX_REDIRECTS, Rules, read
from pipelines.outcomes import Failure, Refusal

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.guard import Guard

ROBOTS = "thresher_robots"
_DAY = 24 * 3600.0  # RFC 9309 §2.4: rules are not kept longer
_ENCODINGS = frozenset((b"gzip", b"x-gzip", b"deflate", b"identity"))
_MAX_ROBOTS = 4 * 1024 * 1024


class AddressGuard:
    """Refuses what is neither http nor https, and private addresses that show in the URL; names are left to the resolver."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Share the guard of the run with the resolver."""
        return cls(crawler.settings[SETTING].guard)

    def process_request(self, request: Request) -> None:
        """Raise Refused for a request that must not leave."""
        if urlsplit(request.url).scheme not in ("http", "https"):
            raise Refused(Refusal.SCHEME, "neither http nor https")
        if not self._guard.allows_literal(host(request.url)):
            raise Refused(Refusal.PRIVATE_ADDRESS, f"{host(request.url)} is not a public address")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One reading of a robots.txt, finished or still under way."""

    rules: asyncio.Future[Rules]
    since: float

    def serves(self, now: float) -> bool:
        failed = self.rules.done() and (self.rules.cancelled() or self.rules.exception() is not None)
        return not failed and now - self.since < _DAY


class SafeRobots:
    """Lets a request pass only when its host's robots.txt has been read and allows it (RFC 9309).

    While the file is on its way all requests to the host wait. A host that does not answer, or answers with a server
    error, is Unreachable: nothing is fetched, and the next request asks again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: dict[str, _Asked] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler, whose engine fetches the files."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the request's host; raise Refused or Unreachable when it must not go on."""
        if ROBOTS in request.meta:
            return
        rules = await asyncio.shield(self._rules(request.url))
        if not rules.allows(request.url):
            raise Refused(Refusal.ROBOTS, "disallowed by robots.txt")

    def _rules(self, url: str) -> asyncio.Future[Rules]:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        asked = self._asked.get(origin)
        if asked is None or not asked.serves(time.monotonic()):
            asked = _Asked(asyncio.ensure_future(self._fetch(origin)), time.monotonic())
            self._asked[origin] = asked
        return asked.rules

    async def _fetch(self, origin: str) -> Rules:
        try:
            response = await self._download(f"{origin}/robots.txt")
        except EXPECTED as error:
            failure = failure_of(error) or Failure.CONNECT
            raise Unreachable(failure, f"robots.txt: {error}") from error
        except Undecodable as error:
            raise Unreachable(error.failure, f"robots.txt: {error}") from error
        rules = read(response.status, response.body)
        if rules is None:
            until = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
            raise Unreachable(f"http-{response.status}", f"robots.txt: HTTP {response.status}", until)
        slow_down(self._crawler, host(origin), rules.delay)
        return rules

    async def _download(self, url: str) -> Response:
        """Fetch a robots.txt and follow its redirects, to other hosts too (RFC 9309 §2.3.1.2)."""
        for _ in range(MAX_REDIRECTS + 1):
            request = Request(url, meta={ROBOTS: True, "download_maxsize": _MAX_ROBOTS}, callback=NO_CALLBACK)
            response = await self._crawler.engine.download_async(request)
            location = response.headers.get("Location")
            if not 300 <= response.status < 400 or not location:
                break
            url = urljoin(url, location.decode("latin-1"))
        return response


class BoundedCompression(HttpCompressionMiddleware):
    """Offers gzip and deflate only, whose decoders can be stopped at a size, and names what goes wrong."""

    def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002 - Scrapy's
        """Say what we can decode."""
        request.headers.setdefault("Accept-Encoding", b"gzip, deflate")

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Any:  # noqa: ARG002
        """Undo the content encoding; raise Undecodable where that cannot be done within bounds."""
        names = b",".join(response.headers.getlist("Content-Encoding")).lower().split(b",")
        unknown = {name.strip() for name in names} - _ENCODINGS - {b""}
        if unknown:
            raise Undecodable(Failure.DECODE, f"content encoding {min(unknown)!r}")
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise Undecodable(Failure.BOMB, str(error)) from error
        except (OSError, EOFError, zlib.error, struct.error) as error:
            raise Undecodable(Failure.DECODE, f"content encoding: {error}") from error
