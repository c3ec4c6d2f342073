"""What a commit writes of an article: its row and evidence, its revisions, the edges to its copies."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Block, Category, Kind, Verdict
from pipelines.outcomes import Outcome
from tests.specimens import (
    SEEN,
    TEXT,
    block,
    captured,
    delivered,
    page,
    settled,
    url,
)

if TYPE_CHECKING:
    from tests.desk import Desk

OTHER = "The council met again.\nIt chose a tunnel instead."
LATER = SEEN + timedelta(hours=3)


class TestANewArticle:
    def test_is_stored_with_all_that_is_known(self, desk: Desk) -> None:
        desk.commit(
            delivered(
                page(1),
                authors=("Оля Коваль", 'J "Jo" Doe'),
                credit="Reuters",
                tags=("bridge",),
                quality=("short",),
                language="en",
                published_at=SEEN,
                published_on=SEEN.date(),
                published_offset="+02:00",
                published_precision="minute",
                published_source="json-ld",
            )
        )
        row = desk.row("articles")
        assert json.loads(row["authors"]) == ["Оля Коваль", 'J "Jo" Doe']
        assert (json.loads(row["tags"]), json.loads(row["quality"])) == (["bridge"], ["short"])
        assert (row["published_on"], row["published_at"]) == ("2026-03-01", "2026-03-01T10:00:00Z")
        assert (row["word_count"], row["words_removed"], row["words_outside"]) == (10, 4, 3)
        assert (row["first_seen_at"], row["last_seen_at"]) == ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z")
        assert (row["revision"], row["source"], row["title"], row["text"]) == (1, "courier", "Bridge", TEXT)

    def test_keeps_what_was_removed_and_why(self, desk: Desk) -> None:
        desk.commit(delivered())
        row = desk.row("removed_blocks")
        assert (row["position"], row["text"], row["category"]) == (2, "Read also: a dog", "related")
        assert (row["rule"], row["reason"]) == ("phrase/en/related/read-also", "begins with Read also")

    def test_keeps_every_date_it_could_have_had(self, desk: Desk) -> None:
        desk.commit(delivered())
        expected = [("json-ld", "2026-03-01T10:00:00Z", None, 1), ("url", None, "2026-03-01", 0)]
        assert expected == desk.rows("date_candidates", "place, instant, day, chosen")

    def test_keeps_its_first_state_as_revision_one(self, desk: Desk) -> None:
        desk.commit(delivered())
        expected = [(1, 1, "first", "Bridge", TEXT, 1, "2026-03-01T10:00:00Z")]
        assert expected == desk.rows("revisions", "article_id, number, kind, title, text, capture_id, seen_at")

    def test_names_its_capture(self, desk: Desk) -> None:
        desk.commit(delivered(page(1, final_url="http://courier.example/one"), capture=captured(512)))
        row = desk.row("captures", id=desk.row("articles")["capture_id"])
        assert (row["url"], row["final_url"]) == (url(1), "http://courier.example/one")
        assert (row["warc_file"], row["warc_offset"], row["warc_length"]) == ("a.warc.gz", 512, 100)
        assert (row["content_type"], row["status"], row["run_id"]) == ("text/html", 200, desk.run)

    def test_settles_its_url(self, desk: Desk) -> None:
        desk.commit(delivered())
        row = desk.row("urls")
        assert (row["state"], row["outcome"], row["status"], row["host"]) == ("done", "stored", 200, "courier.example")
        assert (row["fetched_at"], row["run_id"]) == ("2026-03-01T10:00:00Z", desk.run)

    def test_needs_no_capture_and_no_fetch_time(self, desk: Desk) -> None:
        desk.commit(replace(delivered(page(1, fetched_at=None)), capture=None))
        row = desk.row("articles")
        assert row["capture_id"] is None
        assert datetime.now(UTC) - datetime.fromisoformat(row["first_seen_at"]) < timedelta(minutes=1)

    def test_with_text_no_encoding_can_hold_is_stored(self, desk: Desk) -> None:
        desk.commit(delivered(page(1), "half a pair \ud83d here", title="\udc00", authors=("\udfff",)))
        row = desk.row("articles")
        assert ("half a pair ? here", "?", '["?"]') == (row["text"], row["title"], row["authors"])
        desk.commit(delivered(page(1), "half a pair \ud83d here", title="\udc00"))
        assert ("done", "unchanged", None) == desk.outcome(1)

    def test_can_be_found(self, desk: Desk) -> None:
        desk.commit(delivered(page(1)), delivered(page(2), OTHER))
        assert [url(2)] == [row["url"] for row in desk.corpus.db["articles"].search("tunnel")]


class TestSeenAgain:
    def test_the_same_text_and_title_only_move_last_seen(self, desk: Desk) -> None:
        desk.commit(delivered())
        before = desk.row("articles")
        desk.commit(delivered(page(1, fetched_at=LATER), section="Politics", cleaning_version="2"))
        assert before | {"last_seen_at": "2026-03-01T13:00:00Z"} == desk.row("articles")
        assert ("done", "unchanged", None) == desk.outcome(1)
        assert [1, 2, 1, 2] == [
            len(desk.rows(t)) for t in ("revisions", "captures", "removed_blocks", "date_candidates")
        ]

    def test_an_earlier_look_does_not_move_last_seen_back(self, desk: Desk) -> None:
        desk.commit(delivered(page(1, fetched_at=LATER)), delivered(page(1)))
        assert "2026-03-01T13:00:00Z" == desk.row("articles")["last_seen_at"]

    def test_not_modified_moves_last_seen(self, desk: Desk) -> None:
        desk.commit(delivered())
        desk.commit(settled(1, Outcome.UNCHANGED, status=304))
        assert desk.row("articles")["last_seen_at"] > "2026-03-01T10:00:00Z"
        assert ("done", "unchanged", None) == desk.outcome(1)

    @pytest.mark.parametrize(
        ("text", "title", "kind"), [(TEXT, "Tunnel", "headline"), (OTHER, "Bridge", "body"), (OTHER, "Tunnel", "body")]
    )
    def test_a_change_is_a_revision(self, desk: Desk, text: str, title: str, kind: str) -> None:
        desk.commit(delivered())
        desk.commit(delivered(page(1, fetched_at=LATER), text, title=title))
        expected = [(1, "first", "Bridge", TEXT), (2, kind, title, text)]
        assert expected == desk.rows("revisions", "number, kind, title, text")
        row = desk.row("articles")
        assert (2, text, title, 2) == tuple(row[k] for k in ("revision", "text", "title", "capture_id"))
        assert ("2026-03-01T10:00:00Z", "2026-03-01T13:00:00Z") == (row["first_seen_at"], row["last_seen_at"])
        assert ("done", "revised", None) == desk.outcome(1)

    def test_a_revision_brings_its_own_evidence(self, desk: Desk) -> None:
        desk.commit(delivered())
        share = Block(position=0, kind=Kind.ITEM, text="Share", path="p", verdict=Verdict.REMOVED)
        share = replace(share, category=Category.SHARE, rule="r", reason="because")
        desk.commit(delivered(page(1), OTHER, blocks=(share, block(1, OTHER)), dates=()))
        assert ["share"] == desk.rows("removed_blocks", "category")
        assert [] == desk.rows("date_candidates")
        assert [url(1)] == [row["url"] for row in desk.corpus.db["articles"].search("tunnel")]
        assert [] == list(desk.corpus.db["articles"].search("bridge AND new"))


class TestCopies:
    def test_in_one_batch_are_found(self, desk: Desk) -> None:
        desk.commit(delivered(page(1)), delivered(page(2, source="tribune"), TEXT.upper()))
        assert [(2, 1, "exact", 1.0)] == desk.rows("duplicates", "article_id, other_id, kind, similarity")
        assert 2 == len(desk.rows("articles"))

    def test_each_points_to_the_earliest(self, desk: Desk) -> None:
        for number in range(1, 5):
            desk.commit(delivered(page(number)))
        assert [(2, 1), (3, 1), (4, 1)] == desk.rows("duplicates", "article_id, other_id")

    def test_different_texts_are_none(self, desk: Desk) -> None:
        desk.commit(delivered(page(1)), delivered(page(2), OTHER))
        assert [] == desk.rows("duplicates")

    def test_are_none_any_more_when_the_text_changes(self, desk: Desk) -> None:
        desk.commit(*(delivered(page(number)) for number in range(1, 5)))
        desk.commit(delivered(page(1), OTHER))
        assert [(3, 2), (4, 2)] == desk.rows("duplicates", "article_id, other_id")

    def test_are_found_when_a_text_changes_into_another(self, desk: Desk) -> None:
        desk.commit(delivered(page(1), OTHER), delivered(page(2)), delivered(page(3)))
        desk.commit(delivered(page(1), TEXT))
        assert [(2, 1), (3, 2)] == desk.rows("duplicates", "article_id, other_id")

    def test_of_a_changed_headline_stay(self, desk: Desk) -> None:
        desk.commit(delivered(page(1)), delivered(page(2)))
        desk.commit(delivered(page(1), title="New headline"))
        assert [(2, 1)] == desk.rows("duplicates", "article_id, other_id")
