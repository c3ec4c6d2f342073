"""What all listings share: the value they are read into, what a body is by its content, and its bounded decompression.

The reading itself is in ``feeds``, ``sitemaps`` and ``fronts``; what may be fetched of it is decided in ``discovery``.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cleaning.errors import InputError
from pipelines.outcomes import Failure, Refusal

if TYPE_CHECKING:
    from pipelines.outcomes import Link

MAX_BYTES = 52_428_800  # sitemaps.org allows 50 MiB uncompressed, and no feed comes near it
MAX_LINKS = 50_000  # sitemaps.org, for one file
_GZIP = b"\x1f\x8b"
_PEEK = 8192
_SCRIPTS = (("utf-16-be", b"\xfe\xff"), ("utf-16-le", b"\xff\xfe"), ("utf-8", b"\xef\xbb\xbf"))


class Form(StrEnum):
    """What a body is, whatever its name and its header say."""

    FEED = "feed"
    SITEMAP = "sitemap"
    HTML = "html"
    OTHER = "other"


_ROOTS = {
    **dict.fromkeys(("rss", "feed", "rdf", "channel"), Form.FEED),
    **dict.fromkeys(("urlset", "sitemapindex"), Form.SITEMAP),
    **dict.fromkeys(("html", "head", "body"), Form.HTML),
}


class ListingError(InputError):
    """A listing that cannot be read; ``failure`` is what its URL is given up for."""

    def __init__(self, failure: Failure, message: str) -> None:
        super().__init__(message)
        self.failure = failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a feed, a sitemap or a front page names, and what it says of itself."""

    links: tuple[Link, ...] = ()
    refusals: tuple[tuple[Link, Refusal], ...] = ()
    """What is named, but not to be fetched; filled by ``discovery``."""
    sections: tuple[str, ...] = ()
    """Section pages of a front page."""
    next_page: str | None = None
    title: str | None = None
    language: str | None = None
    """As written; not checked."""

    @property
    def too_old(self) -> int:
        """How many of the refusals are for their age."""
        return sum(why is Refusal.TOO_OLD for _, why in self.refusals)


def sniff(body: bytes, content_type: str = "", url: str = "") -> Form:
    """Tell what a body is by its content; header and name decide only where the content is silent."""
    text = _opening(body)
    if text.startswith("{"):
        return Form.FEED if "jsonfeed.org/version" in text else Form.OTHER
    root = _root(text)
    if root in _ROOTS:
        return _ROOTS[root]
    if root == "!doctype html" or "<html" in text or (root and ("html" in content_type or url.endswith(".html"))):
        return Form.HTML
    return Form.SITEMAP if _is_list_of_urls(text) else Form.OTHER


def inflate(body: bytes, limit: int = MAX_BYTES) -> bytes:
    """Undo gzip by content, not by name; a body that is cut short gives what there is of it.

    Raises ListingError: a bomb when it would exceed ``limit`` bytes, too large when it does so unpacked.
    """
    if not body.startswith(_GZIP):
        if len(body) > limit:
            raise ListingError(Failure.TOO_LARGE, f"the listing is longer than {limit} bytes")
        return body
    out = _gunzip(body, limit + 1)
    if len(out) > limit:
        raise ListingError(Failure.BOMB, f"{len(body)} bytes of gzip grow beyond {limit} bytes")
    return out


def _gunzip(body: bytes, limit: int) -> bytes:
    """Return at most ``limit`` bytes of all members of a gzip file (RFC 1952)."""
    out = bytearray()
    while body.startswith(_GZIP) and len(out) < limit:
        stream = zlib.decompressobj(31)
        try:
            out += stream.decompress(body, limit - len(out))
        except zlib.error as error:
            raise ListingError(Failure.DECODE, f"the listing is broken gzip ({error})") from error
        body = stream.unused_data
    return bytes(out)


def _opening(body: bytes) -> str:
    """Return the first characters of a body in lower case, without white space before them."""
    if body.startswith(_GZIP):
        try:
            body = _gunzip(body[: _PEEK * 4], _PEEK)
        except ListingError:
            return ""
    encoding = next((name for name, mark in _SCRIPTS if body.startswith(mark)), "utf-8")
    return body[:_PEEK].decode(encoding, errors="replace").lstrip("\ufeff\0 \t\r\n").lower()


def _root(text: str) -> str:
    """Return the name of the first element without its prefix, or an HTML doctype; empty where there is none."""
    at = 0
    while text.startswith("<", at):
        if text.startswith("<!doctype html", at):
            return "!doctype html"
        end = _end_of_prolog(text, at)
        if end == at:
            name = text[at + 1 : at + 80].replace("/", " ").replace(">", " ").split()
            return name[0].rpartition(":")[2] if name else ""
        rest = text[end:].lstrip()
        at = len(text) - len(rest)
    return ""


def _end_of_prolog(text: str, at: int) -> int:
    """Return where a comment, processing instruction or doctype ends; ``at`` itself when none begins there."""
    for start, mark in (("<!--", "-->"), ("<?", "?>"), ("<!", ">")):
        if text.startswith(start, at):
            if start == "<!" and "[" in text[at : text.find(">", at)]:
                mark = "]>"  # noqa: PLW2901 - a doctype with declarations of its own
            stop = text.find(mark, at)
            return stop + len(mark) if stop >= 0 else len(text)
    return at


def _is_list_of_urls(text: str) -> bool:
    """Tell whether a body is a sitemap in plain text: one URL a line, nothing else (sitemaps.org)."""
    lines = [line.strip() for line in text.split("\n")[:-1] or [text] if line.strip()]
    return bool(lines) and all(line.startswith(("http://", "https://")) and " " not in line for line in lines)
