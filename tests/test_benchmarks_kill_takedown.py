"""The benchmark of killed takedowns in small: three kills at its work, each run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.estate import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def trials(benchmark: Callable[[str], ModuleType]) -> Any:
    return benchmark("kill_takedown")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "corpus"
    build(folder).corpus.close()
    return folder


@pytest.mark.parametrize("after", [0.05, 0.12, 0.25])
def test_a_takedown_killed_at_its_work_is_finished_by_a_rerun(
    trials: Any, whole: Path, tmp_path: Path, after: float
) -> None:
    _, wrong = trials.trial(whole, tmp_path / "corpus", after)
    assert [] == wrong
