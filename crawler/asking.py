"""Asking a site for the files in which it says what it allows: through the crawl's own downloader, with its delays.

A file on its way is asked for once, however many wait for it. Redirects are followed up to MAX_REDIRECTS: those of a
robots.txt to other hosts too (RFC 9309 §2.3.1.2), those of the others only on the same host. ``/robots.txt`` may always be
asked for; the others only where robots.txt allows it, which the caller knows.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from cleaning.urls import host
from crawler.conditional import conditions
from crawler.context import SETTING
from crawler.faults import EXPECTED, Refused, Undecodable, Unreachable, failure_of
from crawler.headers import value
from crawler.robots import MAX_REDIRECTS, is_down
from crawler.site_files import KEPT, PATHS, ROBOTS, SiteFile, answered, same, unreached
from pipelines.outcomes import Failure
from pipelines.validators import validators

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.context import Errand

MARK = "thresher_site_file"
"""Marks the request of a site file in its ``meta``."""
_MOST = 4 * 1024 * 1024
_FAULTS: tuple[type[Exception], ...] = (*EXPECTED, Undecodable, Unreachable)
_PATIENCE = 20.0
"""Seconds for a file that nobody needs to wait for."""


class Asker:
    """Asks for site files and keeps the answers."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._context: Errand = crawler.settings[SETTING]

    async def robots(self, origin: str) -> SiteFile:
        """Return the robots.txt of an origin; raise Unreachable when it is not known and cannot be had."""
        known = self._context.site_files.get(origin, ROBOTS)
        if known and known.is_fresh(self._context.clock()):
            return known
        try:
            return await self._ask(origin, ROBOTS, known)
        except _FAULTS as error:
            if known and known.may_serve(self._context.clock()):
                return known
            if isinstance(error, Unreachable):
                raise
            raise Unreachable(failure_of(error) or Failure.CONNECT, f"robots.txt: {error}") from error

    async def statement(self, origin: str, name: str, allows: Callable[[str], bool]) -> None:
        """Ask for another file of an origin when it is time to; one that cannot be had is noted, and no error."""
        known, now = self._context.site_files.get(origin, name), self._context.clock()
        if known and known.is_fresh(now):
            return
        if not allows(origin + PATHS[name]):
            self._context.site_files.put(SiteFile(origin=origin, name=name, status=0, fetched_at=now, changed_at=now))
            return
        with suppress(*_FAULTS):
            await self._ask(origin, name, known, allows)

    async def _ask(
        self, origin: str, name: str, known: SiteFile | None, allows: Callable[[str], bool] | None = None
    ) -> SiteFile:
        """Fetch a file and keep what became of it; raise what kept us from reading it."""
        try:
            response = await self._download(origin, name, known, allows)
            if is_down(response.status):
                raise self._down(origin, response.status)
        except _FAULTS:
            file = unreached(known, origin, name, self._context.clock())
            if file != known:
                self._context.site_files.put(file)
            raise
        return self._keep(origin, name, known, response)

    def _down(self, origin: str, status: int) -> Unreachable:
        until = self._context.holds.until(host(origin))
        until = until if until and until > self._context.clock() else None
        return Unreachable(f"http-{status}", f"robots.txt: HTTP {status}", until)

    def _keep(self, origin: str, name: str, known: SiteFile | None, response: Response) -> SiteFile:
        now = self._context.clock()
        read = same(known, now) if response.status == 304 and known else _read(origin, name, response, now)
        file = answered(known, read)
        self._context.site_files.put(file)
        return file

    async def _download(
        self, origin: str, name: str, known: SiteFile | None, allows: Callable[[str], bool] | None = None
    ) -> Response:
        """Fetch a file and follow its redirects; one that leads nowhere we may go stands for itself."""
        url = origin + PATHS[name]
        response = await self._crawler.engine.download_async(_request(url, name, known))
        for _ in range(MAX_REDIRECTS):
            location = value(response, "Location")
            if not 300 <= response.status < 400 or not location:
                break
            url = urljoin(url, location)
            if allows and (host(url) != host(origin) or not allows(url)):
                break
            try:
                response = await self._crawler.engine.download_async(_request(url, name, known))
            except Refused:
                break
        return response


def _request(url: str, name: str, known: SiteFile | None) -> Request:
    bounds = (
        {"download_maxsize": _MOST}
        if name == ROBOTS
        else {"download_maxsize": KEPT[name], "download_timeout": _PATIENCE}
    )
    headers = conditions(known.etag, known.last_modified) if known and known.found else {}
    return Request(url, headers=headers, meta={MARK: name, **bounds}, callback=NO_CALLBACK, dont_filter=True)


def _read(origin: str, name: str, response: Response, now: datetime) -> SiteFile:
    told = validators(value(response, "ETag"), value(response, "Last-Modified"), digest="")
    found = 200 <= response.status < 300 and (name == ROBOTS or not _is_page(response))
    return SiteFile(
        origin=origin,
        name=name,
        status=response.status if found or response.status >= 300 else 404,
        body=response.body[: KEPT[name]] if found else b"",
        etag=told.etag,
        last_modified=told.last_modified,
        fetched_at=now,
        changed_at=now,
    )


def _is_page(response: Response) -> bool:
    """Tell whether a web page came in place of a file, as from sites that know no 404."""
    return response.body.lstrip()[:1] == b"<"
