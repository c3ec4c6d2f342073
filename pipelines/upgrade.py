"""The copy that is made of a database before migrations change it. Who opens databases and migrates them is ``store``."""

from __future__ import annotations

import logging
import re
import shutil
from typing import TYPE_CHECKING, Final

from cleaning.errors import StorageError
from pipelines.faults import storage_errors
from pipelines.fresh import fresh

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

logger = logging.getLogger(__name__)

_NUMBER: Final = re.compile(r"m\d+")
_COPY: Final = re.compile(r"\.?corpus(\.db\.before-m\d+|-\d{8}T\d{6}Z\.db)(\.\d+\.part(-journal)?)?")
"""Names of copies: of before an upgrade, or by ``thresher backup`` without a target; with a dot before them, half-made ones."""
_MARGIN: Final = 16 * 2**20
"""Bytes of room beyond the copy, for the log of what the migrations change."""


def backups(folder: Path) -> list[Path]:
    """Return the copies of the database in a corpus folder: made before upgrades, by ``thresher backup``, or half-made.

    What is taken out of the corpus stands in them still.
    """
    return sorted(path for path in folder.iterdir() if _COPY.fullmatch(path.name) and path.is_file())


def copy_before(path: Path, reader: sqlite3.Connection, first: str) -> Path | None:
    """Copy a database before migrations change it, ``first`` the first of them; None where it has no rows to lose.

    The copy is whole and on the disk when this returns. One of the same name, of an upgrade that did not come about, is
    replaced. Raises StorageError where there is no room for it.
    """
    for left in path.parent.glob(f".{path.name}.before-*.part*"):
        left.unlink(missing_ok=True)
    if not _has_rows(reader):
        return None
    target = path.with_name(f"{path.name}.before-{_number(first)}")
    _make_sure_of_room(path, reader)
    logger.info("%s is of an older version; it is copied to %s before it is changed", path, target.name)
    with storage_errors(target), fresh(target, replace=True) as part:
        reader.execute("VACUUM INTO ?", (str(part),))
    return target


def tell(path: Path, copy: Path, last: str) -> None:
    """Say in the log that a database was brought up to date, ``last`` the last migration."""
    logger.warning("%s was brought up to date (%s); as it was before, it is kept as %s", path, _number(last), copy.name)


def _number(migration: str) -> str:
    found = _NUMBER.match(migration)
    return found.group() if found else migration


def _has_rows(reader: sqlite3.Connection) -> bool:
    names = reader.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'").fetchall()
    return any(reader.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for (name,) in names)  # noqa: S608 - our own tables


def _make_sure_of_room(path: Path, reader: sqlite3.Connection) -> None:
    pages, free, size = (
        int(reader.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    needed, there = (pages - free) * size + _MARGIN, shutil.disk_usage(path.parent).free
    if there < needed:
        raise StorageError(
            f"{path} is of an older version of Thresher and is copied before it is brought up to date, but there is no room:"
            f" {_megabytes(needed)} MB are needed in {path.parent} and {_megabytes(there)} are free; nothing was changed"
        )


def _megabytes(size: int) -> str:
    return f"{-(-size // 2**20):,}"
