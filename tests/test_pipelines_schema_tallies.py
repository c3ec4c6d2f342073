"""The counts of what each rule removed are those of the blocks, whatever is written, changed or taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from pipelines.migrations import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTED = """
SELECT r.rule, r.category, a.source, count(*), count(DISTINCT r.article_id), sum(ifnull(r.score >= 0.5, 0))
FROM removed_blocks AS r JOIN articles AS a ON a.id = r.article_id GROUP BY 1, 2, 3"""
KEPT = "SELECT rule, category, source, blocks, articles, suspects FROM rule_sources ORDER BY 1, 2, 3"
BLOCK = st.tuples(
    st.integers(1, 3),
    st.sampled_from(["phrase/en/share", "model/advert"]),
    st.sampled_from(["share", "advert"]),
    st.sampled_from([None, 0.1, 0.5, 0.9]),
)
STEP = st.one_of(
    st.tuples(st.just("add"), BLOCK),
    st.tuples(st.just("drop"), st.integers(1, 3)),
    st.tuples(st.just("change"), BLOCK),
)


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    made = Database(memory=True)
    MIGRATIONS.apply(made)
    fill(made)
    yield made
    made.close()


def fill(db: Database) -> None:
    for name in ("courier", "visnyk"):
        db["sources"].insert({"id": name, "name": name, "home": "/", "added_at": "now"})
    seen = {"cleaning_version": "1", "first_seen_at": "now", "last_seen_at": "now", "word_count": 1, "text_hash": "x"}
    for number, source in enumerate(("courier", "courier", "visnyk"), 1):
        db["articles"].insert({"id": number, "url": str(number), "source": source, "text": "", **seen})


def add(db: Database, position: int, block: tuple[Any, ...]) -> None:
    article, rule, category, score = block
    row = {"article_id": article, "position": position, "kind": "item", "text": "x", "reason": "y"}
    db["removed_blocks"].insert(row | {"rule": rule, "category": category, "score": score})


@settings(deadline=None, max_examples=60)
@given(st.lists(STEP, max_size=25))
def test_counts_follow_the_blocks(db: Database, steps: list[tuple[str, Any]]):
    for position, (step, given_) in enumerate(steps):
        if step == "add":
            add(db, position, given_)
        elif step == "drop":
            db.execute("DELETE FROM removed_blocks WHERE article_id = ?", (given_,))
        else:
            article, *values = given_
            sql = "UPDATE removed_blocks SET rule = ?, category = ?, score = ? WHERE article_id = ?"
            db.execute(sql, (*values, article))
        assert sorted(db.execute(COUNTED).fetchall()) == db.execute(KEPT).fetchall()
    db.execute("DELETE FROM removed_blocks")
    assert [] == db.execute(KEPT).fetchall()


def test_a_corpus_of_before_is_counted_once():
    db = Database(memory=True)
    MIGRATIONS.apply(db, stop_before={"m016_rule_sources"})
    fill(db)
    for position in range(4):
        add(db, position, (1 + position % 3, "model/advert", "advert", position / 4))
    MIGRATIONS.apply(db)
    assert sorted(db.execute(COUNTED).fetchall()) == db.execute(KEPT).fetchall()
    db.close()


def test_the_blocks_like_article_text_are_found_without_the_rest(db: Database):
    sql = "SELECT * FROM removed_blocks WHERE rule = 'x' AND score >= 0.5 ORDER BY score DESC, id DESC LIMIT 40"
    plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}"))
    assert "removed_blocks_suspect" in plan
    assert "TEMP B-TREE" not in plan
