"""Behaviour of benchmarks/peers: a page is asked about once, and a page that fails is an empty one."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.annotated import Folder
from tests.shelf import line, shelve, troubled

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from crawler.stored import StoredPage

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def shout(page: StoredPage) -> dict[str, Any]:
    """Stand for a peer, and leave a note that it was asked."""
    with page.file.with_suffix(".asked").open("a") as out:
        out.write("x")
    return {"id": page.id, "text": page.id.upper(), "title": "a\u2028line\x85separator"}


@pytest.fixture
def module(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmarks' module, which is no package's."""
    return benchmark("peers")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(shelve(tmp_path / "corpus", [line(n) for n in range(4)]))


def peer(task: Any = shout, **fields: Any) -> Any:
    extractors = importlib.import_module("extractors")
    return extractors.Extractor(name="peer", module="lxml", package="lxml", task=task, **fields)


def texts(kept: Any, folder: Folder, half: str | None = None) -> dict[str, str | None]:
    return {entry.page.id: made.get("text") for entry, made in kept.made(folder, half, 1)}


def asked(folder: Folder) -> int:
    return sum(len(path.read_text()) for path in folder.path.glob("html/*.asked"))


def test_page_is_asked_about_once_and_halves_share_the_file(module: ModuleType, folder: Folder, tmp_path: Path) -> None:
    kept = module.Kept(tmp_path / "cache", peer(), "d" * 64)
    assert {"page-0": "PAGE-0", "page-2": "PAGE-2"} == {
        name: text for name, text in texts(kept, folder).items() if int(name[-1]) % 2 == 0
    }
    assert 4 == asked(folder)
    assert 4 == len(texts(module.Kept(tmp_path / "cache", peer(), "d" * 64), folder))
    assert set(texts(kept, folder, "even")) | set(texts(kept, folder, "odd")) == set(texts(kept, folder))
    assert 4 == asked(folder)


def test_run_that_was_stopped_goes_on(module: ModuleType, folder: Folder, tmp_path: Path) -> None:
    kept = module.Kept(tmp_path, peer(), "d" * 64)
    kept.path.write_text('{"id": "page-0", "text": "known"}\n{"id": "page-1", "te', encoding="utf-8")
    assert {"page-0": "known", "page-1": "PAGE-1", "page-2": "PAGE-2", "page-3": "PAGE-3"} == texts(kept, folder)
    assert {"page-0", "page-1", "page-2", "page-3"} == set(texts(kept, folder))
    assert 3 == asked(folder)


def test_other_corpus_options_or_deadline_are_asked_anew(module: ModuleType, tmp_path: Path) -> None:
    files = {
        module.Kept(tmp_path, peer(), "d" * 64).path,
        module.Kept(tmp_path, peer(), "e" * 64).path,
        module.Kept(tmp_path, peer(options="precise"), "d" * 64).path,
        module.Kept(tmp_path, peer(), "d" * 64, deadline=5.0).path,
    }
    assert 4 == len(files)
    assert all(path.name.startswith("peer-") for path in files)


def test_page_over_the_deadline_or_crashing_is_kept_as_failed(
    module: ModuleType, folder: Folder, tmp_path: Path
) -> None:
    kept = module.Kept(tmp_path, peer(troubled), "d" * 64, deadline=2.0)
    failed = {entry.page.id: made.get(module.FAILED) for entry, made in kept.made(folder, None, 1)}
    assert {"page-0": None, "page-1": "deadline", "page-2": "crash", "page-3": "crash"} == failed
    stored = [json.loads(text) for text in kept.path.read_text(encoding="utf-8").split("\n") if text]
    assert {"page-3": "ValueError: no such rule"} == {s["id"]: s["why"] for s in stored if s["id"] == "page-3"}


def test_progress_is_told(
    module: ModuleType, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts(module.Kept(tmp_path, peer(), "d" * 64), folder)
    assert "peer: 4 of 4 pages\n" == capsys.readouterr().err
