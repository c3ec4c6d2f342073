"""Records cut from somebody's WARC file, each in bounded memory; what is damaged is named, and reading goes on behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.brought import Place  # noqa: TC001 - a dataclass field
from pipelines.warc_tape import CHUNK, GARBAGE, TORN, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.warc_tape import Tape

_BEGINS = re.compile(rb"WARC/[0-9]\.[0-9]+\r?\n")
_ENDS = re.compile(rb"\r?\n\r?\n")
_NEXT = re.compile(rb"(?<=\n)WARC/[0-9]\.[0-9]+\r?\n(?=WARC-|Content-)", re.IGNORECASE)
_BLANK = b"\r\n"
_DIGITS = 15
MISFIT, TOO_LARGE = "wrong-length", "too-large"
"""Longer or shorter than it says; larger than is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as it stands there, or what stands in the place of one."""

    where: Place
    after: Place
    fields: Mapping[str, str] = field(default_factory=dict)
    """Its WARC fields by lower-case name."""
    block: bytes = field(default=b"", repr=False)
    """What follows its fields, of one that is too large how it begins; empty where there is another problem."""
    problem: str = ""
    """GARBAGE, DAMAGED or TORN as of the tape, MISFIT or TOO_LARGE."""

    @property
    def kind(self) -> str:
        """Its WARC-Type in lower case."""
        return self.fields.get("warc-type", "").lower()


def records(tape: Tape, limit: int) -> Iterator[Record]:
    """Yield the records from where the tape stands on; of those with a block above ``limit`` bytes only the fields."""
    while _is_more(tape):
        where, fields = tape.place, _head(tape)
        length = _length(fields)
        block, problem = b"", GARBAGE
        if tape.damaged_from is not None and not fields:
            problem = tape.damage
        elif fields and length is None:
            problem = MISFIT
        elif length is not None:
            block, problem = _block(tape, length, limit)
        if problem not in ("", TOO_LARGE):
            if not fields:
                tape.take(1)
            tape.hunt()
        _is_more(tape)
        yield Record(where=where, after=tape.place, fields=fields, block=block, problem=problem)


def _block(tape: Tape, length: int, limit: int) -> tuple[bytes, str]:
    """Read what follows the fields, and say what is wrong with it."""
    if tape.is_beyond(length):
        return b"", TORN
    block = tape.take(length) if length <= limit else tape.peek(min(length, CHUNK))
    read = len(block) if length <= limit else tape.skip(length)
    end = tape.total
    is_followed = _is_followed(tape)
    if tape.damaged_from is not None and tape.damaged_from < end:
        return b"", tape.damage
    if read < length or not is_followed:
        if length <= limit and (found := _NEXT.search(block)):  # the record after it was taken for a part of it
            tape.back(block[found.start() :])
        return b"", MISFIT
    return block, TOO_LARGE if length > limit else ""


def _is_followed(tape: Tape) -> bool:
    """Tell whether a record ends here: blank lines, then another one, a new gzip member, or nothing."""
    data = tape.peek(CHUNK)
    rest = data.lstrip(_BLANK)
    return not rest or data.startswith(2 * _BLANK) or rest.startswith(VERSION) or tape.is_at_seam(len(data) - len(rest))


def _is_more(tape: Tape) -> bool:
    """Pass over the blank lines between records; tell whether anything follows, be it damage."""
    while data := tape.peek(CHUNK):
        rest = data.lstrip(_BLANK)
        tape.take(len(data) - len(rest))
        if rest:
            return True
    return tape.damaged_from is not None


def _head(tape: Tape) -> dict[str, str]:
    """Take a record's fields; none where what stands here is no record."""
    data = tape.peek(CHUNK)
    end = _ENDS.search(data)
    if not _BEGINS.match(data) or not end:
        return {}
    tape.take(end.end())
    lines = re.split(rb"\r?\n(?![ \t])", data[: end.start()])[1:]
    pairs = (line.decode("utf-8", "replace").partition(":") for line in lines)
    return {name.strip().lower(): " ".join(value.split()) for name, _, value in pairs}


def _length(fields: Mapping[str, str]) -> int | None:
    text = fields.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
