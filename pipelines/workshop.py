"""Worker processes that do one thing at a time under a deadline. What they are asked to do lives in ``tasks``."""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import traceback
from collections import deque
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipelines.outcomes import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from types import TracebackType
    from typing import Self

T = TypeVar("T")
R = TypeVar("R")

# A pool breaks when a worker dies while none has work, e.g. at the hands of the system's memory killer.
_TRIES = 3
_AHEAD = 4  # items a worker may have waiting, so that it never idles while an earlier item is slow
# Deadlines to wait, queue included: a worker killed in the instant between taking a task and saying so says nothing.
_PATIENCE = 40


class WorkshopError(Exception):
    """A task gave no result.

    WorkshopError
    ├── DeadlineError     it took too long; its worker was ended
    ├── WorkerLostError   its worker died under it
    └── CrashError        it raised; ``trace`` is the worker's traceback
    """

    failure: Failure = Failure.CRASH


class DeadlineError(WorkshopError):
    """The task took longer than the deadline."""

    failure = Failure.DEADLINE


class WorkerLostError(WorkshopError):
    """The worker died while it had the task."""


class CrashError(WorkshopError):
    """The task raised an exception."""

    def __init__(self, summary: str, trace: str) -> None:
        super().__init__(summary)
        self.trace = trace


@dataclass(frozen=True)
class _Crash:
    summary: str
    trace: str


class Workshop:
    """A pool of worker processes, started with the first task; a context manager that ends them."""

    def __init__(
        self, workers: int = 0, *, deadline: float = 30.0, max_tasks: int = 1000, warm: Callable[[], Any] | None = None
    ) -> None:
        """Set up for ``workers`` processes (0: one a core), each replaced after ``max_tasks`` tasks.

        ``deadline`` is seconds a task, counted from its start; ``warm`` runs in each worker before its first.
        """
        self.workers = workers or os.cpu_count() or 1
        self.deadline = deadline
        self._max_tasks = max_tasks
        self._warm = warm
        self._pool: ProcessPool | None = None
        self._open: set[Future[Any]] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def run(self, task: Callable[..., R], *args: object) -> R:
        """Return what a module-level function returns in a worker; raises only WorkshopError."""
        for _ in range(_TRIES):
            future: asyncio.Future[R | _Crash] = asyncio.wrap_future(self._submit(task, args))
            try:
                return self._read(await asyncio.wait_for(future, self.deadline * _PATIENCE))
            except BrokenProcessPool:
                continue
            except (TimeoutError, ProcessExpired) as error:
                raise self._failure(error) from None
        raise WorkerLostError("the workers die before they can begin")

    def map(self, task: Callable[[T], R], items: Iterable[T]) -> Iterator[R | WorkshopError]:
        """Yield each item's result, or the error in its place, in the order of the items.

        Items are drawn as workers become free: memory does not grow with their number.
        """
        waiting: deque[tuple[T, Future[Any]]] = deque()
        try:
            for item in items:
                waiting.append((item, self._submit(task, (item,))))
                if len(waiting) >= self.workers * _AHEAD:
                    yield self._finished(task, *waiting.popleft())
            while waiting:
                yield self._finished(task, *waiting.popleft())
        finally:
            for _, future in waiting:
                future.cancel()

    def close(self) -> None:
        """End the workers, also those at work."""
        self._closed = True
        self._end_pool()

    def _finished(self, task: Callable[[T], R], item: T, future: Future[Any]) -> R | WorkshopError:
        for _ in range(_TRIES):
            try:
                answer: R | _Crash = future.result(self.deadline * _PATIENCE)
                return self._read(answer)
            except WorkshopError as error:
                return error
            except BrokenProcessPool:
                future = self._submit(task, (item,))
            except (TimeoutError, ProcessExpired) as error:
                return self._failure(error)
        return WorkerLostError("the workers die before they can begin")

    def _submit(self, task: Callable[..., R], args: tuple[object, ...]) -> Future[R | _Crash]:
        if self._closed:
            raise WorkerLostError("the workshop is closed")
        if self._pool is not None and not self._pool.active:
            self._end_pool()
        if self._pool is None:
            self._pool = self._started()
        future: Future[R | _Crash] = self._pool.schedule(
            _guarded, args=(task, args, 2 * self.deadline), timeout=self.deadline
        )
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        return future

    def _started(self) -> ProcessPool:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPool(
            self.workers, max_tasks=self._max_tasks, initializer=_settle_in, initargs=(self._warm,), context=context
        )
        with _no_interrupts():
            _ = pool.active  # starts the workers
        return pool

    def _end_pool(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
        for future in tuple(self._open):  # pebble leaves what was still queued without an answer
            future.set_exception(BrokenProcessPool("the pool was ended"))

    def _read(self, answer: R | _Crash) -> R:
        if isinstance(answer, _Crash):
            raise CrashError(answer.summary, answer.trace)
        return answer

    def _failure(self, error: TimeoutError | ProcessExpired) -> WorkshopError:
        if isinstance(error, ProcessExpired):
            return WorkerLostError(f"the worker died (exit code {error.exitcode})")
        return DeadlineError(f"not done after {self.deadline:g} seconds")


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Keep Ctrl-C from this thread and, since the mask is inherited, from the workers and whoever replaces them.

    A worker ignores it only once it runs; before, it would die of it with a traceback.
    """
    resource_tracker.ensure_running()  # it resets the mask when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle_in(warm: Callable[[], Any] | None) -> None:
    """Make a worker ready; a failure here shows again, and is counted, with its first task."""
    logging.getLogger().addHandler(logging.NullHandler())  # what goes wrong is an outcome, not a line on the terminal
    if warm is not None:
        _guarded(warm, (), 0)
        gc.freeze()  # rules and model live as long as the worker: looking through them again is 0.5 ms a page


def _guarded(task: Callable[..., R], args: tuple[object, ...], limit: float) -> R | _Crash:
    """Run a task in the worker; whatever it raises is one counted outcome, never the end of a crawl.

    After ``limit`` seconds the system ends the worker: a parent that was killed can no longer keep the deadline.
    """
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        return task(*args)
    except Exception as error:  # noqa: BLE001 - the worker's boundary
        return _Crash("".join(traceback.format_exception_only(error)).strip(), traceback.format_exc())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
