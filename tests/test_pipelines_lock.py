"""One run at a time, whatever becomes of the one that has the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import InputError, LockedError, StorageError
from pipelines.lock import LOCK_NAME, run_lock

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys, time
from pathlib import Path
from pipelines.lock import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path):
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_run_is_told_who_holds_the_lock(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    with pytest.raises(LockedError, match=f"another run holds the lock \\(process {holder.pid}\\)"), run_lock(tmp_path):
        pass


def test_the_lock_ends_with_a_process_that_is_killed(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with run_lock(tmp_path):
        assert f"{os.getpid()}\n" == (tmp_path / LOCK_NAME).read_text()


def test_the_lock_is_free_after_use_and_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path):
        raise ZeroDivisionError
    for _ in range(2):
        with run_lock(tmp_path):
            pass


def test_a_second_lock_of_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with run_lock(tmp_path), pytest.raises(LockedError), run_lock(tmp_path):
        pass


def test_a_shorter_process_number_replaces_a_longer_one(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).write_text("99999999999\n")
    with run_lock(tmp_path):
        assert f"{os.getpid()}\n" == (tmp_path / LOCK_NAME).read_text()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"), run_lock(tmp_path / "missing"):
        pass


def test_a_lock_that_cannot_be_opened_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).mkdir()
    with pytest.raises(StorageError, match="cannot be opened"), run_lock(tmp_path):
        pass
