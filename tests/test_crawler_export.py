"""``thresher export`` as a command: where it writes, what it refuses, and that it leaves nothing half-written."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from tests.crawls import thresher
from tests.desk import Desk
from tests.specimens import delivered, page

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = Desk(tmp_path / "corpus")
    desk.commit(*(delivered(page(n), f"Text number {n}.") for n in range(1, 4)))
    desk.corpus.close()
    return tmp_path / "corpus"


def test_without_an_output_lines_go_to_stdout_and_nothing_else(folder: Path) -> None:
    done = thresher(folder, "export", "--where", "id < 3")
    assert (0, "") == (done.returncode, done.stderr)
    assert ["Text number 1.", "Text number 2."] == [json.loads(line)["text"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_the_name_of_the_output_tells_the_format(folder: Path, name: str) -> None:
    done = thresher(folder, "export", "-o", str(folder / name))
    assert (0, "", f"3 articles in {folder / name}\n") == (done.returncode, done.stdout, done.stderr)
    opening = (folder / name).read_bytes()[:4]
    assert opening == {"a.jsonl": b'{"id', "a.csv": b"id,u", "a.parquet": b"PAR1"}[name]


def test_a_name_without_an_ending_is_a_dataset(folder: Path) -> None:
    done = thresher(folder, "export", "-o", str(folder / "set"))
    assert done.returncode == 0
    assert pq.read_table(folder / "set" / "data" / "train-00000-of-00001.parquet").num_rows == 3
    assert 'pretty_name: "set"' in (folder / "set" / "README.md").read_text()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-f", "parquet"), 2, "name it with --output"),
        (("--where", "nonsense >"), 65, "write a condition over the columns"),
        (("--source", "nope"), 65, "no such source; this corpus has courier, tribune"),
        (("--since", "yesterday"), 2, "--since"),
        (("-o", "{folder}/corpus.db"), 65, "exists; name a file or folder that does not"),
        (("-o", "{folder}/nowhere/a.csv"), 65, "no such folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(folder: Path, words: tuple[str, ...], code: int, said: str) -> None:
    before = sorted(folder.iterdir())
    done = thresher(folder, "export", *(word.format(folder=folder) for word in words))
    assert (code, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert before == sorted(path for path in folder.iterdir() if not path.name.endswith(("-shm", "-wal")))


def test_a_disk_that_fills_leaves_no_file(folder: Path) -> None:
    command = f"ulimit -f 0; exec {thresher_words(folder)} -o {folder}/a.csv"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode in (74, 1), done.stderr
    assert [] == [path for path in folder.iterdir() if "a.csv" in path.name]


def thresher_words(folder: Path) -> str:
    import sys  # noqa: PLC0415 - only here

    from tests.crawls import ROOT  # noqa: PLC0415

    return f"env PYTHONPATH={ROOT} {sys.executable} -m crawler export -C {folder}"
