"""The pages people read beside the article: front page, list, tables, and the raw exports; also while a crawl writes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pipelines.store import Corpus
from tests.browsed import bridge, fill, read, served, shown

if TYPE_CHECKING:
    from pathlib import Path


async def test_front_page_counts_and_lists(datasette: Any):
    page = await read(datasette, "/")
    figures = dict(zip(shown(page, "//dl/div/dt"), shown(page, "//dl/div/dd"), strict=True))
    assert {"articles": "6", "sources": "3", "blocks removed": "9"}.items() <= figures.items()
    assert "1 March 2026" == figures["published"]
    assert ["City council reopens the old ferry bridge"] == shown(page, "//ol[@class='newest']/li[1]/a")
    assert "East Bank Courier en 3 1 0 1 1 March 2026" in shown(page, "//table[@class='plain']/tbody/tr")


async def test_front_page_tells_how_the_last_run_ended(datasette: Any):
    run = shown(await read(datasette, "/"), "//ul[@class='runs']/li[1]")[0]
    assert run.startswith("crawl")
    assert run.endswith("finished 12 requests · 6 stored · 1 revised · 1 rejected · 1 refused · 1 listing")


async def test_an_empty_corpus_says_what_to_do(tmp_path: Path):
    Corpus.open(tmp_path, create=True).close()
    async with served(tmp_path / "corpus.db") as datasette:
        page = await read(datasette, "/")
    assert ["thresher add URL", "thresher crawl"] == shown(page, "//p[@class='message-info']/code")


async def test_full_text_search_works_on_the_table(datasette: Any):
    page = await read(datasette, "/corpus/articles?_search=harbour")
    assert 3 == len(page.xpath("//ol[@class='hits']/li"))
    assert ["harbour"] == page.xpath("//input[@name='_search']/@value")


async def test_facets_count_and_narrow(datasette: Any):
    page = await read(datasette, "/corpus/articles?_facet=source")
    assert ["Надрічний вісник 2"] == shown(page, "//section[@data-column='source']//li[2]")
    narrowed = await read(
        datasette, page.xpath("//section[@data-column='source']//li[2]/a/@href")[0].replace("http://localhost", "")
    )
    assert 2 == len(narrowed.xpath("//ol[@class='hits']/li"))


async def test_the_list_can_be_read_as_a_table(datasette: Any):
    page = await read(datasette, "/corpus/articles?_as=table")
    assert 6 == len(page.xpath("//table/tbody/tr"))
    assert ["Mara Lind, Otto Brandt"] == shown(page, "//tr[td[1]/a = '1']/td[@data-label='authors']")
    assert [""] == shown(page, "//tr[td[1]/a = '4']/td[@data-label='authors']")
    assert "Headline, without the site's name." in page.xpath("//th[@data-column='title']/@title")


async def test_stock_exports_work(datasette: Any):
    rows = (await datasette.client.get("/corpus/articles.json?_shape=array&_sort=id")).json()
    assert [1, 2, 3, 4, 5, 6] == [row["id"] for row in rows]
    csv = await datasette.client.get("/corpus/articles.csv?_stream=on&_col=title")
    assert "id,title" == csv.text.splitlines()[0]
    assert {"articles", "removed_blocks"} <= {
        t["name"] for t in (await datasette.client.get("/corpus.json")).json()["tables"]
    }


async def test_paging_shows_every_article_once(datasette: Any):
    path: str | None = "/corpus/articles.json?_shape=objects&_size=2"
    seen: list[int] = []
    while path:
        answer = (await datasette.client.get(path)).json()
        seen += [row["id"] for row in answer["rows"]]
        path = (answer["next_url"] or "").replace("http://localhost", "") or None
    assert [6, 5, 4, 3, 2, 1] == seen


async def test_raw_pages_are_not_in_the_database(datasette: Any):
    page = await read(datasette, "/corpus/captures/1")
    assert "crawl-1.warc.gz" in page.text_content()
    types = (
        await datasette.client.get("/corpus.json?sql=select+type+from+pragma_table_info('captures')&_shape=array")
    ).json()
    assert {"INTEGER", "TEXT"} == {row["type"] for row in types}


async def test_it_answers_while_a_crawl_writes(tmp_path: Path):
    path = fill(tmp_path)
    with Corpus.open(tmp_path) as corpus:
        async with served(path) as datasette:
            with corpus.transaction() as db:
                db.execute("UPDATE articles SET title = 'Half written' WHERE id = 1")
                during = await asyncio.wait_for(read(datasette, "/corpus/articles/1"), 5)
            run = corpus.begin_run("crawl", cleaning_version="2")
            corpus.commit(run, [bridge(title="A third title", url="http://courier.example/new")])
            after = await read(datasette, "/")
    assert ["City council reopens the old ferry bridge"] == shown(during, "//h1")
    assert "7" == shown(after, "//dl/div[dt='articles']/dd")[0]
    assert "running, or broken off" in shown(after, "//ul[@class='runs']/li[1]")[0]


async def test_a_page_there_is_not_says_so(datasette: Any):
    page = await read(datasette, "/nothing/here", status=404)
    assert ["Not found"] == shown(page, "//h1")
