"""WARC 1.1 records as bytes (ISO 28500:2017), one gzip member each: made of pages, and read back. No file is opened here."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastwarc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaning.article import Page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from fastwarc import WarcRecord

# The prefix other web archives use for headers that would no longer be true of the stored, decoded body.
ORIGINAL = "X-Archive-Orig-"
FRONTIER_URL = "X-Frontier-URL"
"""The WARC field that says what the frontier calls the URL, where it was asked for in another spelling."""
_UNTRUE = ("content-encoding", "transfer-encoding")
# zlib's 9, warcio's choice, takes more than twice the time for a twelfth less space.
_LEVEL = 3
_HEADER_LIMIT = 2**20


def exchange(page: Page, payload: str, user_agent: str) -> tuple[bytes, bytes]:
    """Return a page's response record and its request record; ``payload`` is the body's digest."""
    response = _writer().create_warc_record(
        _target(page),
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=_answer(page),
        warc_headers_dict=_fields(page) | {"WARC-Payload-Digest": payload},
    )
    return _member(response), _request(page, response, user_agent)


def revisit(page: Page, payload: str, user_agent: str, earlier: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Return the same of a page whose body is that of an ``earlier`` record, given by its WARC fields: headers only."""
    refers = {"WARC-Refers-To": earlier["WARC-Record-ID"]}
    record = _writer().create_revisit_record(
        _target(page),
        payload,
        earlier["WARC-Target-URI"],
        earlier["WARC-Date"],
        http_headers=_answer(page),
        warc_headers_dict=_fields(page) | refers,
    )
    return _member(record), _request(page, record, user_agent)


def warcinfo(name: str, user_agent: str) -> bytes:
    """Return the record a file begins with."""
    info = {"software": "thresher", "format": "WARC File Format 1.1", "http-header-user-agent": user_agent}
    return _member(_writer().create_warcinfo_record(name, info))


def page_of(member: bytes, url: str = "") -> Page | None:
    """Read a response or revisit record, the latter without a body; None when it cannot be read.

    ``url`` is what the frontier calls it; empty: what the record says.
    """
    kinds = WarcRecordType.response | WarcRecordType.revisit
    records = ArchiveIterator(io.BytesIO(member), kinds, max_header_len=_HEADER_LIMIT)
    try:
        record = next(iter(records), None)
        return None if record is None else _page(record, url)
    except (OSError, ValueError):  # what FastWARC says of broken gzip and broken headers
        return None


def fields(head: bytes) -> dict[str, str]:
    """Read the WARC fields of an unpacked record's beginning; empty for what is no record."""
    version, _, rest = head.partition(b"\r\n")
    lines = rest.partition(b"\r\n\r\n")[0].split(b"\r\n") if version.startswith(b"WARC/") else []
    pairs = (line.decode("utf-8", "replace").partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


class _Headers(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers written as they came; warcio would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        del header_filter
        self.headers_buff = self.to_str().encode("utf-8", "surrogateescape") + b"\r\n"


def _writer() -> Any:
    return WARCWriter(None, gzip=False, warc_version="1.1")


def _target(page: Page) -> str:
    return page.final_url or page.url


def _fields(page: Page) -> dict[str, str]:
    moment = (page.fetched_at or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    found = {"WARC-Date": moment.isoformat() + "Z"}
    if page.address:
        found["WARC-IP-Address"] = page.address
    if page.url != _target(page):
        found[FRONTIER_URL] = page.url
    return found


def _answer(page: Page) -> _Headers:
    return _Headers(_status_line(page.status), _archived(page), protocol="HTTP/1.1")


def _request(page: Page, response: Any, user_agent: str) -> bytes:
    parts = urlsplit(_target(page))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    named = [("Host", parts.netloc)] + ([("User-Agent", user_agent)] if user_agent else [])
    names = ("WARC-Date", "WARC-IP-Address")
    shared = {name: value for name in names if (value := response.rec_headers.get_header(name))}
    together = {"WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID")}
    headers = _Headers(f"GET {path} HTTP/1.1", named, is_http_request=True)
    record = _writer().create_warc_record(
        _target(page), "request", http_headers=headers, warc_headers_dict=shared | together
    )
    return _member(record)


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


def _archived(page: Page) -> list[tuple[str, str]]:
    """Return the headers, those renamed that say how the body was packed for the road."""
    length = str(len(page.body))

    def name(header: str, value: str) -> str:
        untrue = header.lower() in _UNTRUE or (header.lower() == "content-length" and value.strip() != length)
        return ORIGINAL + header if untrue else header

    return [(name(header, value), " ".join(value.splitlines())) for header, value in page.headers]


def _page(record: WarcRecord, url: str) -> Page:
    target = record.headers.get("WARC-Target-URI") or ""
    headers = ((k.decode("utf-8", "surrogateescape"), v) for k, v in record.http_headers.items_bytes())
    return Page(
        url=url or record.headers.get(FRONTIER_URL) or target,
        final_url=target,
        status=record.http_headers.status_code or 0,
        headers=tuple((k.removeprefix(ORIGINAL), v.decode("utf-8", "surrogateescape")) for k, v in headers),
        body=record.reader.read(),
        fetched_at=record.record_date,
        address=record.headers.get("WARC-IP-Address") or "",
    )
