"""The log file of a corpus folder, for as long as a run lasts."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from pipelines.faults import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "thresher.log"
_MAX_BYTES = 5 * 1024 * 1024
_KEPT = 4


class _Handler(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Go without a line that cannot be written: a full disk is told by the exit code, not by tracebacks."""


class _Utc(logging.Formatter):
    converter = staticmethod(time.gmtime)


def _is_ours(record: logging.LogRecord) -> bool:
    """Leave out the traceback Twisted writes for every bad certificate: that is an outcome, and no fault of ours."""
    return not (record.name == "twisted" and record.getMessage().startswith("while verifying certificate"))


@contextmanager
def logbook(folder: Path, level: int = logging.INFO) -> Iterator[None]:
    """Write everything that is logged from ``level`` up to the folder's log file, which rotates by size."""
    with storage_errors(folder / NAME):
        handler = _Handler(folder / NAME, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8")
    handler.setLevel(level)
    handler.addFilter(_is_ours)
    handler.setFormatter(_Utc("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        with suppress(OSError):  # what is still in its buffer has no room
            handler.close()
