"""Databases of earlier versions, brought up to date: what comes out, what is kept beside, and what a failure leaves."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from cleaning.errors import StorageError
from pipelines import store, upgrade
from pipelines.migrations import MIGRATIONS
from pipelines.store import DATABASE_NAME, Corpus
from pipelines.upgrade import backups
from tests.crawls import ROOT, declare, paper, thresher
from tests.loopback import loopback
from tests.released import FOLDER, missing, name_of, tables, unpacked
from tests.specimens import corpus, delivered, file_size_limit
from tests.test_pipelines_opening import later_version

ALL = sorted(FOLDER.glob("m*.db.gz"))
LATEST = ALL[-1]
OLDER = [stored for stored in ALL if stored != LATEST]
YOUNG = {
    "ingest_counts",
    "ingest_files",
    "ingest_items",
    "recleaned",
    "recleanings",
    "site_blocks",
    "takedown_files",
    "unsegmented",
}
"""Tables that ``released.lived_in`` puts nothing into."""
KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines import store
from pipelines.store import Corpus
from tests.released import unpacked

stored, folder, kills = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
plain, ticks = store._connect, 0

def connect(path, mode):
    conn = plain(path, mode)
    conn.set_progress_handler(tick, 100)
    return conn

def tick():
    global ticks
    ticks += 1
    if ticks == deadly:
        os.kill(os.getpid(), signal.SIGKILL)

store._connect = connect
deadly = 0
unpacked(stored, folder / "whole")
Corpus.open(folder / "whole").close()
total = ticks
for n in range(kills):
    deadly, ticks = 1 + total * n // kills, 0
    unpacked(stored, folder / str(n))
    if not (child := os.fork()):
        Corpus.open(folder / str(n)).close()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def schema(db: Database) -> dict[str, Any]:
    """Everything SQLite says of the tables, indexes and triggers, but for what sqlite-utils numbers by itself."""
    found: dict[str, Any] = {
        "master": sorted(db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall(), key=str)
    }
    for name in tables(db):
        for pragma in ("table_xinfo", "foreign_key_list", "index_list"):
            found[f"{pragma} {name}"] = db.execute(f"PRAGMA {pragma}({name})").fetchall()
        for index in db[name].indexes:
            found[f"index {index.name}"] = db.execute(f"PRAGMA index_xinfo('{index.name}')").fetchall()
        found[f"strict {name}"] = db[name].strict
    return found


def content(path: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(Database(path)) as db:
        return {name: list(db[name].rows) for name in tables(db)}


def loss(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The tables whose rows are not what they were, in the columns there were."""

    def cut(table: str) -> list[dict[str, Any]]:
        columns = before[table][0]
        return [{name: row[name] for name in columns} for row in after[table]]

    return [table for table, rows in before.items() if rows and cut(table) != rows]


@cache
def fresh_schema() -> dict[str, Any]:
    with closing(Database(memory=True)) as db:
        MIGRATIONS.apply(db)
        return schema(db)


