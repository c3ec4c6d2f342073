"""Captures as WARC records: what is written is what is read, by us and by others, and a failed write leaves no trace."""

from __future__ import annotations

import io
import os
import random
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import fastwarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from cleaning.article import Page
from cleaning.errors import StorageError
from pipelines.archive import ARCHIVE_NAME, Archive
from tests.specimens import file_size_limit, page, url

if TYPE_CHECKING:
    from pathlib import Path

PACKED = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))


def files(folder: Path) -> list[Path]:
    return sorted((folder / ARCHIVE_NAME).iterdir())


def by_warcio(path: Path) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        return [
            {
                "type": record.rec_type,
                "url": record.rec_headers.get_header("WARC-Target-URI"),
                "id": record.rec_headers.get_header("WARC-Record-ID"),
                "concurrent": record.rec_headers.get_header("WARC-Concurrent-To"),
                "version": record.rec_headers.protocol,
                "http": record.http_headers.headers if record.http_headers else None,
                "body": record.content_stream().read(),
                "sound": record.digest_checker.passed,
            }
            for record in ArchiveIterator(file, check_digests=True)
        ]


def by_fastwarc(path: Path) -> list[tuple[str, bytes]]:
    found = fastwarc.ArchiveIterator(str(path), verify_digests=True)
    return [(str(record.record_type), record.reader.read()) for record in found]


def members(path: Path) -> list[int]:
    """Where each gzip member of a file begins."""
    data, starts = path.read_bytes(), []
    while data:
        starts.append(path.stat().st_size - len(data))
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(data)
        data = unpacker.unused_data
    return starts


class TestRoundTrip:
    def test_a_page_comes_back_as_it_was(self, tmp_path: Path) -> None:
        given_page = page(
            final_url="http://courier.example/one?a=b",
            status=203,
            headers=(
                ("Content-Type", "text/html"),
                ("X-Note", "Évidence ї"),
                ("set-cookie", "a=1"),
                ("Set-Cookie", "b"),
            ),
            body="Привіт".encode() * 1000,
            fetched_at=datetime(2026, 3, 1, 10, 0, 0, 123456, UTC),
        )
        with Archive(tmp_path) as archive:
            assert replace(given_page, source=Page(url="", body=b"").source) == archive.read(
                archive.write(given_page), url=url(1)
            )

    def test_headers_that_tell_of_packing_are_renamed_in_the_record_and_restored(self, tmp_path: Path) -> None:
        given_page = page(headers=(*PACKED, ("content-length", "5")))
        with Archive(tmp_path) as archive:
            assert given_page.headers == archive.read(archive.write(given_page)).headers
        names = [name for name, _ in by_warcio(files(tmp_path)[0])[1]["http"]]
        expected = ["Content-Type"] + [
            f"X-Archive-Orig-{name}" for name in ("Content-Encoding", "Transfer-Encoding", "content-length")
        ]
        assert expected == names

    def test_a_true_content_length_is_kept(self, tmp_path: Path) -> None:
        with Archive(tmp_path) as archive:
            archive.write(page(body=b"12345", headers=(("Content-Length", "5"),)))
        assert [("Content-Length", "5")] == by_warcio(files(tmp_path)[0])[1]["http"]

    @pytest.mark.parametrize("hours", [-7, 0, 5.75])
    def test_the_fetch_time_is_kept_as_an_instant(self, tmp_path: Path, hours: float) -> None:
        moment = datetime(2026, 3, 1, 10, 0, 0, 5, timezone(timedelta(hours=hours)))
        with Archive(tmp_path) as archive:
            found = archive.read(archive.write(page(fetched_at=moment))).fetched_at
        assert moment == found
        assert found is not None
        assert timedelta(0) == found.utcoffset()

    def test_a_page_of_unknown_age_gets_the_time_it_is_archived(self, tmp_path: Path) -> None:
        with Archive(tmp_path) as archive:
            found = archive.read(archive.write(page(fetched_at=None))).fetched_at
        assert found is not None
        assert datetime.now(UTC) - found < timedelta(minutes=1)

    def test_a_line_break_in_a_header_cannot_forge_another(self, tmp_path: Path) -> None:
        with Archive(tmp_path) as archive:
            found = archive.read(archive.write(page(headers=(("X-A", "one\r\nX-B: two"), ("X-C", "three")))))
        assert (("X-A", "one X-B: two"), ("X-C", "three")) == found.headers

    def test_header_bytes_that_are_not_utf8_come_back(self, tmp_path: Path) -> None:
        odd = b"caf\xe9".decode("utf-8", "surrogateescape")
        with Archive(tmp_path) as archive:
            assert (("X-A", odd),) == archive.read(archive.write(page(headers=(("X-A", odd),)))).headers

    @settings(max_examples=40, deadline=None)
    @given(
        body=st.binary(max_size=300),
        status=st.integers(100, 599),
        value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"]), max_size=30),
    )
    def test_any_body_status_and_header_come_back(
        self, tmp_path_factory: pytest.TempPathFactory, body: bytes, status: int, value: str
    ) -> None:
        given_page = page(body=body, status=status, headers=(("X-Any", value),))
        with Archive(tmp_path_factory.mktemp("corpus")) as archive:
            found = archive.read(archive.write(given_page))
        assert (body, status, given_page.headers) == (found.body, found.status, found.headers)


