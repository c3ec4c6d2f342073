"""The front page's chart, the search, the pages of sources, runs and health, and the settings for a published copy."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from browse.plugins import terms
from crawler.commands.browse import application
from pipelines.schema_segments import SPACELESS
from pipelines.store import Corpus
from tests.browsed import delivery, fill, read, served, shown

if TYPE_CHECKING:
    from pathlib import Path

JAPANESE = (("kept", "paragraph", "石破首相は東京でiPhone発売について話した。日本の党は反対した。"),)
THAI = (("kept", "paragraph", "นายกรัฐมนตรีเดินทางไปกรุงเทพมหานครเมื่อวันอาทิตย์"),)
FORMULA = (("kept", "paragraph", "Sums of the budget, once more: budgetary matters."),)


@pytest.fixture
async def shelf(tmp_path: Path) -> Any:
    """A corpus with texts in scripts without spaces, and a title that a spreadsheet would run."""
    path = fill(tmp_path)
    with Corpus.open(tmp_path) as corpus:
        run = corpus.begin_run("crawl", cleaning_version="2")
        made = (
            delivery("courier", 20, JAPANESE, title="首相の話", language="ja"),
            delivery("courier", 21, THAI, title="ข่าว", language="th"),
            delivery("courier", 22, FORMULA, title='=HYPERLINK("http://evil.example")', language="en"),
        )
        corpus.commit(run, made)
        corpus.end_run(run, finish_reason="finished", exit_code=0, requests=3)
    async with served(path) as datasette:
        yield datasette


async def found(datasette: Any, **asked: str) -> dict[str, Any]:
    return dict((await datasette.client.get(f"/search.json?{urlencode(asked)}")).json())


def figure(page: Any, number: int = 0) -> dict[str, Any]:
    return dict(json.loads(page.xpath("//@data-chart")[number]))


async def test_the_front_page_draws_articles_per_day_and_says_the_same_in_a_table(datasette: Any):
    page = await read(datasette, "/")
    drawn = figure(page)
    assert ("stack", ["2026-03-01", "2026-03-02"]) == (drawn["kind"], drawn["labels"])
    assert {"East Bank Courier": [1, 2], "Надрічний вісник": [1, 1], "صحيفة الضفة": [1, 0]} == {
        one["name"]: one["values"] for one in drawn["series"]
    }
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//figure//tbody/tr")]
    assert [["2026-03-02", "2", "1", "0"], ["2026-03-01", "1", "1", "1"]] == rows
    assert page.xpath("//div[@data-chart]/@aria-label")[0].startswith("Articles per day: articles from 2026-03-01")


@pytest.mark.parametrize("span", ["365", "all", "nonsense", ""])
async def test_the_chart_shows_other_spans(datasette: Any, span: str):
    page = await read(datasette, f"/?span={span}")
    assert (["2026-03"] if span == "all" else ["2026-03-01", "2026-03-02"]) == figure(page)["labels"]


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("首相", ["首相の話"]),
        ("党", ["首相の話"]),
        ("iPhone首相", ["首相の話"]),
        ("発売 iPhone", ["首相の話"]),
        ("相首", []),
        ("首相 -東京", []),
        ("กรุงเทพ", ["ข่าว"]),
        ("รัฐมนตรี", ["ข่าว"]),
        ("รัฐมนตรา", []),
        ('"sums of the budget"', ['=HYPERLINK("http://evil.example")']),
        ("budget -sums", []),
        ("budg*", ['=HYPERLINK("http://evil.example")']),
        ("budget -nowhere", ['=HYPERLINK("http://evil.example")']),
    ],
)
async def test_words_phrases_minus_and_scripts_without_spaces(shelf: Any, q: str, titles: list[str]):
    answer = await found(shelf, q=q)
    assert titles == [row["title"] for row in answer["rows"]]
    assert len(titles) == answer["total"]


async def test_hits_within_a_sentence_are_marked(shelf: Any):
    page = await read(shelf, f"/search?{urlencode({'q': 'กรุงเทพ'})}")
    assert ["กรุงเทพ"] == shown(page, "//ol[@class='hits']//mark")


@pytest.mark.parametrize(
    ("q", "hint"),
    [("", "Type some words"), ("-x", "the minus only"), ("& **", "no word in that"), ("nowhere", "No article has")],
)
async def test_what_cannot_be_found_gets_a_hint(shelf: Any, q: str, hint: str):
    assert hint in (await read(shelf, f"/search?{urlencode({'q': q})}")).text_content()


async def test_a_day_that_is_none_is_left_out_and_said(shelf: Any):
    page = await read(shelf, "/search?q=bridge&since=yesterday&page=abc")
    assert ["A day is written 2026-03-01; since was left out."] == shown(page, "//p[@class='message-warning']")
    assert 1 == len(page.xpath("//ol[@class='hits']/li"))


async def test_the_chart_of_a_search_narrows_it(datasette: Any):
    page = await read(datasette, "/search?q=harbour&source=courier&order=newest")
    [link] = figure(page)["links"]
    assert {
        "q": ["harbour"],
        "source": ["courier"],
        "order": ["newest"],
        "since": ["2026-03-01"],
        "until": ["2026-03-31"],
    } == parse_qs(link[1:])
    assert page.xpath("//figure//tbody/tr/th/a/@href") == [link]
    days = figure(await read(datasette, f"/search{link}"))
    assert ["2026-03-01"] == days["labels"]


async def test_a_search_can_be_shared_and_exported(shelf: Any):
    page = await read(shelf, "/search?q=budget&language=en")
    links = {a.text: a.get("href") for a in page.xpath("//p[@class='export-links']/a")}
    assert {"/search.csv", "/search.json", "/search"} == {urlsplit(link).path for link in links.values()}
    assert {"q=budget&language=en"} == {urlsplit(link).query for link in links.values()}
    answer = await shelf.client.get(links["CSV"])
    [row] = csv.DictReader(answer.text.splitlines())
    assert '\'=HYPERLINK("http://evil.example")' == row["title"]
    assert "text/csv; charset=utf-8" == answer.headers["content-type"]


async def test_old_addresses_lead_to_the_search(datasette: Any):
    answer = await datasette.client.get("/corpus/search?q=ferry&language=en")
    assert (302, "/search?q=ferry&language=en") == (answer.status_code, answer.headers["location"])


async def test_a_source_shows_its_volume_coverage_rejections_and_schedule(datasette: Any):
    page = await read(datasette, "/sources/courier")
    assert [2, 1] == [figure(page)["series"][0]["values"][-1], figure(page)["series"][0]["values"][-2]]
    assert ["100.0 %", "66.7 %", "33.3 %", "33.3 %"] == shown(page, "//h2[@id='coverage']/following-sibling::dl[1]/dd")
    assert ["no-text"] == shown(page, "//h2[@id='rejections']/following-sibling::div[1]//tbody//th")
    assert ["http://courier.example/feed feed"] == shown(
        page, "//h2[@id='schedule']/following-sibling::div[1]//tbody//th"
    )
    assert 404 == (await datasette.client.get("/sources/nobody")).status_code


async def test_runs_show_a_bar_and_a_sum_that_agrees(datasette: Any):
    page = await read(datasette, "/runs")
    [run] = shown(page, "//section[@class='run']/p[@class='sum']")
    assert run.startswith("10 settled = 6 stored + 1 revised + 1 listing + 1 rejected + 1 refused")
    [known] = shown(page, "//section[@class='looks']/p[@class='sum']")
    assert known.startswith("10 known = 5 stored + 1 revised + 1 listing + 1 rejected + 1 refused + 1 pending")
    [label] = page.xpath("//section[@class='run']//*[local-name() = 'svg']/@aria-label")
    assert label.startswith("Outcomes of run 1: 6 stored, 1 revised")
    one = await read(datasette, "/runs/1")
    assert "10" == shown(one, "//tfoot//strong")[0]
    assert ["no-text http://courier.example/empty 4 words of text"] == shown(
        one, "//h2[@id='rejected']/following-sibling::ul[1]/li"
    )
    assert 404 == (await datasette.client.get("/runs/99")).status_code


async def test_what_failed_in_a_run_is_named(tmp_path: Path):
    path = fill(tmp_path)
    with Corpus.open(tmp_path) as corpus, corpus.transaction() as db:
        db.execute(
            "UPDATE urls SET state = 'done', outcome = 'failed', reason = 'http-500', run_id = 1 WHERE url LIKE '%/later'"
        )
    async with served(path) as datasette:
        page = await read(datasette, "/runs/1")
    assert ["http-500 http://courier.example/later"] == shown(page, "//h2[@id='errors']/following-sibling::ul[1]/li")


async def test_health_is_judged_by_the_corpus_own_clock_and_says_so(datasette: Any):
    page = await read(datasette, "/health")
    assert "nothing out of the ordinary" in page.text_content()


async def test_large_tables_are_not_counted_but_their_number_is_shown(datasette: Any):
    assert ["6 rows"] == shown(await read(datasette, "/corpus/articles"), "//p[@role='status']/strong")
    assert ["About 7 rows"] == shown(await read(datasette, "/corpus/captures"), "//p[@role='status']/strong")
    assert ["3 rows"] == shown(await read(datasette, "/corpus/articles?source=courier"), "//p[@role='status']/strong")


async def test_a_published_copy_allows_no_sql_and_keeps_the_pages(tmp_path: Path):
    datasette = application(fill(tmp_path), public=True)
    await datasette.invoke_startup()
    for path in ("/corpus?sql=select+1", "/corpus.json?sql=select+1", "/corpus/articles?_where=1=1", "/corpus.db"):
        assert (await datasette.client.get(path)).status_code in {400, 403}, path
    for path in (
        "/",
        "/search?q=bridge",
        "/sources/courier",
        "/runs",
        "/health",
        "/corpus/articles/1",
        "/corpus/articles.json",
    ):
        assert 200 == (await datasette.client.get(path)).status_code, path
    for opened in datasette.databases.values():
        opened.close()
    datasette.executor.shutdown()


def test_queries_are_segmented_as_the_texts_are():
    assert SPACELESS == terms.SPACELESS
