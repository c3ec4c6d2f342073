from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
DIGEST = "a" * 64


@pytest.fixture
def module(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmarks' module, which is no package's."""
    return benchmark("floors")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with floors for two corpora and a comment."""
    file = tmp_path / "floors.toml"
    file.write_text(
        f'# why they are so\n["sha256:{DIGEST}"]\nname = "dev"\n["sha256:{DIGEST}".odd]\nexact = 0.25\nleak = 0.03\n'
        '["sha256:other".odd]\nexact = 0.9\n',
        encoding="utf-8",
    )
    return file


def odd(**figures: float | None) -> dict[str, dict[str, Any]]:
    return {"odd": figures}


@pytest.mark.parametrize(
    ("figures", "broken"),
    [
        ({"exact": 0.25, "leak": 0.03}, []),
        ({"exact": 0.3, "leak": 0.01}, []),
        ({"exact": 0.2499, "leak": 0.03}, ["odd exact: 0.2499, must be at least 0.2500"]),
        ({"exact": 0.25, "leak": 0.0301}, ["odd leak: 0.0301, must be at most 0.0300"]),
        ({"exact": None, "leak": 0.0}, ["odd exact: not measured, must be at least 0.2500"]),
        ({}, ["odd exact: not measured, must be at least 0.2500", "odd leak: not measured, must be at most 0.0300"]),
    ],
)
def test_figure_may_not_be_worse_than_its_floor(
    module: ModuleType, path: Path, figures: dict[str, float | None], broken: list[str]
) -> None:
    assert broken == list(module.Floors(path, DIGEST).broken(odd(**figures)))


def test_half_that_was_not_measured_breaks_its_floors(module: ModuleType, path: Path) -> None:
    assert len(list(module.Floors(path, DIGEST).broken({"even": {"exact": 1.0}}))) == 2


def test_corpus_is_known_by_its_digest(module: ModuleType, path: Path) -> None:
    assert module.Floors(path, DIGEST).known
    assert module.Floors(path, f"sha256:{DIGEST}").known
    assert not module.Floors(path, "b" * 64).known
    assert list(module.Floors(path, "b" * 64).broken(odd(exact=0.0))) == []


def test_floors_rise_to_better_figures_only(module: ModuleType, path: Path) -> None:
    moved = module.Floors(path, DIGEST).pin(odd(exact=0.2, leak=0.02, title=0.87654), name="dev")
    assert moved == ["odd leak: 0.0300 -> 0.0200", "odd title: new -> 0.8765"]
    again = module.Floors(path, DIGEST)
    assert list(again.broken(odd(exact=0.25, leak=0.02, title=0.8765))) == []
    assert len(list(again.broken(odd(exact=0.2, leak=0.03, title=0.87)))) == 3


def test_floors_fall_only_when_told_to(module: ModuleType, path: Path) -> None:
    moved = module.Floors(path, DIGEST).pin(odd(exact=0.2, leak=0.05), name="dev", lower=True)
    assert moved == ["odd exact: 0.2500 -> 0.2000", "odd leak: 0.0300 -> 0.0500"]


def test_floor_is_rounded_to_the_side_its_own_figure_meets(module: ModuleType, path: Path) -> None:
    figures = odd(exact=0.98765, leak=0.00011, title=0.3)
    floors = module.Floors(path, DIGEST)
    floors.pin(figures, name="dev")
    assert list(floors.broken(figures)) == []
    assert "exact = 0.9876\n" in path.read_text("utf-8")
    assert "leak = 0.0002\n" in path.read_text("utf-8")


def test_file_keeps_its_comments_and_the_other_corpora(module: ModuleType, path: Path) -> None:
    module.Floors(path, DIGEST).pin(odd(exact=0.5), name="dev")
    module.Floors(path, "b" * 64).pin(odd(exact=0.7), name="new")
    text = path.read_text("utf-8")
    assert text.startswith("# why they are so\n")
    assert list(module.Floors(path, "other").broken(odd(exact=0.8))) == ["odd exact: 0.8000, must be at least 0.9000"]
    assert list(module.Floors(path, "b" * 64).broken(odd(exact=0.6))) == ["odd exact: 0.6000, must be at least 0.7000"]


def test_file_is_made_where_there_is_none(module: ModuleType, tmp_path: Path) -> None:
    floors = module.Floors(tmp_path / "new.toml", DIGEST)
    assert not floors.known
    floors.pin({"even": {"exact": 0.5, "pages": 7, "micro_p": 0.9}}, name="dev")
    assert list(module.Floors(tmp_path / "new.toml", DIGEST).broken({"even": {"exact": 0.5}})) == []


@pytest.mark.parametrize(("require", "code"), [(False, 0), (True, 1)])
def test_nothing_pinned_fails_only_where_required(
    module: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, require: bool, code: int
) -> None:
    floors = module.Floors(tmp_path / "floors.toml", DIGEST, of="speed")
    assert code == module.judged(floors, {}, require=require)
    assert "NOT CHECKED: no floors are pinned for this corpus; pin them with --raise\n" == capsys.readouterr().err


@pytest.mark.parametrize(
    ("exact", "code", "said"),
    [
        (0.25, 0, ("\nevery floor holds\n", "")),
        (0.2, 1, ("", "BELOW THE FLOOR: odd exact: 0.2000, must be at least 0.2500\n")),
    ],
)
def test_what_is_pinned_decides(
    module: ModuleType,
    path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    exact: float,
    code: int,
    said: tuple[str, str],
) -> None:
    assert code == module.judged(module.Floors(path, DIGEST), odd(exact=exact, leak=0.01), require=True)
    assert said == tuple(capsys.readouterr())
