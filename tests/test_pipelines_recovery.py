"""Pages that a run which was killed left in the archive: found, mended, delivered once, and accounted for."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Hint, SourceFacts
from pipelines.archive import ARCHIVE_NAME, Archive
from pipelines.dedupe import text_hash
from pipelines.holdings import Holdings
from pipelines.outcomes import Outcome, UrlKind
from pipelines.recovery import Recovery
from tests.specimens import article, corpus, delivered, link, page, settled, url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipelines.delivery import Capture, Delivery
    from pipelines.store import Corpus


@dataclass
class Wreck:
    """A corpus in which a run archived pages 1 to 5 and died after it had committed some of them."""

    folder: Path
    corpus: Corpus
    open: list[Archive] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path, *committed: int) -> Wreck:
        opened, run = corpus(folder)
        opened.discover(run, "courier", [link(100, UrlKind.FEED)])
        links = [link(n, title=f"Title {n}") for n in range(1, 6)]
        opened.commit(run, [settled(100, Outcome.LISTING, links=links)])
        opened.db.conn.execute("UPDATE urls SET state = 'leased', run_id = ? WHERE kind = 'article'", (run,))
        archive = Archive(folder, holdings=Holdings(opened, run))
        captures = [archive.write(page(n, body=b"body %d " % n * 300)) for n in range(1, 6)]
        items = [_delivered(n, captures[n - 1]) for n in committed]
        archive.sync()
        kept = [item.capture for item in items if item.capture]
        opened.commit(run, items, archive.unsettled.marks(kept))
        assert archive._file is not None
        archive._file.close()
        return cls(folder, opened)

    @property
    def path(self) -> Path:
        (path,) = (self.folder / ARCHIVE_NAME).iterdir()
        return path

    def recovery(self) -> tuple[Recovery, Archive, int]:
        run = self.corpus.begin_run("crawl", cleaning_version="1")
        holdings = Holdings(self.corpus, run)
        archive = Archive(self.folder, holdings=holdings)
        self.open.append(archive)
        found = Recovery(archive, holdings, lambda name: SourceFacts(id=name, name="East Bank Courier"))
        found.take_stock()
        return found, archive, run

    def states(self) -> dict[int, str]:
        rows = self.corpus.db.execute("SELECT url, state FROM urls WHERE kind = 'article'").fetchall()
        return {int(name.rpartition("/")[2]): state for name, state in rows}

    def files(self) -> list[tuple[int, int]]:
        return self.corpus.db.execute("SELECT settled, complete FROM warc_files").fetchall()


def _delivered(number: int, capture: Capture) -> Delivery:
    return delivered(page(number), f"text {number}", capture=capture)


@pytest.fixture
def wrecked(tmp_path: Path) -> Iterator[Callable[..., Wreck]]:
    """Make a wreck in which the pages of these numbers had been committed."""
    made: list[Wreck] = []

    def make(*committed: int) -> Wreck:
        made.append(Wreck.of(tmp_path, *committed))
        return made[-1]

    yield make
    for wreck in made:
        for archive in wreck.open:
            archive.close()
        wreck.corpus.close()


def finish(delivery: Delivery) -> Delivery:
    made = article(delivery.page, delivery.page.body.decode())
    return replace(delivery, result=made, text_hash=text_hash(made.text))


def commit(wreck: Wreck, archive: Archive, run: int, items: list[Delivery]) -> None:
    captures = [item.capture for item in items if item.capture]
    wreck.corpus.commit(run, [finish(item) for item in items], archive.unsettled.marks(captures))
    archive.unsettled.settle(captures)


def test_pages_without_an_outcome_come_back_as_they_were_fetched(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked(1, 3)
    found, _, _ = wreck.recovery()
    items = list(found)
    assert [url(2), url(4), url(5)] == [item.page.url for item in items]
    assert b"body 4 " * 300 == items[1].page.body
    assert SourceFacts(id="courier", name="East Bank Courier") == items[0].page.source
    assert (Hint(place="feed", title="Title 2"),) == items[0].page.hints
    assert page().fetched_at == items[0].page.fetched_at


def test_their_urls_are_leased_so_that_nobody_asks_the_site_again(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked(1, 3)
    wreck.corpus.db.conn.execute("UPDATE urls SET state = 'pending' WHERE state = 'leased'")
    wreck.recovery()
    assert {1: "done", 2: "leased", 3: "done", 4: "leased", 5: "leased"} == wreck.states()


def test_a_file_is_read_from_the_last_commit_on_and_done_with_when_all_of_it_is_settled(
    wrecked: Callable[..., Wreck],
) -> None:
    wreck = wrecked(1, 2)
    (settled_to, _) = wreck.files()[0]
    assert 0 < settled_to < wreck.path.stat().st_size
    found, archive, run = wreck.recovery()
    assert [(settled_to, 0)] == wreck.files()
    commit(wreck, archive, run, list(found))
    assert [(wreck.path.stat().st_size, 1)] == wreck.files()
    assert {"done"} == set(wreck.states().values())
    assert 0 == wreck.recovery()[0].number


def test_a_recovery_that_is_killed_itself_is_taken_up_where_it_was(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked()
    found, archive, run = wreck.recovery()
    assert 5 == found.number
    commit(wreck, archive, run, list(found)[:2])
    again, archive, run = wreck.recovery()
    assert [url(3), url(4), url(5)] == [item.page.url for item in again]
    assert 5 == wreck.corpus.db["captures"].count + again.number


@pytest.mark.parametrize("lost", [1, 40, 300])
def test_a_torn_end_is_cut_off_and_counted(wrecked: Callable[..., Wreck], lost: int) -> None:
    wreck = wrecked(1)
    os.truncate(wreck.path, wreck.path.stat().st_size - lost)
    found, archive, run = wreck.recovery()
    assert 1 == found.mended
    items = list(found)
    commit(wreck, archive, run, items)
    assert 4 >= len(items) >= 3, "a page whose request alone is torn is whole"
    assert 0 == wreck.recovery()[0].mended


def test_a_file_with_no_page_in_it_is_deleted(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked()
    os.truncate(wreck.path, 100)
    found, _, _ = wreck.recovery()
    assert (0, []) == (found.number, list((wreck.folder / ARCHIVE_NAME).iterdir()))
    assert [] == wreck.files()


def test_a_file_that_was_never_made_is_struck(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked()
    wreck.path.unlink()
    assert 0 == wreck.recovery()[0].number
    assert [] == wreck.files()


def test_a_page_that_cannot_be_read_is_left_to_be_fetched_again(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked(1, 2, 3)
    found, archive, run = wreck.recovery()
    os.truncate(wreck.path, wreck.files()[0][0])
    assert [] == list(found)
    assert "pending" == wreck.states()[4]
    commit(wreck, archive, run, [])
    assert [1] == [complete for _, complete in wreck.files()]


def test_a_page_of_a_url_nobody_knows_is_left_where_it_is(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked(1)
    wreck.corpus.db.conn.execute("DELETE FROM urls WHERE url = ?", (url(4),))
    assert [url(2), url(3), url(5)] == [item.page.url for item in wreck.recovery()[0]]


def test_a_run_that_ended_well_leaves_nothing_to_look_at(wrecked: Callable[..., Wreck]) -> None:
    wreck = wrecked()
    found, archive, run = wreck.recovery()
    commit(wreck, archive, run, list(found))
    commit(wreck, archive, run, [replace(_delivered(6, archive.write(page(6))), result=None)])
    archive.close()
    assert [1, 1] == [complete for _, complete in wreck.files()]
    assert 0 == wreck.recovery()[0].number


def test_a_page_that_a_run_never_settled_keeps_its_file_open(wrecked: Callable[..., Wreck]) -> None:
    """For instance when the disk is full: what could not be committed is taken up once there is room."""
    wreck = wrecked(1, 2, 3, 4, 5)
    _, archive, run = wreck.recovery()
    archive.write(page(6))
    wreck.corpus.commit(run, [settled(6, Outcome.DEFERRED, "http-503")])
    archive.close()
    assert [url(6)] == [item.page.url for item in wreck.recovery()[0]]
