"""status, backup and rules over a small corpus: the sums agree, nothing is overwritten, and names are checked."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from cleaning.catalogue import entries
from cleaning.errors import InputError, ThresherError
from crawler.cli import thresher
from pipelines.outcomes import Outcome, Refusal, UrlKind
from tests.specimens import corpus, delivered, link, page, rejected, settled

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus after one run: a listing, an article, a rejection, a refusal, a URL that waits."""
    opened, run = corpus(tmp_path)
    with opened:
        opened.discover(run, "courier", [link(0, UrlKind.FEED)])
        found = settled(0, Outcome.LISTING, links=(link(1), link(2), link(3)), refusals=((link(4), Refusal.TOO_OLD),))
        opened.commit(run, [found])
        opened.commit(run, [delivered(page(1)), rejected(page(2))])
        opened.end_run(run, finish_reason="finished", exit_code=0, requests=4)
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(thresher, [*words, "-C", str(folder)], standalone_mode=False)


def error(folder: Path, *words: str) -> ThresherError:
    result = run(folder, *words)
    assert isinstance(result.exception, ThresherError), result.exception
    return result.exception


def test_status_counts_every_url_once(folder: Path) -> None:
    told = json.loads(run(folder, "status", "--json").output)
    courier, tribune = told["sources"]
    assert (courier["source"], courier["discovered"], courier["pending"], courier["done"]) == ("courier", 5, 1, 4)
    assert courier["done"] == sum(courier["outcomes"].values())
    assert {k: v for k, v in courier["outcomes"].items() if v} == {
        "listing": 1,
        "stored": 1,
        "rejected": 1,
        "refused": 1,
    }
    assert tribune["discovered"] == 0
    assert [(r["id"], r["command"], r["finish_reason"], r["exit_code"], r["requests"]) for r in told["runs"]] == [
        (1, "crawl", "finished", 0, 4)
    ]


def test_status_of_one_source(folder: Path) -> None:
    told = json.loads(run(folder, "status", "tribune", "--json").output)
    assert [entry["source"] for entry in told["sources"]] == ["tribune"]


def test_status_as_lines_where_nobody_looks(folder: Path) -> None:
    lines = run(folder, "status").output.splitlines()
    assert [line.split()[0] for line in lines] == ["courier:", "tribune:", "total:", "run"]
    assert "discovered 5" in lines[0]
    assert lines[-1].startswith("run 1: crawl ")
    assert lines[-1].endswith("finished, exit 0, 4 requests")


def test_a_run_that_was_killed_is_said_to_be_open(folder: Path) -> None:
    opened, _ = corpus(folder)
    opened.close()
    assert "run 2: crawl" in run(folder, "status").output
    assert "not ended" in run(folder, "status").output


def test_status_of_an_unknown_source_names_the_nearest(folder: Path) -> None:
    found = error(folder, "status", "curier")
    assert isinstance(found, InputError)
    assert "did you mean 'courier'?" in str(found)
    assert "there are: courier, tribune" in str(error(folder, "status", "xyz"))


def test_status_while_a_crawl_writes(folder: Path) -> None:
    writer = sqlite3.connect(folder / "corpus.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert run(folder, "status").exit_code == 0
    writer.close()


def test_backup_is_a_whole_database(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert str(target) in run(folder, "backup", str(target)).output
    copy = sqlite3.connect(target)
    assert (
        copy.execute("SELECT count(*) FROM articles").fetchone(),
        copy.execute("PRAGMA integrity_check").fetchone(),
    ) == (
        (1,),
        ("ok",),
    )
    copy.close()


@pytest.mark.parametrize("words", [[], ["safe"]])
def test_backup_into_a_folder_is_dated(folder: Path, words: list[str]) -> None:
    place = folder / "safe" if words else folder
    place.mkdir(exist_ok=True)
    result = run(folder, "backup", *(str(place) for _ in words))
    (made,) = place.glob("corpus-*T*Z.db")
    assert result.output.startswith(f"{made} (")


def test_backup_overwrites_nothing(folder: Path) -> None:
    (folder / "copy.db").write_text("precious")
    assert error(folder, "backup", str(folder / "copy.db")).exit_code == 65
    assert (folder / "copy.db").read_text() == "precious"


def test_rules_as_json_hold_every_rule_with_its_examples(folder: Path) -> None:
    told = {rule["id"]: rule for rule in json.loads(run(folder, "rules", "--json").output)}
    rules = entries()
    assert [rule.id for rule in rules] == list(told)
    assert all(list(rule.examples) == told[rule.id]["examples"] for rule in rules)
    assert all(rule.category.value == told[rule.id]["category"] for rule in rules)


def test_rules_of_a_language_include_those_of_all(folder: Path) -> None:
    told = json.loads(run(folder, "rules", "--json", "--language", "uk").output)
    assert {None, "uk"} == {rule["language"] for rule in told}
