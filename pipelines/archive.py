"""Raw captures as WARC 1.1 files (ISO 28500:2017): one gzip member a record, one new file a run. Nothing else opens them."""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastwarc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaning.article import Page
from cleaning.errors import StorageError
from pipelines.delivery import Capture
from pipelines.faults import storage_errors

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Self

    from fastwarc import WarcRecord

ARCHIVE_NAME = "archive"
# The prefix other web archives use for headers that would no longer be true of the stored, decoded body.
ORIGINAL = "X-Archive-Orig-"
_UNTRUE = ("content-encoding", "transfer-encoding")
# zlib's 9, warcio's choice, takes more than twice the time for a twelfth less space.
_LEVEL = 3
_HEADER_LIMIT = 2**20


class Archive:
    """The archive of a corpus folder; a context manager. The file of this run is made with its first record."""

    def __init__(self, folder: Path, *, user_agent: str = "") -> None:
        self.folder = folder / ARCHIVE_NAME
        self._user_agent = user_agent
        self._file: io.FileIO | None = None
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, page: Page) -> Capture:
        """Append the response and its request, handed to the system before this returns; ``sync`` forces the disk."""
        digest = _digest(page.body)
        response, request = _records(page, digest, self._user_agent)
        with storage_errors(self.folder):
            file = self._file or self._begin()
            offset = _append(file, response)
            _append(file, request)
        return Capture(file=self._name, offset=offset, length=len(response), digest=digest)

    def read(self, capture: Capture, *, url: str = "") -> Page:
        """Return the captured page with the headers it came with; ``url`` is what the frontier calls it.

        Source facts and hints are the database's to add. A record that is missing or damaged is a StorageError.
        """
        path = self.folder / capture.file
        with storage_errors(path), path.open("rb") as file:
            file.seek(capture.offset)
            member = file.read(capture.length)
        page = _page(member, url)
        if page is None or _digest(page.body) != capture.digest:
            raise StorageError(f"{path}: the record at byte {capture.offset} is missing or damaged")
        return page

    def sync(self) -> None:
        """Have the disk hold all that was written; call before a database names it."""
        if self._file:
            with storage_errors(self.folder):
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Finish this run's file; a later write begins a new one."""
        self.sync()
        if self._file:
            self._file.close()
            self._file = None

    def _begin(self) -> io.FileIO:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._file = _new_file(self.folder)
        self._name = os.path.basename(self._file.name)  # noqa: PTH119 - FileIO names are strings
        _append(self._file, _warcinfo(self._name, self._user_agent))
        return self._file


def _new_file(folder: Path) -> io.FileIO:
    serial = 0
    while True:
        name = f"thresher-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{serial:05}.warc.gz"
        try:
            return io.FileIO(folder / name, "x")
        except FileExistsError:
            serial += 1


def _append(file: io.FileIO, member: bytes) -> int:
    """Write a whole gzip member and return where it begins; on any failure the file ends where it did before."""
    start = file.seek(0, os.SEEK_END)
    rest = memoryview(member)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(start)
        raise
    return start


class _Headers(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers written as they came; warcio would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        del header_filter
        self.headers_buff = self.to_str().encode("utf-8", "surrogateescape") + b"\r\n"


def _records(page: Page, digest: str, user_agent: str) -> tuple[bytes, bytes]:
    writer = WARCWriter(None, gzip=False, warc_version="1.1")
    target = page.final_url or page.url
    moment = page.fetched_at or datetime.now(UTC)
    dated = {"WARC-Date": moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"}
    response = writer.create_warc_record(
        target,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=_Headers(_status_line(page.status), _archived(page), protocol="HTTP/1.1"),
        warc_headers_dict=dated | {"WARC-Payload-Digest": digest},
    )
    together = {"WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
    request = writer.create_warc_record(
        target, "request", http_headers=_request(target, user_agent), warc_headers_dict=dated | together
    )
    return _member(response), _member(request)


def _warcinfo(name: str, user_agent: str) -> bytes:
    info = {"software": "thresher", "format": "WARC File Format 1.1", "http-header-user-agent": user_agent}
    return _member(WARCWriter(None, gzip=False, warc_version="1.1").create_warcinfo_record(name, info))


def _member(record: Any) -> bytes:
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(plain.getbuffer()) + packer.flush()


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} "


def _request(target: str, user_agent: str) -> _Headers:
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = [("Host", parts.netloc)] + ([("User-Agent", user_agent)] if user_agent else [])
    return _Headers(f"GET {path} HTTP/1.1", named, is_http_request=True)


def _archived(page: Page) -> list[tuple[str, str]]:
    """Return the headers, those renamed that say how the body was packed for the road."""
    length = str(len(page.body))

    def name(header: str, value: str) -> str:
        untrue = header.lower() in _UNTRUE or (header.lower() == "content-length" and value.strip() != length)
        return ORIGINAL + header if untrue else header

    return [(name(header, value), " ".join(value.splitlines())) for header, value in page.headers]


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _page(member: bytes, url: str) -> Page | None:
    """Read a record; None when it cannot be read."""
    records = ArchiveIterator(io.BytesIO(member), WarcRecordType.response, max_header_len=_HEADER_LIMIT)
    try:
        record = next(iter(records), None)
        return None if record is None else _page_of(record, url)
    except (OSError, ValueError):  # what FastWARC says of broken gzip and broken headers
        return None


def _page_of(record: WarcRecord, url: str) -> Page:
    target = record.headers.get("WARC-Target-URI") or ""
    headers = ((k.decode("utf-8", "surrogateescape"), v) for k, v in record.http_headers.items_bytes())
    return Page(
        url=url or target,
        final_url=target,
        status=record.http_headers.status_code or 0,
        headers=tuple((k.removeprefix(ORIGINAL), v.decode("utf-8", "surrogateescape")) for k, v in headers),
        body=record.reader.read(),
        fetched_at=record.record_date,
    )
