"""Files that follow one another, revisit records for bodies that were there before, and what other tools say of both."""

from __future__ import annotations

import io
import random
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import fastwarc
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from cleaning.errors import StorageError
from pipelines import archive as module
from pipelines.archive import ARCHIVE_NAME, Archive
from pipelines.holdings import Holdings
from tests.specimens import SEEN, corpus, delivered, file_size_limit, page, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.delivery import Capture

LATER = SEEN + timedelta(hours=6)


class Shelf:
    """An archive with its database, in which captures can be committed."""

    def __init__(self, folder: Path, *, limit: int = 2**30) -> None:
        self.folder = folder / ARCHIVE_NAME
        self.corpus, self.run = corpus(folder)
        self.archive = Archive(folder, holdings=Holdings(self.corpus, self.run), limit=limit, user_agent="Thresher/1")

    def put(self, *pages: Any) -> list[Capture]:
        captures = [self.archive.write(one) for one in pages]
        items = [delivered(one, capture=c) for one, c in zip(pages, captures, strict=True)]
        self.corpus.commit(self.run, items, self.archive.unsettled.marks(captures))
        self.archive.unsettled.settle(captures)
        return captures

    def records(self) -> list[dict[str, str]]:
        found = []
        for path in sorted(self.folder.iterdir()):
            with path.open("rb") as file:
                found += [dict(record.rec_headers.headers) for record in ArchiveIterator(file)]
        return found

    def files(self) -> list[tuple[int, int]]:
        return self.corpus.db.execute("SELECT settled, complete FROM warc_files ORDER BY name").fetchall()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.archive.close()
    made.corpus.close()


def verify(folder: Path) -> list[str]:
    """What `warcio check` says, and how many records FastWARC reads with every block digest right."""
    paths = [str(path) for path in sorted(folder.iterdir())]
    with redirect_stdout(io.StringIO()) as said:
        assert 0 == Checker(SimpleNamespace(inputs=paths, verbose=True)).process_all(), said.getvalue()
    for path in paths:
        for record in fastwarc.ArchiveIterator(path, parse_http=False):
            assert record.verify_block_digest(), record.headers.get("WARC-Type")
    return [str(r.record_type) for path in paths for r in fastwarc.ArchiveIterator(path, verify_digests=True)]


class TestRevisits:
    def test_the_same_body_again_is_kept_as_headers_that_refer_to_it(self, shelf: Shelf) -> None:
        body = random.Random(1).randbytes(50_000)
        (first,) = shelf.put(page(body=body, headers=(("X-Cache", "miss"),)))
        (again,) = shelf.put(page(body=body, headers=(("X-Cache", "hit"),), status=203, fetched_at=LATER))
        assert again.length < 1000
        assert (None, 1) == (first.revisit_of, again.revisit_of)
        read = shelf.archive.read(again, url=url(1))
        assert (body, (("X-Cache", "hit"),), 203, LATER) == (read.body, read.headers, read.status, read.fetched_at)

    def test_the_record_says_what_the_standard_wants(self, shelf: Shelf) -> None:
        moment = SEEN + timedelta(microseconds=123456)
        shelf.put(page(fetched_at=moment, final_url=f"{url(1)}?a"))
        shelf.put(page(fetched_at=LATER))
        _, first, _, again, request = shelf.records()
        assert "revisit" == again["WARC-Type"]
        assert "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest" == again["WARC-Profile"]
        assert first["WARC-Record-ID"] == again["WARC-Refers-To"]
        assert f"{url(1)}?a" == again["WARC-Refers-To-Target-URI"]
        assert first["WARC-Date"] == again["WARC-Refers-To-Date"] == "2026-03-01T10:00:00.123456Z"
        assert first["WARC-Payload-Digest"] == again["WARC-Payload-Digest"]
        assert again["WARC-Record-ID"] == request["WARC-Concurrent-To"]

    def test_a_third_time_refers_to_the_one_that_holds_the_body(self, shelf: Shelf) -> None:
        captures = [shelf.put(page())[0] for _ in range(3)]
        assert [None, 1, 1] == [capture.revisit_of for capture in captures]
        assert [None, 1, 1] == [row["revisit_of"] for row in shelf.corpus.db["captures"].rows]

    @pytest.mark.parametrize("other", [page(body=b"other"), page(2)], ids=["body", "url"])
    def test_another_body_or_url_is_written_in_full(self, shelf: Shelf, other: Any) -> None:
        shelf.put(page())
        assert shelf.put(other)[0].revisit_of is None

    def test_a_body_that_is_not_there_any_more_is_written_again(self, shelf: Shelf) -> None:
        shelf.put(page())
        shelf.archive.close()
        (path,) = shelf.folder.iterdir()
        path.unlink()
        (again,) = shelf.put(page())
        assert again.revisit_of is None
        assert b"<p>Hello</p>" == shelf.archive.read(again).body

    def test_a_revisit_needs_the_database_to_be_read(self, shelf: Shelf, tmp_path: Path) -> None:
        shelf.put(page())
        (again,) = shelf.put(page())
        with pytest.raises(StorageError, match="only with the database"):
            Archive(tmp_path).read(again)
        with pytest.raises(StorageError, match="missing or damaged"):
            shelf.archive.read(replace(again, digest="sha256:0"))


