"""What always holds for boilerplate rules, whatever the page: nothing is lost, everything is explained, cost is linear."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.boilerplate import Context, strip
from cleaning.rules import load
from tests.storyline import line, page, stories, story

EN = Context(language="en")


def texts() -> st.SearchStrategy[str]:
    known = [
        part
        for rule in load().rules
        for example in (*rule.examples, *rule.look_alikes)
        for part in example.splitlines()
    ]
    plain = [paragraph for language in ("en", "uk", "ar") for paragraph in stories()[language]]
    return st.sampled_from(known) | st.sampled_from(plain) | st.text(min_size=1, max_size=40)


def blocks() -> st.SearchStrategy[list[Block]]:
    steps = st.sampled_from(["div.share-bar/p", "div.text/p", "main/ul/li", "div.related-posts/a", "p"])
    block = st.builds(
        lambda text, kind, step, share, verdict, score: line(
            text, f"html/body/{step}", kind=kind, link_share=share, verdict=verdict, score=score
        ),
        texts(),
        st.sampled_from(Kind),
        steps,
        st.sampled_from([0.0, 0.2, 0.6, 1.0]),
        st.sampled_from([Verdict.KEPT, Verdict.KEPT, Verdict.OUTSIDE]),
        st.sampled_from([None, 0.3, 0.9, 0.99]),
    )
    return st.lists(block, max_size=14).map(lambda found: page(*found))


CONTEXTS = st.sampled_from(
    [EN, Context(), Context(language="ar", title="Leave a comment", authors=("Jane Miller", ""))]
)


@settings(max_examples=150, deadline=None)
@given(blocks(), CONTEXTS)
def test_nothing_is_lost_moved_or_changed(found: list[Block], context: Context):
    stripped = strip(found, context)
    plain = [replace(b, verdict=Verdict.KEPT, category=None, rule=None, reason=None) for b in stripped]
    assert [replace(b, verdict=Verdict.KEPT) for b in found] == plain


@settings(max_examples=100, deadline=None)
@given(blocks(), CONTEXTS)
def test_blocks_outside_are_never_touched(found: list[Block], context: Context):
    before = [block for block in found if block.verdict is Verdict.OUTSIDE]
    assert before == [block for block in strip(found, context) if block.verdict is Verdict.OUTSIDE]


@settings(max_examples=100, deadline=None)
@given(blocks(), CONTEXTS)
def test_every_removal_is_explained_and_no_other_block_is(found: list[Block], context: Context):
    for block in strip(found, context):
        explained = (block.category is not None, bool(block.rule), bool(block.reason))
        assert explained == (block.verdict is Verdict.REMOVED,) * 3
        assert block.rule is None or load().get(block.rule) is not None


@settings(max_examples=150, deadline=None)
@given(blocks(), CONTEXTS)
def test_stripping_twice_is_stripping_once(found: list[Block], context: Context):
    once = strip(found, context)
    assert once == strip(once, context)


def test_what_another_tier_removed_stays_removed():
    facts = {"verdict": Verdict.REMOVED, "category": Category.ADVERT, "rule": "site/example.org", "reason": "site rule"}
    foreign = line("Whatever it says", **facts)
    assert foreign == strip([foreign], EN)[0]


def test_an_empty_page_stays_empty():
    assert () == strip([], EN)


def test_rules_that_are_off_leave_their_lines():
    blocks = story("Was this article helpful?")
    rule = "phrase/en/correction-form/correction-form"
    assert {rule} == {block.rule for block in strip(blocks, EN) if block.rule}
    assert tuple(blocks) == strip(blocks, EN, book=load().without(rule))


def test_rows_of_tables_and_code_are_left_alone():
    rows = [line("Read also: Council delays vote", kind=kind) for kind in (Kind.ROW, Kind.PREFORMATTED)]
    blocks = story(*rows)
    assert tuple(blocks) == strip(blocks, EN)


# ------------------------------------------------------------------------------------------------ cost


def seconds(found: list[Block]) -> float:
    """Return the least of three times: what else the machine does only adds."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        strip(found, replace(EN, authors=("Jane Miller",), title="A title"))
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize(
    "text", ["Read also:", "About the author", "We and you donate", "Tags:", "x", stories()["en"][1]]
)
def test_cost_grows_linearly_with_the_page(text: str):
    strip(page(text), EN)
    small = seconds(page(*[line(f"{text} {i}") for i in range(500)]))
    large = seconds(page(*[line(f"{text} {i}") for i in range(4000)]))
    assert large < 8 * 3 * max(small, 0.02)


def test_a_line_of_a_megabyte_is_no_trouble():
    assert seconds(page(line("Read also: " + "word " * 200_000), line("(" * 500_000))) < 5


def test_a_path_as_deep_as_it_gets_is_no_trouble():
    path = "/".join(["div.related-posts"] * 20_000)
    assert seconds(page(*[line(f"line {i}", path) for i in range(20)])) < 5
