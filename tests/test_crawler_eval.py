from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaning.errors import InputError, StorageError
from crawler.cli import thresher
from pipelines.score import half
from tests.shelf import QUALITY, line, shelve
from tests.terminals import on_terminal

SCORE = Path(__file__).parents[2] / "shared/corpus/score.py"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(thresher, ["eval", *map(str, words)], standalone_mode=False)


def told(*words: str | Path) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exception is None, result.exception
    facts: dict[str, Any] = json.loads(result.stdout)
    return facts


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """The project's own corpus, evaluated once with two processes."""
    out = tmp_path_factory.mktemp("eval") / "out.jsonl"
    return told(QUALITY, "--predictions", out, "--jobs", "2"), out


def test_every_page_has_a_line_in_the_order_of_the_pages(evaluated: tuple[dict[str, Any], Path]) -> None:
    facts, out = evaluated
    lines = [json.loads(text) for text in out.read_text(encoding="utf-8").splitlines()]
    ids = [json.loads(text)["id"] for text in (QUALITY / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ids == [made["id"] for made in lines]
    assert facts["pages"] == len(ids)
    keys = ["id", "text", "title", "authors", "published", "language", "removed", "rejected"]
    assert all(list(made) == keys for made in lines)


def test_figures_are_those_of_the_annotators_script(evaluated: tuple[dict[str, Any], Path]) -> None:
    if not SCORE.exists():
        pytest.skip("the annotators' script is not here")
    facts, out = evaluated
    command = [sys.executable, str(SCORE), str(QUALITY), str(out), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert {group: rounded(figures) for group, figures in theirs.items()} == {
        group: rounded(figures) for group, figures in facts["scores"].items()
    }


def rounded(figures: dict[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 4) for name, value in figures.items()}


def test_number_of_processes_changes_nothing_but_the_time(
    evaluated: tuple[dict[str, Any], Path], tmp_path: Path
) -> None:
    facts, out = evaluated
    again = told(QUALITY, "--predictions", tmp_path / "again.jsonl", "--jobs", "1")
    assert (tmp_path / "again.jsonl").read_bytes() == out.read_bytes()
    timed = ("seconds", "pages_per_second")
    assert {k: v for k, v in again.items() if k not in timed} == {k: v for k, v in facts.items() if k not in timed}


def test_facts_name_corpus_digest_speed_and_training(evaluated: tuple[dict[str, Any], Path]) -> None:
    facts, _ = evaluated
    assert list(facts) == [
        "corpus", "digest", "pages", "seconds", "pages_per_second", "rejected", "failed", "trained_on", "scores",
    ]  # fmt: skip
    assert facts["digest"].startswith("sha256:")
    assert facts["pages_per_second"] > 0
    assert (facts["rejected"], facts["failed"], facts["trained_on"]) == ({}, [], 0)


def test_table_is_printed_for_people() -> None:
    result = run(QUALITY, "--half", "odd", "--jobs", "1")
    assert result.exception is None
    lines = result.stdout.splitlines()
    assert lines[1].split() == ["own", "all"]
    assert {"shingle_f1", "exact", "word_f1", "with", "leak", "title", "date", "time", "authors"} <= {
        text.split()[0] for text in lines if text
    }
    assert "the shipped model was trained on 0 of these 9 pages" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


def test_half_leaves_the_other_half_out(tmp_path: Path) -> None:
    lines = [line(n) for n in range(6)]
    odd = sum(half(values) == "odd" for values in lines)
    assert told(shelve(tmp_path, lines), "--half", "odd", "--jobs", "1")["pages"] == odd < 6


def test_pages_without_annotations_are_cleaned_and_not_scored(tmp_path: Path) -> None:
    shelve(tmp_path, [line(0)])
    (tmp_path / "pages.jsonl").write_text('{"id": "page-0", "url": null}\n', encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert "nothing is annotated" in run(tmp_path, "--predictions", out, "--jobs", "1").stdout
    assert "report number 0" in json.loads(out.read_text(encoding="utf-8"))["text"]


def test_bad_pages_are_counted_named_and_never_fatal(tmp_path: Path) -> None:
    folder = shelve(tmp_path, [line(n) for n in range(4)])
    (folder / "html/page-1.html.gz").unlink()
    (folder / "html/page-2.html.gz").write_bytes(b"\x1f\x8bbroken")
    (folder / "html/page-3.html.gz").write_bytes(b"%PDF-1.7")
    result = run(folder, "--jobs", "1")
    assert result.exception is None
    assert "rejected: 1 not-html" in result.stdout
    assert "failed: 2\n  page-1: unreadable: " in result.stdout
    assert "page-2: unreadable: " in result.stdout


def test_page_beyond_the_deadline_is_counted(tmp_path: Path) -> None:
    folder = shelve(tmp_path, [line(0)], extra="<p>more words of the same kind</p>" * 100_000)
    facts = told(folder, "--jobs", "1", "--deadline", "0.05")
    assert [(f["id"], f["what"]) for f in facts["failed"]] == [("page-0", "deadline")]
    assert facts["pages"] == 1


def test_ids_cannot_steer_the_terminal(tmp_path: Path) -> None:
    shelve(tmp_path, [line(0, id="\x1b[2Jpage", html="html/none")])
    (tmp_path / "html/none").unlink()
    result = run(tmp_path, "--jobs", "1")
    assert "[2Jpage: unreadable" in result.stdout
    assert "\x1b" not in result.stdout


def test_folder_that_is_no_corpus_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    for folder in (tmp_path / "none", tmp_path):
        result = run(folder, "--predictions", out)
        assert isinstance(result.exception, InputError)
        assert result.exception.exit_code == 65
    assert not out.exists()


def test_faulty_line_is_found_before_anything_is_written(tmp_path: Path) -> None:
    shelve(tmp_path, [line(0)])
    with (tmp_path / "pages.jsonl").open("a", encoding="utf-8") as pages:
        pages.write("{\n")
    result = run(tmp_path, "--predictions", tmp_path / "out.jsonl")
    assert isinstance(result.exception, InputError)
    assert not (tmp_path / "out.jsonl").exists()


def test_predictions_that_cannot_be_written_are_a_storage_error(tmp_path: Path) -> None:
    shelve(tmp_path, [line(0)])
    result = run(tmp_path, "--predictions", tmp_path / "none/out.jsonl")
    assert isinstance(result.exception, StorageError)
    assert "none/out.jsonl" in str(result.exception)


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    folder = shelve(tmp_path, [line(0)])
    command = [sys.executable, "-m", "crawler", "eval", str(folder), "--jobs", "1"]
    screen, ended = on_terminal(command, "stderr", stdout=subprocess.PIPE, text=True)
    assert b"Cleaning" in screen
    assert "Cleaning" not in ended.stdout
    assert ended.returncode == 0
