"""``thresher release`` as a command: what it says, lists and checks, and that others' programs read what it makes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.crawls import thresher
from tests.desk import Desk
from tests.releasing import FILES, collect, names

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of which there is a release, ``one``."""
    folder = tmp_path_factory.mktemp("corpus")
    desk = Desk(folder)
    collect(desk)
    desk.corpus.close()
    done = thresher(folder, "release", "one", "--creator", "News Lab", "--purpose", "To study corrections.")
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith(f"{folder / 'releases' / 'one'}: 4 articles as of ")
    assert done.stdout.endswith("; the first release\n")
    return folder


def test_it_is_made_in_the_corpus_folder_with_what_was_said_of_it(released: Path) -> None:
    made = released / "releases" / "one"
    assert sorted(FILES) == names(made)
    sheet = (made / "datasheet.md").read_text()
    assert "To study corrections.\n\nMade by News Lab." in sheet
    told = json.loads((made / "croissant.json").read_text())
    assert ("News Lab", "2026", True) == (
        told["creator"]["name"],
        told["datePublished"][:4],
        told["description"].endswith("To study corrections."),
    )
    assert "author = {News Lab}" in told["citeAs"]


def test_releases_are_listed(released: Path) -> None:
    done = thresher(released, "release", "--list")
    assert done.stdout.startswith("one  4 articles as of ")
    assert "in releases/one  the first release" in done.stdout
    found = json.loads(thresher(released, "release", "--list", "--json").stdout)
    assert [("one", 4, {}, None)] == [(r["name"], r["articles"], r["filters"], r["base"]) for r in found]


def test_a_release_is_checked(released: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(released / "releases" / "one", copy)
    done = thresher(released, "release", "--check", str(copy))
    assert (0, f"{copy}: every file is as it was released\n") == (done.returncode, done.stdout)
    (copy / "datasheet.md").write_text("other")
    done = thresher(released, "release", "--check", str(copy))
    assert (65, "") == (done.returncode, done.stdout)
    assert "is not as it was released: datasheet.md: changed" in done.stderr


def test_another_place_and_facts_for_programs(released: Path, tmp_path: Path) -> None:
    done = thresher(released, "release", "uk", "--language", "uk", "--to", str(tmp_path), "--json")
    found = json.loads(done.stdout)
    assert (0, 1, "one", {"languages": ["uk"]}) == (done.returncode, found["articles"], found["base"], found["filters"])
    assert (str(tmp_path / "uk"), 3) == (found["folder"], found["changes"]["withdrawn"])
    assert sorted(FILES) == names(tmp_path / "uk")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "name the release"),
        (("one",), 65, "exists; choose another name, or --replace it"),
        (("two", "--since-release", "nought"), 65, "no such release; this corpus has one"),
        (("--check", "{folder}"), 65, "is no release: it has no SHA256SUMS"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(released: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = thresher(released, "release", *(word.format(folder=released) for word in words))
    assert (code, "", 1) == (done.returncode, done.stdout, len(done.stderr.splitlines()))
    assert said in done.stderr
    assert "two" not in names(released / "releases")


def test_datasette_opens_it_with_its_descriptions(released: Path) -> None:
    made = released / "releases" / "one"
    words = ("-i", str(made / "corpus.db"), "--metadata", str(made / "metadata.json"), "--get")
    found = subprocess.run(
        [sys.executable, "-m", "datasette", *words, "/corpus/articles.json?_search=arches&_shape=array&_col=title"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert [{"id": 4, "title": "A | bridge"}] == json.loads(found.stdout)


def test_mlcroissant_accepts_the_metadata_without_a_warning(released: Path) -> None:
    pytest.importorskip("mlcroissant", reason="pip install thresher[bench]")
    made = released / "releases" / "one" / "croissant.json"
    script = shutil.which("mlcroissant", path=str(sys.executable).rpartition("/")[0])
    assert script
    done = subprocess.run(
        [script, "validate", "--jsonld", str(made)], capture_output=True, text=True, check=False, timeout=120
    )
    assert (0, []) == (
        done.returncode,
        [line for line in done.stderr.splitlines() if "WARNING" in line or "ERROR" in line],
    )
