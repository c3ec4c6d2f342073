"""Opening a corpus folder: what is made, what is refused and left as it is, what is brought up to date."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlite_utils.migrations import Migrations

from cleaning.errors import InputError, NewerSchemaError, StorageError
from pipelines import schema, store
from pipelines.store import DATABASE_NAME, Corpus
from tests.specimens import SOURCES, corpus, delivered, page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path, create=True) as made:
        yield made


def pragma(opened: Corpus, name: str) -> object:
    return opened.db.conn.execute(f"PRAGMA {name}").fetchone()[0]


def later_version() -> Migrations:
    """The migrations of a version to come: ours and one more."""
    later = Migrations(schema.MIGRATIONS.name)
    later._migrations += schema.MIGRATIONS._migrations

    @later()
    def m900_later(db: Database) -> None:
        db.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")

    return later


class TestOpening:
    def test_creates_the_folder_and_the_database(self, tmp_path: Path) -> None:
        with Corpus.open(tmp_path / "a" / "b", create=True) as made:
            assert (tmp_path / "a" / "b" / DATABASE_NAME) == made.path
            assert made.path.is_file()

    def test_sets_the_write_ahead_log_and_checks_foreign_keys(self, opened: Corpus) -> None:
        assert pragma(opened, "journal_mode") == "wal"
        assert pragma(opened, "synchronous") == 1
        assert pragma(opened, "foreign_keys") == 1
        assert pragma(opened, "busy_timeout") == store.PATIENCE * 1000

    def test_a_second_time_finds_what_the_first_wrote(self, tmp_path: Path) -> None:
        for _ in range(2):
            with Corpus.open(tmp_path, create=True) as made:
                made.sync_sources(SOURCES)
                assert made.db["sources"].count == 2

    @pytest.mark.parametrize("name", ["missing", "."])
    def test_a_folder_without_database_is_no_corpus_and_stays_as_it_is(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError, match="is no corpus folder") as raised:
            Corpus.open(tmp_path / name)
        assert "\n" not in str(raised.value)
        assert list(tmp_path.iterdir()) == []

    def test_a_file_where_the_folder_should_be_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(InputError, match="cannot be made a corpus folder"):
            Corpus.open(tmp_path / "file", create=True)

    @pytest.mark.parametrize("create", [True, False])
    def test_somebody_elses_database_is_refused_and_not_changed(self, tmp_path: Path, *, create: bool) -> None:
        with sqlite3.connect(tmp_path / DATABASE_NAME) as other:
            other.execute("CREATE TABLE recipes (id INTEGER)")
        other.close()
        before = (tmp_path / DATABASE_NAME).read_bytes()
        with pytest.raises(InputError, match="is not a Thresher database"):
            Corpus.open(tmp_path, create=create)
        assert before == (tmp_path / DATABASE_NAME).read_bytes()

    def test_an_empty_database_is_a_creation_that_was_cut_short(self, tmp_path: Path) -> None:
        (tmp_path / DATABASE_NAME).touch()
        with pytest.raises(InputError):
            Corpus.open(tmp_path)
        with Corpus.open(tmp_path, create=True) as made:
            assert made.db["articles"].count == 0

    def test_a_newer_database_is_refused_and_not_changed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(store, "MIGRATIONS", later_version())
            Corpus.open(tmp_path, create=True).close()
        before = (tmp_path / DATABASE_NAME).read_bytes()
        with pytest.raises(NewerSchemaError, match="newer version of Thresher \\(m900_later\\)"):
            Corpus.open(tmp_path)
        assert before == (tmp_path / DATABASE_NAME).read_bytes()

    def test_an_older_database_is_brought_up_to_date(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Corpus.open(tmp_path, create=True).close()
        monkeypatch.setattr(store, "MIGRATIONS", later_version())
        with pytest.raises(StorageError, match="older version"):
            Corpus.open(tmp_path, readonly=True)
        with Corpus.open(tmp_path) as made:
            assert made.db["later"].exists()

    def test_a_failing_migration_leaves_no_trace(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Corpus.open(tmp_path, create=True).close()
        broken = later_version()

        @broken()
        def m901_broken(db: Database) -> None:
            db.execute("CREATE TABLE half (id INTEGER PRIMARY KEY)")
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(store, "MIGRATIONS", broken)
            with pytest.raises(ZeroDivisionError):
                Corpus.open(tmp_path)
        with Corpus.open(tmp_path) as made:
            assert {"half", "later"}.isdisjoint(made.db.table_names())

    @pytest.mark.parametrize("where", [0, 100, 4096])
    def test_a_damaged_database_is_a_storage_error(self, tmp_path: Path, where: int) -> None:
        made, run = corpus(tmp_path)
        with made:
            made.commit(run, [delivered(page(n), f"text {n} " * 500) for n in range(20)])
        with (tmp_path / DATABASE_NAME).open("r+b") as file:
            file.seek(where)
            file.write(b"\xff" * 8192)
        with pytest.raises(StorageError, match="damaged"), Corpus.open(tmp_path) as again:
            again.accounting()

    def test_readonly_reads_and_cannot_write(self, tmp_path: Path) -> None:
        made, run = corpus(tmp_path)
        with made, Corpus.open(tmp_path, readonly=True) as reader:
            made.commit(run, [delivered()])
            assert reader.db["articles"].count == 1
            with pytest.raises(StorageError, match="readonly"):
                reader.begin_run("crawl", cleaning_version="1")

    def test_readonly_leaves_the_database_as_it_is(self, tmp_path: Path) -> None:
        made, run = corpus(tmp_path)
        with made:
            made.commit(run, [delivered()])
        before = made.path.read_bytes()
        with Corpus.open(tmp_path, readonly=True) as reader:
            assert reader.accounting()[0].articles == 1
        assert before == made.path.read_bytes()
