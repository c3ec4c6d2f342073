"""HTML files brought in: each gives its page under the address it says, or by name why it does not."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from pipelines.brought import START, Item, Place
from pipelines.folder_items import address, files, items

if TYPE_CHECKING:
    from pathlib import Path

CANONICAL = b'<html><head><link href="http://a.example/1" rel="canonical">'
OG = b"<meta content=\"http://a.example/2?utm_source=x\" property='og:url'>"
SAVED = b"<!-- saved from url=(0020)http://a.example/3#top -->\n"


def read(folder: Path, at: Place = START, base_url: str = "", limit: int = 1000) -> list[Item]:
    return list(items(folder, files(folder), at, base_url=base_url, limit=limit))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CANONICAL + OG + SAVED, "http://a.example/1"), (OG + SAVED, "http://a.example/2"), (SAVED, "http://a.example/3"),
        (b'<link rel="canonical" href="/1">' + OG, "http://a.example/2"), (b'<LINK REL="x CANONICAL" HREF=http://a.example/4?a=1&amp;b=2>', "http://a.example/4?a=1&b=2"),
        (b"<link rel=alternate href=http://a.example/5>", None), (b"", None), (b"<link rel=canonical href='javascript:x'>", None),
        ("\ufeff".encode("utf-16-le") + CANONICAL.decode().encode("utf-16-le"), "http://a.example/1"),
        (bytes(range(256)) + b"<link rel=canonical href=http://a.example/6>", "http://a.example/6"), (b"<link " * 40_000, None),
    ],
)  # fmt: skip
def test_a_page_says_where_it_came_from(body: bytes, expected: str | None) -> None:
    assert expected == address(body)


def test_pages_below_a_folder_are_read_in_order_from_any_on(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "ж 1.html.gz").write_bytes(gzip.compress(b"<p>packed"))
    (tmp_path / "a.html").write_bytes(CANONICAL)
    (tmp_path / "b.txt").write_bytes(b"no page")
    os.utime(tmp_path / "a.html", (1772359200, 1772359200))
    found = read(tmp_path, base_url="http://base.example/x/")
    assert [("a.html", "http://a.example/1"), ("b/ж 1.html.gz", "http://base.example/x/b/%D0%B6%201.html")] == [
        (i.where, i.url) for i in found
    ]
    assert datetime(2026, 3, 1, 10, tzinfo=UTC) == (found[0].page and found[0].page.fetched_at)
    assert b"<p>packed" == (found[1].page and found[1].page.body)
    assert ["b/ж 1.html.gz"] == [item.where for item in read(tmp_path, found[0].after)]


def test_a_file_that_gives_no_page_is_named(tmp_path: Path) -> None:
    given = {
        "1.html": b"<p>",
        "2.html.gz": b"\x1f\x8b\x08\0",
        "3.html.gz": gzip.compress(CANONICAL)[:-9],
        "4.html": bytes(2000),
        "5.html.gz": gzip.compress(bytes(10**7)),
    }
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "6.html").symlink_to(tmp_path / "nowhere")
    assert ["no-url", "truncated", "truncated", "too-large", "too-large", "unreadable"] == [
        item.reason for item in read(tmp_path)
    ]
    assert {"failed"} == {item.outcome for item in read(tmp_path)}
