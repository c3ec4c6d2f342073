"""A file is replaced in one step or not at all, and stays what it was but for its content."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import StorageError
from pipelines.replacing import replace

if TYPE_CHECKING:
    from pathlib import Path


def test_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "rules/en.toml"
    replace(path, b"a")
    replace(path, b"b")
    assert (b"b", [path]) == (path.read_bytes(), [*path.parent.iterdir()])


def test_new_file_can_be_read_by_all(tmp_path: Path) -> None:
    replace(tmp_path / "a", b"a")
    assert 0o644 == stat.S_IMODE((tmp_path / "a").stat().st_mode)


def test_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "mine.toml"
    replace(real, b"a")
    real.chmod(0o600)
    (tmp_path / "a").symlink_to(real)
    replace(tmp_path / "a", b"b")
    assert (True, b"b", 0o600) == ((tmp_path / "a").is_symlink(), real.read_bytes(), stat.S_IMODE(real.stat().st_mode))


def test_nothing_is_left_beside_when_writing_fails(tmp_path: Path) -> None:
    (tmp_path / "en.toml").mkdir()
    with pytest.raises(StorageError, match=r"en\.toml: cannot be written"):
        replace(tmp_path / "en.toml", b"a")
    assert [tmp_path / "en.toml"] == [*tmp_path.iterdir()]


def test_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("a file in the folder's place")
    with pytest.raises(StorageError, match=r"en\.toml: cannot be written: .*; it is as it was"):
        replace(tmp_path / "corpus" / "en.toml", b"a")
