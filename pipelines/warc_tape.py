"""The unpacked bytes of somebody's WARC file, plain or gzipped, read forward in bounded memory over whatever damage there is."""

from __future__ import annotations

import os
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pipelines.brought import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 2**16
GZIP = b"\x1f\x8b\x08"
VERSION = b"WARC/"
GARBAGE, DAMAGED, TORN = "garbage", "damaged", "truncated"
"""No gzip where it should be; a member that cannot be unpacked; one cut off by the end of the file."""
_RECORD = re.compile(rb"(?:\A|(?<=\n))WARC/[0-9]\.[0-9]+\r?\n")
_OVERLAP = 32
_TRIED = 2**12
"""Packed bytes after which it is known how a member begins."""
_LOST = 2**30
"""Unpacked bytes without a record after which the rest of a gzip member is passed over."""


class _Member(NamedTuple):
    """Where a gzip member begins."""

    total: int
    """In the unpacked bytes."""
    byte: int
    """In the file."""
    begins_record: bool


class Tape:
    """Plain bytes; a place is a byte of the file."""

    def __init__(self, file: BinaryIO, at: Place) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        self._buffer = bytearray()
        self._begin = at.byte
        self.total = 0
        """Unpacked bytes read since the beginning of this tape."""
        self.damaged_from: int | None = None
        """Where in them that begins which cannot be unpacked: known once it is reached."""
        self.damage = ""
        """GARBAGE, DAMAGED or TORN, from there on."""
        file.seek(at.byte)
        self._skip_inside(at.inside)

    @property
    def place(self) -> Place:
        """Where the next byte is found again."""
        return Place(self._begin + self.total)

    def peek(self, number: int) -> bytes:
        """Return the next bytes without moving; fewer before damage and at the end."""
        while len(self._buffer) < number and self._fill():
            pass
        return bytes(self._buffer[:number])

    def take(self, number: int) -> bytes:
        """Return the next bytes; fewer where a gzip member begins a record in their midst, before damage and at the end."""
        number = self._together(number)
        data = self.peek(number)[: self._together(number)]
        self._drop(len(data))
        return data

    def skip(self, number: int) -> int:
        """Pass over bytes as ``take`` would, and return how many there were."""
        passed = 0
        while passed < number and (data := self.take(min(CHUNK, number - passed))):
            passed += len(data)
            if self._at_record():
                break
        return passed

    def back(self, data: bytes) -> None:
        """Put back what was taken last."""
        self._buffer[:0] = data
        self.total -= len(data)

    def is_beyond(self, number: int) -> bool:
        """Tell whether so many bytes cannot follow."""
        return number > self._size - self.place.byte

    def is_at_seam(self, ahead: int) -> bool:
        """Tell whether a gzip member begins so many bytes on."""
        del ahead
        return False

    def hunt(self) -> bool:
        """Go forward to where the next record seems to begin; False where none does."""
        hunted = 0
        while True:
            data = self.peek(CHUNK)
            found = _RECORD.search(data) if VERSION in data else None
            at = self._together(found.start() if found else len(data))
            if found or at < len(data):
                self._drop(at)
                return True
            passed = len(data) if len(data) < CHUNK else CHUNK - _OVERLAP
            self._drop(passed)
            hunted += passed
            is_over = len(data) < CHUNK and self.damaged_from is None
            if is_over or ((len(data) < CHUNK or hunted > _LOST) and not self._leap()):
                return False

    def _skip_inside(self, number: int) -> None:
        del number

    def _together(self, number: int) -> int:
        return number

    def _at_record(self) -> bool:
        return False

    def _leap(self) -> bool:
        """Go where bytes can be unpacked again."""
        return False

    def _drop(self, number: int) -> None:
        del self._buffer[:number]
        self.total += number

    def _fill(self) -> bool:
        data = self._file.read(CHUNK)
        self._buffer += data
        return bool(data)


