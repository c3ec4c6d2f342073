"""Behaviour of crawler.rulebench.drafting: the pattern of a line matches that line, and those that differ only in figures."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Category
from cleaning.errors import InputError
from cleaning.rules import examples
from cleaning.rules.model import Match, Take
from cleaning.rules.patterns import checked, options
from cleaning.rules.wording import core, fold
from crawler.rulebench.drafting import Draft, draft, named, paragraphs, pattern


def drafted(line: str, category: Category = Category.RELATED, language: str | None = "en", **more: object) -> Draft:
    return draft(line, category=category, language=language, **more)  # type: ignore[arg-type]


def matches(made: Draft, text: str) -> bool:
    return re2.compile(checked(made.pattern), options()).fullmatch(core(fold(text))) is not None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Penny dispatch", "Penny dispatch"),
        ("Penny dispatch!", "Penny dispatch"),
        ("Dispatch (no. 14)", r"Dispatch \(no\. \d+(?:[.,:/]\d+)*"),
        ("Seen 1,204 times", r"Seen \d+(?:[.,:/]\d+)* times"),
        ("Printed on 12 March 2026", r"Printed on \d+\.? \p{L}+ \d+"),
        ("Надруковано 3 березня 2026 року", r"Надруковано \d+\.? \p{L}+ \d+ року"),
        ("Write to desk@post.example please", r"Write to \S+@\S+ please"),
        ("All of it at https://post.example/x?y=1", r"All of it at (?:https?://|www\.)\S+"),
        ("We <b>reply</b>", "We [<]b>reply[<]/b"),
        ("Читайте «Листи»", 'Читайте "Листи'),
    ],
)
def test_pattern_is_the_wording_with_figures_dates_and_addresses_for_any(line: str, expected: str) -> None:
    assert expected == drafted(line).pattern


@pytest.mark.parametrize(
    ("line", "others", "apart"),
    [
        ("Seen 14 times", ["Seen 9 times", "SEEN 1,204 TIMES."], ["Seen many times", "Seen 14 times today"]),
        ("Printed on 12 March 2026", ["Printed on 1 May 2019"], ["Printed on Monday"]),
        ("Читайте «Листи»", ['Читайте "Листи"', "Читаите „Листи“"], ["Читайте листи"]),
        ("Mail desk@post.example today", ["Mail news@harbour.example today"], ["Mail us today"]),
    ],
)
def test_lines_that_differ_in_what_varies_are_matched_and_no_others(
    line: str, others: list[str], apart: list[str]
) -> None:
    made = drafted(line)
    assert [True] * (len(others) + 1) == [matches(made, text) for text in (line, *others)]
    assert [False] * len(apart) == [matches(made, text) for text in apart]


@given(st.text(min_size=1, max_size=80))
def test_pattern_of_any_line_can_be_used_and_matches_it(line: str) -> None:
    try:
        made = drafted(line)
    except InputError:
        return
    (block,) = examples.blocks(line)
    assert made.match is not Match.WHOLE or matches(made, block.text)


@given(st.text(max_size=60))
def test_pattern_of_any_folded_wording_matches_that_wording(text: str) -> None:
    wording = core(fold(text))
    if wording:
        assert re2.compile(checked(pattern(wording)), options()).fullmatch(core(fold(wording))) is not None


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("From our pages: Ferry row deepens", "from our pages"),
        ("From our pages [Ferry row deepens]", "from our pages"),
        ("[From our pages: Ferry row deepens]", "from our pages"),
        ("- From our pages: [Ferry row deepens]", "from our pages"),
        ("At 10:15 the ferry left", None),
        ("The council said on Monday that it would: wait for a report", None),
        ("From our pages:", None),
    ],
)
def test_label_before_a_colon_or_link_is_the_wording(line: str, label: str | None) -> None:
    made = drafted(line)
    assert (Match.LABEL if label else Match.WHOLE) == made.match
    assert label in (None, made.pattern.lower())


def test_label_takes_what_its_category_is_about() -> None:
    taken = {c: drafted("From our pages: Ferry row", c).takes for c in (Category.RELATED, Category.TAGS, Category.APP)}
    assert {Category.RELATED: Take.LINKS, Category.TAGS: Take.SHORT, Category.APP: Take.NOTHING} == taken
    assert Take.NOTHING == drafted("From our pages").takes


def test_whole_line_may_be_a_little_longer() -> None:
    assert 5 == drafted("Penny dispatch").max_words


def test_id_says_language_category_and_name() -> None:
    assert "phrase/en/related/penny-dispatch" == drafted("Penny dispatch").id
    assert "phrase/any/app/x" == drafted("Penny dispatch", Category.APP, None, name="x").id


def test_name_is_the_first_words_without_figures() -> None:
    assert "листи-читачів" == named("листи читачів 12.03")
    assert "a-b-c-d" == named("a b c d e")
    assert "line" == named("12")


@pytest.mark.parametrize("line", ["", " ", "***", "one line\nand another"])
def test_line_without_wording_or_with_another_below_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        drafted(line)


def test_paragraphs_begin_with_the_wording() -> None:
    made = drafted("From our pages: [Ferry row deepens]")
    assert 5 == len(paragraphs(made))
    assert all(text.startswith("From our pages ") for text in paragraphs(made))


def test_table_leaves_out_what_has_its_default() -> None:
    table = drafted("Penny dispatch", likes=("Penny dispatch boats are gone.",)).table()
    assert ["category", "description", "match", "max_words", "patterns", "examples", "look_alikes"] == [*table]
    assert {"takes": "links", "in_link": True}.items() <= drafted("Our pages: x").table().items()
