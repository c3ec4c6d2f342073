"""The bound on what may come before a response's body: status line and headers, informational answers included. Bodies are not its business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers import http11
from twisted.python.failure import Failure

from crawler.faults import HeadersTooLarge

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress

MAX_BYTES = 64 * 1024
"""Servers send a few; Twisted bounds the length of a line, but not how many there are."""
_BEFORE_THE_BODY = ("STATUS", "HEADER")


class BoundedProtocol(http11._LenientHTTP11ClientProtocol):  # noqa: SLF001 - Scrapy's pool has no other door
    """Scrapy's side of one connection, which gives up on a response that does not come to its body."""

    _seen = 0

    def request(self, request: Any) -> Deferred[Any]:
        """Send a request; its answer is counted anew."""
        self._seen = 0
        answer = super().request(request)
        parser: Any = self._parser
        parser.MAX_LENGTH = 2 * MAX_BYTES  # one bound for a long line and for many: ours
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Read on, unless the headers have grown beyond MAX_BYTES."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if getattr(self._parser, "state", "") not in _BEFORE_THE_BODY:
            return
        self._seen += len(data)
        if self._seen > MAX_BYTES:
            reason = Failure(HeadersTooLarge(f"the headers are longer than {MAX_BYTES:,} bytes"))  # type: ignore[no-untyped-call]
            self._giveUp(reason)  # type: ignore[no-untyped-call]


class BoundedFactory(http11._LenientHTTP11ClientFactory):  # noqa: SLF001
    """Makes the connections of a pool bounded ones."""

    def buildProtocol(self, addr: IAddress | None) -> BoundedProtocol:  # noqa: ARG002, N802 - Twisted's name
        """Return our side of a new connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
