"""What is brought in goes through the stages of a crawl, once, in the order of the file, and never over what is newer."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.article import SourceFacts
from pipelines.archive import Archive
from pipelines.holdings import Holdings
from pipelines.recovery import Recovery
from pipelines.store import Corpus
from pipelines.tasks import warm
from pipelines.variants import key
from pipelines.workshop import Workshop
from tests.bringing import bring, check, rows
from tests.shelf import html
from tests.specimens import corpus as specimen
from tests.warcs import http, packed, record, story, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.brought import Item

STORIES = range(6)


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with Workshop(1, warm=warm) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "corpus").mkdir()
    yield tmp_path / "corpus"
    check(tmp_path / "corpus")


class LostError(Exception):
    """As if the process had been killed."""


def until(number: int) -> Any:
    """Let so many items pass and then end as a kill would: nothing more is written."""

    def passed(items: Iterator[Item]) -> Iterator[Item]:
        yield from islice(items, number)
        raise LostError

    return passed


def texts(folder: Path) -> list[Any]:
    columns = "url, title, text, published_at, first_seen_at, last_seen_at, authors, language, text_hash"
    return rows(folder, f"SELECT {columns} FROM articles ORDER BY url")


def test_a_warc_gives_articles_with_captures_evidence_and_provenance(
    folder: Path, workshop: Workshop, tmp_path: Path
) -> None:
    warc = written(
        tmp_path / "a.warc.gz",
        *map(story, STORIES),
        record(7, http(status="404 Not Found")),
        record(8, http(b"<p>no article")),
    )
    assert {"stored": 6, "rejected no-text": 1} == bring(folder, workshop, warc)
    assert [("ingest:a.warc.gz", "stored", 6), ("ingest:a.warc.gz", "rejected", 1)] == rows(
        folder, "SELECT discovered_via, outcome, count(*) FROM urls GROUP BY 1, 2 ORDER BY 3 DESC"
    )
    assert [("2026-03-01T10:00:03Z", 200)] == rows(
        folder, "SELECT fetched_at, status FROM captures WHERE url LIKE '%/3'"
    )
    assert [("warc", 1, 8)] == rows(
        folder, "SELECT kind, done, (SELECT sum(count) FROM ingest_counts) FROM ingest_files"
    )
    place = len(packed(story(0), story(1)))
    assert [(str(place), "stored", "http://site.example/2")] == rows(
        folder,
        "SELECT place, outcome, c.url FROM ingest_items i JOIN captures c ON c.id = i.capture_id WHERE c.url LIKE '%/2'",
    )
    assert ["http-404"] == rows(folder, "SELECT reason FROM ingest_items WHERE outcome = 'skipped'")
    assert [6] == rows(folder, "SELECT count(*) FROM run_sources JOIN articles USING (source) WHERE outcome = 'stored'")


def test_rights_stated_in_headers_are_kept_with_the_capture(folder: Path, workshop: Workshop, tmp_path: Path) -> None:
    said = http(html(1).encode(), "Content-Type: text/html", "X-Robots-Tag: noai", "TDM-Reservation: 1")
    bring(folder, workshop, written(tmp_path / "a.warc.gz", record(1, said)))
    (rights,) = rows(folder, "SELECT rights FROM captures")
    assert {"noai"} == set(json.loads(rights)["directives"])
    assert json.loads(rights)["tdm"]["reserved"]


def test_no_request_is_made_up_for_what_others_asked_for(folder: Path, workshop: Workshop, tmp_path: Path) -> None:
    bring(folder, workshop, written(tmp_path / "a.warc.gz", story(1)))
    (warc,) = (folder / "archive").iterdir()
    assert 2 == warc.read_bytes().count(b"\x1f\x8b\x08")


def test_bytes_in_no_encoding_and_a_page_of_zeros_have_an_outcome_each(
    folder: Path, workshop: Workshop, tmp_path: Path
) -> None:
    no_encoding = html(1).encode().replace(b"bridge", b"br\xff\xfe\x81\x00idge")
    warc = written(
        tmp_path / "a.warc.gz", record(1, http(no_encoding)), record(2, http(bytes(500_000))), record(3, http(b""))
    )
    assert 3 == sum(bring(folder, workshop, warc).values())
    assert 3 == len(rows(folder, "SELECT outcome FROM urls WHERE outcome IN ('stored', 'rejected')"))


def test_what_is_there_already_is_not_stored_again(folder: Path, workshop: Workshop, tmp_path: Path) -> None:
    bring(folder, workshop, written(tmp_path / "a.warc.gz", *map(story, STORIES)))
    size = sum(path.stat().st_size for path in (folder / "archive").iterdir())
    assert {"unchanged held": 7} == bring(
        folder, workshop, written(tmp_path / "b.warc.gz", *map(story, STORIES), story(0))
    )
    assert [6] == rows(folder, "SELECT count(*) FROM captures")
    assert size == sum(path.stat().st_size for path in (folder / "archive").iterdir())


def test_a_folder_and_json_lines_give_what_the_warc_gives(tmp_path: Path, workshop: Workshop) -> None:
    lines, records = [], []
    (tmp_path / "pages" / "news").mkdir(parents=True)
    for number in STORIES:
        url, fetched = f"http://site.example/{number}", datetime(2026, 3, 1, 10, 0, number, tzinfo=UTC)
        text = html(number, f'<link rel="canonical" href="{url}">')
        page = tmp_path / "pages" / "news" / f"{number}.html"
        page.write_text(text)
        os.utime(page, (fetched.timestamp(), fetched.timestamp()))
        lines.append({"url": url, "html": text, "fetched_at": fetched.isoformat()})
        records.append(record(number, http(text.encode())))
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    made = []
    for number, path in enumerate(
        (written(tmp_path / "a.warc.gz", *records), tmp_path / "a.jsonl", tmp_path / "pages")
    ):
        (tmp_path / f"{number}").mkdir()
        assert {"stored": 6} == bring(tmp_path / f"{number}", workshop, path)
        made.append(texts(tmp_path / f"{number}"))
    assert made[0] == made[1] == made[2]


def test_a_killed_ingest_goes_on_where_its_last_commit_was_and_no_crawl_takes_up_its_pages(
    folder: Path, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.bringing.BATCH_SIZE", 2)
    warc = written(tmp_path / "a.warc.gz", *map(story, range(8)))
    with pytest.raises(LostError):
        bring(folder, workshop, warc, items=until(7))
    before = len(texts(folder))
    with Corpus.open(folder) as corpus:
        holdings = Holdings(corpus, corpus.begin_run("crawl", cleaning_version="1"))
        with Archive(folder, holdings=holdings) as archive:
            recovery = Recovery(archive, holdings, facts=lambda name: SourceFacts(id=name))
            recovery.take_stock()
            assert 0 == recovery.number
    check(folder)
    assert {"stored": 8 - before} == bring(folder, workshop, warc)
    assert [(1, 8)] == rows(folder, "SELECT done, (SELECT sum(count) FROM ingest_counts) FROM ingest_files")
    assert 8 == len(texts(folder))
    assert 0 < before < 8


class TestOrder:
    """The same URL fetched more than once, in whatever order its fetches are brought in."""

    EARLY = "2026-02-01T00:00:00Z"
    LATE = "2026-04-01T00:00:00Z"

    def states(self, folder: Path) -> list[Any]:
        return rows(folder, "SELECT number, kind, substr(title, -1), seen_at FROM revisions ORDER BY number")

    def test_a_later_fetch_is_a_revision(self, folder: Path, workshop: Workshop, tmp_path: Path) -> None:
        bring(
            folder, workshop, written(tmp_path / "a.warc.gz", record(1, http(html(1).encode()), WARC_Date=self.EARLY))
        )
        late = written(tmp_path / "b.warc.gz", record(1, http(html(2).encode()), WARC_Date=self.LATE))
        assert {"revised": 1} == bring(folder, workshop, late)
        assert [(1, "first", "1", self.EARLY), (2, "body", "2", self.LATE)] == self.states(folder)

    def test_an_earlier_fetch_leaves_the_article_and_its_url_as_they_are(
        self, folder: Path, workshop: Workshop, tmp_path: Path
    ) -> None:
        late = record(1, http(html(2).encode(), "Content-Type: text/html", 'ETag: "late"'), WARC_Date=self.LATE)
        bring(folder, workshop, written(tmp_path / "a.warc.gz", late))
        url = rows(folder, "SELECT * FROM urls")
        early = record(1, http(html(1).encode(), "Content-Type: text/html", 'ETag: "early"'), WARC_Date=self.EARLY)
        assert {"unchanged older": 1} == bring(folder, workshop, written(tmp_path / "b.warc.gz", early))
        assert [(1, "first", "2", self.LATE)] == self.states(folder)
        assert url == rows(folder, "SELECT * FROM urls")
        assert [self.LATE, self.EARLY] == rows(folder, "SELECT fetched_at FROM captures ORDER BY id")

    def test_an_earlier_fetch_gives_the_article_that_a_later_one_did_not(
        self, folder: Path, workshop: Workshop, tmp_path: Path
    ) -> None:
        late = record(1, http(b"<p>This page was moved."), WARC_Date=self.LATE)
        assert {"rejected no-text": 1} == bring(folder, workshop, written(tmp_path / "a.warc.gz", late))
        early = record(1, http(html(1).encode()), WARC_Date=self.EARLY)
        assert {"stored": 1} == bring(folder, workshop, written(tmp_path / "b.warc.gz", early))
        assert [("stored", self.LATE)] == rows(folder, "SELECT outcome, fetched_at FROM urls")

    def test_within_one_file_too(self, folder: Path, workshop: Workshop, tmp_path: Path) -> None:
        both = [record(1, http(html(n).encode()), WARC_Date=date) for n, date in ((2, self.LATE), (1, self.EARLY))]
        assert {"stored": 1, "unchanged older": 1} == bring(folder, workshop, written(tmp_path / "a.warc.gz", *both))


class TestRevisits:
    def revisit(self, number: int, **fields: str) -> bytes:
        return record(number, http(b""), kind="revisit", WARC_Date="2026-05-01T00:00:00Z", **fields)

    def test_are_filled_from_the_record_they_refer_to(self, folder: Path, workshop: Workshop, tmp_path: Path) -> None:
        named = {"WARC_Refers_To_Target_URI": "http://site.example/1", "WARC_Refers_To_Date": "2026-03-01T10:00:01Z"}
        digested = story(2, WARC_Payload_Digest="sha1:" + "0" * 40).replace(
            b"sha1:" + b"0" * 40, b"x:none00" + b"0" * 37
        )
        warc = written(
            tmp_path / "a.warc.gz", story(1), digested, self.revisit(1, **named), self.revisit(3, WARC_Payload_Digest="x:none00" + "0" * 37)
        )  # fmt: skip
        assert {"stored": 3, "unchanged": 1} == bring(folder, workshop, warc)
        assert ["2026-05-01T00:00:00Z"] == rows(folder, "SELECT last_seen_at FROM articles WHERE url LIKE '%/1'")
        assert ["http://site.example/3"] == rows(
            folder, "SELECT url FROM articles WHERE title LIKE '%2' AND url NOT LIKE '%/2'"
        )

    def test_that_refer_to_nothing_here_are_counted(self, folder: Path, workshop: Workshop, tmp_path: Path) -> None:
        assert not bring(folder, workshop, written(tmp_path / "a.warc.gz", self.revisit(1)))
        assert [("skipped", "revisit")] == rows(folder, "SELECT outcome, reason FROM ingest_items")


class TestKnownUrls:
    """What the frontier knows already."""

    def test_a_listing_stays_one_and_what_was_taken_down_stays_away(
        self, folder: Path, workshop: Workshop, tmp_path: Path
    ) -> None:
        corpus, _ = specimen(folder)
        with corpus.transaction() as db:
            row = "INSERT INTO urls (url, source, host, kind, state, outcome, discovered_at) VALUES (?, 'courier', 'site.example', ?, 'done', ?, 'x')"
            db.conn.execute(row, ("http://site.example/1", "page", "listing"))
            tombstone = {
                "url": "http://site.example/2",
                "key": key("http://site.example/2"),
                "asked": "",
                "reason": "asked",
                "taken_at": "x",
                "state": "done",
            }
            db["takedowns"].insert(tombstone)
        corpus.close()
        assert {"refused takedown": 1, "stored": 1} == bring(
            folder, workshop, written(tmp_path / "a.warc.gz", *map(story, (1, 2, 3)))
        )
        assert [("http://site.example/3",)] == [(url,) for url in rows(folder, "SELECT url FROM captures")]
        assert [("page", "listing"), ("article", "refused"), ("article", "stored")] == rows(
            folder, "SELECT kind, outcome FROM urls ORDER BY url"
        )

    def test_a_bad_record_changes_nothing_of_a_url_that_is_known(
        self, folder: Path, workshop: Workshop, tmp_path: Path
    ) -> None:
        bring(folder, workshop, written(tmp_path / "a.warc.gz", story(1)))
        bad = written(tmp_path / "b.warc.gz", story(1, WARC_Truncated="length"), story(2, WARC_Truncated="length"))
        assert {"failed truncated": 2} == bring(folder, workshop, bad)
        assert [("stored", None), ("failed", "truncated")] == rows(
            folder, "SELECT outcome, reason FROM urls ORDER BY url"
        )

    def test_one_source_may_be_named_for_all_pages_and_a_known_url_keeps_its_own(
        self, folder: Path, workshop: Workshop, tmp_path: Path
    ) -> None:
        bring(folder, workshop, written(tmp_path / "a.warc.gz", story(1)))
        other = [
            story(1, WARC_Date="2026-06-01T00:00:00Z"),
            story(2, WARC_Target_URI="http://other.example/2"),
            story(3),
        ]
        assert {"unchanged": 1, "stored": 2} == bring(
            folder, workshop, written(tmp_path / "b.warc.gz", *other), source="dump"
        )
        assert [("site", 1), ("dump", 2), ("dump", 3)] == rows(
            folder, "SELECT source, substr(url, -1) + 0 FROM articles ORDER BY id"
        )
        assert [("dump", 0), ("site", 0)] == rows(folder, "SELECT id, enabled FROM sources ORDER BY id")
