"""Learned rules applied to blocks: what goes, and what of the same words stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cleaning.article import Article, Block, Category, Kind, Page, Verdict
from cleaning.clean import clean
from cleaning.errors import RuleError
from cleaning.learned import LearnedBook, LearnedRule, Place, read, stripped, written
from cleaning.recurrence import wording

TEAPOT = "The teapot is polished every morning by whoever comes first."
RULE = LearnedRule(
    id="learned/courier/7",
    words=wording(TEAPOT),
    kind="paragraph",
    paths=("article/div/p",),
    place=Place.END,
    reach=1,
    category=Category.REPEATED_TEXT,
    reason="stands on 41 of 57 pages of courier between 2026-03-01 and 2026-05-20",
)
STORY = [f"Sentence number {word} of the story." for word in "one two three four five".split()]


def book(*rules: LearnedRule) -> LearnedBook:
    return read(written(rules or (RULE,)), "a test")


def blocks(*texts: str, **fields: Any) -> list[Block]:
    given = {"kind": Kind.PARAGRAPH, "path": "html/body/article/div/p", "verdict": Verdict.KEPT} | fields
    return [Block(position=n, text=text, **given) for n, text in enumerate(texts)]


def gone(found: tuple[Block, ...]) -> list[str]:
    return [block.text for block in found if block.verdict is Verdict.REMOVED]


def test_a_block_goes_where_it_stands_as_it_did_and_says_why() -> None:
    (removed,) = [b for b in stripped(blocks(*STORY, TEAPOT), book()) if b.verdict is Verdict.REMOVED]
    assert (TEAPOT, "learned/courier/7", Category.REPEATED_TEXT) == (removed.text, removed.rule, removed.category)
    assert RULE.reason == removed.reason


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        ([*STORY[:2], TEAPOT, *STORY[2:]], {}),
        ([*STORY, TEAPOT], {"kind": Kind.QUOTATION}),
        ([*STORY, TEAPOT], {"path": "html/body/article/blockquote/p"}),
        ([*STORY, TEAPOT], {"verdict": Verdict.OUTSIDE}),
        ([*STORY, f"{TEAPOT} So it was said."], {}),
        ([TEAPOT], {}),
    ],
    ids=["amid", "quoted", "elsewhere", "outside", "part-of-more", "the-last-line-left"],
)
def test_the_same_words_stay(texts: list[str], fields: dict[str, Any]) -> None:
    made = blocks(*texts, **fields)
    assert tuple(made) == stripped(made, book())


def test_lines_that_other_rules_know_do_not_count_as_lines_between() -> None:
    other = replace(RULE, id="learned/courier/8", words=wording("Bells ring for 3 readers."))
    made = blocks(*STORY, TEAPOT, "Bells ring for 4 readers.", "Bells ring for 5 readers.", STORY[0])
    assert [TEAPOT, "Bells ring for 4 readers.", "Bells ring for 5 readers."] == gone(stripped(made, book(RULE, other)))


@pytest.mark.parametrize(("place", "at"), [(Place.START, 0), (Place.ANY, 3)])
def test_a_block_keeps_near_its_end_of_the_text(place: Place, at: int) -> None:
    texts = [*STORY[:at], TEAPOT, *STORY[at:]]
    assert [TEAPOT] == gone(stripped(blocks(*texts), book(replace(RULE, place=place))))


def test_a_gap_takes_in_a_name() -> None:
    rule = replace(RULE, words=("ask", "*", "about", "the", "ink", "and", "ladder"))
    texts = [*STORY, "Ask Ada Lee about the ink and ladder"]
    assert texts[-1:] == gone(stripped(blocks(*texts), book(rule)))


def test_rules_come_back_as_they_were_written_and_the_digest_tells_them_apart() -> None:
    data = written([RULE])
    assert ((RULE,), data) == (read(data, "f").rules, written(read(data, "f").rules))
    assert book().digest == book().digest != book(replace(RULE, reach=2)).digest


@pytest.mark.parametrize("data", [b"", b"[]", b'{"rules": [{}]}', b"\xff", written([RULE]).replace(b"end", b"top")])
def test_a_file_of_another_hand_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(RuleError, match=r"rules/learned/courier\.json"):
        read(data, "rules/learned/courier.json")


def test_a_page_is_cleaned_by_them_and_its_version_says_so() -> None:
    lines = "".join(f"<p>The council said on day {n} that the bridge will open after the winter.</p>" for n in range(9))
    body = f"<html lang=en><title>Bridge</title><body><article><div>{lines}<p>{TEAPOT}</p></div></article>".encode()
    page = Page(url="http://courier.example/1", body=body)
    plain, learned = clean(page), clean(page, learned=book())
    assert isinstance(plain, Article)
    assert isinstance(learned, Article)
    assert plain.text == f"{learned.text}\n{TEAPOT}"
    assert f"{plain.cleaning_version}+{book().digest[:8]}" == learned.cleaning_version
