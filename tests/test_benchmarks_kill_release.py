"""The benchmark that kills releases, in small."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType


def test_a_release_that_is_killed_leaves_nothing_half_made(
    benchmark: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    assert [] == benchmark("kill_release").trial(tmp_path, kills=2, articles=100, seed=2)
