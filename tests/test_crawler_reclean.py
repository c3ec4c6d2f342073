"""``thresher reclean``: what would change is said first, nothing is lost, and nothing is cleaned twice."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from crawler.recleaning import Asked, run_reclean
from pipelines.store import Corpus
from tests.crawls import ROOT, rows, thresher
from tests.stored import NOTICE, body, commit, declared, page, rule, url
from tests.terminals import on_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.recleaning import Result

STRIP = "strip: //p[@class = 'note']\n"
NOTHING = "body: //div[@id = 'nowhere']\nautodetect_on_failure: no\n"
FRONT = b"<html lang=en><title>Town</title><body>%s</body></html>" % (
    b"<div><a href=/a>Ferry goes to the yard</a></div>" * 40
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight articles, two of which lack the notice, and a page that is none."""
    folder = tmp_path / "corpus"
    declared(folder)
    commit(folder, [page(n, body(n, notice=n > 2)) for n in range(1, 9)] + [page(9, FRONT)])
    return folder


def again(folder: Path, **asked: Any) -> Result:
    return run_reclean(folder, Asked(workers=1, **asked))


def check(folder: Path) -> None:
    """What must hold whatever happened."""
    with Corpus.open(folder) as corpus:
        conn = corpus.db.conn
        conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert [] == conn.execute("PRAGMA foreign_key_check").fetchall()
    last = "SELECT count(*) FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.revision"
    assert rows(folder, "SELECT count(*) FROM articles") == rows(folder, f"{last} WHERE r.text = a.text")
    assert [] == rows(folder, "SELECT article_id FROM revisions GROUP BY 1 HAVING max(number) <> count(*)")


def dump(folder: Path) -> list[Any]:
    tables = ("articles", "revisions", "removed_blocks", "date_candidates", "duplicates", "rejections", "urls")
    return [rows(folder, f"SELECT * FROM {table}") for table in tables]


def test_under_the_same_rules_nothing_is_cleaned(folder: Path) -> None:
    before = dump(folder)
    done = thresher(folder, "reclean", "--jobs", "1")
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout == "9 pages, 9 of them known by today's rules, 0 cleaned again; nothing changes.\n"
    assert before == dump(folder)


def test_cleaning_all_again_gives_the_same(folder: Path) -> None:
    before = dump(folder)
    result = again(folder, everything=True)
    assert (9, 0, 0) == (result.looked.cleaned, result.report.waiting, result.exit_code)
    assert before == dump(folder)


