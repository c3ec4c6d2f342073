"""Newspapers for the crawl benchmarks: many pages of a wanted size on hosts of loopback, from a server that costs next to nothing."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from crawler.declaring import add_blocks
from crawler.newsroom import World
from crawler.newsroom.pages import Asked, answer
from crawler.newsroom.site import Site
from crawler.sources import Source
from crawler.sources_file import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

    from crawler.sources import Config

HOSTS: Final = tuple(f"127.0.0.{number}" for number in range(31, 51))
FEED: Final = "/feed.xml"
_PATH: Final = "/2026/03/01/council-story-number-{}.html"
_HTML, _XML, _TEXT = "text/html; charset=utf-8", "application/rss+xml; charset=utf-8", "text/plain"
_SCRIPT: Final = (
    b'<script>window.__d=window.__d||[];__d.push({"slot":%d,"sizes":[[300,250],[728,90]],"lazy":true});</script>\n'
)
_PARAGRAPH: Final = re.compile(rb"(?<=>)\s*[^\s<>{\[][^<>{}]{40,}(?=<)")
_LONG: Final = re.compile(rb"(?:\b[^\W\d]{4,}\b|[\x80-\xff]{8,})(?!;)")
_ROOM: Final = b"\x01"
_TEASER: Final = (
    b'<li class="teaser"><a href="/2025/11/%02d/older-story-%d.html"><img src="/i/%d.jpg" alt="">'
    b"<span>Older story %d about the harbour</span></a></li>\n"
)

Body = bytes


@dataclass(frozen=True, slots=True)
class Printed:
    """What is served: each URL's path by host, and the port."""

    port: int
    pages: dict[str, tuple[str, ...]]

    def urls(self) -> list[str]:
        """Return the articles, host by host in turn, as a fair crawl asks for them."""
        longest = max(map(len, self.pages.values()))
        turns = [(host, paths[n]) for n in range(longest) for host, paths in self.pages.items() if n < len(paths)]
        return [f"http://{host}:{self.port}{path}" for host, path in turns]


def drafts(size: int) -> list[bytes]:
    """Return the newsroom's articles, blown up by teasers and scripts, as real pages are, to about so many bytes; see ``marked``."""
    world = World(1)
    found = []
    for outlet in world.outlets:
        site = Site(world, outlet.id)
        for publication in site.publications:
            body = answer(site, Asked(path=publication.path, authority=f"{outlet.host}:80")).body
            found.append(_blown_up(_PARAGRAPH.sub(_with_room, body), size))
    return found


def small(number: int) -> bytes:
    """Return the smallest page that is an article, unlike all others."""
    text = f"<p>The council of town {number} met, and the members spoke for two hours about bridge {number} and what it costs.</p>"
    head = f"<title>Council {number} meets</title>"
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body><article><h1>Council {number} meets</h1>{text}</article></body></html>".encode()


def _blown_up(body: bytes, size: int) -> bytes:
    missing = max(0, size - len(body))
    teasers = b"".join(_TEASER % (n % 28 + 1, n, n, n) for n in range(min(60, missing // 400)))
    scripts = b"".join(_SCRIPT % n for n in range(max(0, missing - len(teasers)) // len(_SCRIPT)))
    return body.replace(b"</head>", scripts + b"</head>").replace(
        b"</body>", b'<aside class="related"><ul>' + teasers + b"</ul></aside></body>"
    )


def marked(draft: bytes, number: int) -> bytes:
    """Return a page like the draft, with most of its words its own: no two pages share a digest, or are near-copies."""
    return draft.replace(_ROOM, bytes(97 + number // 26**place % 26 for place in range(4)))


def _with_room(paragraph: re.Match[bytes]) -> bytes:
    """Leave room for letters of a page's own behind the words of four letters and more, in any script."""
    return _LONG.sub(rb"\g<0>" + _ROOM, paragraph[0])


@contextmanager
def printed(count: int, page: Callable[[int], bytes]) -> Iterator[Printed]:
    """Serve so many pages, made by ``page`` when they are asked for, from a process of its own."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(count, page, theirs), daemon=True)
    process.start()
    port = ours.recv()
    names = {host: tuple(_PATH.format(n) for n in range(i, count, len(HOSTS))) for i, host in enumerate(HOSTS)}
    try:
        yield Printed(port, {host: paths for host, paths in names.items() if paths})
    finally:
        process.terminate()
        process.join()


def _serve(count: int, page: Callable[[int], bytes], told: Connection) -> None:
    asyncio.run(_run(count, page, told))


async def _run(count: int, page: Callable[[int], bytes], told: Connection) -> None:
    loop, port = asyncio.get_running_loop(), 0
    for index, host in enumerate(HOSTS):
        server = await loop.create_server(lambda index=index: _Counter(index, count, page), host, port)
        port = server.sockets[0].getsockname()[1]
    told.send(port)
    await asyncio.Event().wait()


class _Counter(asyncio.Protocol):
    """One client at the counter of one host."""

    def __init__(self, index: int, count: int, page: Callable[[int], bytes]) -> None:
        self._index, self._count, self._page = index, count, page
        self._heard = b""

    def connection_made(self, transport: Any) -> None:
        self._out = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._answer(head.split(b" ", 2)[1].decode())

    def _answer(self, path: str) -> None:
        if path == FEED:
            status, kind, body = 200, _XML, self._feed()
        elif path.startswith("/2026/"):
            status, kind, body = 200, _HTML, self._page(int(path.rpartition("-")[2].partition(".")[0]))
        else:
            status, kind, body = 404, _TEXT, b""
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._out.write(head.encode() + body)

    def _feed(self) -> bytes:
        host, port = self._out.get_extra_info("sockname")
        items = "".join(
            f"<item><title>Story {n}</title><link>http://{host}:{port}{_PATH.format(n)}</link></item>"
            for n in range(self._index, self._count, len(HOSTS))
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def declared(folder: Path, press: Printed) -> Config:
    """Write the sources.toml of the press into a folder: a local source a host, without delay."""
    sources = []
    for host in press.pages:
        home = f"http://{host}:{press.port}/"
        own = Source(id=f"press-{host[8:]}", home=home, feeds=(urljoin(home, FEED),), language="en", local=True)
        sources.append(replace(own, delay=0.0, max_age_days=36500))
    return add_blocks(folder / FILE, sources)
