"""WARC files written anew without some records, log lines without what they quoted, and what still stands in other files."""

from __future__ import annotations

import gzip
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import StorageError
from pipelines.archive import Archive
from pipelines.redaction import redact
from pipelines.rewriting import rewrite
from pipelines.traces import traces
from tests.specimens import file_size_limit, page, url

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def written(folder: Path, *numbers: int) -> tuple[Path, list[int]]:
    with Archive(folder) as archive:
        captures = [archive.write(page(n, body=b"body %d " % n * 400)) for n in numbers]
    return archive.folder / captures[0].file, [capture.offset for capture in captures]


def is_one(named: Mapping[str, str]) -> bool:
    return named.get("WARC-Target-URI") == url(1)


def test_others_are_copied_byte_for_byte(tmp_path: Path) -> None:
    path, offsets = written(tmp_path, 1, 2, 1, 3)
    made = rewrite(path, path.with_name("new.warc.gz"), is_one)
    old, new = path.read_bytes(), path.with_name("new.warc.gz").read_bytes()
    assert (4, len(new)) == (made.dropped, made.size)
    assert offsets[1] in made.places
    assert offsets[0] not in made.places
    for place, (offset, length) in made.places.items():
        assert old[place : place + length] == new[offset : offset + length]


def test_with_no_page_left_there_is_no_file(tmp_path: Path) -> None:
    path, _ = written(tmp_path, 1, 1)
    assert 0 == rewrite(path, path.with_name("new.warc.gz"), is_one).pages
    assert [path] == [*path.parent.iterdir()]


def test_a_full_disk_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path, _ = written(tmp_path, 1, 2, 3)
    before = path.read_bytes()
    with file_size_limit(300), pytest.raises(StorageError, match=r"new\.warc\.gz"):
        rewrite(path, path.with_name("new.warc.gz"), is_one)
    assert {path: before} == {found: found.read_bytes() for found in path.parent.iterdir()}


def test_behind_damage_it_goes_on_at_the_next_known_record(tmp_path: Path) -> None:
    path, offsets = written(tmp_path, 1, 2, 3, 4)
    data = bytearray(path.read_bytes())
    data[offsets[1] + 30 : offsets[1] + 60] = bytes(30)
    path.write_bytes(data)
    made = rewrite(path, path.with_name("new.warc.gz"), is_one, offsets)
    assert [False, False, True, True] == [offset in made.places for offset in offsets]


def test_logs_lose_the_url_in_every_spelling_and_lines_that_quote(tmp_path: Path) -> None:
    (tmp_path / "thresher.log.1").write_text(
        f"fetched {url(1)}.\nfetched {url(11)}\nfetched {url(1)}/more\nfetched https://www.courier.example/1/amp: 200\n"
        f"error b'caf\\xc3\\xa9 au lait in the harbour'\nquoted: café au lait in the harbour\nend {url(1)}\n"
    )
    assert 1 == redact(tmp_path, [url(1)], ["café au lait in the harbour"])
    quoted = "(a line that quoted what was taken down)"
    assert [
        "fetched (taken down).",
        f"fetched {url(11)}",
        f"fetched {url(1)}/more",
        "fetched (taken down): 200",
        quoted,
        quoted,
        "end (taken down)",
        "",
    ] == (tmp_path / "thresher.log.1").read_text().split("\n")
    assert 0 == redact(tmp_path, [url(1)])


def test_what_still_stands_elsewhere_is_found_packed_or_not(tmp_path: Path) -> None:
    row = json.dumps({"url": url(1), "text": "x"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.jsonl").write_text(json.dumps({"url": url(11)}) + "\n")
    (tmp_path / "out" / "b.jsonl.gz").write_bytes(gzip.compress(row.encode()))
    (tmp_path / "c.txt").write_text("words of a line that is nowhere else, by chance")
    (tmp_path / "d.json").write_text(row.replace("/", "\\/"))
    (tmp_path / "e.zst").write_bytes(b"?")
    (tmp_path / "f.gz").write_bytes(b"\x1f\x8b broken")
    with zipfile.ZipFile(tmp_path / "g.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.jsonl", row)
    (tmp_path / "corpus.db").write_text(row)
    found = {
        trace.path: trace.what.split(" ")[0] for trace in traces(tmp_path, [url(1)], ["a line that is nowhere else"])
    }
    assert found == {
        "out/b.jsonl.gz": "the",
        "c.txt": "words",
        "d.json": "the",
        "e.zst": "perhaps",
        "f.gz": "perhaps",
        "g.zip": "the",
    }
