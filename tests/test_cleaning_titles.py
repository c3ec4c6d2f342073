from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import titles
from cleaning.titles import Stated, strip_site, title

SITES = ["East Bank Courier", "eastbankcourier.example", "Courier"]


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(titles).failed == 0


@pytest.mark.parametrize(
    ("heads", "h1s", "expected"),
    [
        (["Ferry row deepens"], ["Ferry row deepens"], "Ferry row deepens"),
        (["Ferry row deepens - East Bank Courier"], [], "Ferry row deepens"),
        (["Ferry row deepens | East Bank Courier"], ["Ferry row deepens again"], "Ferry row deepens again"),
        (["East Bank Courier: Ferry row deepens"], [], "Ferry row deepens"),
        (["Ferry row deepens over fares"], ["Transport Ferry row deepens over fares"], "Ferry row deepens over fares"),
        (["Row"], ["Ferry row deepens over the fares"], "Ferry row deepens over the fares"),
        (["Ferry row deepens"], ["East Bank Courier"], "Ferry row deepens"),
        (["Ferry row deepens"], ["News", "Ferry row deepens today"], "Ferry row deepens today"),
        (["Ferry row deepens"], ["News"], "Ferry row deepens"),
        (["Ferry row &amp;amp; fares"], [], "Ferry row & fares"),
        ([], ["Ferry row deepens"], "Ferry row deepens"),
        ([], ["Home"], "Home"),
        ([], [], None),
        ([""], [" "], None),
        (["Паром: суперечка триває — East Bank Courier"], [], "Паром: суперечка триває"),
        (["渡船争议加剧 | Courier"], [], "渡船争议加剧"),
    ],
)
def test_title_is_what_the_reader_sees(heads: list[str], h1s: list[str], expected: str | None) -> None:
    assert expected == title(Stated(heads=heads, h1s=h1s), SITES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry row deepens | Courier", "Ferry row deepens"),
        ("Ferry row deepens · eastbankcourier.example", "Ferry row deepens"),
        ("Ferry row deepens — EASTBANKCOURIER.EXAMPLE", "Ferry row deepens"),
        ("Courier » Ferry row deepens", "Ferry row deepens"),
        ("Courier | Ferry row deepens | East Bank Courier", "Ferry row deepens"),
        ("Ferry row deepens :: Courier", "Ferry row deepens"),
        ("Ferry row deepens once more | Transport", "Ferry row deepens once more"),
        ("Row | Transport", "Row | Transport"),
        ("Courier", "Courier"),
        ("Ferry row deepens", "Ferry row deepens"),
        ("Ferry: row deepens", "Ferry: row deepens"),
        ("East-west ferry row", "East-west ferry row"),
        ("Ferry row - and no end", "Ferry row - and no end"),
    ],
)
def test_only_the_sites_own_name_is_cut(text: str, expected: str) -> None:
    assert expected == strip_site(text, SITES)


def test_h1_says_where_a_head_title_ends() -> None:
    heads = "Ferry row deepens - The Paper Nobody Named"
    assert strip_site(heads, [], ["Ferry row deepens"]) == "Ferry row deepens"
    assert strip_site(heads, [], ["Ferry"]) == heads


TEXTS = st.one_of(
    st.text(), st.lists(st.sampled_from(["Ferry", "row", "Courier", "|", " - ", ": ", "»", "::"])).map(" ".join)
)


@given(TEXTS, st.lists(TEXTS, max_size=3), st.lists(TEXTS, max_size=3))
def test_any_strings_give_a_title_or_none(text: str, h1s: list[str], sites: list[str]) -> None:
    found = title(Stated(heads=[text], h1s=h1s), sites)
    assert found is None or 0 < len(found) <= 500


@given(TEXTS)
def test_stripping_twice_is_stripping_once(text: str) -> None:
    once = strip_site(text, SITES)
    assert once == strip_site(once, SITES)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("bait", [" - ", " | ", ":: ", " ", "Courier | ", "x"])
def test_bait_does_not_slow_the_choice(bait: str) -> None:
    longest = (bait * 2_000)[:2_000]  # what ``head`` leaves of a heading
    assert title(Stated(heads=[longest] * 12, h1s=[longest] * 200), SITES) is not False
