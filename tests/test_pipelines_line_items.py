"""JSON Lines brought in: every line is a page, or says by name why it is none."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.brought import START, Item, Place
from pipelines.line_items import Fields, items

URL = "http://site.example/1"


def read(data: bytes, at: Place = START, limit: int = 1000, **fields: str) -> list[Item]:
    return list(items(io.BytesIO(data), at, fields=Fields(**fields), limit=limit))


def one(**said: Any) -> Item:
    (item,) = read(json.dumps(said).encode())
    return item


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_each_line_is_a_page_and_reading_can_go_on_behind_any(pack: Any) -> None:
    data = pack("".join(json.dumps({"url": f"{URL}{n}", "html": "<p>ї"}) + "\n\n" for n in range(4)).encode())
    found = read(data)
    assert ["line 1", "line 3", "line 5", "line 7"] == [item.where for item in found]
    assert "<p>ї".encode() == (found[0].page and found[0].page.body)
    for number, item in enumerate(found, 1):
        assert [later.where for later in found[number:]] == [later.where for later in read(data, item.after)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "json"), (b"[1]", "json"), (b"[" * 100_000, "json"), (b"\xff\xfe", "json"), (b"{}", "no-url"),
        (b'{"url": 7, "html": "<p>"}', "no-url"), (b'{"url": "ftp://a/", "html": "<p>"}', "no-url"), (b'{"url": "http://a/"}', "no-html"),
        (b'{"url": "http://a/", "html": ""}', "no-html"), (b'{"url": "http://a/", "html": "%b"}' % (b"x" * 1001), "too-large"),
        (b"x" * 2_000_000, "too-large"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_page_is_named_and_the_next_is_read(line: bytes, reason: str) -> None:
    bad, good = read(line + b"\n" + json.dumps({"url": URL, "html": "<p>"}).encode())
    assert ("failed", reason, URL) == (bad.outcome, bad.reason, good.url)


def test_a_file_that_is_cut_off_or_damaged_gives_what_is_before() -> None:
    data = gzip.compress(
        b"".join(json.dumps({"url": f"{URL}{n}", "html": "<p>"}).encode() + b"\n" for n in range(5000))
    )
    for spoilt, reason in ((data[:-200], "truncated"), (data[:-8] + b"\0" * 8, "damaged")):
        *good, bad = read(spoilt)
        assert (len(good) > 4000, "failed", reason) == (True, bad.outcome, bad.reason)


def test_names_of_fields_may_be_given() -> None:
    said = {"link": URL, "page": "<p>", "when": "2026-03-01T12:00:00+02:00"}
    (item,) = read(json.dumps(said).encode(), url="link", html="page", fetched="when")
    assert item.page
    assert datetime(2026, 3, 1, 10, tzinfo=UTC) == item.page.fetched_at


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"fetched_at": "2026-03-01T10:00:00Z"}, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ({"fetched_at": None, "date": "2026-03-01"}, datetime(2026, 3, 1, tzinfo=UTC)),
        ({"timestamp": 1772359200}, datetime(2026, 3, 1, 10, tzinfo=UTC)), ({"date": "last week"}, None), ({"timestamp": True}, None), ({}, None),
    ],
)  # fmt: skip
def test_the_time_of_the_fetch_is_taken_from_the_usual_names(said: dict[str, Any], expected: datetime | None) -> None:
    item = one(url=URL, html="<p>", **said)
    assert item.page
    assert expected == item.page.fetched_at


@pytest.mark.parametrize(
    "headers", [{"X-Robots-Tag": "noai", "Content-Type": "text/html; charset=koi8-u"}, [["X-Robots-Tag", "noai"]]]
)
def test_headers_are_kept_but_for_those_the_text_has_made_untrue(headers: Any) -> None:
    item = one(url=URL, html="<p>", headers=headers)
    assert item.page
    assert (("Content-Type", "text/html; charset=utf-8"), ("X-Robots-Tag", "noai")) == item.page.headers


@pytest.mark.parametrize("headers", ["x", 7, [1], [["a"]], {"a\nb": "c"}])
def test_headers_that_are_none_are_left_out(headers: Any) -> None:
    item = one(url=URL, html="<p>\ud800", headers=headers)
    assert item.page
    assert (b"<p>?", 1) == (item.page.body, len(item.page.headers))
