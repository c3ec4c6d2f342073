"""How a database is opened to be read so that its folder stays as it was. SQLite itself is opened in ``store``.

In WAL mode every reader needs two files beside the database, ``-wal`` and ``-shm``; a connection that may only read makes
them where they are missing, and leaves them. One that may write takes them away when it is the last to close.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cleaning.errors import StorageError
from pipelines.lock import is_held

if TYPE_CHECKING:
    from pathlib import Path


def reading_mode(path: Path) -> str:
    """Return the parameters of the SQLite URI to read a database with; the caller forbids writing by a pragma.

    Raises StorageError where it cannot be read without writing to a folder one may not write to.
    """
    wal, shared = (path.with_name(f"{path.name}-{name}") for name in ("wal", "shm"))
    waiting = _size(wal)
    if not (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)):
        return _untouchable(path, waiting=bool(waiting), shared=shared.exists())
    if waiting is None or is_held(path.parent):
        return "mode=rw"
    return "mode=ro"  # a crawl was killed: what it left in the log is the next one's to take over


def _untouchable(path: Path, *, waiting: bool, shared: bool) -> str:
    if not waiting:
        return "mode=ro&immutable=1"
    if not shared:
        raise StorageError(
            f"{path}: a crawl left changes beside it that can be read only by someone who may write to {path.parent};"
            " run a crawl there first, or copy the folder"
        )
    return "mode=ro"


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
