"""The pages of the cleaning rules: what each removed, where, and what of it looks like article text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browse.plugins.rule import prose
from pipelines.store import Corpus
from tests.browsed import delivery, fill, read, served, shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

RULE = "phrase/en/related/example"
PROSE = (
    "The harbour office had warned of this twice. Nobody answered until the pier gave way on a Sunday morning, it says."
)
MANY = 50
SCORED = "UPDATE removed_blocks SET score = (position % 10) / 10.0 WHERE article_id IN (SELECT id FROM articles WHERE id > 6)"


def taking(number: int, *texts: str) -> Any:
    removed = [("removed", "paragraph", text, "related") for text in texts]
    return delivery("courier", number, (("kept", "paragraph", f"Text {number}."), *removed), title=f"Taken {number}")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus in which a rule removed more than a page shows, part of it scored."""
    path = fill(tmp_path_factory.mktemp("many"))
    with Corpus.open(path.parent) as corpus:
        run = corpus.begin_run("crawl", cleaning_version="2")
        corpus.commit(run, [taking(100 + n, PROSE, *(f"Read also: {n} {i}" for i in range(8))) for n in range(MANY)])
        with corpus.transaction() as db:
            db.execute(SCORED)
    return path


@pytest.fixture
async def site(many: Path) -> AsyncIterator[Any]:
    async with served(many) as made:
        yield made


async def test_every_rule_that_fired_is_listed_with_its_counts(datasette: Any):
    page = await read(datasette, "/rules")
    rows = {cells[0].split()[0]: cells for cells in ([*shown(row, "th | td")] for row in page.xpath("//tbody/tr"))}
    assert ["3", "3", "3", "0"] == rows[RULE][1:5]
    assert rows[RULE][5].startswith("Читайте також: Чому")
    assert ["2", "1", "1"] == rows["phrase/en/share/example"][1:4]


async def test_rules_are_found_by_word_source_and_category(datasette: Any):
    for query, found in (("q=ad+also", 1), ("category=share", 1), ("source=sahifa", 1), ("q=nothing", 0), ("", 6)):
        assert found == len((await read(datasette, f"/rules?{query}")).xpath("//tbody/tr")), query


async def test_rules_are_put_in_the_order_asked_for(site: Any):
    names = shown(await read(site, "/rules?order=rule"), "//tbody//code")
    assert sorted(names) == names
    assert [RULE] == shown(await read(site, "/rules?order=suspects"), "//tbody//code")[:1]


async def test_a_rule_that_never_fired_is_listed_apart_and_has_a_page(tmp_path: Path):
    with Corpus.open(fill(tmp_path).parent) as corpus:
        corpus.sync_rules(
            [{"id": "phrase/de/share/x y", "tier": "phrase", "category": "share", "description": "Share."}]
        )
    async with served(tmp_path / "corpus.db") as made:
        page = await read(made, "/rules?silent=on")
        assert ["phrase/de/share/x y"] == shown(page, "//tbody//code")
        own = await read(made, page.xpath("//tbody//a/@href")[0])
        assert "never took anything out" in shown(own, "//main")[0]


async def test_a_rule_page_links_each_removal_to_its_place_in_the_article(datasette: Any):
    page = await read(datasette, "/rules/phrase~2Fen~2Frelated~2Fexample")
    links = page.xpath("//ol[@class='removals']//p[@class='from']/a/@href")
    assert "/corpus/articles/1?_removed=on#removed-4" in links
    article = await read(datasette, "/corpus/articles/1?_removed=on")
    assert 1 == len(article.xpath("//*[@id='removed-4']"))
    assert ["/rules/phrase~2Fen~2Frelated~2Fexample"] == article.xpath("//*[@id='removed-4']//a[code]/@href")


async def test_what_looks_like_article_text_comes_first_and_page_by_page(site: Any):
    path, seen, meters = "/rules/phrase~2Fen~2Frelated~2Fexample", [], []
    for _ in range(20):
        page = await read(site, path)
        seen += page.xpath("//p[@class='from']//a/@href")
        meters += [float(value) for value in page.xpath("//meter/@value")]
        following = page.xpath("//a[@rel='next']/@href")
        if not following:
            break
        path = following[0]
    assert 5 * MANY == len(seen) == len(set(seen))
    assert sorted(meters, reverse=True) == meters
    assert 0.9 == meters[0]


async def test_all_removals_can_be_walked_the_newest_first(site: Any):
    path, seen = "/rules/phrase~2Fen~2Frelated~2Fexample?order=newest", []
    while path:
        page = await read(site, path)
        seen += page.xpath("//p[@class='from']/a/@href")
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert 9 * MANY + 3 == len(seen) == len(set(seen))


async def test_what_repeats_is_named(site: Any):
    page = await read(site, "/rules/phrase~2Fen~2Frelated~2Fexample")
    assert f"{MANY} × The harbour office" in shown(page, "//ol[@class='repeated']/li")[0]


async def test_a_rule_is_narrowed_to_a_source(site: Any):
    page = await read(site, "/rules/phrase~2Fen~2Frelated~2Fexample?source=visnyk")
    assert 1 == len(page.xpath("//ol[@class='removals']/li"))
    assert ["visnyk"] == page.xpath("//select[@name='source']/option[@selected]/@value")


async def test_a_database_without_counts_says_so(tmp_path: Path):
    with Corpus.open(fill(tmp_path).parent) as corpus:
        for name in ("ai", "ad", "au"):
            corpus.db.execute(f"DROP TRIGGER removed_blocks_{name}")
        corpus.db.execute("DROP TABLE rule_sources")
    async with served(tmp_path / "corpus.db") as made:
        for path in ("/rules", "/rules/x"):
            assert "no counts of rules" in (await read(made, path, status=404)).text_content()
        await read(made, "/corpus/articles/1")


@pytest.mark.parametrize("path", ["/rules/nothing", "/rules/~3Cscript~3E"])
async def test_a_rule_there_is_not_is_not_found(datasette: Any, path: str):
    await read(datasette, path, status=404)


@pytest.mark.parametrize(
    "query", ["after=x", "after=1,x", "after=nan,3", "order=%3Cscript%3E", "page=-3", "page=99999999999"]
)
async def test_nonsense_in_the_address_is_no_error(datasette: Any, query: str):
    for path in ("/rules", "/rules/phrase~2Fen~2Frelated~2Fexample"):
        await read(datasette, f"{path}?{query}")


def test_prose_looks_more_like_prose_than_a_label_does():
    assert prose(PROSE, "paragraph") > 0.4 > prose("Share on Telegram", "item")
    assert prose(PROSE, "paragraph") > prose(f"https://x.example {PROSE}", "paragraph")