@pytest.fixture(params=OLDER, ids=lambda stored: stored.name[:4])
def stored(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def oldest(tmp_path: Path) -> Path:
    return unpacked(ALL[0], tmp_path / "corpus").parent


def test_every_released_version_has_a_stored_database() -> None:
    assert [] == [*missing()], "run python -m tests.released"


def test_stored_databases_are_of_the_version_they_say_and_have_rows_in_every_table(tmp_path: Path) -> None:
    for file in ALL:
        with closing(Database(unpacked(file, tmp_path))) as db:
            assert file.name == name_of(MIGRATIONS.applied(db)[-1].name)
            assert set() == {name for name in tables(db) if not db[name].count} - YOUNG


def test_an_older_database_becomes_what_a_new_one_is_and_keeps_its_rows(stored: Path, tmp_path: Path) -> None:
    before = content(unpacked(stored, tmp_path))
    with Corpus.open(tmp_path) as opened:
        assert schema(opened.db) == fresh_schema()
        assert opened.db.execute("PRAGMA foreign_key_check").fetchall() == []
        opened.db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert opened.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [row["id"] for row in opened.db["articles"].search("council")]
        names = [m.name for m in MIGRATIONS.applied(opened.db)]
    assert [] == loss(before, content(tmp_path / DATABASE_NAME))
    assert len(names) == len(set(names))


def test_an_upgraded_database_is_written_to_as_ever(stored: Path, tmp_path: Path) -> None:
    unpacked(stored, tmp_path)
    opened, run = corpus(tmp_path)
    with opened:
        opened.commit(run, [delivered(text="The council met again, and again chose a bridge.")])
        assert opened.db["revisions"].count_where("article_id = 1") == 3


def test_the_database_of_before_is_kept_beside(stored: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = content(unpacked(stored, tmp_path))
    with Corpus.open(tmp_path) as opened:
        (kept,) = backups(tmp_path)
        assert opened.copy == kept
    assert kept.name.startswith("corpus.db.before-m")
    assert before == content(kept)
    with closing(Database(kept)) as db:
        assert name_of(MIGRATIONS.applied(db)[-1].name) == stored.name
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert caplog.messages[-1].endswith(f"as it was before, it is kept as {kept.name}")


def test_what_was_kept_can_be_put_back_and_upgraded_again(oldest: Path) -> None:
    for _ in range(2):
        Corpus.open(oldest).close()
        (kept,) = backups(oldest)
        kept.replace(oldest / DATABASE_NAME)
    assert content(unpacked(ALL[0], oldest / "again")) == content(oldest / DATABASE_NAME)


def test_nothing_is_kept_of_a_database_without_rows_or_up_to_date(tmp_path: Path) -> None:
    with closing(Database(tmp_path / DATABASE_NAME)) as db:
        MIGRATIONS.apply(db, stop_before={"m003_manners"})
    for _ in range(2):
        with Corpus.open(tmp_path) as opened:
            assert opened.copy is None
    Corpus.open(tmp_path / "new", create=True).close()
    assert [] == backups(tmp_path) + backups(tmp_path / "new")


def test_a_reader_is_told_and_changes_nothing(oldest: Path) -> None:
    before = (oldest / DATABASE_NAME).read_bytes()
    with pytest.raises(StorageError, match="older version"):
        Corpus.open(oldest, readonly=True)
    assert [before] == [path.read_bytes() for path in oldest.iterdir()]


@pytest.mark.parametrize(
    "half", ["CREATE TABLE half (id INTEGER PRIMARY KEY)", "ALTER TABLE articles ADD COLUMN half TEXT"]
)
def test_a_step_that_fails_leaves_no_trace_of_any(oldest: Path, monkeypatch: pytest.MonkeyPatch, half: str) -> None:
    before, broken = content(oldest / DATABASE_NAME), later_version()

    @broken()
    def m901_broken(db: Database) -> None:
        db.execute("UPDATE articles SET title = 'half'")
        db.execute(half)
        db.execute("INSERT INTO nowhere VALUES (1)")

    with closing(Database(oldest / DATABASE_NAME)) as db:
        was = schema(db)
    with monkeypatch.context() as patch:
        patch.setattr(store, "MIGRATIONS", broken)
        with pytest.raises(sqlite3.OperationalError):
            Corpus.open(oldest)
    with closing(Database(oldest / DATABASE_NAME)) as db:
        assert was == schema(db)
    assert before == content(oldest / DATABASE_NAME)
    with Corpus.open(oldest) as opened:
        assert schema(opened.db) == fresh_schema()


def grown(folder: Path, megabytes: int) -> int:
    """Make a database of the first version large, and return its bytes."""
    with closing(Database(folder / DATABASE_NAME)) as db:
        db.execute("UPDATE revisions SET text = ? WHERE rowid = 1", ["bridge " * (megabytes * 150_000)])
        db.conn.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / DATABASE_NAME).stat().st_size


def test_a_full_disk_while_copying_leaves_the_old_database_alone(oldest: Path) -> None:
    before, size = content(oldest / DATABASE_NAME), grown(oldest, 3)
    grown_to = content(oldest / DATABASE_NAME)
    with file_size_limit(size // 2), pytest.raises(StorageError):
        Corpus.open(oldest)
    assert [] == backups(oldest)
    assert grown_to == content(oldest / DATABASE_NAME)
    assert before.keys() == grown_to.keys()
    Corpus.open(oldest).close()
    assert grown_to == content(backups(oldest)[0])


def test_a_full_disk_while_migrating_leaves_the_old_database_alone(
    oldest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy = later_version()

    @heavy()
    def m901_heavy(db: Database) -> None:
        db.execute("CREATE TABLE heavy (text BLOB)")
        for _ in range(400):
            db.execute("INSERT INTO heavy VALUES (randomblob(100000))")

    monkeypatch.setattr(store, "MIGRATIONS", heavy)
    before = content(oldest / DATABASE_NAME)
    with file_size_limit(4 * 2**20), pytest.raises(StorageError):
        Corpus.open(oldest)
    assert before == content(oldest / DATABASE_NAME) == content(backups(oldest)[0])
    with closing(Database(oldest / DATABASE_NAME)) as db:
        assert ["m001_first"] == [m.name for m in MIGRATIONS.applied(db)]


def test_room_is_looked_for_before_anything_is_written(oldest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "_MARGIN", 2**60)
    before = (oldest / DATABASE_NAME).read_bytes()
    with pytest.raises(
        StorageError, match=r"there is no room: [\d,]+ MB are needed in .* and [\d,]+ are free; nothing was changed"
    ):
        Corpus.open(oldest)
    assert before == (oldest / DATABASE_NAME).read_bytes()
    assert [] == backups(oldest)


def test_killed_at_any_moment_it_is_old_or_new_and_the_next_start_completes_it(tmp_path: Path) -> None:
    kills = 14
    command = [sys.executable, "-c", KILLED, str(ALL[0]), str(tmp_path), str(kills)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    assert [-signal.SIGKILL] * kills == [*map(int, done.stdout.split())]
    before = content(unpacked(ALL[0], tmp_path / "before"))
    states = set()
    for n in range(kills):
        folder = tmp_path / str(n)
        after = content(folder / DATABASE_NAME)
        states.add(after.keys() == before.keys())
        assert [] == loss(before, after)
        with Corpus.open(folder) as opened:
            assert schema(opened.db) == fresh_schema()
        (kept,) = backups(folder)
        assert before == content(kept)
        assert {DATABASE_NAME, kept.name} == {path.name for path in folder.iterdir()}
    assert True in states


def test_backups_are_all_copies_in_the_folder_and_nothing_else(tmp_path: Path) -> None:
    copies = [
        "corpus.db.before-m006",
        ".corpus.db.before-m006.77.part",
        ".corpus.db.before-m006.77.part-journal",
        "corpus-20261125T120000Z.db",
    ]
    others = [
        "corpus.db",
        "corpus.db-wal",
        "corpus.db.before-lunch",
        "thresher.log",
        "corpus-notes.db",
        "corpus.db.before-m006.gz",
    ]
    for name in (*copies, *others):
        (tmp_path / name).touch()
    assert sorted(copies) == sorted(path.name for path in backups(tmp_path))


def test_a_crawl_says_what_it_kept(oldest: Path) -> None:
    host = "127.0.0.181"
    with loopback([host]) as site:
        declare(oldest, paper(site, host, 1))
        done = thresher(oldest, "crawl")
    assert (0, "") == (done.returncode, done.stderr)
    assert "The database was brought up to date; as it was before, it is kept as corpus.db.before-m002." in done.stdout
    assert "it is kept as corpus.db.before-m002" in (oldest / "thresher.log").read_text()
