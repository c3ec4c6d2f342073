"""The bytes of somebody's WARC file, read forward in bounded memory over whatever damage there is; gzipped ones: ``warc_packed``."""

from __future__ import annotations

import os
import re
from typing import BinaryIO

from pipelines.brought import Place

CHUNK = 2**16
GZIP = b"\x1f\x8b\x08"
VERSION = b"WARC/"
GARBAGE, DAMAGED, TORN = "garbage", "damaged", "truncated"
"""No gzip where it should be; a member that cannot be unpacked; one cut off by the end of the file."""
RECORD = re.compile(rb"(?:\A|(?<=\n))WARC/[0-9]\.[0-9]+\r?\n")
_OVERLAP = 32
_LOST = 2**30
"""Unpacked bytes without a record after which the rest of a gzip member is passed over."""


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
            found = RECORD.search(data) if VERSION in data else None
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