def test_what_would_change_is_said_by_rule_before_anything_does(folder: Path) -> None:
    rule(folder, STRIP)
    before = dump(folder)
    command = [sys.executable, "-m", "crawler", "reclean", "-C", str(folder)]
    screen, refused = on_terminal(command, "stdin", "stderr", typed=b"n\n", cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert (0, True) == (refused.returncode, b"Take over 6 changes? [y/N]" in screen)
    assert refused.stdout.endswith(
        "9 cleaned again; 0 of 6 changes taken over; 'thresher reclean' takes over the rest.\n"
    )
    done = thresher(folder, "reclean", "--dry-run")
    lines = done.stdout.splitlines()
    assert (0, "") == (done.returncode, done.stderr)
    assert lines[0].startswith(
        "6 articles come out otherwise: 6 with another text, 0 with another title, 0 with another"
    )
    assert "  site/town.example/strip/1: 6 in 6 articles" in lines
    assert f"    {NOTICE}" in lines
    assert lines[-1] == (
        "9 pages, 9 of them known by today's rules, 0 cleaned again; 0 of 6 changes taken over; "
        "'thresher reclean' takes over the rest."
    )
    assert before == dump(folder)
    found = json.loads(thresher(folder, "reclean", "--json").stdout)
    assert (6, 0, 6, 0) == (found["taken"], found["exit_code"], found["changes"]["text"], found["looked"]["cleaned"])
    by_rule = found["changes"]["removed"]["site/town.example/strip/1"]
    assert {"number": 6, "articles": 6} == {name: by_rule[name] for name in ("number", "articles")}
    check(folder)


def test_the_text_of_before_stays_as_a_revision_and_what_is_the_same_costs_no_write(folder: Path) -> None:
    before = rows(folder, "SELECT * FROM articles WHERE id < 3")
    rule(folder, STRIP)
    assert 6 == again(folder).taken
    kinds = rows(folder, "SELECT number, kind, text LIKE '%kettle%' FROM revisions WHERE article_id = 3")
    assert [(1, "first", 1), (2, "recleaned", 0)] == kinds
    assert [(2, 0)] == rows(folder, "SELECT revision, text LIKE '%kettle%' FROM articles WHERE id = 3")
    removed = "SELECT rule FROM removed_blocks WHERE article_id = 3 AND text LIKE '%kettle%'"
    assert [("site/town.example/strip/1",)] == rows(folder, removed)
    assert [] == rows(folder, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'kettle'")
    assert [] == rows(folder, "SELECT 1 FROM recleaned")
    assert before == rows(folder, "SELECT * FROM articles WHERE id < 3")
    assert 0 == again(folder).looked.cleaned
    check(folder)


def test_rules_there_and_back_give_the_articles_of_before(folder: Path) -> None:
    before = rows(folder, "SELECT id, title, text, quality, cleaning_version, text_hash FROM articles")
    removed = rows(folder, "SELECT article_id, position, text, rule FROM removed_blocks ORDER BY 1, 2")
    rule(folder, STRIP)
    again(folder)
    rule(folder, "")
    assert 6 == again(folder).taken
    assert before == rows(folder, "SELECT id, title, text, quality, cleaning_version, text_hash FROM articles")
    assert removed == rows(folder, "SELECT article_id, position, text, rule FROM removed_blocks ORDER BY 1, 2")
    check(folder)


def test_an_article_that_todays_rules_reject_stays_and_is_flagged(folder: Path) -> None:
    rule(folder, NOTHING)
    texts = rows(folder, "SELECT text FROM articles")
    result = again(folder)
    assert (8, texts) == (result.taken, rows(folder, "SELECT text FROM articles"))
    assert 8 == len(rows(folder, "SELECT 1 FROM articles, json_each(quality) WHERE value = 'no-article'"))
    assert 9 == len(rows(folder, "SELECT 1 FROM rejections"))
    assert 0 == again(folder).report.waiting
    rule(folder, "")
    assert 8 == again(folder).taken
    assert [] == rows(folder, "SELECT 1 FROM articles, json_each(quality) WHERE value = 'no-article'")
    check(folder)


def test_a_rejected_page_that_is_an_article_now_becomes_one_as_of_its_fetch(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    declared(folder)
    rule(folder, NOTHING)
    commit(folder, [page(n, body(n)) for n in range(1, 4)])
    assert [] == rows(folder, "SELECT 1 FROM articles")
    rule(folder, "")
    result = again(folder)
    assert (3, 3) == (result.taken, result.report.found.number)
    assert [(url(1), "2026-03-01T10:01:00Z", 1)] == rows(
        folder, "SELECT url, first_seen_at, capture_id FROM articles WHERE id = 1"
    )
    assert [("done", "stored", None)] == rows(folder, "SELECT DISTINCT state, outcome, reason FROM urls")
    assert [(3,)] == rows(folder, "SELECT sum(count) FROM run_sources WHERE outcome = 'stored'")
    assert 0 == again(folder, everything=True).report.waiting
    check(folder)


def test_facts_of_the_source_count_as_rules_do(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    declared(folder)
    commit(folder, [page(n, body(n, lead=f"<p class=standfirst>Ward {n} waits.</p>")) for n in range(1, 4)])
    declared(folder, timezone="America/New_York")
    result = again(folder)
    assert (3, 3) == (result.report.changed, result.report.dates)
    assert [("-05:00",)] == rows(folder, "SELECT DISTINCT published_offset FROM articles")
    assert [("first",)] == rows(folder, "SELECT DISTINCT kind FROM revisions")
    check(folder)


def test_only_what_is_asked_for(folder: Path) -> None:
    rule(folder, STRIP)
    assert 2 == again(folder, since="2026-03-01T10:07:00Z").taken
    assert 4 == again(folder).taken
    done = thresher(folder, "reclean", "--source", "nobody")
    assert (78, 1) == (done.returncode, len(done.stderr.splitlines()))


def test_a_capture_that_cannot_be_read_is_said_and_tried_again(folder: Path) -> None:
    rule(folder, STRIP)
    (archive,) = (folder / "archive").iterdir()
    whole = archive.read_bytes()
    (offset,) = rows(folder, "SELECT warc_offset FROM captures WHERE id = 5")[0]
    archive.write_bytes(whole[: offset + 30] + b"\0" * 40 + whole[offset + 70 :])
    result = again(folder)
    assert (4, 5, ["unreadable"]) == (result.exit_code, result.taken, list(result.report.failed))
    archive.write_bytes(whole)
    result = again(folder)
    assert (0, 1, 1) == (result.exit_code, result.looked.cleaned, result.taken)
    check(folder)
