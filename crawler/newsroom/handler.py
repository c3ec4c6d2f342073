"""Answers HTTP requests for one outlet: headers, conditional requests, compression. Neither what pages say nor which addresses are bound."""

from __future__ import annotations

import gzip
import re
import time
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from crawler.newsroom.pages import Asked, Reply, answer, endless
from crawler.newsroom.request import Request
from crawler.newsroom.site import HUGE, Site

if TYPE_CHECKING:
    from crawler.newsroom.listener import Listener

SMALL = 256
"""Bytes below which compressing is not worth it."""
AUTHORITY = re.compile(r"[\w.\-\[\]:]{1,255}", re.ASCII)
PACKED = ("application/x-gzip", "application/pdf")


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 with one client of one outlet."""

    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""
    timeout = 30
    server: Listener

    def do_GET(self) -> None:
        """Answer with the body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer(with_body=False)

    def log_message(self, *_: object) -> None:
        """Say nothing; the newsroom keeps its own log."""

    def _answer(self, *, with_body: bool) -> None:
        started, status = time.monotonic(), HTTPStatus.INTERNAL_SERVER_ERROR.value
        self.server.room.begin()
        try:
            reply = self._reply(tick=with_body)
            status = reply.status
            self._send(reply, with_body=with_body)
        finally:
            self.server.room.record(noted(self, self.server, started, status))

    def _reply(self, *, tick: bool) -> Reply:
        room, host, port = self.server.room, *self.server.address
        authority = self.headers.get("Host", f"{host}:{port}")
        if not AUTHORITY.fullmatch(authority):
            return Reply(status=HTTPStatus.BAD_REQUEST.value)
        visits = room.visit(self.server.outlet, self.path, tick=tick)
        site: Site = room.site(self.server.outlet)
        asked = Asked(path=self.path, authority=authority, visits=visits, port=port, restless=room.restless)
        reply = answer(site, asked)
        return Reply(status=304, modified=reply.modified, body=reply.body) if self._known(reply) else reply

    def _known(self, reply: Reply) -> bool:
        """Say whether the client has this listing already (RFC 9110, section 13.2.2)."""
        if reply.modified is None:
            return False
        tags, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if tags is not None:
            return tags.strip() == "*" or etag(reply.body) in re.split(r"\s*,\s*", tags.strip())
        return since is not None and reply.modified.replace(microsecond=0) <= _instant(since)

    def _send(self, reply: Reply, *, with_body: bool) -> None:
        unchanged = reply.status == HTTPStatus.NOT_MODIFIED
        body, encoding = self._encoded(reply)
        self.send_response(reply.status)
        if not unchanged:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(HUGE if reply.huge else len(body)))
        self._describe(reply, encoding)
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.writelines(endless() if reply.huge else (body,))

    def _describe(self, reply: Reply, encoding: str) -> None:
        self.send_header("Vary", "Accept-Encoding")
        if encoding:
            self.send_header("Content-Encoding", encoding)
        if reply.modified is not None:
            self.send_header("Last-Modified", format_datetime(reply.modified.astimezone(UTC), usegmt=True))
            self.send_header("ETag", etag(reply.body))

    def _encoded(self, reply: Reply) -> tuple[bytes, str]:
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        if (
            not wanted
            or reply.content_type in PACKED
            or len(reply.body) < SMALL
            or reply.status == HTTPStatus.NOT_MODIFIED
        ):
            return reply.body, ""
        return gzip.compress(reply.body, mtime=0), "gzip"


def noted(handler: BaseHTTPRequestHandler, server: Listener, started: float, status: int) -> Request:
    """Return what is logged of the request that a handler has just answered."""
    return Request(
        method=handler.command,
        outlet=server.outlet,
        host=server.address[0],
        path=handler.path,
        status=status,
        started=started,
        ended=time.monotonic(),
        headers={name.lower(): value for name, value in handler.headers.items()},
    )


def etag(body: bytes) -> str:
    """Return a weak entity tag, good for any content encoding of a body."""
    return f'W/"{blake2b(body, digest_size=8).hexdigest()}"'


def _instant(header: str) -> datetime:
    try:
        instant = parsedate_to_datetime(header)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
