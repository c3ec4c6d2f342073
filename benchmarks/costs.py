"""What storing costs, measured: time of this thread and of the clock, and bytes from the disk."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipelines import copies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARTS: Final = ("storing", "copies", "unchanged", "revised", "history")
"""What is measured: to store a new article, the search for its copies within that, to see one again, and to read its history."""


@dataclass(slots=True)
class Spent:
    """Seconds of this thread's CPU and of the clock, and how many articles they were spent on."""

    cpu: float = 0.0
    wall: float = 0.0
    count: int = 0

    @contextmanager
    def on(self, count: int) -> Iterator[None]:
        """Count what happens within."""
        cpu, wall = time.thread_time(), time.perf_counter()
        yield
        self.cpu += time.thread_time() - cpu
        self.wall += time.perf_counter() - wall
        self.count += count

    @property
    def each(self) -> tuple[float, float]:
        """Milliseconds of CPU and of the clock an article."""
        return self.cpu / max(1, self.count) * 1000, self.wall / max(1, self.count) * 1000


@dataclass(slots=True)
class Window:
    """What the articles up to a number cost."""

    until: int
    parts: dict[str, Spent] = field(default_factory=lambda: {name: Spent() for name in PARTS})
    read: int = 0
    """Bytes that came from the disk and not from memory."""

    def line(self) -> str:
        """Return the figures as one line."""
        shown = "  ".join(f"{name} {spent.each[0]:.2f}/{spent.each[1]:.2f}" for name, spent in self.parts.items())
        return f"{self.until:9,}  {shown}  {self.read / 2**20:,.0f} MB read from disk"


@contextmanager
def copies_timed(spent: Spent) -> Iterator[None]:
    """Time the search for copies within the commit."""
    plain: Callable[..., None] = copies.relate

    def relate(*given: Any) -> None:
        with spent.on(1):
            plain(*given)

    copies.relate = relate
    try:
        yield
    finally:
        copies.relate = plain


def read_from_disk() -> int:
    """Return the bytes this process has had read from the disk (Linux)."""
    said = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(said["read_bytes"])
