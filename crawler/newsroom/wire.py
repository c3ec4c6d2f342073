"""Puts answers on the wire as bytes: those of a small sound site, and those no server should give. Which fault gives which stands in ``faults``."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING

from crawler.newsroom.pages import endless
from crawler.newsroom.site import HUGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HTML, RSS, XML = "text/html; charset=utf-8", "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8"
NEWS = "/2026/03/01/the-council-meets-again-about-the-bridge-"
"""What the path of an article begins with."""
PAGE, SECOND = f"{NEWS}1", f"{NEWS}2"
FEED, SITEMAP, ROBOTS, FRONT = "/feed", "/sitemap.xml", "/robots.txt", "/"
_PIECE = b"<p>One more line of a page that nobody has ever read to its end.</p>\n" * 900
_PAUSE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, as far as an answer depends on it."""

    path: str
    base: str
    """Scheme and authority of the site, without a slash at the end."""
    wait: Callable[[float], None]
    """Sleeps for so many seconds; raises OSError when the server stops meanwhile."""


class Reset(OSError):  # noqa: N818 - what it does
    """Raised in an answer to end its connection the hard way."""


if TYPE_CHECKING:
    Answer = Callable[[Call], Iterator[bytes]]


def article(seed: str, paragraphs: int = 4, *, head: str = "") -> bytes:
    """Return a page that is an article, with sentences of its own for every seed."""
    text = "".join(
        f"<p>The council of {seed} met for the {n} time this spring, and the members spoke for two hours about the bridge "
        f"over the river, the money it will cost, and the winter that will come before it is done.</p>"
        for n in range(paragraphs)
    )
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Council of {seed} meets</title>{head}</head><body><main><article>"
        f"<h1>Council of {seed} meets</h1>{text}</article></main></body></html>"
    ).encode()


def feed(urls: Iterable[str]) -> bytes:
    """Return an RSS feed of the given articles, in that order."""
    items = "".join(f"<item><title>News</title><link>{url}</link></item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def front(urls: Iterable[str]) -> bytes:
    """Return a front page that links what is given."""
    links = "".join(f'<p><a href="{url}">The council meets again, and speaks about the bridge</a></p>' for url in urls)
    return f"<!DOCTYPE html><html lang=en><title>News</title><body><main>{links}</main></body></html>".encode()


def head(status: str = "200 OK", **headers: object) -> bytes:
    """Return a status line and headers, ``_`` in their names standing for ``-``; the connection is closed afterwards."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode("latin-1")


def whole(body: bytes = b"", status: str = "200 OK", kind: str = HTML, **headers: object) -> bytes:
    """Return a sound answer."""
    return head(status, Content_Type=kind, Content_Length=len(body), **headers) + body


def says(body: bytes = b"", status: str = "200 OK", kind: str = HTML, **headers: object) -> Answer:
    """Answer always the same; ``{base}`` in the body becomes the site's address."""

    def answer(call: Call) -> Iterator[bytes]:
        yield whole(body.replace(b"{base}", call.base.encode()), status, kind, **headers)

    return answer


def raw(*pieces: bytes) -> Answer:
    """Answer with just these bytes."""
    return lambda _call: iter(pieces)


def to(location: str) -> Answer:
    """Redirect."""
    return says(status="302 Found", Location=location)


def busy(status: str, *, dated: bool = False) -> Answer:
    """Ask to be left alone for an hour, in seconds or until a date (RFC 9110, section 10.2.3)."""

    def answer(_call: Call) -> Iterator[bytes]:
        until = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True) if dated else 3600
        yield whole(b"busy", status, Retry_After=until)

    return answer


def silent(call: Call) -> Iterator[bytes]:
    """Take the request and say nothing."""
    yield b""
    call.wait(3600)


def late(answer: Answer, seconds: float) -> Answer:
    """Answer soundly after a while."""

    def waited(call: Call) -> Iterator[bytes]:
        call.wait(seconds)
        yield from answer(call)

    return waited


def drip(call: Call) -> Iterator[bytes]:
    """Give a byte at a time, for an hour."""
    yield head(Content_Type=HTML, Content_Length=3600)
    for _ in range(3600):
        yield b"x"
        call.wait(_PAUSE)


def drip_headers(call: Call) -> Iterator[bytes]:
    """Give a header at a time, for an hour."""
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(3600):
        yield b"X-Filler-%d: x\r\n" % number
        call.wait(_PAUSE)


def chunks(_call: Call) -> Iterator[bytes]:
    """Give chunk after chunk, up to a gigabyte."""
    yield head(Content_Type=HTML, Transfer_Encoding="chunked")
    for _ in range(2**30 // len(_PIECE)):
        yield b"%x\r\n%b\r\n" % (len(_PIECE), _PIECE)


def flood(_call: Call) -> Iterator[bytes]:
    """Give a body without a length, up to a gigabyte."""
    yield head(Content_Type=HTML)
    for _ in range(2**30 // len(_PIECE)):
        yield _PIECE


def declared(_call: Call) -> Iterator[bytes]:
    """Give a page that says beforehand that it is too large."""
    yield head(Content_Type=HTML, Content_Length=HUGE)
    yield from endless()


def header_lines(_call: Call) -> Iterator[bytes]:
    """Give header after header."""
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(200_000):
        yield b"X-Filler-%d: %s\r\n" % (number, b"x" * 100)


def header_line(_call: Call) -> Iterator[bytes]:
    """Give one header that does not end."""
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    for _ in range(20_000):
        yield b"x" * 1000


def folded_header(_call: Call) -> Iterator[bytes]:
    """Give one header folded over lines without end."""
    yield b"HTTP/1.1 200 OK\r\nX-Long: a\r\n"
    for _ in range(200_000):
        yield b" " + b"x" * 100 + b"\r\n"


def hints(_call: Call) -> Iterator[bytes]:
    """Give informational answers, and never the one that counts."""
    for _ in range(100_000):
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"


@cache
def _packed() -> bytes:
    return gzip.compress(b"0" * 200_000_000, mtime=0)


def bomb(_call: Call) -> Iterator[bytes]:
    """Give 200 MB in 200 KB."""
    yield whole(_packed(), Content_Encoding="gzip")


def bomb_in_bomb(_call: Call) -> Iterator[bytes]:
    """Give the same, compressed once more."""
    yield whole(gzip.compress(_packed(), mtime=0), Content_Encoding="gzip, gzip")


def cut(body: bytes) -> Answer:
    """Give the first two thirds of a gzipped page, and say that this is all."""
    packed = gzip.compress(body, mtime=0)
    return says(packed[: len(packed) * 2 // 3], Content_Encoding="gzip")


def short(call: Call) -> Iterator[bytes]:
    """Promise more bytes than come."""
    body = article(call.path)
    yield head(Content_Type=HTML, Content_Length=len(body) + 1000) + body


def long(call: Call) -> Iterator[bytes]:
    """Give more bytes than promised."""
    body = article(call.path)
    yield head(Content_Type=HTML, Content_Length=len(body)) + body + b"<p>More than was promised.</p>" * 1000


def cut_off(call: Call) -> Iterator[bytes]:
    """End a chunked body in the middle of a chunk."""
    body = article(call.path)
    yield head(Content_Type=HTML, Transfer_Encoding="chunked") + b"%x\r\n" % (2 * len(body)) + body


def reset(call: Call) -> Iterator[bytes]:
    """Begin an answer and reset the connection."""
    yield head(Content_Type=HTML, Content_Length=100_000) + article(call.path)
    raise Reset
