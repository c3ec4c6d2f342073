"""The page of one article: its text, what was removed and where, how its date is known, where it comes from."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browse.plugins.article import lay_out
from browse.plugins.rights import statements
from browse.plugins.wording import PLACES
from cleaning.article import Verdict
from pipelines.store import Corpus
from tests.browsed import ARABIC, BRIDGE, PLAIN, blocks, bridge, dated, delivery, fill, read, served, shown

if TYPE_CHECKING:
    from pathlib import Path

WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=5)
PAGES = st.lists(
    st.tuples(st.sampled_from(Verdict), st.sampled_from(["paragraph", "item", "heading"]), WORDS), max_size=30
)


def stored(page: list[tuple[Verdict, str, str]]) -> tuple[str, str, list[dict[str, Any]]]:
    """A page's text, outline and removed rows, as the corpus keeps them."""
    placed = list(enumerate(page))
    kept = [(position, kind, text) for position, (verdict, kind, text) in placed if verdict is Verdict.KEPT]
    removed = [
        {"position": position, "kind": kind, "text": text, "category": "share", "rule": text[0], "reason": kind}
        for position, (verdict, kind, text) in placed
        if verdict is Verdict.REMOVED
    ]
    return "\n".join(text for *_, text in kept), json.dumps([[p, kind] for p, kind, _ in kept]), removed


@given(PAGES)
def test_removed_blocks_stand_where_they_stood(page: list[tuple[Verdict, str, str]]):
    """Kept and removed blocks come back in page order, each once, with its kind."""
    layout = lay_out(*stored(page))
    expected = [(v is Verdict.REMOVED, kind, text) for v, kind, text in page if v is not Verdict.OUTSIDE]
    assert expected == [(run.why is not None, p.kind, p.text) for run in layout.runs for p in run.pieces]
    assert [] == layout.rest


@given(PAGES, st.sampled_from([None, "", "[]", "{", "7", "[[1]]", '[["a", "b"]]', "[null]", "[[0, 1, 2]]"]))
def test_without_a_fitting_outline_nothing_is_lost(page: list[tuple[Verdict, str, str]], outline: str | None):
    text, _, removed = stored([*page, (Verdict.KEPT, "paragraph", "the end")])
    layout = lay_out(text, outline, removed)
    assert text == "\n".join(piece.text for run in layout.runs for piece in run.pieces)
    assert [row["text"] for row in removed] == [piece.text for run in layout.rest for piece in run.pieces]


def test_only_neighbours_of_a_kind_share_a_list():
    layout = lay_out(
        *stored([(Verdict.KEPT, "item", "a"), (Verdict.REMOVED, "item", "b"), (Verdict.KEPT, "item", "c")])
    )
    assert [1, 1, 1] == [len(run.pieces) for run in layout.runs]


def test_neighbours_removed_for_one_reason_share_a_box():
    page = [(Verdict.REMOVED, "item", "Mail"), (Verdict.REMOVED, "item", "Map"), (Verdict.REMOVED, "item", "Print")]
    assert [["Mail", "Map"], ["Print"]] == [[p.text for p in run.pieces] for run in lay_out(*stored(page)).runs]


async def test_the_page_shows_every_block_in_page_order(datasette: Any):
    page = await read(datasette, "/corpus/articles/1")
    found = page.xpath("//div[@class='text']//*[self::p or self::li or self::h2][not(contains(@class, 'why'))]")
    expected = [block.text for block in blocks(BRIDGE) if block.verdict is not Verdict.OUTSIDE]
    assert expected == [element.text_content() for element in found]


async def test_kinds_of_blocks_become_elements(datasette: Any):
    page = await read(datasette, "/corpus/articles/1")
    assert ["Buses first, cars perhaps later"] == shown(page, "//div[@class='text']/h2")
    assert 3 == len(page.xpath("//div[@class='text']/ul/li"))
    assert 1 == len(page.xpath("//div[@class='text']/blockquote"))


