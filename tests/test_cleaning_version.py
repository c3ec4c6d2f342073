from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cleaning import version
from cleaning.version import DECIDING, cleaning_version

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = "from cleaning.version import cleaning_version; print(cleaning_version())"
ROOT = Path(__file__).parent.parent


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget the cached version before and after."""
    cleaning_version.cache_clear()
    yield
    cleaning_version.cache_clear()


def test_version_is_short_and_the_same_in_another_process() -> None:
    other = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, cwd=ROOT)
    assert cleaning_version() == other.stdout.strip()
    assert len(cleaning_version()) == 12


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("library", DECIDING)
def test_version_of_a_deciding_library_counts(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cleaning_version()
    cleaning_version.cache_clear()
    real = version.version
    monkeypatch.setattr(version, "version", lambda name: "0" if name == library else real(name))
    assert before != cleaning_version()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("ending", [".py", ".toml", ".npz"])
def test_code_rules_and_model_count(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cleaning_version()
    cleaning_version.cache_clear()
    real = version._sources

    def changed(package: str, suffixes: tuple[str, ...]) -> list[tuple[str, bytes]]:
        return [(name, data + b" " * name.endswith(ending)) for name, data in real(package, suffixes)]

    monkeypatch.setattr(version, "_sources", changed)
    assert before != cleaning_version()


def test_version_covers_the_modules_that_decide() -> None:
    names = {name for name, _ in version._sources("cleaning", (".py",))}
    for module in ("cleaning.clean", "cleaning.document", "cleaning.rules.book"):
        path = Path(str(import_module(module).__file__)).relative_to(ROOT)
        assert path.as_posix() in names


def test_compiled_files_do_not_count() -> None:
    assert not [name for name, _ in version._sources("cleaning", (".py", ".toml", ".npz")) if "__pycache__" in name]
