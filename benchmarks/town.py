"""A loopback town of real hosts: stored pages served under their own names and paths over plain http, each host with a feed."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from cleaning.urls import canonical
from crawler.annotated import Entry  # noqa: TC001 - a dataclass field
from crawler.stored import moment

if TYPE_CHECKING:
    from collections.abc import Iterable

FEED = "/thresher-bench-feed.xml"


@dataclass(frozen=True, slots=True)
class House:
    """One host with its pages, by their path and query."""

    host: str
    pages: dict[str, Entry] = field(default_factory=dict)


def built(entries: Iterable[Entry], limit: int) -> dict[str, House]:
    """Return the hosts of the first ``limit`` pages that have a web address of their own, other than a host's home."""
    houses: dict[str, House] = {}
    taken = 0
    for entry in entries:
        url = canonical("http" + entry.page.url.removeprefix("https").removeprefix("http"))
        parts = urlsplit(url or "")
        if not url or parts.port or not parts.hostname or taken >= limit:
            continue
        house = houses.setdefault(parts.hostname, House(parts.hostname))
        where = url.removeprefix(f"http://{parts.hostname}")
        if where not in (*house.pages, "/"):
            house.pages[where] = entry
            taken += 1
    return {name: house for name, house in houses.items() if house.pages}


class Town(ThreadingHTTPServer):
    """Serves the houses on a free loopback port while it is open; counts what was asked of it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, houses: dict[str, House]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.houses = houses
        self.asked: Counter[str] = Counter()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def root(self, house: House) -> str:
        """Return the address under which a house is reached."""
        return f"http://{house.host}:{self.server_port}"

    def urls(self) -> dict[str, Entry]:
        """Return every page with the URL it is crawled by."""
        return {
            self.root(house) + where: entry for house in self.houses.values() for where, entry in house.pages.items()
        }

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        """Return status, content type and body for what a client asks of a host."""
        house = self.houses.get(host.partition(":")[0].lower())
        if house is None or path == "/robots.txt":
            return 404, "text/plain", b""
        if path == FEED:
            return 200, "application/rss+xml", feed(self.root(house), house)
        where = path if path in house.pages else f"/{path}"  # http.server reduces slashes that lead a path to one
        entry = house.pages.get(where)
        self.asked[self.root(house) + where] += 1
        return (200, "text/html", entry.page.read().body) if entry else (404, "text/html", b"<h1>404</h1>")


def feed(root: str, house: House) -> bytes:
    """Return an RSS 2.0 feed of a house's pages, with titles and dates where they are annotated."""
    items = "".join(_item(root + where, entry) for where, entry in house.pages.items())
    name = escape(house.host)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{name}</title>'
        f"<link>{escape(root)}/</link><description>{name}</description>{items}</channel></rss>"
    ).encode()


def _item(url: str, entry: Entry) -> str:
    title = entry.annotation["title"]
    try:
        date = f"<pubDate>{format_datetime(moment(entry.annotation['published'] or ''))}</pubDate>"
    except ValueError:  # not annotated, or coarser than a day
        date = ""
    return f"<item><title>{escape(title or url)}</title><link>{escape(url)}</link>{date}</item>"


class _Handler(BaseHTTPRequestHandler):
    server: Town
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        status, kind, body = self.server.answer(self.headers.get("Host") or "", self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: the crawl has a log of its own."""
