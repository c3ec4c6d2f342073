"""A folder that appears whole or not at all, under a name that another may have: ``fresh`` is for one that nothing has."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cleaning.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HERE: Final = -100
_EXCHANGE: Final = 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2)."""


@contextmanager
def part_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target`` to be made ready and put in its place; whatever is still there later goes.

    What processes left that were killed is removed; the parts of living ones stay. The parent is made where it is missing.
    """
    _make(target.parent)
    for left in target.parent.glob(f".{target.name}.*.part"):
        _remove_left(left)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.mkdir()
    descriptor = os.open(part, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # freed by the kernel when we die, however that happens
    try:
        yield part
    finally:
        os.close(descriptor)
        shutil.rmtree(part, ignore_errors=True)


def settle(part: Path) -> None:
    """Bring all of a folder onto the disk."""
    for path in part.rglob("*"):
        _sync(path)
    _sync(part)


def put(part: Path, target: Path) -> None:
    """Let a folder take its name, in one step; what had the name before is then where the folder was."""
    if not target.exists():
        part.rename(target)
    elif not _exchanged(part, target):
        before = target.with_name(f"{part.name}.before.part")
        target.rename(before)
        part.rename(target)
        shutil.rmtree(before)
    _sync(target.parent)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise InputError(f"{folder}: cannot be made a folder of releases: {error.strerror}") from error


def _remove_left(part: Path) -> None:
    try:
        descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(part)
    except BlockingIOError:
        pass
    finally:
        os.close(descriptor)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders swap names in one step; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
