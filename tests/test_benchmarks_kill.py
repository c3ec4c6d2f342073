"""The kill benchmark in small: killed, starved of disk, locked out; and that its checks see what is wrong."""

from __future__ import annotations

import argparse
import importlib
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.errors import StorageError
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def kill(benchmark: Callable[[str], ModuleType]) -> Any:
    """The benchmark, which is no package's."""
    return benchmark("kill")


@pytest.fixture
def press(kill: Any) -> Iterator[Any]:
    with kill.Press.of(4, 30, first="127.0.1.81") as press:
        yield press


def asked(**fields: int) -> argparse.Namespace:
    return argparse.Namespace(**({"kills": 4, "seed": 1} | fields))


def test_a_crawl_killed_again_and_again_loses_and_doubles_nothing(kill: Any, press: Any, tmp_path: Path) -> None:
    assert [] == kill.killed(tmp_path, press, asked())


def test_a_disk_that_is_full_again_and_again_loses_nothing(kill: Any, press: Any, tmp_path: Path) -> None:
    assert [] == kill.starved(tmp_path, press, asked())


def test_a_database_that_others_lock_loses_nothing(
    kill: Any, press: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kill, "LOCKED", (40, 2))
    assert [] == kill.locked(tmp_path, press, asked())


def test_a_fetch_that_was_not_in_flight_is_found(kill: Any) -> None:
    assert kill
    aftermath, papers = importlib.import_module("aftermath"), importlib.import_module("press")
    log = [
        papers.Asked("http://a/1", 1.0, 1.1),
        papers.Asked("http://a/2", 1.2, 1.3),
        papers.Asked("http://b/1", 1.2, 0.0),
        papers.Asked("http://a/1", 3.0, 3.1),
        papers.Asked("http://a/2", 3.2, 3.3),
        papers.Asked("http://b/1", 3.2, 3.3),
        papers.Asked("http://b/feed", 3.2, 3.3),
    ]
    assert [(2, 2)] == aftermath.refetched(log, [2.0])
    (line,) = aftermath.too_early(log, [2.0])
    assert line.startswith("http://a/1: answered 0.900 s before a kill")


def test_what_is_missing_is_named(kill: Any, press: Any, tmp_path: Path) -> None:
    aftermath = importlib.import_module("aftermath")
    press.declare(tmp_path)
    crawl = kill.start(tmp_path)
    crawl.communicate()
    with Corpus.open(tmp_path) as corpus:
        corpus.db.conn.execute("UPDATE articles SET url = url || 'x' WHERE id = 1")
    (path,) = (tmp_path / "archive").iterdir()
    assert {"is missing", "is no article"} <= {" ".join(f.split()[1:]) for f in aftermath.faults(tmp_path, press)}
    path.write_bytes(path.read_bytes()[:-300])
    assert any("warcio" in fault or "captures" in fault for fault in _faults(aftermath, tmp_path, press))


def _faults(aftermath: Any, folder: Path, press: Any) -> list[str]:
    """What is found before the first capture that cannot be read."""
    try:
        return list(aftermath.faults(folder, press))
    except StorageError as error:
        return [f"captures: {error}"]
