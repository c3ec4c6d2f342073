"""What changed between two states of an article: found word by word, within bounds, and shown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browse.plugins.differ import compare, words
from pipelines.store import Corpus
from tests.browsed import SCRIPT, SEEN, delivery, fill, read, served, shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TEXTS = st.lists(
    st.lists(st.sampled_from("the old bridge opens 首相 東 ไทย x".split()), max_size=6).map(" ".join), max_size=6
)
BEFORE = ("The bridge opens on Sunday.", "It was closed for nine years.", *(f"Paragraph {n} stays." for n in range(9)))
AFTER = ("The old bridge opens on Monday.", *BEFORE[2:], f"Correction: {SCRIPT} an earlier version named another day.")


def side(paragraphs: list[Any], fates: set[str]) -> str:
    return " ".join("".join(piece.text for piece in line if piece.fate in fates) for line in paragraphs)


@settings(deadline=None, max_examples=60)
@given(TEXTS, TEXTS)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old: list[str], new: list[str]):
    found = compare("\n".join(old), "\n".join(new))
    lines = [line for stretch in found.stretches for line in stretch.paragraphs]
    assert "".join(old).replace(" ", "") == side(lines, {"same", "gone"}).replace(" ", "")
    assert "".join(new).replace(" ", "") == side(lines, {"same", "new"}).replace(" ", "")


def test_scripts_without_spaces_are_compared_by_character():
    assert [("same", "首相は"), ("gone", "東京"), ("new", "大阪"), ("same", "で会見した")] == words(
        "首相は東京で会見した", "首相は大阪で会見した"
    )


@pytest.mark.parametrize("word", ["a b", "a", "a\n", "\n"])
def test_hostile_texts_are_compared_within_bounds(word: str):
    began = time.process_time()
    compare(f"{word} " * 40_000, f"b {word} c" * 40_000)
    compare(f"{word} " * 1_300, f"b {word} " * 1_300)
    assert time.process_time() - began < 5


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = fill(tmp_path_factory.mktemp("changed"))
    with Corpus.open(path.parent) as corpus:
        run = corpus.begin_run("crawl", cleaning_version="2")
        for number, (title, lines) in enumerate(
            (("Bridge opens", BEFORE), ("Bridge opens", AFTER), ("Bridge opened", AFTER))
        ):
            rows = tuple(("kept", "paragraph", line) for line in lines)
            given_ = {
                "url": "http://courier.example/changed",
                "title": title,
                "fetched_at": SEEN.replace(hour=10 + number),
            }
            corpus.commit(run, [delivery("courier", 9, rows, **given_)])
    return path


@pytest.fixture
async def site(changed: Path) -> AsyncIterator[Any]:
    async with served(changed) as made:
        yield made


async def test_a_revision_shows_what_went_and_what_came(site: Any):
    page = await read(site, "/corpus/revisions/7,2")
    assert {"Sunday.", "It was closed for nine years."} <= set(
        shown(page, "//div[contains(@class, 'difference')]//del")
    )
    came = shown(page, "//div[contains(@class, 'difference')]//ins")
    assert ["old", "Monday."] == came[:2]
    assert f"Correction: {SCRIPT} an earlier version named another day." == came[-1]
    assert ["7 paragraphs unchanged"] == shown(page, "//summary[contains(., 'unchanged')]")


async def test_kinds_are_in_words_and_every_state_is_linked(site: Any):
    page = await read(site, "/corpus/revisions/7,3")
    kinds = ["first seen", "corrected, says the article itself", "the headline changed"]
    assert kinds == shown(page, "//ol[@class='revisions']/li/a[1]")
    assert ["opens", "opened"] == shown(page, "//h1/*")
    assert "the text is the same" in shown(page, "//header")[-1]
    against = await read(site, page.xpath("//a[contains(., 'since this one')]/@href")[0])
    assert "Beside revision 1" in shown(against, "//article/header")[0]
    assert shown(against, "//div[contains(@class, 'difference')]//del")


async def test_the_first_state_is_shown_as_it_was(site: Any):
    page = await read(site, "/corpus/revisions/7,1")
    assert list(BEFORE) == shown(page, "//div[contains(@class, 'difference')]/p")
    assert [] == page.xpath("//ins | //del")


@pytest.mark.parametrize("path", ["7,9", "99,1", "7,1?_against=99", "7,2?_against=x", "7,2?_against=2", "x,y"])
async def test_what_there_is_not_is_no_error(site: Any, path: str):
    assert (await site.client.get(f"/corpus/revisions/{path}")).status_code in {200, 404}
