"""Many stored pages through worker processes, each page under a deadline. What is done with a page is the caller's task."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

from pipelines.tasks import warm as warm_up
from pipelines.workshop import Workshop, WorkshopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.annotated import Entry
    from crawler.stored import StoredPage

R = TypeVar("R")

DEADLINE = 60.0
"""Seconds one page may take."""


def run(
    task: Callable[[StoredPage], R],
    entries: Iterable[Entry],
    *,
    workers: int = 0,
    deadline: float = DEADLINE,
    warm: Callable[[], object] = warm_up,
) -> Iterator[tuple[Entry, R | WorkshopError]]:
    """Yield each entry, in order, with what a module-level task made of its page, or the error that stopped it.

    ``workers`` is the number of processes (0: one a core). Entries are drawn as workers become free, so memory does
    not grow with their number; annotations stay in this process.
    """
    drawn: deque[Entry] = deque()

    def pages() -> Iterator[StoredPage]:
        for entry in entries:
            drawn.append(entry)
            yield entry.page

    with Workshop(workers, deadline=deadline, warm=warm) as workshop:
        for result in workshop.map(task, pages()):
            yield drawn.popleft(), result
