"""The summaries agree with what they sum up, whatever was written; and the index of texts without spaces follows the texts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database

from pipelines.migrations import MIGRATIONS
from pipelines.segments import catch_up, segmented
from pipelines.store import Corpus
from tests.browsed import SEEN, bridge, delivery, fill

if TYPE_CHECKING:
    from pathlib import Path

DAY = "ifnull(published_on, substr(first_seen_at, 1, 10))"
TRUE = {
    "days": f"""
SELECT source, {DAY}, count(*), sum(word_count), sum(words_removed), sum(ifnull(title, '') <> ''), sum(authors <> '[]'),
  sum(published_on IS NOT NULL), sum(published_at IS NOT NULL) FROM articles GROUP BY 1, 2 ORDER BY 1, 2""",
    "removed_days": f"""
SELECT source, {DAY}, category, count(*), sum(length(r.text) - length(replace(r.text, ' ', '')) + 1)
FROM removed_blocks AS r JOIN articles AS a ON a.id = article_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "rejected_days": "SELECT source, substr(rejected_at, 1, 10), reason, count(*) FROM rejections GROUP BY 1, 2, 3",
    "url_counts": "SELECT source, ifnull(outcome, ''), count(*) FROM urls GROUP BY 1, 2 ORDER BY 1, 2",
}
NONE = {
    "days": "",
    "removed_days": "WHERE blocks > 0",
    "rejected_days": "WHERE pages > 0",
    "url_counts": "WHERE urls > 0",
}
JAPANESE = (("kept", "paragraph", "石破首相は東京でiPhone発売について話した。"),)
THAI = (("kept", "paragraph", "นายกรัฐมนตรีเดินทางไปกรุงเทพมหานครเมื่อวันอาทิตย์"),)


def check(db: Any) -> None:
    for table, sql in TRUE.items():
        kept = db.execute(f"SELECT * FROM {table} {NONE[table]} ORDER BY 1, 2, 3").fetchall()
        assert sorted(db.execute(sql).fetchall()) == sorted(kept), table


def found(db: Any, asked: str) -> list[int]:
    rows = db.execute("SELECT rowid FROM articles_fts_grams WHERE articles_fts_grams MATCH ? ORDER BY 1", (asked,))
    return [row[0] for row in rows]


@pytest.fixture
def corpus(tmp_path: Path) -> Any:
    fill(tmp_path)
    with Corpus.open(tmp_path) as opened:
        yield opened


def test_they_follow_a_crawl_with_revisions(corpus: Corpus) -> None:
    check(corpus.db)
    run = corpus.begin_run("crawl", cleaning_version="2")
    moved = bridge(title="Another", published_on=date(2026, 2, 27), authors=(), fetched_at=SEEN + timedelta(hours=9))
    corpus.commit(run, [moved])
    check(corpus.db)
    assert [(1,)] == corpus.db.execute("SELECT articles FROM days WHERE day = '2026-02-27'").fetchall()


def test_they_follow_deletions(corpus: Corpus) -> None:
    with corpus.transaction() as db:
        for table in (
            "removed_blocks",
            "date_candidates",
            "duplicates",
            "revisions",
            "sketches",
            "fingerprints",
            "unsketched",
        ):
            db.execute(f"DELETE FROM {table} WHERE article_id IN (1, 3)")
        db.execute("DELETE FROM articles WHERE id IN (1, 3)")
        db.execute("DELETE FROM rejections")
        db.execute("DELETE FROM urls WHERE outcome = 'stored'")
    check(corpus.db)


def test_an_older_corpus_is_summed_up_when_it_is_opened(corpus: Corpus) -> None:
    """What the migration counts is what the triggers would have."""
    counted = {table: corpus.db.execute(f"SELECT * FROM {table}").fetchall() for table in TRUE}
    with Database(memory=True) as db:
        MIGRATIONS.apply(db, stop_before={"m015_summaries"})
        db.execute("ATTACH ? AS corpus", (f"file:{corpus.path}",))
        for table in ("sources", "runs", "captures", "urls", "articles", "removed_blocks", "rejections"):
            names = ", ".join(db[table].columns_dict)
            db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM corpus.{table}")
        db.execute("DETACH corpus") if not db.conn.in_transaction else db.conn.commit()
        MIGRATIONS.apply(db)
        check(db)
        assert counted["days"] == db.execute("SELECT * FROM main.days").fetchall()


def test_pairs_of_letters_are_words_and_the_rest_stays() -> None:
    assert ["Apple", "日本", "本の", "の首", "首相", "相", "2026"] == segmented("Apple日本の首相2026").split()
    assert "Die Brücke" == segmented("Die Brücke")


@pytest.mark.parametrize(
    ("asked", "hits"), [('"首相"', 1), ('"東"*', 1), ('"iPhone"', 1), ('"กร รุ ุง งเ เท ทพ"', 1), ('"相首"', 0)]
)
def test_words_are_found_within_sentences(corpus: Corpus, asked: str, hits: int) -> None:
    run = corpus.begin_run("crawl", cleaning_version="2")
    corpus.commit(run, [delivery("courier", 20, JAPANESE, title="首相"), delivery("courier", 21, THAI, title="ข่าว")])
    assert hits == len(found(corpus.db, asked))
    assert 0 == corpus.db["unsegmented"].count


def test_the_index_forgets_what_an_article_no_longer_says(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", cleaning_version="2")
    corpus.commit(run, [delivery("courier", 20, JAPANESE, title="首相")])
    article = corpus.db.execute("SELECT id FROM articles WHERE title = '首相'").fetchone()[0]
    with corpus.transaction() as db:
        db.execute("UPDATE articles SET text = '東京', title = NULL WHERE id = ?", (article,))
        assert ([], 1) == (found(db, '"首相"'), db["unsegmented"].count)
        catch_up(db.conn)
        assert ([], [article]) == (found(db, '"首相"'), found(db, '"東京"'))
        db.execute("UPDATE articles SET text = 'Tokyo' WHERE id = ?", (article,))
        catch_up(db.conn)
        assert ([], 0) == (found(db, '"東京"'), db["unsegmented"].count)
