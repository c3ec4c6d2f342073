"""``thresher history``: what an article was, and what changed, on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipelines.outcomes import Outcome
from tests.crawls import thresher
from tests.desk import Desk
from tests.specimens import delivered, page, settled, url

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "The council met on Sunday.\nIt chose a new bridge.\nWork begins in May, and ends within a year."
THEN = "The council met on Sunday.\nIt chose an old bridge.\nWork begins in May, and ends within a year."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = Desk(tmp_path / "corpus")
    for text, title in (
        (FIRST, "Bridge"),
        (THEN, "Bridge"),
        (THEN, "Old bridge"),
        (f"Correction: it is old.\n{THEN}", "Old bridge"),
    ):
        desk.commit(delivered(page(1), text, title=title))
    desk.commit(settled(1, Outcome.GONE, status=410))
    desk.commit(settled(1, Outcome.GONE, status=410))
    desk.check()
    desk.corpus.close()
    return tmp_path / "corpus"


def test_shows_each_change_word_by_word(folder: Path) -> None:
    done = thresher(folder, "history", url(1))
    lines = done.stdout.splitlines()
    assert (0, "") == (done.returncode, done.stderr)
    assert ["Old bridge", f"article 1  {url(1)}"] == lines[:2]
    assert ["first", "body", "headline", "correction", "unpublished"] == [
        w[-1] for w in map(str.split, lines) if w[:1] and w[0].isdigit()
    ]
    assert "   It chose [-a new-] {+an old+} bridge." in lines
    assert "   title: [-Bridge-] {+Old bridge+}" in lines
    assert "   {+Correction: it is old.+}" in lines


def test_json_holds_every_state(folder: Path) -> None:
    found = json.loads(thresher(folder, "history", "1", "--json").stdout)
    assert [1, 2, 3, 4, 5] == [revision["number"] for revision in found["revisions"]]
    assert [FIRST, THEN] == [revision["text"] for revision in found["revisions"][:2]]
    assert found["revisions"][3]["text"] == found["revisions"][4]["text"]


@pytest.mark.parametrize("key", ["http://nobody.example/", "99", "-", "x' OR 1"])
def test_an_unknown_article_is_said_in_a_line(folder: Path, key: str) -> None:
    done = thresher(folder, "history", key)
    assert (65, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert key in done.stderr


def test_a_page_that_comes_back_as_it_was_adds_no_state(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "corpus")
    for item in (delivered(page(1), FIRST), settled(1, Outcome.GONE, status=404), delivered(page(1), FIRST)):
        desk.commit(item)
    assert ["first", "unpublished"] == desk.rows("revisions", "kind")
    desk.check()
    desk.corpus.close()
