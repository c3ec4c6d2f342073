from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import notices
from cleaning.notices import heard, is_whole, spoken, wordings

KINDS = sorted(wordings())


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(notices).failed == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_wording_is_heard(kind: str) -> None:
    for language, listed in wordings()[kind].items():
        for wording in listed:
            assert heard(kind, spoken(f"… {wording.upper()}! …")), (language, wording)
            assert is_whole(kind, spoken(f"{wording}.")), (language, wording)


@pytest.mark.parametrize("kind", KINDS)
def test_no_wording_stands_twice_in_a_language(kind: str) -> None:
    for language, listed in wordings()[kind].items():
        assert len(listed) == len(set(listed)), (kind, language)


@pytest.mark.parametrize(
    "kind", ["not-found", "server-error", "bot-wall", "consent", "consent-button", "paywall", "continued"]
)
def test_wordings_are_there_in_twenty_five_languages(kind: str) -> None:
    assert len(wordings()[kind]) >= 25


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        ("not-found", "Sorry, PAGE NOT FOUND", "page not found"),
        ("not-found", "Stránka nebyla nalezena", "stranka nebyla nalezena"),
        ("not-found", "Homepage not foundling", None),
        ("bot-wall", "Are you human?", "are you human"),
        ("bot-wall", "You are humane", None),
        ("live", "Olive oil", None),
        ("gallery", "", None),
    ],
)
def test_wordings_are_whole_words_whatever_their_spelling(kind: str, line: str, expected: str | None) -> None:
    assert expected == heard(kind, spoken(line))


@given(st.text(max_size=400), st.sampled_from(KINDS))
def test_any_line_is_listened_to(line: str, kind: str) -> None:
    assert heard(kind, spoken(line)) is None or not is_whole(kind, "")
