"""A WARC file walked member by member, in bounded memory: what is whole, and which pages are in it. Opens nothing."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pipelines.records import FRONTIER_URL, fields

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 2**16
_HEAD = 2**16
_PAGES = ("response", "revisit")


class Found(NamedTuple):
    """A page's record met on the way."""

    url: str
    """What the frontier calls it."""
    offset: int
    length: int
    digest: str
    is_revisit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One whole gzip member, its checksum verified."""

    offset: int
    length: int
    head: bytes
    """How it begins, unpacked."""


def members(file: BinaryIO, start: int) -> Iterator[Member]:
    """Yield the whole members from byte ``start`` on; the first that is torn or no gzip ends the walk."""
    file.seek(start)
    rest = b""
    while True:
        walk = _Walk(file, rest)
        if not walk.is_whole():
            return
        rest = walk.rest
        yield Member(offset=start, length=walk.taken, head=walk.head)
        start += walk.taken


def measured(file: BinaryIO, start: int) -> tuple[int, bool]:
    """Return where the last whole record ends, and whether the file is without pages; it is sound up to ``start``."""
    end, is_empty = start, start == 0
    for member in members(file, start):
        end = member.offset + member.length
        is_empty = is_empty and fields(member.head).get("WARC-Type") == "warcinfo"
    return end, is_empty


def pages(file: BinaryIO, start: int) -> Iterator[Found]:
    """Yield what responses and revisits there are from byte ``start`` on."""
    for member in members(file, start):
        named = fields(member.head)
        kind, url = named.get("WARC-Type", ""), named.get(FRONTIER_URL) or named.get("WARC-Target-URI")
        if kind in _PAGES and url:
            place = (member.offset, member.length, named.get("WARC-Payload-Digest", ""))
            yield Found(url, *place, is_revisit=kind == "revisit")


class _Walk:
    """One member unpacked and, but for its beginning, thrown away."""

    def __init__(self, file: BinaryIO, rest: bytes) -> None:
        self._file = file
        self.rest = rest
        self.head = b""
        self.taken = 0

    def is_whole(self) -> bool:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        data = self.rest or self._file.read(_CHUNK)
        try:
            while data:
                plain = unpacker.decompress(data, _CHUNK)
                self.head += plain[: _HEAD - len(self.head)]
                left = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                self.taken += len(data) - len(left)
                if unpacker.eof:
                    self.rest = left
                    return True
                data = left or self._file.read(_CHUNK)
        except zlib.error:
            pass
        return False
