"""Progress on a terminal, on stderr and gone at the end; elsewhere nothing is shown. Rich is imported only to show it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from rich.progress import Progress, ProgressColumn

_One = TypeVar("_One")


def counted(ones: Iterable[_One], what: str) -> Generator[_One, None, None]:
    """Count what passes."""
    if not sys.stderr.isatty():
        yield from ones
        return
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - quick help

    with _shown(SpinnerColumn(), TextColumn(f"{{task.completed:,}} {what}"), TimeElapsedColumn()) as progress:
        yield from progress.track(ones, total=None)


def measured(ones: Iterable[_One], total: int, what: str) -> Generator[_One, None, None]:
    """Show how much of a known number has passed."""
    if not sys.stderr.isatty():
        yield from ones
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _shown(*columns) as progress:
        yield from progress.track(ones, total=total, description=what)


@contextmanager
def told(*, wanted: bool) -> Iterator[Callable[[str], None] | None]:
    """Give what shows a line in the place of the last one; None where nobody looks, or wants to."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    with _shown(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()) as progress:
        task = progress.add_task("starting")
        yield lambda line: progress.update(task, description=line)


def _shown(*columns: ProgressColumn) -> Progress:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    return Progress(*columns, console=Console(stderr=True), transient=True)
