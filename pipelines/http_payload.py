"""What an archived HTTP message holds: its headers, and the body with its codings undone within bounds. Nothing is fetched here."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

import brotli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DECODE, BOMB, TRUNCATED, DIGEST = "decode", "bomb", "truncated", "digest"
_HEAD = 2**18
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/[0-9.]+[ \t]+([1-5][0-9]{2})(?![0-9])")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_STEP = 2**18
_MOST_CODINGS = 5
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}


class PayloadError(Exception):
    """A body that cannot be read; ``reason`` is its name among the outcomes."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Message(NamedTuple):
    """An HTTP response as it was sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """With its codings."""

    def values(self, name: str) -> list[str]:
        """Return the parts of all headers of that name, divided at commas, in lower case."""
        found = ",".join(value for key, value in self.headers if key.lower() == name)
        return [part.strip().lower() for part in found.split(",") if part.strip()]


def message(block: bytes) -> Message | None:
    """Read a response; None for what is none."""
    status = _STATUS.match(block)
    end = _HEAD_END.search(block, 0, _HEAD)
    if not status:
        return None
    head, body = (block[: end.start()], block[end.end() :]) if end else (block[:_HEAD], b"")
    return Message(int(status[1]), tuple(headers(head)), body)


def headers(head: bytes) -> Iterator[tuple[str, str]]:
    """Yield names and values of the lines after the first, folded lines joined."""
    for line in re.split(rb"\r?\n(?![ \t])", head)[1:]:
        name, colon, value = line.decode("utf-8", "surrogateescape").partition(":")
        if colon and name.strip():
            yield name.strip(), " ".join(value.split())


def bodies(said: Message, limit: int) -> Iterator[bytes]:
    """Yield the body as it was sent, and after each coding that is undone; the last is the page.

    Archives often keep the headers of codings they have undone: a body that shows to be a page already is left as it is.
    Raises PayloadError for one that cannot be undone, or would give more than ``limit`` bytes.
    """
    body = said.body
    yield body
    if "chunked" in said.values("transfer-encoding") and (joined := _dechunked(body)) is not None:
        body = joined
        yield body
    codings = [name for name in said.values("content-encoding") if name != "identity"]
    if len(codings) > _MOST_CODINGS:
        raise PayloadError(DECODE, f"{len(codings)} content encodings")
    for name in reversed(codings):
        if _is_page(body):
            return
        body = _undone(body, name, limit)
        yield body


def agrees(declared: str, body: bytes) -> bool:
    """Tell whether a body has the digest a record declares, such as ``sha1:3I42H3S6…``; one that cannot be read is not held to it."""
    name, _, value = declared.partition(":")
    algorithm = name.strip().lower().replace("-", "")
    wanted = _digest(value.strip(), _SIZES.get(algorithm, 0))
    return wanted is None or hashlib.new(algorithm, body, usedforsecurity=False).digest() == wanted


def _digest(value: str, size: int) -> bytes | None:
    """Read a digest of so many bytes in base 16 or 32."""
    try:
        if size and len(value) == 2 * size:
            return bytes.fromhex(value)
        read = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return None
    return read if size and len(read) == size else None


def _is_page(body: bytes) -> bool:
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _dechunked(body: bytes) -> bytes | None:
    """Join the chunks (RFC 9112 §7.1); None for what is not in chunks. A body without its last chunk gives what is there."""
    parts: list[bytes] = []
    at = 0
    while at < len(body):
        size = _CHUNK.match(body, at)
        if not size:
            return b"".join(parts) if parts and not body[at:].strip() else None
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length
        at += 2 if body.startswith(b"\r\n", at) else int(body.startswith(b"\n", at))
    if at > len(body) or not parts:
        raise PayloadError(TRUNCATED, "the last chunk is cut short or missing")
    return b"".join(parts)


def _undone(body: bytes, name: str, limit: int) -> bytes:
    makers: dict[str, tuple[Callable[[], zlib._Decompress], ...]] = {
        "gzip": (lambda: zlib.decompressobj(zlib.MAX_WBITS | 16),),
        "deflate": (zlib.decompressobj, lambda: zlib.decompressobj(-zlib.MAX_WBITS)),
    }
    if name == "br":
        return _unbrotlied(body, limit)
    tried = makers.get(name.removeprefix("x-"))
    if tried is None:
        raise PayloadError(DECODE, f"content encoding {name!r}")
    for make in tried:
        try:
            return _inflated(body, make, limit)
        except zlib.error as error:
            wrong = error
    raise PayloadError(DECODE, f"content encoding {name!r}: {wrong}")


def _inflated(body: bytes, make: Callable[[], zlib._Decompress], limit: int) -> bytes:
    """Unpack one stream, or several one after the other; what follows that is no stream is left out."""
    whole, rest, ended = bytearray(), body, 0
    while rest and (not ended or rest.startswith(b"\x1f\x8b")):
        unpacker = make()
        try:
            while rest and not unpacker.eof:
                whole += unpacker.decompress(rest, _STEP)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                _bounded(whole, limit)
        except zlib.error:
            if ended:
                break
            raise
        if not unpacker.eof:
            raise PayloadError(TRUNCATED, "the compressed body is cut short")
        ended += 1
    return bytes(whole)


def _unbrotlied(body: bytes, limit: int) -> bytes:
    unpacker, whole = brotli.Decompressor(), bytearray()
    try:
        data = body
        while not unpacker.is_finished():
            part = unpacker.process(data, output_buffer_limit=_STEP)
            whole += part
            _bounded(whole, limit)
            if not part and unpacker.can_accept_more_data():
                raise PayloadError(TRUNCATED, "the compressed body is cut short")
            data = b""
    except brotli.error as error:
        raise PayloadError(DECODE, f"content encoding 'br': {error}") from error
    return bytes(whole)


def _bounded(whole: bytearray, limit: int) -> None:
    if len(whole) > limit:
        raise PayloadError(BOMB, f"unpacks to more than {limit:,} bytes")
