"""The stages one by one, built by plain values, and all of them in a crawl that needs no network."""

from __future__ import annotations

import asyncio
import copy
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import DropItem

from cleaning.article import Article, Reason, Rejection
from cleaning.errors import StorageError
from pipelines import archive, tasks
from pipelines.dedupe import text_hash
from pipelines.delivery import Delivery
from pipelines.outcomes import Outcome, Settled
from pipelines.running import Run
from pipelines.sketch import sketch
from pipelines.stages import Archive, Clean, Store
from pipelines.workshop import Workshop
from tests.specimens import SEEN, clean_plainly, corpus, date_plainly, delivered, page, rejected, settled, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GONE = settled(9, Outcome.GONE, status=410)
REFUSED = settled(8, Outcome.REFUSED, "robots")


class Stops:
    """Counts how often the crawl was asked to stop."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with Workshop(1, deadline=1.0) as made:
        yield made


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    opened, run_id = corpus(tmp_path)
    with opened, archive.Archive(tmp_path) as archived, Workshop(1) as shop:
        yield Run(corpus=opened, archive=archived, workshop=shop, run_id=run_id)


@pytest.fixture
def plain_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "cleaned", clean_plainly)
    monkeypatch.setattr(tasks, "dated", date_plainly)


def stored(run: Run) -> list[tuple[str, str]]:
    return [(row["url"], row["outcome"]) for row in run.corpus.db["urls"].rows]


def break_corpus(run: Run) -> int:
    """Leave the database no room for another page; return how much it had."""
    conn = run.corpus.db.conn
    pages = int(conn.execute("PRAGMA page_count").fetchone()[0])
    conn.execute(f"PRAGMA max_page_count = {pages}")
    return pages


def large(number: int) -> Delivery:
    return delivered(page(number), f"text {number} " * 20_000)


class TestRun:
    def test_is_the_same_in_a_copy_of_the_settings(self, run: Run) -> None:
        """Scrapy copies its settings deeply; a database connection cannot be copied."""
        assert run is copy.deepcopy({"THRESHER_RUN": run})["THRESHER_RUN"]


class TestArchive:
    def test_a_page_becomes_a_delivery_with_its_capture(self, run: Run) -> None:
        found = Archive(run, stop=Stops()).process_item(page(body=b"hello"))
        assert isinstance(found, Delivery)
        assert found.capture is not None
        assert (page(body=b"hello"), None) == (found.page, found.result)
        assert b"hello" == run.archive.read(found.capture).body

    def test_a_page_taken_up_from_the_archive_gets_its_rights_and_no_second_capture(self, run: Run) -> None:
        said = page(headers=(("X-Robots-Tag", "noarchive"),))
        capture = run.archive.write(said)
        found = Archive(run, stop=Stops()).process_item(Delivery(page=said, capture=capture))
        assert isinstance(found, Delivery)
        assert (capture, run.rights(said)) == (found.capture, found.rights)
        assert found.rights is not None
        assert found == Archive(run, stop=Stops()).process_item(found)

    def test_what_has_no_page_passes(self, run: Run) -> None:
        assert GONE is Archive(run, stop=Stops()).process_item(GONE)

    def test_a_failure_stops_the_crawl_once_and_is_kept(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "archive").write_text("in the way")
        stops = Stops()
        stage = Archive(run, stop=stops)
        for _ in range(2):
            with pytest.raises(DropItem, match="not archived"):
                stage.process_item(page())
        assert 1 == stops.count
        assert isinstance(run.troubles[0], StorageError)


@pytest.mark.usefixtures("plain_tasks")
class TestClean:
    async def test_sets_the_article_a_worker_made(self, workshop: Workshop) -> None:
        found = await Clean(workshop).process_item(Delivery(page=page(body=b"Good news.")))
        assert isinstance(found, Delivery)
        assert isinstance(found.result, Article)
        assert "Good news." == found.result.text

    async def test_sets_the_rejection(self, workshop: Workshop) -> None:
        found = await Clean(workshop).process_item(Delivery(page=page(body=b"reject")))
        expected = Rejection(url=url(1), reason=Reason.NO_TEXT, evidence="nothing")
        assert Delivery(page=page(body=b"reject"), result=expected) == found

    @pytest.mark.parametrize(
        ("body", "reason", "detail"),
        [
            (b"sleep", "deadline", "not done after 1 seconds"),
            (b"die", "crash", "the worker died (exit code -9)"),
            (b"raise", "crash", "ValueError: a bug of ours"),
        ],
    )
    async def test_a_page_that_gives_no_result_is_settled_as_failed(
        self, workshop: Workshop, body: bytes, reason: str, detail: str
    ) -> None:
        found = await Clean(workshop).process_item(Delivery(page=page(body=body)))
        expected = settled(1, Outcome.FAILED, reason, detail=detail, status=200)
        assert Delivery(page=page(body=body), result=expected) == found

    async def test_a_bug_of_ours_is_logged_with_its_traceback(
        self, workshop: Workshop, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.ERROR):
            await Clean(workshop).process_item(Delivery(page=page(body=b"raise")))
        assert url(1) in caplog.text
        assert "in clean_plainly" in caplog.text

    async def test_what_has_no_page_passes(self, workshop: Workshop) -> None:
        assert GONE is await Clean(workshop).process_item(GONE)

    async def test_an_article_gets_what_its_copies_are_found_by(self, workshop: Workshop) -> None:
        found = await Clean(workshop).process_item(Delivery(page=page(body=b"Some text.")))
        assert isinstance(found, Delivery)
        assert (text_hash("Some text."), sketch("Some text.")) == (found.text_hash, found.sketch)

    async def test_dates_an_article(self, workshop: Workshop) -> None:
        found = await Clean(workshop).process_item(Delivery(page=page()))
        assert isinstance(found, Delivery)
        assert isinstance(found.result, Article)
        assert SEEN == found.result.published_at

    async def test_a_bug_in_dates_costs_the_page_and_not_the_crawl(self, workshop: Workshop) -> None:
        found = await Clean(workshop).process_item(Delivery(page=page(body=b"raise in dates")))
        assert isinstance(found, Delivery)
        assert isinstance(found.result, Settled)
        assert ("failed", "crash") == (found.result.outcome, found.result.reason)

    @pytest.mark.parametrize(
        "item", [GONE, rejected(page()), replace(delivered(), result=settled(1, Outcome.FAILED, "deadline"))], ids=str
    )
    async def test_what_has_its_result_passes(self, workshop: Workshop, item: Delivery | Settled) -> None:
        assert item is await Clean(workshop).process_item(item)


class TestStore:
    async def test_commits_when_the_batch_is_full(self, run: Run) -> None:
        stage = Store(run, stop=Stops(), size=3)
        for item in (delivered(page(1)), REFUSED):
            stage.process_item(item)
        assert [] == stored(run)
        stage.process_item(delivered(page(2)))
        assert [(url(1), "stored"), (url(8), "refused"), (url(2), "stored")] == stored(run)

    async def test_an_answer_without_a_page_is_committed_at_once(self, run: Run) -> None:
        """Nothing else remembers it: were the run killed, the site would be asked again."""
        stage = Store(run, stop=Stops())
        for item in (delivered(page(1)), GONE):
            stage.process_item(item)
        assert [(url(9), "gone")] == stored(run)

    async def test_commits_what_has_waited_long_enough(self, run: Run) -> None:
        stage = Store(run, stop=Stops(), age=0.05)
        await stage.open_spider()
        stage.process_item(delivered(page(1)))
        for _ in range(100):
            await asyncio.sleep(0.02)
            if stored(run):
                break
        assert [(url(1), "stored")] == stored(run)
        await stage.close_spider()

    async def test_commits_the_rest_at_the_end(self, run: Run) -> None:
        stage = Store(run, stop=Stops())
        await stage.open_spider()
        stage.process_item(delivered(page(1)))
        await stage.close_spider()
        assert [(url(1), "stored")] == stored(run)

    async def test_does_not_keep_the_bytes_of_pages_that_wait(self, run: Run) -> None:
        stage = Store(run, stop=Stops())
        item = delivered(page(1, body=b"x" * 1000))
        assert item is stage.process_item(item)
        assert [b""] == [waiting.page.body for waiting in stage._batch if isinstance(waiting, Delivery)]

    async def test_a_full_disk_stops_the_crawl_and_leaves_the_urls_due(self, run: Run) -> None:
        stops = Stops()
        stage = Store(run, stop=stops, size=2)
        run.corpus.commit(run.run_id, [settled(100, Outcome.LISTING)])
        before = run.corpus.accounting()
        break_corpus(run)
        for number in (1, 2):
            stage.process_item(large(number))
        with pytest.raises(DropItem, match="not stored"):
            stage.process_item(large(3))
        await stage.close_spider()
        assert (1, before) == (stops.count, run.corpus.accounting())
        assert ["StorageError"] == [type(trouble).__name__ for trouble in run.troubles]

    async def test_a_failure_by_the_clock_or_at_the_end_stops_the_crawl_too(self, run: Run) -> None:
        stops = Stops()
        stage = Store(run, stop=stops)
        stage.process_item(large(1))
        break_corpus(run)
        await stage.close_spider()
        assert (1, 1) == (stops.count, len(run.troubles))

    async def test_a_bug_of_ours_stops_the_crawl_as_well(self, run: Run) -> None:
        stops = Stops()
        stage = Store(run, stop=stops, size=1)
        stage.process_item(delivered(page(1, source="undeclared")))
        assert 1 == stops.count
        assert ["IntegrityError"] == [type(trouble).__name__ for trouble in run.troubles]