class PackedTape(Tape):
    """Gzip members one after the other; a place is a member, and unpacked bytes from its beginning."""

    def __init__(self, file: BinaryIO, at: Place) -> None:
        self._raw = b""
        self._raw_at = at.byte
        self._unpacker: zlib._Decompress | None = None
        self._members: list[_Member] = []
        super().__init__(file, at)

    @property
    def place(self) -> Place:
        """Where the next byte is found again."""
        member = next((m for m in reversed(self._members) if m.total <= self.total), None)
        return Place(member.byte, self.total - member.total) if member else Place(self._raw_at)

    def is_beyond(self, number: int) -> bool:
        """Tell whether so many bytes cannot follow: deflate packs 1,032 to one at best."""
        return number > 1032 * (self._size - self.place.byte) + CHUNK

    def is_at_seam(self, ahead: int) -> bool:
        """Tell whether a gzip member begins so many bytes on."""
        return any(member.total == self.total + ahead for member in self._members)

    def _skip_inside(self, number: int) -> None:
        while number and (data := self.peek(min(number, CHUNK))):
            self._drop(len(data))
            number -= len(data)

    def _together(self, number: int) -> int:
        ends = (m.total - self.total for m in self._members if m.begins_record and m.total > self.total)
        return min(number, next(ends, number))

    def _at_record(self) -> bool:
        return any(m.begins_record and m.total == self.total for m in self._members)

    def _drop(self, number: int) -> None:
        super()._drop(number)
        while len(self._members) > 1 and self._members[1].total <= self.total:
            del self._members[0]

    def _fill(self) -> bool:
        while self.damaged_from is None:
            self._raw = self._raw or self._file.read(CHUNK)
            if not self._raw and not self._unpacker:
                return False
            if self._unpacker is None and not self._begins():
                return False
            before = len(self._buffer)
            if not self._unpack() or len(self._buffer) > before:
                return self.damaged_from is None
        return False

    def _begins(self) -> bool:
        """Begin a member; False where there is none."""
        if len(self._raw) < _TRIED:
            self._raw += self._file.read(CHUNK)
        if not self._raw.startswith(GZIP):
            self._members.append(_Member(self.total + len(self._buffer), self._raw_at, begins_record=False))
            self._damaged(GARBAGE)
            return False
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        is_record = _first(self._raw).startswith(VERSION)
        self._members.append(_Member(self.total + len(self._buffer), self._raw_at, begins_record=is_record))
        return True

    def _unpack(self) -> bool:
        assert self._unpacker is not None
        try:
            plain = self._unpacker.decompress(self._raw, CHUNK)
        except zlib.error:
            self._damaged(DAMAGED)
            return False
        if not (plain or self._raw or self._unpacker.eof):
            self._damaged(TORN)
            return False
        self._buffer += plain
        left = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
        self._raw_at += len(self._raw) - len(left)
        self._raw = left
        if self._unpacker.eof:
            self._unpacker = None
        return True

    def _damaged(self, what: str) -> None:
        self.damaged_from = self._members[-1].total if self._members else 0
        self.damage = what

    def _leap(self) -> bool:
        """Go to the next member in the file that begins with a record."""
        at = self._found(self._members[-1].byte + 1) if self._members else None
        self._file.seek(self._size if at is None else at)
        self._buffer.clear()
        self._raw, self._raw_at, self._unpacker, self._members = b"", at or self._size, None, []
        self.damaged_from, self.damage = None, ""
        return at is not None

    def _found(self, start: int) -> int | None:
        for at, data in _magic(self._file, start):
            if _first(data).startswith(VERSION):
                return at
        return None


def _magic(file: BinaryIO, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield where a gzip member may begin from a byte on, and what stands there."""
    data = b""
    while True:
        found = data.find(GZIP)
        if 0 <= found <= len(data) - _TRIED or (found >= 0 and len(data) < CHUNK):
            yield at + found, data[found : found + _TRIED]
            data, at = data[found + 1 :], at + found + 1
            continue
        at += found if found >= 0 else max(0, len(data) - len(GZIP) + 1)
        file.seek(at)
        before, data = len(data), file.read(CHUNK)
        if len(data) < len(GZIP) or (before == len(data) and found == 0):
            return


def _first(raw: bytes) -> bytes:
    """Return how a gzip member begins when it is unpacked; empty where it is none."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, len(VERSION))
    except zlib.error:
        return b""


def tape(file: BinaryIO, at: Place) -> Tape:
    """Return the tape of a file that is gzipped or not, be there garbage before its first record."""
    file.seek(0)
    start = file.read(CHUNK)
    is_packed = start.startswith(GZIP) or (GZIP in start and not _RECORD.search(start))
    return (PackedTape if is_packed else Tape)(file, at)
