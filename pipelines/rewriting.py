"""A WARC file written anew beside the old one, without some of its records; the others are copied byte for byte. Knows no database."""

from __future__ import annotations

import logging
import os
import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, BinaryIO

from pipelines.faults import storage_errors
from pipelines.members import members
from pipelines.records import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.members import Member

logger = logging.getLogger(__name__)

_CHUNK = 2**20
_NAME = re.compile(r"(?P<stem>.+?)(?:\.r(?P<number>[0-9]+))?(?P<rest>(?:\.warc)?\.gz)")


@dataclass(slots=True)
class Rewritten:
    """What became of a file's records."""

    name: str
    """The new file's name."""
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Offset of each kept record in the old file to its offset and length in the new one."""
    dropped: int = 0
    """Records left out."""
    pages: int = 0
    """Records kept beside those that describe the file; with none, no file is made."""
    size: int = 0

    def mark(self, settled: int) -> int:
        """Return the byte of the new file that stands for one of the old file before which all is accounted for."""
        later = [place for old, (place, _) in self.places.items() if old >= settled]
        return min(later, default=self.size)


def new_name(name: str, taken: Container[str] = ()) -> str:
    """Return the name a file gets when it is written anew, none of those that are taken.

    >>> new_name("thresher-1.warc.gz"), new_name("thresher-1.r1.warc.gz"), new_name("a.gz", {"a.r1.gz"})
    ('thresher-1.r1.warc.gz', 'thresher-1.r2.warc.gz', 'a.r2.gz')
    """
    found = _NAME.fullmatch(name)
    stem, rest, number = (found["stem"], found["rest"], int(found["number"] or 0)) if found else (name, "", 0)
    return next(made for n in count(number + 1) if (made := f"{stem}.r{n}{rest}") not in taken)


def is_packed(path: Path) -> bool:
    """Tell whether there is such a file, and it is gzipped, as the archive's are."""
    with storage_errors(path):
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(2) == b"\x1f\x8b"


def rewrite(
    path: Path, target: Path, is_out: Callable[[Mapping[str, str]], bool], known: Sequence[int] = ()
) -> Rewritten:
    """Copy a file's records but those ``is_out`` says so of, by their WARC fields, and what goes with them; force the disk.

    ``known`` are the bytes at which records begin that the caller knows of: behind damage the copy goes on at the next one
    that is sound. What is damaged is left out. Where no page remains, no file is made. Raises StorageError, and leaves nothing, when the disk is full.
    """
    made = Rewritten(target.name)
    with storage_errors(target):
        try:
            with path.open("rb") as file, path.open("rb") as source, target.open("wb") as out:
                os.fchmod(out.fileno(), path.stat().st_mode & 0o777)
                _copy(_sound(file, sorted(known)), source, out, (made, is_out))
                out.flush()
                os.fsync(out.fileno())
        except OSError:
            with suppress(OSError):
                target.unlink()
            raise
        if not made.pages:
            target.unlink()
        flush(target.parent)
    return made


def flush(folder: Path) -> None:
    """Have the disk hold which files a folder has."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(
    found: Iterator[Member], source: BinaryIO, out: BinaryIO, do: tuple[Rewritten, Callable[[Mapping[str, str]], bool]]
) -> None:
    made, is_out = do
    gone: set[str] = set()
    for member in found:
        named = fields(member.head)
        if is_out(named) or named.get("WARC-Concurrent-To") in gone:
            gone.add(named.get("WARC-Record-ID", ""))
            made.dropped += 1
            continue
        made.places[member.offset] = (made.size, member.length)
        made.pages += named.get("WARC-Type") != "warcinfo"
        _transfer(source, member, out)
        made.size += member.length


def _transfer(source: BinaryIO, member: Member, out: BinaryIO) -> None:
    source.seek(member.offset)
    left = member.length
    while left and (chunk := source.read(min(left, _CHUNK))):
        out.write(chunk)
        left -= len(chunk)


def _sound(file: BinaryIO, known: list[int]) -> Iterator[Member]:
    """Yield the whole members of a file, going on behind damage at the next known one."""
    size, start = os.fstat(file.fileno()).st_size, 0
    while start < size:
        end = start
        for member in members(file, start):
            yield member
            end = member.offset + member.length
        if end < size:
            logger.warning("%s is damaged at byte %d: what cannot be read there is left out", file.name, end)
        later = bisect_right(known, end)
        start = known[later] if later < len(known) else size
