"""The benchmarks that spoil and grow pages: what they make is the same again, and what they check they would notice."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.article import Article, Block, Kind, Page, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
MARKUP = b"<html><body class=x><p>One &amp; two</p><p style='a'>three</p></body></html>" * 5
BLOCKS = tuple(
    Block(position=i, kind=Kind.PARAGRAPH, text=f"Line {i}.", path="p", verdict=Verdict.KEPT) for i in range(3)
)
ARTICLE = Article(url="https://h.example/a", text="Line 0.\nLine 1.\nLine 2.", blocks=BLOCKS)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"blocks": BLOCKS[::-1]}, ["positions are not 0 to n-1", "the text is not the kept blocks"]),
        ({"text": "Line 0."}, ["the text is not the kept blocks"]),
        (
            {"blocks": (*BLOCKS[:2], replace(BLOCKS[2], verdict=Verdict.REMOVED)), "text": "Line 0.\nLine 1."},
            ["a removal without category, rule and reason, or these without a removal"],
        ),
    ],
)
def test_audit_notices_what_does_not_add_up(
    benchmark: Callable[[str], ModuleType], changed: dict[str, Any], wrong: list[str]
) -> None:
    assert wrong == benchmark("audit").faults(replace(ARTICLE, **changed))


def test_audit_notices_a_block_that_is_missing(benchmark: Callable[[str], ModuleType]) -> None:
    given = Page(url="https://h.example/a", body=b"<p>Line 0.<p>Line 1.<p>Line 2.<p>Line 3.")
    assert any("3 blocks, but the page has 4" in line for line in benchmark("audit").faults(ARTICLE, given))


def test_other_parser_sees_what_no_element_hides(benchmark: Callable[[str], ModuleType]) -> None:
    page = "<p>one<script>x</script><br><img>two<div hidden><b>x</b></div><i style='display: none'>x</i><noscript>x</noscript>three"
    assert "one two three" == benchmark("second_reading").visible(page)


def test_spoiled_pages_are_the_same_again(benchmark: Callable[[str], ModuleType]) -> None:
    mutated = benchmark("mutations").mutated
    made = [mutated(Random(f"1/{i}"), MARKUP, MARKUP[:99]) for i in range(80)]
    assert made == [mutated(Random(f"1/{i}"), MARKUP, MARKUP[:99]) for i in range(80)]
    assert len({way for _, ways in made for way in ways}) == len(benchmark("mutations").ALL)


def test_page_is_grown_to_about_its_size(benchmark: Callable[[str], ModuleType]) -> None:
    sizes = [len(benchmark("scale").grown(size).body) for size in (10_000, 100_000, 1_000_000)]
    assert [0.5 < made / size < 1.2 for made, size in zip(sizes, (10_000, 100_000, 1_000_000), strict=True)] == [
        True
    ] * 3


def test_bait_finds_a_pattern_that_backtracks(benchmark: Callable[[str], ModuleType]) -> None:
    worst = benchmark("patterns").worst
    steep, unit = worst("cleaning.urls.slow", re.compile(r"\s+x"), Random(1))
    assert steep > worst("cleaning.urls.fast", re.compile(r"[a-z]"), Random(1))[0]
    assert unit.isspace()
