"""The run lock: one process at a time changes a corpus folder. Readers need no lock; making a release has one of its own."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaning.errors import InputError, LockedError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_NAME = "corpus.lock"
RELEASE_LOCK_NAME = "release.lock"
"""Of who makes a release: a crawl may write meanwhile."""
_GLANCES = (0.01, 0.04)
"""Seconds to try again after: whoever asks whether the lock is held has it for an instant."""


@contextmanager
def run_lock(folder: Path, name: str = LOCK_NAME) -> Iterator[None]:
    """Hold the folder's lock of a name, or raise LockedError naming the process that has it.

    The kernel frees the lock when its holder dies, however that happens; the file itself stays.
    """
    descriptor = _opened(folder / name)
    try:
        _take(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def is_held(folder: Path) -> bool:
    """Tell whether a run is at work in a folder; nothing is made, and no run is kept from starting."""
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _opened(path: Path) -> int:
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder")
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(f"{path}: cannot be opened: {error.strerror}") from error


def _take(descriptor: int, folder: Path) -> None:
    if not any(_is_taken(descriptor, wait) for wait in (0, *_GLANCES)):
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise LockedError(f"{folder}: another run holds the lock (process {holder})")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)


def _is_taken(descriptor: int, wait: float) -> bool:
    time.sleep(wait)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
