"""Pages brought in as JSON Lines, gzipped or not: one object a line, with the URL and the HTML. Each line in bounded memory."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from cleaning.article import Page
from cleaning.urls import canonical
from pipelines.brought import BROKEN, PAGE_LIMIT, Item, Place
from pipelines.warc_items import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GZIP = b"\x1f\x8b"
_ESCAPES = 6
"""Bytes of JSON that one byte of a page takes at most: ``\\u0041``."""
_MORE = 2**20
"""Bytes of a line beside the page."""
_SKIP = 2**20
_DATES = ("fetched_at", "fetched", "fetch_time", "crawled_at", "warc_date", "timestamp", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the fields of a line are called."""

    url: str = "url"
    html: str = "html"
    fetched: str = ""
    """Empty: the first of the usual names that holds an instant."""


def items(file: BinaryIO, at: Place, *, fields: Fields, limit: int = PAGE_LIMIT) -> Iterator[Item]:
    """Yield what stands in each line from a place on."""
    number, end = at.inside, at.byte
    try:
        for line, end in _lines(_unpacked(file), at.byte, _ESCAPES * limit + _MORE):
            number += 1
            item = Item(where=f"line {number}", after=Place(end, number))
            if line is None:
                yield _broken(item, "too-large")
            elif line.strip():
                yield _item(item, line, fields, limit)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        reason = "truncated" if isinstance(error, EOFError) else "damaged"
        yield _broken(Item(where=f"line {number + 1}", after=Place(end, number)), reason, str(error))


def _unpacked(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    is_packed = file.read(len(GZIP)) == GZIP
    file.seek(0)
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_packed else file


def _lines(file: BinaryIO, start: int, most: int) -> Iterator[tuple[bytes | None, int]]:
    """Yield each line, None for one that is too long, and the unpacked byte behind it."""
    file.seek(start)
    end = start
    while line := file.readline(most + 1):
        end += len(line)
        if len(line) <= most:
            yield line, end
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_SKIP)
            end += len(line)
        yield None, end


def _item(item: Item, line: bytes, fields: Fields, limit: int) -> Item:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _broken(item, "json", str(error)[:200])
    if not isinstance(said, dict):
        return _broken(item, "json", "no object")
    given, html = said.get(fields.url), said.get(fields.html)
    url = canonical(given) if isinstance(given, str) else None
    if url is None:
        return _broken(item, "no-url", f"field '{fields.url}': {str(given)[:200]!r}" if given else f"no '{fields.url}'")
    if not isinstance(html, str) or not html:
        return _broken(item, "no-html", f"no '{fields.html}'", url)
    body = html.encode("utf-8", "replace")
    if len(body) > limit:
        return _broken(item, "too-large", f"{len(body)} bytes", url)
    page = Page(url=url, headers=_headers(said), body=body, fetched_at=_fetched(said, fields.fetched))
    return Item(where=item.where, after=item.after, url=url, page=page)


def _headers(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what the line says of headers; the body is UTF-8 now, whatever it was."""
    given = said.get("headers")
    pairs = given.items() if isinstance(given, dict) else given if isinstance(given, list) else ()
    named = [(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2]
    untrue = ("content-type", "content-encoding", "transfer-encoding", "content-length")
    kept = [(name, value) for name, value in named if name.isprintable() and name.lower() not in untrue]
    return (("Content-Type", "text/html; charset=utf-8"), *((n, " ".join(v.split())) for n, v in kept))


def _fetched(said: Mapping[str, Any], name: str) -> datetime | None:
    """Return the instant of the fetch, ISO 8601 or seconds since 1970."""
    values = (said.get(key) for key in ((name,) if name else _DATES))
    return next((read for value in values if (read := _instant(value))), None)


def _instant(value: object) -> datetime | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 6e8 < value < 7e9:
        return datetime.fromtimestamp(value, UTC)
    return moment(value) if isinstance(value, str) else None


def _broken(item: Item, reason: str, detail: str = "", url: str = "") -> Item:
    return Item(where=item.where, after=item.after, url=url, outcome=BROKEN, reason=reason, detail=detail)
