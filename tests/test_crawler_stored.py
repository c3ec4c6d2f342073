from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Page, SourceFacts
from cleaning.errors import InputError
from cleaning.quality import LARGEST
from crawler.stored import StoredPage, moment, read_file, read_stream

if TYPE_CHECKING:
    from pathlib import Path


def test_page_is_read_plain_and_gzipped(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>x</p>")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(b"<p>x</p>"))
    assert read_file(tmp_path / "a.html") == read_file(tmp_path / "b.html.gz") == b"<p>x</p>"


def test_gzip_is_told_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(gzip.compress(b"<p>x</p>"))
    (tmp_path / "b.html.gz").write_bytes(b"<p>x</p>")
    assert read_file(tmp_path / "a.html") == read_file(tmp_path / "b.html.gz") == b"<p>x</p>"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_no_more_is_read_than_shows_a_page_too_large(tmp_path: Path, pack: type[bytes]) -> None:
    (tmp_path / "a").write_bytes(pack(b"x" * (LARGEST + 5_000_000)))
    assert len(read_file(tmp_path / "a")) == LARGEST + 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(b"<p>x</p>" * 1000, mtime=0)[:-20], "is gzipped, but broken"),
        (b"\x1f\x8b\x08\x00nonsense", "is gzipped, but broken"),
        (None, "there is no such page"),
    ],
)
def test_unreadable_page_is_one_clear_line(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "a.html").write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_file(tmp_path / "a.html")
    assert str(tmp_path / "a.html") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="thresher eval"):
        read_file(tmp_path)


def test_stream_is_named_in_the_message() -> None:
    with pytest.raises(InputError, match="standard input: is gzipped, but broken"):
        read_stream(BytesIO(b"\x1f\x8b"), "standard input")


def test_stored_page_becomes_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>x</p>")
    seen = datetime(2026, 3, 1, tzinfo=UTC)
    facts = SourceFacts(name="Courier")
    stored = StoredPage(
        id="a",
        file=tmp_path / "a.html",
        url="http://h.example/a",
        fetched_at=seen,
        content_type="text/html",
        source=facts,
    )
    assert stored.read() == Page(
        url="http://h.example/a",
        headers=(("Content-Type", "text/html"),),
        body=b"<p>x</p>",
        fetched_at=seen,
        source=facts,
    )


def test_undeclared_type_is_no_header(tmp_path: Path) -> None:
    assert StoredPage(id="a", file=tmp_path).holding(b"").headers == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:15:00+02:00", datetime(2026, 3, 1, 10, 15, tzinfo=timezone(timedelta(hours=2)))),
        ("2026-03-01T10:15:00Z", datetime(2026, 3, 1, 10, 15, tzinfo=UTC)),
        ("2026-03-01 10:15:00.25", datetime(2026, 3, 1, 10, 15, 0, 250_000, tzinfo=UTC)),
        (" 2026-03-01 ", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_moment_without_offset_is_utc(text: str, expected: datetime) -> None:
    assert (expected, expected.utcoffset()) == (moment(text), moment(text).utcoffset())


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "1 March 2026"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month"):
        moment(text)
