"""The newsroom's pages: the truth about each is all of it, and the same seed gives the same bytes."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from cleaning.article import Category
from crawler.newsroom import World
from crawler.newsroom.outlets import ORDER
from crawler.newsroom.pages import Asked, answer
from crawler.newsroom.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.newsroom.publications import Publication

WORLD = World()
EDITIONS = (1, 2)
BLOCKS = frozenset(
    "article aside blockquote body br center div figcaption figure footer form h1 h2 h3 h4 h5 "
    "header hr li main nav p section table td tr ul".split()
)
HIDDEN = frozenset(("script", "style"))
PAGES = [(name, p, edition) for name in ORDER for edition in EDITIONS for p in WORLD.publications(name, edition)]
IDS = [f"{name}-{edition}-{publication.slug}" for name, publication, edition in PAGES]


def page(outlet: str, publication: Publication, edition: int = 1, visits: int = 1, world: World = WORLD) -> bytes:
    return answer(Site(world, outlet, edition), Asked(path=publication.path, authority="h.example", visits=visits)).body


def visible_lines(body: bytes) -> list[str]:
    """Return the text between block boundaries and line breaks, white space folded."""
    runs: list[list[str]] = [[]]
    for text, is_boundary in _runs(html.document_fromstring(body).find("body")):
        if is_boundary:
            runs.append([])
        runs[-1].append(text or "")
    return [line for run in runs if (line := " ".join("".join(run).split()))]


def _runs(element: html.HtmlElement) -> Iterator[tuple[str | None, bool]]:
    if isinstance(element.tag, str) and element.tag not in HIDDEN:
        yield element.text, element.tag in BLOCKS
        for child in element:
            yield from _runs(child)
    yield element.tail, element.tag in BLOCKS


@pytest.mark.parametrize(("name", "publication", "edition"), PAGES, ids=IDS)
def test_truth_names_every_visible_line_of_a_page_and_no_other(name: str, publication: Publication, edition: int):
    truth = WORLD.truth(name, publication.slug, edition)
    patterns = [scrap.pattern for scrap in truth.boilerplate if scrap.pattern]
    expected = Counter([*truth.kept, *truth.furniture, *patterns])
    expected += Counter(scrap.text for scrap in truth.boilerplate if not scrap.pattern)
    lines = visible_lines(page(name, publication, edition, visits=17))
    actual = Counter(next((p for p in patterns if re.fullmatch(p, line)), line) for line in lines)
    assert expected == actual


@pytest.mark.parametrize(("name", "publication", "edition"), PAGES, ids=IDS)
def test_text_and_boilerplate_of_a_page_never_share_a_line(name: str, publication: Publication, edition: int):
    truth = WORLD.truth(name, publication.slug, edition)
    text = "\n".join(truth.kept)
    assert [scrap for scrap in truth.boilerplate if scrap.stands_in(text)] == []
    assert len(truth.kept) == len(set(truth.kept))
    assert truth.title not in truth.kept


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_category_of_boilerplate_is_one_the_cleaner_knows(edition: int):
    seen = {scrap.category for _, truth in WORLD.truths(edition) for scrap in truth.boilerplate}
    assert seen <= set(Category)
    assert set(Category) - seen == {Category.SUBSCRIBE, Category.REPEATED_TEXT}


@pytest.mark.parametrize("name", ORDER)
def test_every_outlet_varies_what_its_pages_carry(name: str):
    truths = [WORLD.truth(name, p.slug) for p in WORLD.publications(name)]
    assert len({tuple(s.category for s in truth.boilerplate) for truth in truths}) > len(truths) * 0.8


@pytest.mark.parametrize("name", ORDER)
def test_boilerplate_interrupts_the_text_of_every_article(name: str):
    for publication in WORLD.publications(name):
        sheet = WORLD.sheet(WORLD.setting(name, 1, publication))
        kinds = [element.category for element in sheet.body]
        first, last = kinds.index("kept"), len(kinds) - kinds[::-1].index("kept")
        assert set(kinds[first:last]) > {"kept"}, publication.slug


def test_no_gap_of_a_phrase_stays_open():
    open_gaps = [
        line
        for _, truth in WORLD.truths(2)
        for line in (*truth.furniture, *(s.text for s in truth.boilerplate))
        if re.search(r"\{[a-z]+\}", line)
    ]
    assert open_gaps == []


def digest(seed: int) -> str:
    made = hashlib.sha256()
    world = World(seed)
    for name in ORDER:
        for edition in EDITIONS:
            site = Site(world, name, edition)
            for path in site.routes:
                made.update(answer(site, Asked(path=path, authority="h.example")).body)
    return made.hexdigest()


def test_two_worlds_of_one_seed_are_the_same_bytes():
    assert digest(1) == digest(1)
    assert digest(1) != digest(2)


def test_world_does_not_depend_on_the_process():
    code = "from tests.test_crawler_newsroom_pages import digest; print(digest(1))"
    command, root = [sys.executable, "-c", code], Path(__file__).parents[1]
    outputs = {
        subprocess.run(
            command, cwd=root, env={"PYTHONHASHSEED": salt}, capture_output=True, text=True, check=True
        ).stdout
        for salt in ("1", "2")
    }
    assert {f"{digest(1)}\n"} == outputs


@pytest.mark.parametrize("name", ORDER)
def test_only_the_counter_tells_two_visits_apart(name: str):
    publication = WORLD.publications(name)[0]
    truth = WORLD.truth(name, publication.slug)
    first, second = (visible_lines(page(name, publication, visits=visits)) for visits in (1, 2))
    changed = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    patterns = [scrap.pattern for scrap in truth.boilerplate if scrap.pattern]
    assert len(changed) == len(patterns)
    assert all(re.fullmatch(patterns[0], line) for pair in changed for line in pair)
