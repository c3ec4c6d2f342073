"""Raw captures as WARC 1.1 files: one gzip member a record, a new file a run, a day, and a gigabyte. Nothing else opens them."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from cleaning.errors import StorageError
from pipelines import records
from pipelines.delivery import Capture
from pipelines.faults import storage_errors
from pipelines.members import measured, members, pages
from pipelines.unsettled import Unsettled
from pipelines.validators import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from cleaning.article import Page
    from pipelines.holdings import Holdings
    from pipelines.members import Found

ARCHIVE_NAME = "archive"
LIMIT = 2**30
"""Bytes after which a file is finished and the next begun; so it is at midnight UTC."""


class Archive:
    """The archive of a corpus folder; a context manager. A file is made with its first record.

    Without ``holdings`` every body is written in full, and revisits cannot be read; without a user agent (None) there were
    no requests of ours, and none are written.
    """

    def __init__(
        self, folder: Path, *, user_agent: str | None = "", holdings: Holdings | None = None, limit: int = LIMIT
    ) -> None:
        self.folder = folder / ARCHIVE_NAME
        self._user_agent = user_agent
        self._holdings = holdings
        self._limit = limit
        self._file: _File | None = None
        self.unsettled = Unsettled()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, page: Page) -> Capture:
        """Append the response and its request, handed to the system before this returns; ``sync`` forces the disk.

        Where the URL had the same body before, the record is a revisit: the headers, and where the body lies.
        """
        payload = digest(page.body)
        earlier = self._holdings.earlier(page.url, payload) if self._holdings else None
        named = self._fields(earlier.capture) if earlier else {}
        make = partial(records.revisit, earlier=named) if named else records.exchange
        response, request = make(page, payload, self._user_agent or "")
        request = b"" if self._user_agent is None else request
        with storage_errors(self.folder):
            file = self._ready()
            offset = file.append(response + request)
        self.unsettled.wrote(file.name, offset + len(response) + len(request), [offset])
        capture = Capture(file=file.name, offset=offset, length=len(response), digest=payload)
        return replace(capture, revisit_of=earlier.id) if earlier and named else capture

    def read(self, capture: Capture, *, url: str = "") -> Page:
        """Return the captured page with the headers it came with; ``url`` is what the frontier calls it.

        The body of a revisit is that of the capture it refers to. Source facts and hints are the database's to add.
        A record that is missing or damaged is a StorageError.
        """
        page = records.page_of(self._member(capture), url)
        if page is not None and capture.revisit_of is not None:
            page = self._filled(page, capture.revisit_of)
        if page is None or digest(page.body) != capture.digest:
            path = self.folder / capture.file
            raise StorageError(f"{path}: the record at byte {capture.offset} is missing or damaged")
        return page

    def sync(self) -> None:
        """Have the disk hold all that was written; call before a database names it."""
        if self._file:
            with storage_errors(self.folder):
                self._file.sync()

    def close(self) -> None:
        """Finish the file that is being written; a later write begins a new one."""
        if self._file:
            self._finish(self._file)

    def mend(self, name: str, start: int) -> int:
        """Cut a file behind its last whole record, and delete it when no page is in it; return the bytes cut off.

        It is sound up to byte ``start``, unless it is shorter. From then on ``walk`` finds only whole records.
        """
        path = self.folder / name
        with storage_errors(path):
            if not path.is_file():
                return 0
            size = path.stat().st_size
            start = start if start <= size else 0
            with path.open("r+b") as file:
                end, is_empty = measured(file, start)
                if not is_empty:
                    file.truncate(end)
                    os.fsync(file.fileno())
                    return size - end
            path.unlink()
            return size

    def walk(self, name: str, start: int) -> Iterator[Found]:
        """Yield the pages' records of a file from byte ``start`` on."""
        path = self.folder / name
        with storage_errors(path):
            if path.is_file():
                with path.open("rb") as file:
                    yield from pages(file, start)

    def size(self, name: str) -> int:
        """Return the bytes of a file; 0 when there is none."""
        path = self.folder / name
        return path.stat().st_size if path.is_file() else 0

    def _member(self, capture: Capture) -> bytes:
        path = self.folder / capture.file
        with storage_errors(path), path.open("rb") as file:
            file.seek(capture.offset)
            return file.read(capture.length)

    def _fields(self, earlier: Capture) -> dict[str, str]:
        """Return the WARC fields of an earlier record; none where it cannot be read any more."""
        try:
            with (self.folder / earlier.file).open("rb") as file:
                first = next(members(file, earlier.offset), None)
        except OSError:
            return {}
        named = records.fields(first.head) if first else {}
        return named if named.get("WARC-Payload-Digest") == earlier.digest else {}

    def _filled(self, page: Page, capture_id: int) -> Page:
        if self._holdings is None:
            raise StorageError(f"{self.folder}: a revisit can be read only with the database it belongs to")
        return replace(page, body=self.read(self._holdings.body_of(capture_id)).body)

    def _ready(self) -> _File:
        """Return the file to write to: a new one at first, on a new day, and when the last is full."""
        if self._file and (self._file.day != datetime.now(UTC).date() or self._file.size >= self._limit):
            self._finish(self._file)
        if not self._file:
            self._file = self._begun()
        return self._file

    def _begun(self) -> _File:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = _new_name(self.folder)
        if self._holdings:
            self._holdings.begin(name)  # before there is a file: none is ever overlooked
        file = _File(self.folder, name)
        file.begin(records.warcinfo(name, self._user_agent or ""))
        self.unsettled.wrote(name, file.size)
        return file

    def _finish(self, file: _File) -> None:
        self.sync()
        self._file = None
        file.close()
        self.unsettled.close(file.name)
        if self._holdings:
            with suppress(StorageError):  # then the next run looks at the file again
                self._holdings.mark(self.unsettled.marks())
                self.unsettled.settle(())


class _File:
    """The file that is being written."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.day = datetime.now(UTC).date()
        self._path = folder / name
        self._file = io.FileIO(self._path, "x")

    @property
    def size(self) -> int:
        return self._file.seek(0, os.SEEK_END)

    def begin(self, info: bytes) -> None:
        """Write the first record, or leave no file."""
        try:
            self.append(info)
        except OSError:
            self._file.close()
            self._path.unlink()
            raise

    def append(self, data: bytes) -> int:
        """Write whole gzip members and return where they begin; on any failure the file ends where it did before."""
        start = self.size
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.truncate(start)
            raise
        return start

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def _new_name(folder: Path) -> str:
    serial = 0
    while True:
        name = f"thresher-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{serial:05}.warc.gz"
        if not (folder / name).exists():
            return name
        serial += 1
