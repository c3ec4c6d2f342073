"""The race is fair to count: turn by turn, the first round cold, inner stages not counted twice."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

PAGE = Page(
    url="https://courier.example/ferry",
    body=b"<html><body><h1>Ferry row deepens</h1><p>The council met on Monday, and nobody left before ten.</p></body></html>",
)


@pytest.fixture
def speed(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmark's module, which is no package's."""
    return benchmark("speed")


def test_ratio_is_the_median_of_the_warm_rounds(speed: ModuleType) -> None:
    seconds = {speed.OURS: [4.0, 1.0, 1.0, 2.0], speed.THEIRS: [8.0, 3.0, 4.0, 10.0]}

    assert {"ratio": 4.0, "cold": 2.0} == speed.figures(seconds)


def test_each_round_runs_both(speed: ModuleType) -> None:
    seconds = speed.raced([PAGE], rounds=2)

    assert {speed.OURS: 3, speed.THEIRS: 3} == {name: len(rounds) for name, rounds in seconds.items()}


def test_inner_stage_is_not_counted_twice(speed: ModuleType) -> None:
    def burn() -> None:
        end = time.process_time() + 0.02
        while time.process_time() < end:
            pass

    watch = speed.Stopwatch()
    inner = watch.around("inner", burn)
    watch.around("outer", lambda: (burn(), inner()))()

    assert 0.02 == pytest.approx(watch.seconds["inner"], rel=0.3)
    assert 0.02 == pytest.approx(watch.seconds["outer"], rel=0.3)


def test_functions_are_as_before_after_the_stages(speed: ModuleType) -> None:
    before = [getattr(module, name) for _, module, name in speed._wrapped()]
    speed.by_stage([PAGE])

    assert before == [getattr(module, name) for _, module, name in speed._wrapped()]


def test_stages_name_functions_that_are_there(speed: ModuleType) -> None:
    """A function that moved would be counted with the one around it; only the readers of the model have two homes."""
    found = {stage for stage, _, _ in speed._wrapped()}

    assert {stage for stage, _, _ in speed.STAGES} == found


def test_speed_has_floors_of_its_own(speed: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    speed.Floors(path, "sha256:ab", of="speed").pin({"speed": {"ratio": 3.25}}, name="dev")

    assert not speed.Floors(path, "sha256:ab").known
    assert ["speed ratio: 3.0000, must be at least 3.2500"] == list(
        speed.Floors(path, "sha256:ab", of="speed").broken({"speed": {"ratio": 3.0}})
    )
