"""A new file or folder that appears whole or not at all. What stands in it is not known here."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleaning.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def fresh(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a path beside ``target`` for a file or a folder, which takes its name when all went well and is on the disk.

    Nothing is overwritten, unless a file is to be replaced, and nothing is left where something went wrong. Raises
    InputError when the target is there already, or its folder is not.
    """
    if target.exists() and not replace:
        raise InputError(f"{target} exists; name a file or folder that does not")
    if not target.resolve().parent.is_dir():
        raise InputError(f"{target.resolve().parent}: no such folder")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    _remove(part)
    try:
        yield part
        _on_disk(part)
        part.rename(target)
        flush(target.resolve().parent)
    finally:
        _remove(part)


def _on_disk(part: Path) -> None:
    for path in part.rglob("*") if part.is_dir() else (part,):
        if path.is_file():
            flush(path)


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, written to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)
