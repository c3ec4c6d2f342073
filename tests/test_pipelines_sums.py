"""The sums of a folder: written as sha256sum reads them, and what is wrong is named."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import InputError
from pipelines import sums

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b", "a", "ї.txt"):
        (tmp_path / name).write_text(name)
    sums.write(tmp_path, {})
    return tmp_path


def test_sums_are_those_of_sha256sum_in_the_order_of_names(folder: Path) -> None:
    expected = subprocess.run(["sha256sum", "a", "b", "ї.txt"], cwd=folder, capture_output=True, text=True, check=True)
    assert expected.stdout == (folder / sums.NAME).read_text()
    assert [] == list(sums.faults(folder))


def test_known_sums_are_taken_over(folder: Path) -> None:
    before = (folder / sums.NAME).read_bytes()
    sums.write(folder, sums.of_files(folder))
    assert before == (folder / sums.NAME).read_bytes()


def test_what_was_changed_lost_or_added_is_named(folder: Path) -> None:
    (folder / "a").write_text("other")
    (folder / "b").unlink()
    (folder / "c").write_text("new")
    assert ["a: changed", "b: missing", "c: not listed in SHA256SUMS"] == list(sums.faults(folder))


@pytest.mark.parametrize("line", ["nonsense", f"{'0' * 64}  ../up", f"{'0' * 64}  /etc/passwd", "00  a"])
def test_a_line_that_is_none_is_refused(folder: Path, line: str) -> None:
    (folder / sums.NAME).write_text(line + "\n")
    with pytest.raises(InputError, match="no line of sums"):
        list(sums.faults(folder))


def test_a_folder_without_sums_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no release"):
        list(sums.faults(tmp_path))
