"""What an ingest is given, told apart by how it begins: and what it refuses before it begins."""

from __future__ import annotations

import gzip
import os
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import InputError
from crawler.inputs import Manner, inputs
from pipelines.brought import START
from tests.warcs import packed, record, story

if TYPE_CHECKING:
    from pathlib import Path

LINE = b'{"url": "http://site.example/1", "html": "<p>"}\n'


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a", record(1), "warc"), ("a.gz", packed(record(1)), "warc"), ("a.warc", b"\0 garbage\n" + record(1), "warc"),
        ("a.warc.gz", bytes(100) + packed(record(1)), "warc"), ("a.txt", LINE, "lines"), ("a.gz", gzip.compress(LINE), "lines"),
        ("a.jsonl", b"\xef\xbb\xbf\n" + LINE, "lines"), ("a", b"\n<!doctype html>", "page"), ("a.html.gz", gzip.compress(b"<p>"), "page"),
    ],
)  # fmt: skip
def test_a_file_is_of_the_kind_it_begins_as(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(data)
    (found,) = inputs([tmp_path / name])
    assert (kind, len(data)) == (found.kind, found.size)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.warc.gz", b"", "is empty"), ("a.warc", LINE, "is no WARC file"), ("a.warc.gz", gzip.compress(bytes(3_000_000)), "is no WARC file"),
        ("a", b"\x89PNG", "is neither WARC nor JSON Lines nor HTML"), ("a.gz", gzip.compress(bytes(3_000_000)), "is neither"),
        ("a.warc.zst", b"\x28\xb5\x2f\xfd", "is packed with zstd; unpack it with 'zstd -d'"),
    ],
)  # fmt: skip
def test_what_is_of_no_kind_is_refused(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=said):
        inputs([tmp_path / name])


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        inputs([tmp_path / "pipe"])
    with pytest.raises(InputError, match="has no file that ends in"):
        inputs([tmp_path])


def test_a_folder_gives_its_files_in_order_and_its_pages_as_one(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, data in (
        ("b/2.warc", story(2)),
        ("1.warc.gz", packed(story(1))),
        ("c.jsonl", LINE),
        ("b/x.html", b"<p>"),
        ("a.htm", b"<p>"),
        ("notes.txt", b""),
    ):
        (tmp_path / name).write_bytes(data)
    found = inputs([tmp_path])
    assert [("1.warc.gz", "warc"), ("c.jsonl", "lines"), ("2.warc", "warc"), (tmp_path.name, "folder")] == [
        (f.path.name, f.kind) for f in found
    ]
    assert ("a.htm", "b/x.html") == found[-1].names


def test_a_file_that_changed_is_another_and_one_that_moved_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE)
    digest = inputs([tmp_path / "a.jsonl"])[0].digest()
    (tmp_path / "a.jsonl").rename(tmp_path / "b.jsonl")
    assert digest == inputs([tmp_path / "b.jsonl"])[0].digest()
    (tmp_path / "b.jsonl").write_bytes(LINE * 2)
    assert digest != inputs([tmp_path / "b.jsonl"])[0].digest()


def test_a_file_that_is_gone_when_it_is_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE)
    (found,) = inputs([tmp_path / "a.jsonl"])
    (tmp_path / "a.jsonl").unlink()
    with pytest.raises(InputError, match=r"a\.jsonl: cannot be read: No such file"):
        list(found.items(START, Manner()))


def test_what_was_said_of_reading_matters_only_where_it_is_asked_for() -> None:
    said = Manner(url_field="link", base_url="http://a.example/")
    assert ("{}", '{"url": "link"}', '{"base_url": "http://a.example/"}') == tuple(
        map(said.read_as, ("warc", "lines", "folder"))
    )
