"""Pages brought in as HTML files, gzipped or not, and where each says it came from. What is in the pages is not cleaned here."""

from __future__ import annotations

import codecs
import gzip
import html
import os
import re
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from cleaning.article import Page
from cleaning.urls import canonical
from pipelines.brought import BROKEN, PAGE_LIMIT, Item, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENDINGS = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")
_GZIP = b"\x1f\x8b"
_HEAD = 2**18
"""Bytes of a page in which its address is looked for."""
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,2048})\s*-->", re.IGNORECASE)
_TAG = re.compile(r"<(link|meta)\b([^<>]{1,4096})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")


def files(folder: Path) -> list[str]:
    """Return the paths of the pages in a folder and those below it, relative, in order; links to folders are not followed."""
    found = [
        os.path.relpath(Path(at) / name, folder)
        for at, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(ENDINGS)
    ]
    return sorted(found)


def items(
    folder: Path, names: Sequence[str], at: Place, *, base_url: str = "", limit: int = PAGE_LIMIT
) -> Iterator[Item]:
    """Yield the pages of these files from a place on, its byte being how many were read; they were fetched when they were written.

    ``base_url`` and the path give the address of a page that does not say its own.
    """
    for number, name in enumerate(names[at.byte :], at.byte + 1):
        yield _item(folder, name, Place(number), base_url=base_url, limit=limit)


def address(body: bytes) -> str | None:
    """Return where a page says it came from, canonical: its canonical link, its og:url, or what a browser wrote on saving it."""
    head = body[:_HEAD]
    name = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    text = head.decode(name, "replace")
    found: dict[str, str] = {}
    for kind, inner in _TAG.findall(text):
        said = {key.lower(): html.unescape(value.strip("\"'")) for key, value in _ATTRIBUTE.findall(inner)}
        if kind.lower() == "link" and "canonical" in said.get("rel", "").lower().split():
            found.setdefault("canonical", said.get("href", ""))
        elif said.get("property", said.get("name", "")).lower() == "og:url":
            found.setdefault("og:url", said.get("content", ""))
    if saved := _SAVED.search(text):
        found["saved"] = saved[1]
    urls = (canonical(found[place]) for place in ("canonical", "og:url", "saved") if found.get(place))
    return next((url for url in urls if url), None)


_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _item(folder: Path, name: str, after: Place, *, base_url: str, limit: int) -> Item:
    def broken(reason: str, detail: str = "") -> Item:
        return Item(where=name, after=after, outcome=BROKEN, reason=reason, detail=detail)

    try:
        body, written = _read(folder / name, limit)
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            return broken("damaged", str(error))
        return broken("unreadable", error.strerror or str(error))
    except (EOFError, zlib.error) as error:
        return broken("truncated" if isinstance(error, EOFError) else "damaged", str(error))
    if len(body) > limit:
        return broken("too-large", f"more than {limit} bytes")
    url = address(body) or _below(base_url, name)
    if url is None:
        return broken("no-url", "neither canonical link nor og:url, and no --base-url")
    return Item(where=name, after=after, url=url, page=Page(url=url, body=body, fetched_at=written))


def _below(base_url: str, name: str) -> str | None:
    path = name.removesuffix(".gz").replace(os.sep, "/")
    return canonical(quote(path, errors="surrogateescape"), base_url) if base_url else None


def _read(path: Path, limit: int) -> tuple[bytes, datetime]:
    """Return what is in a file, unpacked, but little more than ``limit`` bytes, and when it was written."""
    with path.open("rb") as file:
        written = datetime.fromtimestamp(int(os.fstat(file.fileno()).st_mtime), UTC)
        is_packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        return (gzip.GzipFile(fileobj=file) if is_packed else file).read(limit + 1), written
