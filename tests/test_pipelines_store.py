"""Transactions, sources, rules, runs, and backups."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import InputError, StorageError
from pipelines import store
from pipelines.store import DATABASE_NAME, Corpus
from tests.specimens import SOURCES, corpus, delivered, page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path, create=True) as made:
        yield made


def pragma(opened: Corpus, name: str) -> object:
    return opened.db.conn.execute(f"PRAGMA {name}").fetchone()[0]


def add_a_source_and_fail(opened: Corpus) -> None:
    with opened.transaction() as db:
        db["sources"].insert({"id": "a", "name": "A", "home": "/", "added_at": "now"})
        raise ZeroDivisionError


class TestTransactions:
    def test_an_exception_undoes_everything(self, opened: Corpus) -> None:
        with pytest.raises(ZeroDivisionError):
            add_a_source_and_fail(opened)
        assert opened.db["sources"].count == 0
        assert not opened.db.conn.in_transaction

    def test_a_reader_sees_the_last_commit_while_another_writes(self, tmp_path: Path) -> None:
        made, run = corpus(tmp_path)
        with made, sqlite3.connect(made.path) as reader:
            made.commit(run, [delivered(page(1))])
            with made.transaction() as db:
                db["articles"].update(1, {"title": "Changed"})
                assert reader.execute("SELECT title FROM articles").fetchall() == [("Bridge",)]
            assert reader.execute("SELECT title FROM articles").fetchall() == [("Changed",)]
        reader.close()

    def test_a_snapshot_stays_as_it_was_when_it_began(self, tmp_path: Path) -> None:
        made, run = corpus(tmp_path)
        with made, Corpus.open(tmp_path, readonly=True) as reader, reader.snapshot() as db:
            assert db["articles"].count == 0
            made.commit(run, [delivered()])
            assert db["articles"].count == 0

    def test_a_database_locked_by_another_writer_is_a_storage_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store, "PATIENCE", 0.05)
        with Corpus.open(tmp_path, create=True) as made:
            other = sqlite3.connect(made.path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="another program keeps the database locked"):
                made.sync_sources(SOURCES)
            other.close()
            made.sync_sources(SOURCES)

    def test_a_full_disk_is_a_storage_error_and_nothing_is_half_written(self, tmp_path: Path) -> None:
        made, run = corpus(tmp_path)
        with made:
            made.commit(run, [delivered(page(1))])
            before = made.accounting()
            made.db.conn.execute(f"PRAGMA max_page_count = {pragma(made, 'page_count')}")
            with pytest.raises(StorageError, match="the disk is full; nothing was half-written"):
                made.commit(run, [delivered(page(n), f"text {n} " * 2000) for n in range(2, 60)])
            assert before == made.accounting()
            assert pragma(made, "integrity_check") == "ok"
            made.db.conn.execute("PRAGMA max_page_count = 1000000")
            made.commit(run, [delivered(page(2))])
            assert made.db["articles"].count == 2

    def test_a_bug_of_ours_is_not_blamed_on_the_disk(self, opened: Corpus) -> None:
        with pytest.raises(sqlite3.OperationalError), opened.transaction() as db:
            db.execute("SELECT nonsense FROM nowhere")


class TestSourcesRulesAndRuns:
    def test_sources_are_taken_over_and_those_gone_are_disabled(self, opened: Corpus) -> None:
        opened.sync_sources(SOURCES)
        opened.sync_sources([SOURCES[0] | {"name": "The Courier", "timezone": "Europe/Kyiv"}])
        found = [(r["id"], r["name"], r["language"], r["timezone"], r["enabled"]) for r in opened.db["sources"].rows]
        assert found == [("courier", "The Courier", "en", "Europe/Kyiv", 1), ("tribune", "Tribune", None, None, 0)]

    def test_a_source_keeps_the_day_it_was_added(self, opened: Corpus) -> None:
        opened.sync_sources([SOURCES[0] | {"added_at": "2020-01-01T00:00:00Z"}])
        opened.sync_sources(SOURCES)
        assert opened.db["sources"].get("courier")["added_at"] == "2020-01-01T00:00:00Z"

    def test_rules_are_taken_over(self, opened: Corpus) -> None:
        rule = {"id": "phrase/x", "tier": "phrase", "category": "share", "description": "Share bars."}
        opened.sync_rules([rule])
        opened.sync_rules([rule | {"description": "Bars for sharing.", "language": "en"}])
        assert list(opened.db["rules"].rows) == [rule | {"description": "Bars for sharing.", "language": "en"}]

    def test_a_run_has_a_beginning_and_an_end(self, opened: Corpus) -> None:
        run = opened.begin_run("crawl", cleaning_version="7")
        assert opened.db["runs"].get(run)["finished_at"] is None
        opened.end_run(run, finish_reason="finished", exit_code=3, requests=12)
        row = opened.db["runs"].get(run)
        assert ("crawl", "7", "finished", 3, 12) == tuple(
            row[k] for k in ("command", "cleaning_version", "finish_reason", "exit_code", "requests")
        )
        assert row["started_at"] <= row["finished_at"]
        assert opened.begin_run("crawl", cleaning_version="7") == run + 1


class TestBackup:
    def test_is_a_whole_corpus_of_its_own_made_while_another_writes(self, tmp_path: Path) -> None:
        made, run = corpus(tmp_path / "a")
        with made, Corpus.open(tmp_path / "a", readonly=True) as reader:
            made.commit(run, [delivered(page(n)) for n in range(5)])
            with made.transaction() as db:
                db.execute("UPDATE articles SET title = 'half done'")
                (tmp_path / "b").mkdir()
                reader.backup(tmp_path / "b" / DATABASE_NAME)
        with Corpus.open(tmp_path / "b") as copy:
            assert {r["title"] for r in copy.db["articles"].rows} == {"Bridge"}
            assert len(list(copy.db["articles"].search("council"))) == 5
            assert pragma(copy, "integrity_check") == "ok"

    def test_overwrites_nothing(self, opened: Corpus, tmp_path: Path) -> None:
        (tmp_path / "kept").write_text("precious")
        with pytest.raises(InputError, match="exists"):
            opened.backup(tmp_path / "kept")
        assert (tmp_path / "kept").read_text() == "precious"

    def test_needs_a_folder_to_stand_in(self, opened: Corpus, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such folder"):
            opened.backup(tmp_path / "missing" / "copy.db")

    def test_leaves_nothing_behind_when_it_fails(self, opened: Corpus, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        opened.close()
        with pytest.raises(sqlite3.ProgrammingError):
            opened.backup(tmp_path / "b" / "copy.db")
        assert list((tmp_path / "b").iterdir()) == []
