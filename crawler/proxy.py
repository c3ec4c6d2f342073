"""The one proxy a crawl may use: the ``proxy`` of sources.toml. The environment is never asked."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from scrapy.exceptions import NotConfigured

from crawler.context import SETTING

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class Proxy:
    """Sends every request, that for robots.txt too, to the configured proxy; is not there where none is configured.

    The proxy resolves names then: the guard sees literal addresses alone, and the proxy must refuse names that lead inside.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._address = f"http://{parts.netloc.rpartition('@')[2]}"
        user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self._credentials = b"Basic " + base64.b64encode(user.encode()) if parts.username else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the address of the run."""
        address = crawler.settings[SETTING].proxy
        if not address:
            raise NotConfigured
        return cls(address)

    def process_request(self, request: Request) -> None:
        """Name the proxy, for Scrapy's download handler."""
        request.meta["proxy"] = self._address
        if self._credentials:
            request.headers["Proxy-Authorization"] = self._credentials


def proxy_host(address: str | None) -> str:
    """Return the host of a proxy's address, or nothing."""
    return (urlsplit(address).hostname or "") if address else ""