class TestFiles:
    def test_a_full_file_is_followed_by_another(self, tmp_path: Path) -> None:
        shelf = Shelf(tmp_path, limit=30_000)
        rng = random.Random(3)
        captures = [c for n in range(6) for c in shelf.put(page(n, body=rng.randbytes(20_000)))]
        names = [path.name for path in sorted(shelf.folder.iterdir())]
        assert 3 == len(names)
        assert [names[n // 2] for n in range(6)] == [capture.file for capture in captures], "names sort by time"
        assert [1, 1, 0] == [complete for _, complete in shelf.files()]
        shelf.archive.close()
        assert [(path.stat().st_size, 1) for path in sorted(shelf.folder.iterdir())] == shelf.files()
        shelf.corpus.close()

    def test_midnight_utc_begins_a_new_file(self, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
        shelf.put(page(1))
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        monkeypatch.setattr(module, "datetime", SimpleNamespace(now=lambda _zone: tomorrow))
        shelf.put(page(2))
        assert [f"{day:%Y%m%d}" for day in (datetime.now(UTC), tomorrow)] == [
            path.name.split("-")[1][:8] for path in sorted(shelf.folder.iterdir())
        ]

    def test_a_file_waits_for_the_pages_in_it(self, shelf: Shelf) -> None:
        early, late = shelf.archive.write(page(1)), shelf.archive.write(page(2))
        shelf.corpus.commit(shelf.run, [delivered(page(2), capture=late)], shelf.archive.unsettled.marks([late]))
        shelf.archive.unsettled.settle([late])
        assert [(early.offset, 0)] == shelf.files()
        shelf.archive.close()
        assert [(early.offset, 0)] == shelf.files()

    def test_a_file_that_cannot_be_begun_is_not_there(self, shelf: Shelf) -> None:
        with file_size_limit(100), pytest.raises(StorageError):
            shelf.archive.write(page())
        assert [] == list(shelf.folder.iterdir())
        shelf.put(page())
        assert 1 == len(list(shelf.folder.iterdir()))

    def test_other_tools_find_nothing_wrong(self, tmp_path: Path) -> None:
        shelf = Shelf(tmp_path, limit=2000)
        packed = (("Content-Encoding", "gzip"), ("X-Note", "Évidence ї"))
        pages = [page(n, body=b"<p>%d</p>" % (n % 4) * 50, address="192.0.2.7", headers=packed) for n in range(1, 9)]
        for one in [*pages, *pages, page(20, body=b"", final_url=f"{url(20)}?ї=1")]:
            shelf.put(one)
        shelf.archive.close()
        kinds = verify(shelf.folder)
        assert (9, 8, 17) == tuple(kinds.count(kind) for kind in ("response", "revisit", "request"))
        addresses = {r.get("WARC-IP-Address") for r in shelf.records() if r["WARC-Type"] != "warcinfo"}
        assert {"192.0.2.7", None} == addresses
        assert all(r.get("WARC-Block-Digest") for r in shelf.records() if r["WARC-Type"] != "warcinfo")
        shelf.corpus.close()

    def test_the_address_comes_back(self, shelf: Shelf) -> None:
        (capture,) = shelf.put(page(address="2001:db8::1"))
        assert "2001:db8::1" == shelf.archive.read(capture).address
