"""Reading a corpus leaves its folder as it was: while nobody writes, while a crawl does, after one was killed, and where one may not write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cleaning.errors import InputError, LockedError, StorageError
from pipelines.lock import is_held, run_lock
from pipelines.store import DATABASE_NAME, Corpus
from tests.crawls import ROOT
from tests.specimens import corpus, delivered, page

COUNT = "import sys; from pathlib import Path; from pipelines.store import Corpus\n"
READ = (
    f"{COUNT}import os; os.setuid(int(sys.argv[2]))\n"
    "with Corpus.open(Path(sys.argv[1]), readonly=True) as c: print(c.db['articles'].count)"
)
DIE = (
    "import os, sys; from pathlib import Path; from tests.specimens import corpus, delivered, page\n"
    "opened, run = corpus(Path(sys.argv[1])); opened.commit(run, [delivered(page(1))]); os._exit(0)"
)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the index of the log, which SQLite makes anew from the log whenever it likes."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def articles(folder: Path) -> int:
    with Corpus.open(folder, readonly=True) as opened:
        return int(opened.db["articles"].count)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    opened, run = corpus(folder)
    with opened:
        opened.commit(run, [delivered(page(1))])
    return folder


def killed(folder: Path) -> Path:
    subprocess.run([sys.executable, "-c", DIE, str(folder)], check=True, cwd=ROOT)
    return folder


def test_a_folder_nobody_writes_to_is_as_it_was(closed: Path) -> None:
    before, stamp = contents(closed), (closed / DATABASE_NAME).stat().st_mtime_ns
    assert 1 == articles(closed)
    assert (before, {DATABASE_NAME}) == (contents(closed), names(closed))
    assert stamp == (closed / DATABASE_NAME).stat().st_mtime_ns


def test_what_a_killed_run_left_is_read_and_left_to_the_next(tmp_path: Path) -> None:
    folder = killed(tmp_path / "corpus")
    before, listed = contents(folder), names(folder)
    assert f"{DATABASE_NAME}-wal" in listed
    assert 1 == articles(folder)
    assert (before, listed) == (contents(folder), names(folder))


def test_while_a_run_writes_its_last_commit_is_read_and_no_file_is_added(tmp_path: Path) -> None:
    opened, run = corpus(tmp_path)
    with run_lock(tmp_path), opened:
        listed = names(tmp_path)
        opened.commit(run, [delivered(page(1))])
        before = contents(tmp_path)
        assert 1 == articles(tmp_path)
        assert (before, listed) == (contents(tmp_path), names(tmp_path))
        opened.commit(run, [delivered(page(2))])
        assert 2 == articles(tmp_path)


def test_a_run_that_ends_while_somebody_reads_leaves_no_files_behind(tmp_path: Path) -> None:
    opened, run = corpus(tmp_path)
    with run_lock(tmp_path), opened:
        opened.commit(run, [delivered(page(1))])
        reader = Corpus.open(tmp_path, readonly=True)
        assert 1 == reader.db["articles"].count
    reader.close()
    assert {DATABASE_NAME, "corpus.lock"} == names(tmp_path)


def test_a_run_can_begin_while_somebody_reads(closed: Path) -> None:
    with Corpus.open(closed, readonly=True) as reader:
        assert 1 == reader.db["articles"].count
        opened, run = corpus(closed)
        with opened:
            opened.commit(run, [delivered(page(2))])
            assert 2 == reader.db["articles"].count
    assert {DATABASE_NAME} == names(closed)


def test_nothing_can_be_written(closed: Path) -> None:
    with Corpus.open(closed, readonly=True) as reader, pytest.raises(StorageError, match="readonly"):
        reader.begin_run("crawl", cleaning_version="1")


class TestWithoutTheRightToWrite:
    @pytest.fixture(autouse=True)
    def _stranger(self, tmp_path: Path) -> None:
        if os.geteuid() != 0:
            pytest.skip("needs root to become somebody else")
        for folder in (tmp_path, *tmp_path.parents):
            if not os.stat(folder).st_mode & 0o005:  # noqa: PTH116
                folder.chmod(folder.stat().st_mode | 0o055)

    def read(self, folder: Path) -> subprocess.CompletedProcess[str]:
        copy = Path("/tmp") / f"thresher-read-{os.getpid()}"
        shutil.copytree(folder, copy)
        try:
            copy.chmod(0o755)
            before = contents(copy)
            done = subprocess.run(
                [sys.executable, "-c", READ, str(copy), "65534"],
                cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert before == contents(copy)
        finally:
            shutil.rmtree(copy)
        return done

    def test_a_closed_corpus_is_read(self, closed: Path) -> None:
        done = self.read(closed)
        assert "1\n" == done.stdout, done.stderr

    def test_what_a_killed_run_left_is_read_too(self, tmp_path: Path) -> None:
        done = self.read(killed(tmp_path / "corpus"))
        assert "1\n" == done.stdout, done.stderr

    def test_a_log_without_its_index_is_told_in_a_line(self, tmp_path: Path) -> None:
        folder = killed(tmp_path / "corpus")
        (folder / f"{DATABASE_NAME}-shm").unlink()
        assert "may write to" in self.read(folder).stderr


class TestAskingForTheLock:
    def test_tells_whether_a_run_is_at_work(self, tmp_path: Path) -> None:
        assert not is_held(tmp_path)
        assert set() == names(tmp_path)
        with run_lock(tmp_path):
            assert is_held(tmp_path)
        assert not is_held(tmp_path)

    def test_keeps_no_run_from_starting(self, tmp_path: Path) -> None:

        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                is_held(tmp_path)
                time.sleep(0.002)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            for _ in range(50):
                with run_lock(tmp_path):
                    pass
        finally:
            ended.set()
            asking.join()

    def test_a_run_leaves_everything_as_it_is_when_another_has_the_lock(self, closed: Path) -> None:
        with run_lock(closed):
            before = contents(closed)
            with pytest.raises(LockedError), run_lock(closed):
                raise InputError("not reached")
            assert before == contents(closed)
