"""What the records of a WARC are to us: a page with its true body, or by name what it is instead."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from datetime import UTC, datetime

import brotli
import pytest

from pipelines.http_payload import agrees
from tests.warcs import http, read, record, verdicts

PAGE = b"<!DOCTYPE html><html><body><p>The bridge was mended.</p></body></html>"
HTML = "Content-Type: text/html; charset=utf-8"
CHUNKED = b"1f;x=y\r\n" + PAGE[:31] + b"\r\n%x\r\n" % (len(PAGE) - 31) + PAGE[31:] + b"\r\n0\r\n\r\n"


def sha1(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def body(*lines: str, sent: bytes, **fields: str) -> bytes | str:
    (item,) = read(record(1, http(sent, HTML, *lines), **fields))
    return item.page.body if item.page else f"{item.outcome} {item.reason}"


def test_a_response_is_a_page_with_headers_time_and_address() -> None:
    (item,) = read(record(1, http(PAGE, HTML, "X-Robots-Tag: noai"), WARC_IP_Address="203.0.113.9"))
    page = item.page
    assert page
    assert ("http://site.example/1", "", 200, PAGE, "203.0.113.9") == (
        page.url,
        page.final_url,
        page.status,
        page.body,
        page.address,
    )
    assert datetime(2026, 3, 1, 10, 0, 1, tzinfo=UTC) == page.fetched_at
    assert "noai" == page.header("x-robots-tag")


def test_the_url_is_made_canonical_and_the_one_of_the_record_kept() -> None:
    (item,) = read(record(1, http(PAGE), WARC_Target_URI="<http://Site.example:80/a?utm_source=x>"))
    assert item.page
    assert ("http://site.example/a", "http://Site.example:80/a?utm_source=x") == (item.page.url, item.page.final_url)


@pytest.mark.parametrize(
    ("lines", "sent"),
    [
        ((), PAGE),
        (("Content-Encoding: gzip",), gzip.compress(PAGE)),
        (("Content-Encoding: gzip, gzip",), gzip.compress(gzip.compress(PAGE))),
        (("Content-Encoding: gzip", "Content-Encoding: br"), brotli.compress(gzip.compress(PAGE))),
        (("Content-Encoding: deflate",), zlib.compress(PAGE)),
        (("Content-Encoding: deflate",), zlib.compress(PAGE, wbits=-15)),
        (("Content-Encoding: gzip",), gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]) + b"behind it"),
        (("Content-Encoding: gzip",), PAGE),
        (("Transfer-Encoding: chunked",), CHUNKED),
        (("Transfer-Encoding: chunked",), PAGE),
        (("Transfer-Encoding: chunked", "Content-Encoding: gzip"), b"%x\r\n%b\r\n0\r\n\r\n" % (len(gzip.compress(PAGE, mtime=0)), gzip.compress(PAGE, mtime=0))),
        (("Content-Encoding: identity", "Content-Length: 7"), PAGE),
    ],
)  # fmt: skip
def test_codings_are_undone_whether_or_not_the_archive_has_undone_them(lines: tuple[str, ...], sent: bytes) -> None:
    assert PAGE == body(*lines, sent=sent)


@pytest.mark.parametrize(
    ("lines", "sent", "verdict"),
    [
        (("Content-Encoding: gzip",), gzip.compress(bytes(3_000_000)), "failed bomb"),
        (("Content-Encoding: gzip, gzip",), gzip.compress(gzip.compress(bytes(3_000_000))), "failed bomb"),
        (("Content-Encoding: br",), brotli.compress(bytes(3_000_000)), "failed bomb"),
        (("Content-Encoding: gzip",), gzip.compress(PAGE)[:-12], "failed truncated"),
        (("Content-Encoding: br",), brotli.compress(PAGE)[:-2], "failed truncated"),
        (("Content-Encoding: gzip",), b"\x1f\x8b\x08" + b"\xff" * 50, "failed decode"),
        (("Content-Encoding: snappy",), b"\0\1\2", "failed decode"),
        (("Content-Encoding: " + ", ".join(["gzip"] * 9),), gzip.compress(PAGE), "failed decode"),
        (("Transfer-Encoding: chunked",), CHUNKED[:-20], "failed truncated"),
        ((), b"<html>" + b"x" * 1_000_001, "failed too-large"),
    ],
)
def test_a_body_that_cannot_be_had_within_bounds_is_a_named_failure(
    lines: tuple[str, ...], sent: bytes, verdict: str
) -> None:
    assert verdict == body(*lines, sent=sent)


@pytest.mark.parametrize(
    "digest",
    [
        sha1(PAGE),
        "sha1:" + hashlib.sha1(PAGE).hexdigest(),
        "SHA-256:" + hashlib.sha256(PAGE).hexdigest(),
        "crc32:1",
        "nonsense",
    ],
)
def test_a_digest_that_agrees_or_cannot_be_read_lets_a_page_pass(digest: str) -> None:
    assert PAGE == body(sent=PAGE, WARC_Payload_Digest=digest)


def test_a_digest_may_be_of_the_body_before_or_after_its_codings() -> None:
    sent = gzip.compress(PAGE)
    for of in (sent, PAGE):
        assert PAGE == body("Content-Encoding: gzip", sent=sent, WARC_Payload_Digest=sha1(of))


def test_a_page_with_another_digest_is_a_failure() -> None:
    assert "failed digest" == body(sent=PAGE, WARC_Payload_Digest=sha1(b"another"))
    assert not agrees("md5:" + hashlib.md5(b"").hexdigest(), b"x")


def test_what_is_no_page_is_skipped_by_name() -> None:
    other = [
        record(1, b"GET / HTTP/1.1\r\n\r\n", kind="request"), record(1, b"", kind="warcinfo"), record(1, b"", kind="metadata"),
        record(1, b"", kind="soup"), record(1, http(status="404 Not Found")), record(1, http(b"", "Location: /", status="301 Moved")),
        record(1, http(b"\x89PNG", "Content-Type: image/png")), record(1, http(b"{}", "Content-Type: text/plain")),
        record(1, b"203.0.113.9", WARC_Target_URI="dns:site.example", Content_Type="text/dns"),
        record(1, http(bytes(2_000_000), "Content-Type: video/mp4")),
        record(1, b"BM", kind="resource", Content_Type="image/bmp"),
    ]  # fmt: skip
    expected = [
        "request",
        "warcinfo",
        "metadata",
        "other",
        "http-404",
        "http-301",
        "not-html",
        "not-html",
        "not-http",
        "not-html",
        "not-html",
    ]
    assert [f"skipped {name}" for name in expected] == verdicts(*other)


def test_a_resource_and_a_page_without_a_type_are_pages() -> None:
    assert ["page", "page"] == verdicts(
        record(1, PAGE, kind="resource", Content_Type="text/html"), record(2, http(PAGE, "Server: x"))
    )


def test_what_should_have_been_a_page_is_a_failure_by_name() -> None:
    bad = [
        record(1, http(PAGE), WARC_Target_URI=""), record(1, http(PAGE), WARC_Target_URI="http://[broken/"),
        record(1, b"SSH-2.0"), record(1, http(PAGE), WARC_Truncated="length"), record(1, http(bytes(2_000_000))),
    ]  # fmt: skip
    assert [f"failed {name}" for name in ("no-url", "no-url", "decode", "truncated", "too-large")] == verdicts(*bad)


@pytest.mark.parametrize("date", ["yesterday", "", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_date_that_cannot_be_is_left_unknown(date: str) -> None:
    (item,) = read(record(1, http(PAGE), WARC_Date=date))
    assert item.page
    assert item.page.fetched_at is None


def test_a_revisit_says_what_it_refers_to() -> None:
    (item,) = read(
        record(
            2, http(b"", HTML), kind="revisit", WARC_Payload_Digest=sha1(PAGE),
            WARC_Refers_To_Target_URI="http://site.example/1", WARC_Refers_To_Date="2026-03-01T10:00:01Z",
        )
    )  # fmt: skip
    assert item.page
    assert item.refers
    assert (sha1(PAGE), "http://site.example/1") == (item.refers.digest, item.refers.url)
    assert datetime(2026, 3, 1, 10, 0, 1, tzinfo=UTC) == item.refers.fetched_at


def test_where_a_record_stands_is_said() -> None:
    first = record(1, http(PAGE))
    whole = read(first + record(2, http(PAGE)))
    assert ["0", f"0+{len(first)}"] == [item.where for item in whole]
