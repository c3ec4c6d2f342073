"""The benchmark of site rules: every page whose host has a file, with and without it, and what the files hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.score import half
from tests.shelf import line, shelve

ROOT = Path(__file__).parent.parent
SHIPPED = str(ROOT / "cleaning/model/blocks.npz")
PLUG = "The weekend supplement has forty walks along the coast, free for every reader this Saturday and the next."
URL = "https://courier.example/bridge"


def run(corpus: Path, rules: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmark with the shipped model on both halves: training takes minutes, and needs the extra."""
    script = str(ROOT / "benchmarks/site_rules.py")
    command = [sys.executable, script, "--even", SHIPPED, "--odd", SHIPPED, "--jobs", "1", *words]
    places = {"THRESHER_BENCH_CORPUS": str(corpus), "THRESHER_BENCH_SITE_RULES": str(rules)}
    env = os.environ | places | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=100)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """One page whose host has rules, with a block that only they can know, and one of another host."""
    pages = [line(0, url=URL), line(1, url="https://tribune.example/x")]
    return shelve(tmp_path / "corpus", pages, extra=f"<p class=plug>{PLUG}</p>")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Two files, with one line that nobody knows."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "courier.example.txt").write_text("strip_id_or_class: plug\nnonsense: x\n")
    (folder / "gazette.example.txt").write_text("body: //main\n")
    return folder


def test_page_that_has_rules_is_shown_on_both_roads(corpus: Path, rules: Path) -> None:
    done = run(corpus, rules)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "2 files load: 2 directives known, 1 lines not usable"
    assert "  courier.example.txt, line 2: directive 'nonsense' is not known" in lines
    shown = [text for text in lines if text.endswith("better")]
    assert len(shown) == 1
    part = half(line(0, url=URL))
    assert f"{part} half: 1 better, 0 worse, 0 by the general road" in lines
    assert "with     pages 1  shingle_f1 1.0000" in done.stdout


def test_what_is_absent_is_loudly_skipped(corpus: Path, rules: Path, tmp_path: Path) -> None:
    for where, what in ((tmp_path / "none", rules), (corpus, tmp_path / "none")):
        done = run(where, what)
        assert done.returncode == 0
        assert done.stderr.startswith("SKIPPED: benchmarks/site_rules.py measured nothing: no ")
        assert run(where, what, "--require").returncode == 1
