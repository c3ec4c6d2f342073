from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import site_names
from cleaning.site_names import clean, endings, keys, strip_site
from cleaning.titles import Stated, title


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(site_names).failed == 0


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("Ferry row deepens - Courier", "The Courier"),
        ("Ferry row deepens - Brückenbote", "Der Brückenbote"),
        ("Ferry row deepens - EBC", "East Bank Courier"),
        ("Ferry row deepens - E.B.C.", "East Bank Courier"),
    ],
)
def test_name_is_known_without_its_article_and_by_its_initials(text: str, site: str) -> None:
    assert "Ferry row deepens" == strip_site(text, [site])


@pytest.mark.parametrize("mark", ["-", "–", "|", "·", "~", "›", "/", "⋆", "::", "»", "│"])
def test_name_is_cut_behind_every_mark_in_use(mark: str) -> None:
    assert "Ferry row deepens" == strip_site(f"Ferry row deepens {mark} Courier", ["Courier"])


def test_initials_of_two_words_are_no_name() -> None:
    assert "Votes for the EU - UN" == strip_site("Votes for the EU - UN", ["Urban News"])


@pytest.mark.parametrize(
    ("heads", "named", "expected"),
    [
        (["Ferry row deepens - Ann Lee - Courier"], ["Ann Lee"], "Ferry row deepens"),
        (["Ferry row deepens - Local politics - Courier"], ["Local politics"], "Ferry row deepens"),
        (["Local politics: Ferry row deepens - Courier"], ["Local politics"], "Local politics: Ferry row deepens"),
        (["Ferry row deepens - What it all means for you"], ["What it all means for you"], None),
    ],
)
def test_section_or_author_of_a_few_words_is_cut_from_the_end(
    heads: list[str], named: list[str], expected: str | None
) -> None:
    assert (expected or heads[0]) == title(Stated(heads=heads, beside=named), ["Courier"])


def test_section_that_a_title_begins_with_is_none() -> None:
    assert ["Sport"] == endings(["Sport", "Ferry row", ""], ["Ferry row deepens"])


@pytest.mark.parametrize(
    "text", ["Ferry row #", "# Ferry row", "### Ferry row", "Ferry row §", "Ferry row ¶", "Ferry row 🔗"]
)
def test_marks_of_headings_are_no_part_of_them(text: str) -> None:
    assert "Ferry row" == clean(text)


@pytest.mark.parametrize("text", ["Learn C#", "We are #1", "#MeToo at the mill"])
def test_figures_and_tags_keep_their_mark(text: str) -> None:
    assert text == clean(text)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_keys_are_never_empty(names: list[str]) -> None:
    assert all(keys(names)) or not keys(names)
