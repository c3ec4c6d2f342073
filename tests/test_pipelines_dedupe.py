"""When two texts are the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe import text_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The mayor resigned.", "the  MAYOR\nresigned"),
        ("“Never,” she said", '"Never", she said'),
        ("Caf\u00e9 \u2013 open", "Cafe\u0301 open"),
        ("\ufb01nal", "final"),
    ],
)
def test_case_space_punctuation_and_composition_do_not_matter(one: str, other: str) -> None:
    assert text_hash(one) == text_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("The mayor resigned", "The mayor resigned today"), ("3.5 million", "35 million"), ("a b", "b a"), ("ab", "a b")],
)
def test_words_and_their_order_do(one: str, other: str) -> None:
    assert text_hash(one) != text_hash(other)


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_has_a_hash_and_always_the_same(text: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", text_hash(text))
    assert text_hash(text) == text_hash(text + " ")
