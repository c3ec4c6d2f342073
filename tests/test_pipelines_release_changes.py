"""What a release says is new since the one before: by URL, by kind, and by digest where the URL is to be forgotten."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.errors import InputError
from pipelines.digests import url_digest
from pipelines.releases import listed
from pipelines.selecting import Selection
from pipelines.store import Corpus
from tests.releasing import asked, changes, collect, frozen
from tests.specimens import SEEN, delivered, page, url

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

BURY = """
INSERT INTO takedowns (url, key, asked, reason, taken_at, state)
VALUES (?1, ?1, ?1, 'asked by Jane Doe', '2026-03-02T08:00:00Z', 'done')"""


@pytest.fixture
def corpus(desk: Desk, tmp_path: Path) -> Corpus:
    """A corpus of which there is a release, ``one``."""
    collect(desk)
    frozen(desk.corpus, "one", tmp_path)
    return desk.corpus


def later(number: int, text: str, **fields: Any) -> Any:
    return delivered(page(number, fetched_at=SEEN + timedelta(hours=1)), text, **fields)


def take_down(corpus: Corpus, address: str) -> None:
    """What a takedown does to the tables a release is made of."""
    db = corpus.db.conn
    db.execute(BURY, (address,))
    (number,) = db.execute("SELECT id FROM articles WHERE url = ?", (address,)).fetchone()
    for table in (
        "revisions",
        "removed_blocks",
        "date_candidates",
        "duplicates",
        "unsketched",
        "sketches",
        "fingerprints",
    ):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (number,))
    db.execute("DELETE FROM duplicates WHERE other_id = ?", (number,))
    db.execute("DELETE FROM articles WHERE id = ?", (number,))


def test_every_sort_of_change_is_told(desk: Desk, corpus: Corpus, tmp_path: Path) -> None:
    recleaned = {"title": "Bridge", "text": "A bridge with three arches.", "number": 4}
    desk.commit(
        later(1, "The council met on Sunday.", title="Council", language="en"),
        delivered(page(7), "A new story."),
    )
    db = corpus.db
    db.execute("UPDATE articles SET title = :title, text = :text, revision = 2 WHERE id = :number", recleaned)
    db.execute(
        "INSERT INTO revisions (article_id, number, kind, title, text, seen_at) VALUES (:number, 2, 'recleaned', :title, :text, '')",
        recleaned,
    )
    db.execute("UPDATE articles SET published_on = '2026-02-28' WHERE id = 2")
    db.execute("UPDATE articles SET last_seen_at = '2026-03-05T00:00:00Z', cleaning_version = '2' WHERE id = 3")
    row = frozen(corpus, "two", tmp_path)
    assert {"added": 1, "revised": 1, "recleaned": 1, "redescribed": 1, "withdrawn": 0} == row["changes"]
    assert {
        "base": {"name": "one", "as_of": changes(tmp_path / "two")["base"]["as_of"]},
        "added": [{"url": url(7)}],
        "revised": [{"url": url(1), "kinds": ["headline"]}],
        "recleaned": [{"url": url(4), "kinds": ["recleaned"]}],
        "redescribed": [{"url": url(2)}],
        "withdrawn": [],
    } == changes(tmp_path / "two")
    told = (tmp_path / "two" / "changes.md").read_text()
    assert f"- <{url(1)}>: headline" in told
    assert "1 added, 1 revised, 1 recleaned, 1 redescribed" in (tmp_path / "two" / "datasheet.md").read_text()


def test_what_was_taken_down_is_told_by_digest_and_its_reason_is_not(corpus: Corpus, tmp_path: Path) -> None:
    take_down(corpus, url(2))
    frozen(corpus, "two", tmp_path)
    digest = url_digest(url(2)).hex()
    assert [{"url_digest": digest, "reason": "taken down"}] == changes(tmp_path / "two")["withdrawn"]
    assert [(digest, "2026-03-02")] == asked(tmp_path / "two", "SELECT * FROM tombstones")
    for path in (tmp_path / "two").iterdir():
        data = path.read_bytes()
        assert not [secret for secret in (url(2).encode() + b'"', b"Jane Doe", "Річка".encode()) if secret in data]


def test_what_was_taken_down_but_is_there_still_is_left_out(corpus: Corpus, tmp_path: Path) -> None:
    corpus.db.execute(BURY, (url(2),))
    frozen(corpus, "two", tmp_path)
    assert [(1,), (3,), (4,)] == asked(tmp_path / "two", "SELECT id FROM articles")


def test_what_is_taken_down_while_a_release_is_made_is_not_in_it(corpus: Corpus, tmp_path: Path) -> None:
    from pipelines.release import Plan, make  # noqa: PLC0415 - as it is told of its steps

    with Corpus.open(corpus.folder) as reader:
        steps: list[str] = []

        def told(step: str) -> None:
            steps.append(step)
            if steps.count("articles.parquet") == 1 == len(steps) - steps.index("articles.parquet"):
                take_down(corpus, url(2))

        make(reader, Plan(name="two", folder=tmp_path, selection=Selection()), told)
    assert 2 == steps.count("articles.parquet")
    assert [(1,), (3,), (4,)] == asked(tmp_path / "two", "SELECT id FROM articles")
    assert ["one", "two"] == [row["name"] for row in listed(corpus.db.conn)]


def test_what_the_filters_leave_out_is_withdrawn_by_url(corpus: Corpus, tmp_path: Path) -> None:
    frozen(corpus, "en", tmp_path, selection=Selection(languages=("en",)))
    assert [{"url": url(2), "reason": "not chosen"}] == changes(tmp_path / "en")["withdrawn"]


def test_the_base_is_the_newest_that_differs_rather_one_so_filtered(desk: Desk, corpus: Corpus, tmp_path: Path) -> None:
    english = Selection(languages=("en",))
    assert "one" == frozen(corpus, "en-1", tmp_path, selection=english)["base"]
    desk.commit(delivered(page(7), "A new story.", language="en"))
    assert "one" == frozen(corpus, "two", tmp_path)["base"]
    assert "en-1" == frozen(corpus, "en-2", tmp_path, selection=english)["base"]
    assert "one" == frozen(corpus, "three", tmp_path)["base"]
    assert "en-1" == frozen(corpus, "four", tmp_path, since="en-1")["base"]
    with pytest.raises(InputError, match="this corpus has one, en-1, two, en-2, three, four"):
        frozen(corpus, "five", tmp_path, since="nought")


def test_the_difference_needs_no_folder_of_the_release_before(desk: Desk, corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "one").rename(tmp_path / "elsewhere")
    desk.commit(delivered(page(7), "A new story."))
    assert {"added": 1} == {what: n for what, n in frozen(corpus, "two", tmp_path)["changes"].items() if n}


def test_many_changes_are_listed_whole_in_json_alone(
    desk: Desk, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.release_changes._LONGEST", 2)
    desk.commit(*(delivered(page(n), f"Story number {n}.") for n in range(10, 15)))
    frozen(corpus, "two", tmp_path)
    told = (tmp_path / "two" / "changes.md").read_text()
    assert (2, True) == (told.count("- <"), "and 3 more" in told)
    assert 5 == len(json.loads((tmp_path / "two" / "changes.json").read_text())["added"])
