"""Single values as pages show them: links, dates, lists, hits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from browse.plugins.values import counted, day, direction, marked, moment, names, outward

ANYTHING = st.one_of(st.none(), st.integers(), st.text(), st.binary())


@pytest.mark.parametrize(
    "url", ["http://a.example/", "https://a.example/b?c=d&e=%20#f", "http://127.0.0.2:8080/новини"]
)
def test_a_web_address_may_become_a_link(url: str):
    assert url == outward(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "JaVaScRiPt:alert(1)//http://a.example/",
        "//a.example/",
        "/corpus",
        "http:",
        "http://",
        "http://[::1",
        "http://a.example/ b",
        "http://a.example/\u202egpj",
        "http://a.example/\n",
        "",
        None,
        7,
    ],
)
def test_anything_else_stays_text(url: object):
    assert outward(url) is None


@given(ANYTHING)
def test_what_becomes_a_link_is_http_and_printable(value: object):
    url = outward(value)
    assert url is None or (url.lower().startswith(("http://", "https://")) and url.isprintable())


@pytest.mark.parametrize(
    ("instant", "offset", "expected"),
    [
        ("2026-03-01T22:30:00Z", "+02:00", "2 March 2026, 00:30"),
        ("2026-03-01T00:15:00Z", "-05:30", "28 February 2026, 18:45"),
        ("2026-03-01T09:00:00Z", None, "1 March 2026, 09:00"),
        ("2026-03-01T09:00:00Z", "nonsense", "1 March 2026, 09:00"),
        ("2026-03-01T09:00:00Z", "+99:99", "2026-03-01T09:00:00Z"),
        ("0001-01-01T00:00:00Z", "-05:00", "0001-01-01T00:00:00Z"),
        ("soon", "+02:00", "soon"),
    ],
)
def test_an_instant_is_shown_on_the_clock_of_its_offset(instant: str, offset: str | None, expected: str):
    assert expected == moment(instant, offset)


@given(ANYTHING, ANYTHING)
def test_no_value_breaks_a_date(instant: object, offset: object):
    assert isinstance(moment(instant, offset) + day(instant), str)


def test_a_day_is_written_out_and_anything_else_left_alone():
    assert ["9 February 2026", "2026-02", "None"] == [day("2026-02-09"), day("2026-02"), day(None)]


@given(st.lists(st.text()))
def test_a_json_list_comes_back_as_its_strings(values: list[str]):
    assert values == names(json.dumps(values))


@pytest.mark.parametrize("stored", [None, "", "{", '"a"', '{"a": 1}', "7", "[" * 100_000])
def test_what_is_no_json_list_is_an_empty_one(stored: str | None):
    assert [] == names(stored)


@given(st.text(st.sampled_from("ab<>&\"'⟦⟧ ")))
def test_a_hit_is_escaped_whatever_it_holds(text: str):
    element = fromstring(f"<div>{marked(text)}</div>")
    assert {"mark"} >= {child.tag for child in element}
    assert sorted(text.replace("⟦", "").replace("⟧", "")) == sorted(
        element.text_content().replace("⟦", "").replace("⟧", "")
    )


def test_matches_are_marked_and_the_rest_is_not():
    assert "the <mark>bridge</mark> &lt;b&gt; and <mark>bridges</mark>" == marked("the ⟦bridge⟧ <b> and ⟦bridges⟧")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("FA", "rtl"), ("uk", "ltr"), ("", "auto"), (None, "auto")],
)
def test_the_direction_follows_the_language(language: str | None, expected: str):
    assert expected == direction(language)


@pytest.mark.parametrize(("number", "expected"), [(0, "0 copies"), (1, "1 copy"), (1200, "1,200 copies"), (None, "–")])
def test_numbers_carry_their_noun(number: int | None, expected: str):
    assert expected == counted(number, "copy", "copies")
