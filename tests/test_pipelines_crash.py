"""Real faults: a process killed in the middle of commits, and a system that refuses to make files larger."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleaning.errors import StorageError
from pipelines.archive import Archive
from pipelines.delivery import Capture
from pipelines.outcomes import Outcome
from pipelines.store import Corpus
from tests.specimens import corpus, delivered, file_size_limit, page, settled

WRITER = """
import itertools, sys
from pathlib import Path
from pipelines.archive import Archive
from pipelines.outcomes import Outcome
from tests.specimens import corpus, delivered, file_size_limit, link, page, settled

folder, first = Path(sys.argv[1]), int(sys.argv[2])
opened, run = corpus(folder)
with Archive(folder) as archive:
    for start in itertools.count(first, 7):
        pages = [page(n, body=b"body %d " % n * 500) for n in range(start, start + 7)]
        items = [delivered(p, f"text {n % 3} " * 200, capture=archive.write(p)) for n, p in enumerate(pages, start)]
        archive.sync()
        opened.commit(run, [*items, settled(start + 10**9, Outcome.LISTING, links=[link(start + 7)])])
        print(start, flush=True)
"""
COUNTS = "SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM articles)"


def write_and_be_killed(folder: Path, first: int, after: float) -> int:
    """Let a process commit batches, kill it after a while, and return the last batch it knew to be stored."""
    command = [sys.executable, "-c", WRITER, str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent) as process:
        assert process.stdout is not None
        known = [process.stdout.readline()]
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        known += process.stdout.readlines()
    return max(int(line) for line in known if line.endswith("\n"))


def check(folder: Path) -> None:
    """What must hold after a kill at any moment, before anything is repaired."""
    with Corpus.open(folder) as opened, Archive(folder) as archive:
        conn = opened.db.conn
        assert ("ok",) == conn.execute("PRAGMA integrity_check").fetchone()
        assert [] == conn.execute("PRAGMA foreign_key_check").fetchall()
        conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        for table in ("revisions", "removed_blocks", "captures"):
            assert len(set(conn.execute(COUNTS.format(table)).fetchone())) == 1, table
        done = conn.execute("SELECT count(*) FROM urls WHERE state = 'done'").fetchone()[0]
        counted = conn.execute("SELECT sum(count) FROM run_sources").fetchone()[0]
        stored = conn.execute("SELECT count(*) FROM urls WHERE outcome = 'stored'").fetchone()[0]
        assert (done, stored) == (counted, conn.execute("SELECT count(*) FROM articles").fetchone()[0])
        for url, *place in conn.execute("SELECT url, warc_file, warc_offset, warc_length, digest FROM captures"):
            capture = Capture(**dict(zip(("file", "offset", "length", "digest"), place, strict=True)))
            assert archive.read(capture).body.startswith(b"body " + url.rpartition("/")[2].encode())


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_writer_leaves_whole_batches_and_readable_captures(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    first = 0
    for _ in range(4):
        last = write_and_be_killed(tmp_path, first, rng.uniform(0, 0.3))
        check(tmp_path)
        with Corpus.open(tmp_path) as opened:
            articles = opened.db["articles"].count
        assert articles % 7 == 0
        assert articles >= last + 7, "what was reported as stored is stored"
        first = articles


def test_a_database_that_cannot_grow_is_a_storage_error_and_goes_on_when_it_can(tmp_path: Path) -> None:
    opened, run = corpus(tmp_path)
    with opened:
        opened.commit(run, [delivered(page(1))])
        before = opened.accounting()
        size = max(file.stat().st_size for file in tmp_path.iterdir())
        with file_size_limit(size + 100_000), pytest.raises(StorageError, match=r"corpus\.db"):
            opened.commit(run, [delivered(page(n), f"text {n} " * 5000) for n in range(2, 40)])
        assert before == opened.accounting()
        opened.commit(run, [delivered(page(2)), settled(3, Outcome.GONE)])
        assert 2 == opened.db["articles"].count
    with Corpus.open(tmp_path) as again:
        assert ("ok",) == again.db.conn.execute("PRAGMA integrity_check").fetchone()


def test_a_corpus_that_cannot_be_made_leaves_a_folder_where_it_can_be_made_later(tmp_path: Path) -> None:
    with file_size_limit(20_000), pytest.raises(StorageError):
        Corpus.open(tmp_path, create=True)
    with Corpus.open(tmp_path, create=True) as opened:
        assert 0 == opened.db["articles"].count


def test_a_backup_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    opened, run = corpus(tmp_path / "corpus")
    with opened:
        opened.commit(run, [delivered(page(n), f"text {n} " * 500) for n in range(30)])
        (tmp_path / "backup").mkdir()
        with file_size_limit(50_000), pytest.raises(StorageError):
            opened.backup(tmp_path / "backup" / "copy.db")
        assert [] == list((tmp_path / "backup").iterdir())
        opened.backup(tmp_path / "backup" / "copy.db")
        assert ["copy.db"] == [path.name for path in (tmp_path / "backup").iterdir()]
