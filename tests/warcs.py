"""Somebody else's WARC files, sound and otherwise, for tests that read them."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

from pipelines.brought import START, Ended, Item, Place
from pipelines.warc_framing import Record, records
from pipelines.warc_items import items
from pipelines.warc_packed import tape
from tests.shelf import html

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 10**6


def http(body: bytes = b"<html>hello</html>", *lines: str, status: str = "200 OK") -> bytes:
    said = lines or ("Content-Type: text/html",)
    return "\r\n".join([f"HTTP/1.1 {status}", *said, "", ""]).encode() + body


def record(
    number: int, block: bytes | None = None, *, kind: str = "response", length: int | None = None, **fields: str
) -> bytes:
    """A record as bytes; fields are named with underscores."""
    block = http() if block is None else block
    named = {
        "WARC-Type": kind,
        "WARC-Target-URI": f"http://site.example/{number}",
        "WARC-Date": f"2026-03-01T10:00:{number % 60:02}Z",
    }
    named |= {"Content-Type": "application/http; msgtype=response"}
    named |= {name.replace("_", "-"): value for name, value in fields.items()}
    named["Content-Length"] = str(len(block) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def story(number: int, **fields: str) -> bytes:
    """The record of an article."""
    return record(number, http(html(number).encode()), **fields)


def packed(*parts: bytes) -> bytes:
    return b"".join(map(gzip.compress, parts))


def written(path: Path, *parts: bytes) -> Path:
    """A file with one gzip member a record."""
    path.write_bytes(packed(*parts))
    return path


def framed(data: bytes, at: Place = START, limit: int = LIMIT) -> list[Record]:
    return list(records(tape(io.BytesIO(data), at), limit))


def seen(data: bytes, at: Place = START) -> list[tuple[str, str]]:
    """Number of the record, and what is wrong with it."""
    return [(one.fields.get("warc-target-uri", "").rpartition("/")[2], one.problem) for one in framed(data, at)]


def read(*parts: bytes, limit: int = LIMIT) -> list[Item]:
    return list(items(io.BytesIO(packed(*parts)), START, limit=limit))


def verdicts(*parts: bytes, limit: int = LIMIT) -> list[str]:
    """What each record is: ``page``, or outcome and reason."""
    return ["page" if item.page else f"{item.outcome} {item.reason}" for item in read(*parts, limit=limit)]


def nothing(_item: Item, _ended: Ended) -> None:
    """Hear of an item and do nothing."""