async def test_each_removal_says_what_why_and_by_which_rule(datasette: Any):
    page = await read(datasette, "/corpus/articles/1")
    why = shown(page, "//div[@class='removed'][p[contains(., 'Read also')]]/p[@class='why']")
    assert ["related reads like related · phrase/en/related/example"] == why
    rules = page.xpath("//p[@class='why']//a[code]/@href")
    assert "/rules/phrase~2Fen~2Frelated~2Fexample" in rules


async def test_one_switch_without_script_shows_them(datasette: Any):
    plain, shared = [await read(datasette, f"/corpus/articles/1{query}") for query in ("", "?_removed=on")]
    assert ["Show what was removed 6 blocks, 43 words"] == shown(plain, "//label[@for='show-removed']")
    assert [["module"]] == [page.xpath("//script/@type") for page in (plain,)]
    assert ["/corpus/articles/1?_removed=on"] == plain.xpath("//a[@class='shared']/@href")
    assert [[], ["checked"]] == [page.xpath("//input[@id='show-removed']/@checked") for page in (plain, shared)]


async def test_an_article_without_removals_says_so(datasette: Any):
    page = await read(datasette, "/corpus/articles/4")
    assert ["Nothing was removed from this article."] == shown(page, "//p[@class='nothing']")
    assert [] == page.xpath("//input[@id='show-removed']")


async def test_places_unknown_put_removals_after_the_text(datasette: Any):
    page = await read(datasette, "/corpus/articles/3")
    assert [ARABIC[1][2]] == shown(page, "//section[@class='rest']//div[@class='removed']/p[1]")
    assert [ARABIC[0][2], ARABIC[2][2]] == shown(page, "//div[@class='text']/p")


async def test_byline_and_date_stand_under_the_title(datasette: Any):
    page = await read(datasette, "/corpus/articles/1")
    assert ["City council reopens the old ferry bridge"] == shown(page, "//h1")
    assert ["Mara Lind, Otto Brandt · Reuters"] == shown(page, "//p[@class='byline']")
    assert ["1 March 2026, 18:20"] == shown(page, "//p[@class='dateline']//time")
    assert ["2026-03-01T16:20:00Z"] == page.xpath("//p[@class='dateline']//time/@datetime")


async def test_no_time_of_day_is_invented(datasette: Any):
    page = await read(datasette, "/corpus/articles/2")
    assert ["1 March 2026"] == shown(page, "//p[@class='dateline']//time")
    assert "time of day unknown" in shown(page, "//p[@class='dateline']")[0]


async def test_an_unknown_date_is_called_unknown(datasette: Any):
    page = await read(datasette, "/corpus/articles/4")
    assert "Date unknown" in shown(page, "//p[@class='dateline']")[0]
    assert ["The page has no date, and none is invented."] == shown(page, "//details[1]/p")


async def test_the_date_panel_lists_every_candidate_and_marks_the_chosen_one(datasette: Any):
    page = await read(datasette, "/corpus/articles/1")
    raws = ["2026-03-01T18:20:00+02:00", "03/01/2026", "2026-03-02T07:00:00+02:00"]
    assert raws == shown(page, "//ul[@class='dates']/li/code")
    assert raws[:1] == shown(page, "//ul[@class='dates']/li[@class='chosen']/code")
    assert 1 == len(page.xpath("//ul[@class='dates']//span[contains(., 'could be swapped')]"))
    assert PLACES["json-ld"] in shown(page, "//li[@class='chosen']")[0]


async def test_many_dates_are_folded_but_all_there(tmp_path: Path):
    dates = (*(dated("url", f"/{day}/") for day in range(9)), dated("meta", "the one", chosen=True))
    with Corpus.open(fill(tmp_path).parent) as corpus:
        run = corpus.begin_run("crawl", cleaning_version="2")
        corpus.commit(run, [bridge(url="http://courier.example/dates", dates=dates)])
    async with served(tmp_path / "corpus.db") as datasette:
        page = await read(datasette, "/corpus/articles/7")
    assert "the one" == shown(page, "//ul[@class='dates']/li/code")[0]
    assert 10 == len(shown(page, "//ul[@class='dates']/li"))
    assert ["6 more dates"] == shown(page, "//details[@class='more']/summary")


