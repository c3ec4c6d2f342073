from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.alignment import align
from cleaning.article import Block, Extractor, Kind, Page, SourceFacts, Verdict
from cleaning.document import Document, parse
from cleaning.extract import by_reading, opinion, reading, text_of
from cleaning.metadata import read
from tests.shelf import QUALITY, SENTENCES, html

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted((QUALITY / "html").glob("*.html"))


def judged(markup: str, extractor: Extractor = Extractor.AUTO) -> tuple[Document, tuple[Block, ...]]:
    document = parse(markup)
    assert document is not None
    page = Page(url="https://h.example/a", body=markup.encode(), source=SourceFacts(extractor=extractor))
    return document, by_reading(document, page, reading(document, read(document, page), page))


def block(text: str, kind: Kind = Kind.PARAGRAPH, verdict: Verdict = Verdict.OUTSIDE) -> Block:
    return Block(position=0, kind=kind, text=text, path="html/body/p", verdict=verdict)


def facts(blocks: tuple[Block, ...]) -> list[tuple[int, Kind, str, str, float]]:
    return [(b.position, b.kind, b.text, b.path, b.link_share) for b in blocks]


@pytest.mark.parametrize("extractor", Extractor)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_block_comes_back_in_order_with_a_verdict(path: Path, extractor: Extractor) -> None:
    document, blocks = judged(path.read_text("utf-8"), extractor)
    assert facts(document.blocks) == facts(blocks)
    assert {b.verdict for b in blocks} <= {Verdict.KEPT, Verdict.OUTSIDE}
    assert text_of(blocks)


@pytest.mark.parametrize("extractor", Extractor)
def test_article_is_kept_and_navigation_is_outside(extractor: Extractor) -> None:
    _, blocks = judged(html(), extractor)
    kept = text_of(blocks)
    assert all(sentence in kept for sentence in SENTENCES)
    assert [b.verdict for b in blocks if b.text == "Home"] == [Verdict.OUTSIDE]


@pytest.mark.parametrize("extractor", Extractor)
def test_judging_twice_gives_the_same(extractor: Extractor) -> None:
    assert judged(html(), extractor)[1] == judged(html(), extractor)[1]


def test_every_block_of_the_models_keeps_its_score() -> None:
    _, blocks = judged(html(), Extractor.BLOCKS)
    assert all(b.score is not None and 0.0 <= b.score <= 1.0 for b in blocks)


@pytest.mark.parametrize("extractor", Extractor)
@pytest.mark.parametrize(
    "markup", ["<p></p>", "<p>x</p>", "<html><body></body></html>", "<ul><li><a href=x>Home</a></ul>"]
)
def test_page_without_an_article_is_judged_too(markup: str, extractor: Extractor) -> None:
    document, blocks = judged(markup, extractor)
    assert facts(document.blocks) == facts(blocks)


def test_opinion_is_the_lines_of_the_other_extractor() -> None:
    document = parse(html())
    assert document is not None
    lines = opinion(document, "https://h.example/a")
    assert all(any(sentence in line for line in lines) for sentence in SENTENCES)
    assert "Home" not in lines
    assert lines == opinion(document, "https://h.example/a")


@pytest.mark.parametrize(
    ("texts", "lines", "expected"),
    [
        (["Menu", "One two three four five.", "End"], ["One two three four five."], [False, True, False]),
        (["One two three four", "five six seven eight"], ["One two three four five six seven eight"], [True, True]),
        (["One two three four five six"], ["“ONE two” three four FIVE six"], [True]),
        (["Short", "One two three four five six."], ["Short", "One two three four five six."], [True, True]),
        (["One two three four five six.", "other words here now"], [], [False, False]),
        ([], ["One two three"], []),
    ],
)
def test_blocks_are_kept_whose_words_the_lines_hold(texts: list[str], lines: list[str], expected: list[bool]) -> None:
    assert expected == [b.verdict is Verdict.KEPT for b in align([block(text) for text in texts], lines)]


def test_text_that_the_lines_have_once_is_kept_once() -> None:
    twice = [
        block("Bridge closed until spring"),
        block("One two three four five six."),
        block("Bridge closed until spring"),
    ]
    made = align(twice, ["Bridge closed until spring", "One two three four five six."])
    assert sum(b.verdict is Verdict.KEPT for b in made) == 2


WORDS = st.lists(
    st.lists(st.sampled_from("one two three four five six seven".split()), min_size=1, max_size=9).map(" ".join),
    max_size=8,
)


@given(WORDS, WORDS)
def test_aligning_changes_nothing_but_verdicts(texts: list[str], lines: list[str]) -> None:
    blocks = [block(text) for text in texts]
    made = align(blocks, lines)
    assert facts(tuple(blocks)) == facts(made)


@given(WORDS)
def test_text_aligned_with_itself_is_kept_whole(texts: list[str]) -> None:
    distinct = list(dict.fromkeys(texts))
    made = align([block(text) for text in distinct], distinct)
    assert all(b.verdict is Verdict.KEPT for b in made)


def test_text_is_the_kept_blocks_by_line() -> None:
    kept = Verdict.KEPT
    assert text_of([block("a", verdict=kept), block("b"), block("c", verdict=kept)]) == "a\nc"
    assert text_of([]) == ""


def test_lists_nested_deeper_than_trafilatura_can_go_get_no_opinion() -> None:
    items = "<ul><li>An item that says something about the harbour and the ferry." * 900 + "</ul>" * 900
    document = parse(f"<html><body><article><p>{'The council met. ' * 30}</p>{items}</article></body></html>")
    assert document is not None
    assert [] == opinion(document)
