"""How far each WARC file is accounted for: the pages written to it whose outcome is not in the database yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.delivery import Capture


class Mark(NamedTuple):
    """What the database is to note of one file."""

    settled: int
    """Byte before which every page has an outcome."""
    complete: bool
    """Whether nothing more is written to it, and nothing in it waits."""
    name: str


@dataclass(slots=True)
class _File:
    end: int = 0
    closed: bool = False
    waiting: set[int] = field(default_factory=set)


class Unsettled:
    """The files written to or taken up by a run; as many offsets as pages are on their way."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}

    def wrote(self, name: str, end: int, waiting: Iterable[int] = ()) -> None:
        """Note that a file ends here now, and at which bytes pages begin that wait for their outcome."""
        file = self._files.setdefault(name, _File())
        file.end = end
        file.waiting.update(waiting)

    def close(self, name: str) -> None:
        """Note that nothing more is written to a file."""
        self._files[name].closed = True

    def marks(self, settling: Iterable[Capture] = ()) -> list[Mark]:
        """Return what holds once the outcomes of these captures are in the database."""
        going: dict[str, set[int]] = {}
        for capture in settling:
            going.setdefault(capture.file, set()).add(capture.offset)
        return [_mark(name, file, file.waiting - going.get(name, set())) for name, file in self._files.items()]

    def settle(self, captures: Iterable[Capture]) -> None:
        """Note that the outcomes of these captures, and the marks, are in the database."""
        for capture in captures:
            if file := self._files.get(capture.file):
                file.waiting.discard(capture.offset)
        self._files = {name: file for name, file in self._files.items() if file.waiting or not file.closed}


def _mark(name: str, file: _File, waiting: set[int]) -> Mark:
    return Mark(min(waiting, default=file.end), file.closed and not waiting, name)