async def test_evidence_names_url_capture_version_and_words(datasette: Any):
    evidence = shown(await read(datasette, "/corpus/articles/1"), "//aside")[0]
    for fact in ("http://courier.example/1", "crawl-1.warc.gz at byte 1,000", "2026.1+rules.7", "43 removed"):
        assert fact in evidence


async def test_revisions_are_listed_with_the_title_they_had(datasette: Any):
    page = await read(datasette, "/corpus/articles/1")
    first, second = shown(page, "//ol[@class='revisions']/li")
    assert first.endswith("Council votes to reopen the old ferry bridge")
    assert second.startswith("the headline changed")
    await read(datasette, page.xpath("//ol[@class='revisions']//a/@href")[0])


@pytest.mark.parametrize(("article", "other"), [(4, 6), (6, 4)])
async def test_copies_link_to_each_other(datasette: Any, article: int, other: int):
    page = await read(datasette, f"/corpus/articles/{article}")
    assert ["1 copy"] == shown(page, "//summary[contains(., 'cop')]")
    assert [f"/corpus/articles/{other}"] == page.xpath("//ul[@class='copies']//a/@href")


async def test_each_date_says_in_words_why_it_was_chosen_and_how_read(datasette: Any):
    first, second = shown(await read(datasette, "/corpus/articles/1"), "//ul[@class='dates']/li[position() < 3]")
    assert "Why this one: written for machines (ISO 8601)" in first
    assert "Why this one" not in second


async def test_neighbours_are_of_the_same_source(tmp_path: Path):
    with Corpus.open(fill(tmp_path).parent) as corpus:
        run = corpus.begin_run("crawl", cleaning_version="2")
        days = [date(2026, 2, 28), date(2026, 3, 1), None, date(2026, 3, 9)]
        new = [delivery("courier", 7 + n, PLAIN, title=f"T{n}", published_on=day) for n, day in enumerate(days)]
        corpus.commit(run, new)
    async with served(tmp_path / "corpus.db") as made:
        near = [
            (await read(made, f"/corpus/articles/{number}")).xpath("//nav[@class='near']/a/@href")
            for number in (1, 7, 8, 10, 9, 2)
        ]
    at = "/corpus/articles/{}".format
    assert [[at(7), at(8)], [at(1)], [at(1), at(10)], [at(8)], [at(5)], []] == near


async def test_rights_flags_and_licence_are_in_words(tmp_path: Path):
    said = {"robots": [{"from": "header", "agent": "gptbot", "raw": "noai"}], "tdm": {"reserved": True, "from": "file"}}
    with Corpus.open(fill(tmp_path).parent) as corpus, corpus.transaction() as db:
        db.execute("UPDATE captures SET rights = ?", (json.dumps(said),))
        db.execute("UPDATE articles SET licence = 'https://licence.example/by'")
    async with served(tmp_path / "corpus.db") as made:
        known = shown(await read(made, "/corpus/articles/1"), "//details[3]/dl/*")
    assert ["robots, for gptbot", "noai in an HTTP header"] == known[-4:-2]
    assert ["text and data mining", "reserved in the site's tdmrep.json"] == known[-2:]
    assert ["date-conflict", "a trusted place names another day"] == known[:2]


@pytest.mark.parametrize("stored", [None, "", "{", "[]", '{"robots": 3}', '{"robots": [{}]}', '{"tdm": "x"}', 7])
def test_rights_that_cannot_be_read_are_none(stored: object):
    assert [] == statements(stored)


async def test_scripts_run_in_their_own_direction(datasette: Any):
    assert ["rtl"] == (await read(datasette, "/corpus/articles/3")).xpath("//article/@dir")
    assert ["ltr"] == (await read(datasette, "/corpus/articles/2")).xpath("//article/@dir")


@pytest.mark.parametrize("number", ["99", "abc", "1,2"])
async def test_an_article_there_is_not_is_not_found(datasette: Any, number: str):
    page = await read(datasette, f"/corpus/articles/{number}", status=404)
    assert ["Not found"] == shown(page, "//h1")
