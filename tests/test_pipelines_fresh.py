"""A new file or folder appears whole or not at all, and nothing is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaning.errors import InputError
from pipelines.fresh import fresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_file_takes_its_name_at_the_end(tmp_path: Path) -> None:
    with fresh(tmp_path / "a.csv") as part:
        part.write_text("1")
        assert [part] == [*tmp_path.iterdir()]
    assert [(tmp_path / "a.csv", "1")] == [(path, path.read_text()) for path in tmp_path.iterdir()]


def test_folder_takes_its_name_at_the_end(tmp_path: Path) -> None:
    with fresh(tmp_path / "set") as part:
        (part / "data").mkdir(parents=True)
        (part / "data" / "a").write_text("1")
    assert [tmp_path / "set"] == [*tmp_path.iterdir()]
    assert (tmp_path / "set" / "data" / "a").read_text() == "1"


def spoiled_file(part: Path) -> None:
    part.write_text("1")
    raise ZeroDivisionError


def spoiled_folder(part: Path) -> None:
    (part / "data").mkdir(parents=True)
    raise ZeroDivisionError


@pytest.mark.parametrize("spoiled", [spoiled_file, spoiled_folder])
def test_nothing_is_left_of_what_went_wrong(tmp_path: Path, spoiled: Callable[[Path], None]) -> None:
    with pytest.raises(ZeroDivisionError), fresh(tmp_path / "a") as part:
        spoiled(part)
    assert [] == [*tmp_path.iterdir()]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    with pytest.raises(InputError, match="exists; name a file or folder that does not"), fresh(tmp_path / "a"):
        pass
    assert (tmp_path / "a").read_text() == "1"


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere: no such folder"), fresh(tmp_path / "nowhere" / "a"):
        pass
