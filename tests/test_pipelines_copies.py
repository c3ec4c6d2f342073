"""Edges between near-copies: which are made, what they say, and that they follow the texts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pipelines import copies
from pipelines.sketch import sketch
from tests.specimens import SEEN, delivered, page
from tests.test_pipelines_sketch import story

if TYPE_CHECKING:
    from tests.desk import Desk

EDGE = "article_id, other_id, kind, similarity"


def text(seed: int, length: int = 200, *, changed: int = 0) -> str:
    listed = story(seed, length)
    for place in range(0, changed * 20, 20):
        listed[place] = "changed"
    return " ".join(listed)


def commit(desk: Desk, number: int, body: str, source: str = "courier", **fields: Any) -> None:
    desk.commit(delivered(page(number, source=source), body, **fields))


def edges(desk: Desk) -> list[tuple[Any, ...]]:
    return sorted(desk.rows("duplicates", EDGE))


def evidence(desk: Desk, kind: str) -> str:
    (found,) = [said for name, said in desk.rows("duplicates", "kind, evidence") if name == kind]
    return str(found)


def test_a_near_copy_gets_an_edge_with_its_similarity(desk: Desk) -> None:
    commit(desk, 1, text(1))
    commit(desk, 2, text(2))
    commit(desk, 3, text(1, changed=5))
    assert [(3, 1, "near", 0.8768)] == edges(desk)
    assert evidence(desk, "near") == "88% of their three-word shingles are the same"


def test_articles_that_share_little_get_none(desk: Desk) -> None:
    commit(desk, 1, text(1))
    commit(desk, 2, f"{text(1, 40)} {text(2, 160)}")
    assert [] == edges(desk)


def test_a_short_text_inside_a_longer_one_is_contained_whichever_came_first(desk: Desk) -> None:
    wire, longer = text(1, 100), f"{text(2)} {text(1, 100)} {text(3)}"
    commit(desk, 1, longer)
    commit(desk, 2, wire)
    assert [(2, 1, "contained", 1.0)] == edges(desk)
    assert evidence(desk, "contained") == "100% of the shingles of article 2 stand in article 1"
    commit(desk, 3, f"{text(4)} {text(1, 100)}")
    assert (3, 2, "contained", 1.0) in edges(desk)


def test_brief_texts_are_alike_by_chance(desk: Desk) -> None:
    commit(desk, 1, text(1, 25))
    commit(desk, 2, f"{text(1, 25)} more")
    assert [] == edges(desk)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"credit": "Reuters"}, {"credit": "REUTERS"}, "both credit REUTERS"),
        ({"credit": "dpa"}, {}, "article 1 credits dpa"),
        ({}, {"canonical_url": "http://courier.example/1"}, "article 2 names article 1 as canonical"),
        (
            {"credit": "AFP", "published_at": SEEN},
            {"credit": "AFP", "published_at": SEEN - timedelta(hours=1)},
            "both credit AFP; article 2 was published earlier, 2026-03-01T09:00:00Z against 2026-03-01T10:00:00Z",
        ),
    ],
)
def test_two_sources_of_one_origin_are_syndicated(
    desk: Desk, first: dict[str, Any], second: dict[str, Any], expected: str
) -> None:
    commit(desk, 1, text(1), **first)
    commit(desk, 2, text(1, changed=3), "tribune", **second)
    assert ["near", "syndicated"] == [kind for _, _, kind, _ in edges(desk) if kind != "canonical"]
    assert expected == evidence(desk, "syndicated")


def test_exact_copies_of_two_sources_are_syndicated_too(desk: Desk) -> None:
    commit(desk, 1, text(1), credit="AP")
    commit(desk, 2, text(1).upper(), "tribune", credit="AP")
    assert [(2, 1, "exact", 1.0), (2, 1, "syndicated", 1.0)] == edges(desk)


def test_one_source_never_syndicates_itself_and_no_evidence_means_no_claim(desk: Desk) -> None:
    commit(desk, 1, text(1), credit="AP")
    commit(desk, 2, text(1, changed=2), credit="AP")
    commit(desk, 3, text(7))
    commit(desk, 4, text(7, changed=2), "tribune")
    assert ["near", "near"] == [kind for _, _, kind, _ in edges(desk)]


def test_edges_follow_a_text_that_changes(desk: Desk) -> None:
    commit(desk, 1, text(1))
    commit(desk, 2, text(1, changed=3))
    commit(desk, 2, text(5))
    assert [] == edges(desk)
    commit(desk, 3, text(5, changed=3))
    assert [(3, 2)] == [edge[:2] for edge in edges(desk)]
    keys = desk.rows("fingerprints", "article_id, count(*)")
    assert sorted(desk.rows("sketches", "article_id")) == [1, 2, 3], keys


def test_a_page_seen_again_writes_no_edge_twice(desk: Desk) -> None:
    commit(desk, 1, text(1))
    commit(desk, 2, text(1, changed=3))
    before = edges(desk), desk.rows("fingerprints")
    commit(desk, 2, text(1, changed=3))
    assert before == (edges(desk), desk.rows("fingerprints"))


def test_a_copy_of_many_is_compared_with_few(desk: Desk) -> None:
    for number in range(1, 90):
        commit(desk, number, f"{text(1)} {text(number + 100, 20)}")
    assert {edge[0] for edge in edges(desk)} == set(range(2, 90))
    assert max(sum(edge[0] == number for edge in edges(desk)) for number in range(90)) == copies.MOST_COMPARED


def test_a_phrase_of_a_crowd_is_not_followed(desk: Desk) -> None:
    phrase = next(words for n in range(1000) if len(sketch(words := text(n, 3)).keys) > 8)  # it is among the sampled
    for number in range(1, 70):
        commit(desk, number, f"{text(number + 100)} {phrase}")
    rivals = list(desk.corpus.db.conn.execute("SELECT key FROM fingerprints GROUP BY key HAVING count(*) = 69"))
    assert len(rivals) == 1
    counted: list[str] = []
    desk.corpus.db.conn.set_trace_callback(counted.append)
    commit(desk, 200, f"{text(500)} {phrase}")
    desk.corpus.db.conn.set_trace_callback(None)
    assert sum("text_hash, credit" in sql for sql in counted) == 1


def test_articles_from_before_the_index_are_caught_up_with(desk: Desk) -> None:
    for number in range(1, 8):
        commit(desk, number, text(number % 2, changed=number // 2))
    wanted = edges(desk)
    assert wanted
    with desk.corpus.transaction() as db:
        for table in ("duplicates", "fingerprints", "sketches"):
            db.conn.execute(f"DELETE FROM {table}")
        db.conn.execute("INSERT INTO unsketched SELECT id FROM articles")
    is_left = True
    while is_left:
        with desk.corpus.transaction() as db:
            is_left = copies.catch_up(db.conn, limit=3)
    assert [] == desk.rows("unsketched")
    assert {edge[:2] for edge in wanted} == {edge[:2] for edge in edges(desk)}


def test_every_search_uses_an_index(desk: Desk) -> None:
    for sql in (
        "SELECT article_id FROM fingerprints WHERE key = 1 LIMIT 3",
        "DELETE FROM fingerprints WHERE article_id = 1",
    ):
        plan = desk.corpus.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        assert "SCAN" not in str(plan)
