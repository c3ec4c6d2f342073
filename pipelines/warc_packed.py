"""The unpacked bytes of somebody's gzipped WARC file: members of any size, damaged ones and what stands between them passed over."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pipelines.brought import Place
from pipelines.warc_tape import CHUNK, DAMAGED, GARBAGE, GZIP, RECORD, TORN, VERSION, Tape

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIED = 2**12
"""Packed bytes after which it is known how a member begins."""


class _Member(NamedTuple):
    """Where a gzip member begins."""

    total: int
    """In the unpacked bytes."""
    byte: int
    """In the file."""
    begins_record: bool


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
    is_packed = start.startswith(GZIP) or (GZIP in start and not RECORD.search(start))
    return (PackedTape if is_packed else Tape)(file, at)
