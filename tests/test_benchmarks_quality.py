from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.annotated import Folder
from tests.shelf import QUALITY, line, shelve

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "cleaning/model/blocks.npz"


def run(corpus: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmark with the shipped model: training one takes minutes, and needs the extra."""
    command = [sys.executable, str(ROOT / "benchmarks/quality.py"), "--model", str(SHIPPED), *words]
    cache = str(corpus.parent / "cache")
    env = os.environ | {"THRESHER_BENCH_CORPUS": str(corpus), "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=100)


def test_projects_own_corpus_reaches_its_floors() -> None:
    done = run(QUALITY, "--check", "--require", "--only", "ours")
    assert (done.stderr, done.returncode) == ("", 0), done.stdout
    assert "every floor holds" in done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two annotated pages, one of each half."""
    return shelve(tmp_path_factory.mktemp("corpus"), [line(0), line(1)])


def test_ours_stands_beside_trafilatura_on_both_halves(folder: Path) -> None:
    done = run(folder, "--only", "ours", "--only", "trafilatura", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"corpus {folder}"
    assert lines[1].startswith("digest sha256:")
    assert [text for text in lines if text.endswith(" half")] == ["even half", "odd half"]
    assert lines.count(f"{'':11}{'ours':>13}{'trafilatura':>13}") == 2
    assert sum("pages per CPU second  0 failed" in text for text in lines) == 2


def test_peer_is_asked_once_and_one_half_may_be_measured_alone(folder: Path) -> None:
    first, again = (run(folder, "--only", "trafilatura", "--half", "odd", "--jobs", "1") for _ in range(2))
    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert "odd half" in first.stdout
    assert "even half" not in first.stdout
    assert first.stdout == again.stdout
    assert again.stderr == ""


def test_what_a_peer_never_gives_is_not_measured(folder: Path) -> None:
    figures = dict(
        text.split()
        for text in run(folder, "--only", "resiliparse").stdout.splitlines()
        if text.count(" ") > 3 and len(text.split()) == 2
    )
    assert (figures["title"], figures["date"], figures["authors"]) == ("-", "-", "-")
    assert figures["exact"] != "-"


def test_extractor_that_is_not_installed_is_named(folder: Path) -> None:
    done = run(folder, "--only", "newspaper4k", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert "newspaper4k: not installed (pip install newspaper4k)" in done.stdout or "newspaper4k" in done.stdout


def test_corpus_that_is_absent_is_loudly_skipped(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "--check")
    assert done.returncode == 0
    assert done.stderr.startswith("SKIPPED: benchmarks/quality.py measured nothing: no corpus at ")
    assert run(tmp_path / "none", "--check", "--require").returncode == 1


def test_corpus_without_floors_is_not_checked(folder: Path) -> None:
    done = run(folder, "--check", "--require", "--only", "ours")
    assert (done.returncode, done.stderr) == (
        1,
        "NOT CHECKED: no floors are pinned for this corpus; pin them with --raise\n",
    )


def test_corpus_may_bring_its_floors_which_rise_and_hold(folder: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(folder, corpus)
    digest = Folder(corpus).digest()
    (corpus / "floors.toml").write_text(f'["sha256:{digest}".even]\ntitle = 1.1\nexact = 0.5\n', encoding="utf-8")
    done = run(corpus, "--raise", "--check", "--only", "ours")
    assert done.returncode == 1
    assert done.stderr == "BELOW THE FLOOR: even title: 1.0000, must be at least 1.1000\n"
    assert "floor even exact: 0.5000 -> 1.0000" in done.stdout
    assert "floor odd exact: new -> 1.0000" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--lower"], "--lower goes with --raise"),
        (["--check", "--only", "trafilatura"], "--check and --raise need the figures of ours"),
        (["--only", "nobody"], "is not one of"),
    ],
)
def test_wrong_usage_is_said(folder: Path, words: list[str], message: str) -> None:
    done = run(folder, *words)
    assert done.returncode == 2
    assert message in done.stderr
