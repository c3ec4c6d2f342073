"""Downloader middlewares: no private address, no page before its host's robots.txt, no bomb behind a content encoding."""

from __future__ import annotations

import asyncio
import struct
import zlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from cleaning.urls import host
from crawler.asking import MARK, Asker
from crawler.context import SETTING
from crawler.faults import Refused, Undecodable
from crawler.pace import Pace
from crawler.robots import Rules, read
from crawler.scheduler import LEASE
from crawler.site_files import AI, HALF_DAY, TDMREP, origin_of
from crawler.stopping import storing
from pipelines.outcomes import Failure, Refusal

if TYPE_CHECKING:
    from typing import TypeAlias

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.context import Errand
    from crawler.guard import Guard

    _Asked: TypeAlias = asyncio.Future[tuple[Rules, datetime]]
    """One reading of a robots.txt, finished or still under way: the rules, and until when they may be used."""

_SOON = timedelta(minutes=10)
"""For how long a robots.txt of before is used until it is asked for again."""
_GZIP = zlib.MAX_WBITS | 16
_FORMS = {b"gzip": (_GZIP,), b"x-gzip": (_GZIP,), b"deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
_ENCODINGS = frozenset((*_FORMS, b"identity"))


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


class SafeRobots:
    """Lets a request pass only when its host's robots.txt has been read and allows it (RFC 9309).

    While the file is on its way all requests to the host wait. Of a host that does not answer, or answers with a server
    error, the file of before serves until it is a day old; where there is none the host is Unreachable: nothing is
    fetched, and the next request asks again. Before the first article of an origin its other site files are asked for,
    one after the other, so that a host still sees one request at a time.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._context: Errand = crawler.settings[SETTING]
        self._asker = Asker(crawler)
        self._pace = Pace(crawler)
        self._asked: dict[str, _Asked] = {}
        self._stated: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Keep the crawler, whose engine fetches the files."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the request's host; raise Refused or Unreachable when it must not go on."""
        self._pace.ready(host(request.url))
        if MARK in request.meta:
            return
        with storing(self._context.stop):
            await self._pass(request)

    async def _pass(self, request: Request) -> None:
        origin = origin_of(request.url)
        rules, _ = await asyncio.shield(self._rules(origin))
        if not rules.allows(request.url):
            raise Refused(Refusal.ROBOTS, "disallowed by robots.txt")
        lease = request.meta.get(LEASE)
        if lease is not None and not lease.is_listing and origin not in self._stated:
            self._stated.add(origin)
            for name in (TDMREP, AI):
                await self._asker.statement(origin, name, rules.allows)

    def _rules(self, origin: str) -> _Asked:
        asked = self._asked.get(origin)
        if asked is None or not _serves(asked, self._context.clock()):
            asked = self._asked[origin] = asyncio.ensure_future(self._fetch(origin))
        return asked

    async def _fetch(self, origin: str) -> tuple[Rules, datetime]:
        file = await self._asker.robots(origin)
        rules = read(file.status, file.body) or Rules(allows=lambda _url: False)
        self._context.hosts.robots(host(origin), origin, rules.delay)
        self._pace.apply(host(origin))
        now = self._context.clock()
        return rules, file.fetched_at + HALF_DAY if file.is_fresh(now) else now + _SOON


def _serves(asked: _Asked, now: datetime) -> bool:
    if not asked.done():
        return True
    failed = asked.cancelled() or asked.exception() is not None
    return not failed and now < asked.result()[1]


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
        except EOFError as error:
            raise Undecodable(Failure.CONNECT, "the compressed body is cut short") from error
        except (OSError, zlib.error, struct.error) as error:
            raise Undecodable(Failure.DECODE, f"content encoding: {error}") from error

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """Undo one encoding; raise EOFError for a stream without its end, of which Scrapy returns what there is."""
        decoded = HttpCompressionMiddleware._decode(body, encoding, max_size)  # noqa: SLF001 - no other door
        forms = _FORMS[encoding]
        whole = encoding != b"deflate" and int.from_bytes(body[-4:], "little") == len(decoded)
        if not whole and not any(_ends(body, form) for form in forms):
            raise EOFError
        return decoded


def _ends(body: bytes, form: int) -> bool:
    """Tell whether a compressed stream comes to its end, whatever follows; a wrong checksum stands at an end."""
    decoder = zlib.decompressobj(form)
    try:
        decoder.decompress(body)
    except zlib.error as error:
        if str(error).endswith(("incorrect data check", "incorrect length check")):
            return True
        if form == _GZIP:
            raise
        return False
    return decoder.eof
