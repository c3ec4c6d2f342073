"""Puts a file in the place of another in one step, so that a reader sees the old or the new one. What it holds is not known here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from cleaning.errors import StorageError
from pipelines.fresh import flush

if TYPE_CHECKING:
    from pathlib import Path

_MODE: Final = 0o644


def replace(path: Path, content: bytes) -> None:
    """Write a file beside and put it in the place of the old one; its folder is made if need be.

    Where the path is a link, what it leads to is replaced; the permissions stay. Raises StorageError when that cannot be done.
    """
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else _MODE
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            beside.write_bytes(content)
            beside.chmod(mode)
            flush(beside)
            beside.replace(target)
            flush(target.parent)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}; it is as it was") from error
