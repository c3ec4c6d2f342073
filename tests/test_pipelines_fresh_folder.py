"""A folder that takes the name of another: in one step where the system can, and nothing is left of what was killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaning.errors import InputError
from pipelines.fresh_folder import part_folder, put, settle
from tests.releasing import names

if TYPE_CHECKING:
    from pathlib import Path


def make(target: Path, text: str) -> None:
    with part_folder(target) as part:
        (part / "inner").mkdir()
        (part / "inner" / "file").write_text(text)
        settle(part)
        put(part, target)


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr("pipelines.fresh_folder._exchanged", lambda *_: False)
    for text in ("one", "two"):
        make(tmp_path / "new" / "made", text)
        assert (["made"], text) == (names(tmp_path / "new"), (tmp_path / "new" / "made" / "inner" / "file").read_text())


def test_what_went_wrong_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), part_folder(tmp_path / "made") as part:
        (part / "file").write_text(str(1 // 0))
    assert [] == names(tmp_path)


def test_what_was_left_goes_and_what_is_anothers_stays(tmp_path: Path) -> None:
    (tmp_path / ".made.12.part").mkdir()
    (tmp_path / ".other.12.part").mkdir()
    (tmp_path / ".made.13.part").write_text("a file")
    make(tmp_path / "made", "one")
    assert [".made.13.part", ".other.12.part", "made"] == names(tmp_path)


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be made a folder of releases"):
        make(tmp_path / "file" / "made", "one")
