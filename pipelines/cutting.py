"""The archive's files of an ingest that did not end, cut back to what has an outcome: the rest is brought in again.

A crawl takes up what it finds there; what an ingest read can be read again, and is then not there twice.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pipelines.faults import storage_errors
from pipelines.unsettled import Mark

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.holdings import Holdings

INGEST = "ingest"
"""The command's name in ``runs``."""


def cut_back(folder: Path, holdings: Holdings) -> None:
    """Cut the files in the archive's ``folder`` behind the last page with an outcome. The run lock must be held.

    An ingest settles its pages in the order in which they lie there, so behind that no page has one.
    """
    for name, settled in holdings.repeatable():
        path = folder / name
        with storage_errors(path):
            if settled and path.is_file():
                _cut(path, settled)
                holdings.mark([Mark(min(settled, path.stat().st_size), complete=True, name=name)])
            else:
                path.unlink(missing_ok=True)
                holdings.forget(name)


def _cut(path: Path, end: int) -> None:
    if path.stat().st_size > end:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