class TestFiles:
    def test_nothing_written_leaves_no_file(self, tmp_path: Path) -> None:
        with Archive(tmp_path):
            pass
        assert [] == list(tmp_path.iterdir())

    def test_each_run_has_a_file_of_its_own_named_by_time_and_process(self, tmp_path: Path) -> None:
        for _ in range(3):
            with Archive(tmp_path) as archive:
                assert re.fullmatch(
                    rf"thresher-\d{{8}}T\d{{6}}Z-{os.getpid()}-\d{{5}}.warc.gz", archive.write(page()).file
                )
        assert 3 == len(files(tmp_path))

    def test_every_record_is_a_gzip_member_at_the_offset_we_were_told(self, tmp_path: Path) -> None:
        with Archive(tmp_path) as archive:
            captures = [archive.write(page(n)) for n in range(5)]
        starts = members(files(tmp_path)[0])
        assert [c.offset for c in captures] == starts[1::2]
        assert [c.length for c in captures] == [b - a for a, b in zip(starts[1::2], starts[2::2], strict=True)]

    def test_a_record_can_be_read_before_the_file_is_closed(self, tmp_path: Path) -> None:
        with Archive(tmp_path) as archive:
            capture = archive.write(page(body=b"early"))
            assert b"early" == Archive(tmp_path).read(capture).body

    def test_others_read_every_record_and_find_its_digests_right(self, tmp_path: Path) -> None:
        with Archive(tmp_path, user_agent="Thresher/1 (+mailto:me@example.org)") as archive:
            for n in range(20):
                archive.write(page(n, body=f"<p>page {n}</p>".encode(), final_url=f"{url(n)}?x=ї"))
        (path,) = files(tmp_path)
        records = by_warcio(path)
        assert ["warcinfo", *["response", "request"] * 20] == [r["type"] for r in records]
        assert {"WARC/1.1"} == {r["version"] for r in records}
        assert {False} == {r["sound"] is False for r in records}
        assert [b"<p>page 3</p>", f"{url(3)}?x=ї"] == [records[7]["body"], records[7]["url"]]
        assert records[7]["id"] == records[8]["concurrent"]
        assert ("User-Agent", "Thresher/1 (+mailto:me@example.org)") in records[8]["http"]
        assert [(r["type"], r["body"]) for r in records] == by_fastwarc(path)

    def test_five_hundred_records_are_found_in_any_order(self, tmp_path: Path) -> None:
        rng = random.Random(5)
        bodies = [rng.randbytes(rng.randrange(3000)) for _ in range(500)]
        with Archive(tmp_path) as archive:
            captures = [archive.write(page(n, body=body)) for n, body in enumerate(bodies)]
            order = rng.sample(range(500), 500)
            assert [bodies[n] for n in order] == [archive.read(captures[n]).body for n in order]


class TestDamage:
    def test_a_failed_write_leaves_the_file_as_it_was_and_the_next_succeeds(self, tmp_path: Path) -> None:
        with Archive(tmp_path) as archive:
            first = archive.write(page(1, body=b"first"))
            (path,) = files(tmp_path)
            size = path.stat().st_size
            with file_size_limit(size + 4000), pytest.raises(StorageError, match="File too large"):
                archive.write(page(2, body=random.Random(2).randbytes(50_000)))
            assert size == path.stat().st_size
            third = archive.write(page(3, body=b"third"))
            assert [b"first", b"third"] == [archive.read(c).body for c in (first, third)]
        assert 5 == len(by_fastwarc(path))

    def test_a_folder_that_cannot_be_made_is_a_storage_error(self, tmp_path: Path) -> None:
        (tmp_path / ARCHIVE_NAME).write_text("in the way")
        with Archive(tmp_path) as archive, pytest.raises(StorageError, match="File exists"):
            archive.write(page())

    @pytest.mark.parametrize("harm", ["cut", "overwritten", "elsewhere", "deleted"])
    def test_a_record_that_is_damaged_or_missing_is_a_storage_error(self, tmp_path: Path, harm: str) -> None:
        with Archive(tmp_path) as archive:
            capture = archive.write(page(body=random.Random(1).randbytes(5000)))
        (path,) = files(tmp_path)
        if harm == "cut":
            os.truncate(path, capture.offset + 2000)
        elif harm == "overwritten":
            data = bytearray(path.read_bytes())
            data[capture.offset + 2000 : capture.offset + 2100] = bytes(100)
            path.write_bytes(data)
        elif harm == "elsewhere":
            capture = replace(capture, offset=capture.offset + 7)
        else:
            path.unlink()
        with pytest.raises(StorageError, match=re.escape(path.name)):
            archive.read(capture)

    def test_what_came_before_a_torn_record_can_still_be_read(self, tmp_path: Path) -> None:
        with Archive(tmp_path) as archive:
            captures = [archive.write(page(n, body=b"%d" % n * 1000)) for n in range(3)]
        os.truncate(files(tmp_path)[0], captures[2].offset + 20)
        with Archive(tmp_path) as later:
            later.write(page(4))
            assert [b"0" * 1000, b"1" * 1000] == [later.read(c).body for c in captures[:2]]

    def test_a_body_that_is_itself_a_warc_record_is_only_a_body(self, tmp_path: Path) -> None:
        inner = io.BytesIO()
        inner.write(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n")
        with Archive(tmp_path) as archive:
            assert inner.getvalue() == archive.read(archive.write(page(body=inner.getvalue()))).body
        assert 3 == len(by_warcio(files(tmp_path)[0]))
