from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.slugs import plain, slug, steps


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "https://h.example/news/ferry-row-deepens.html?x=1#top",
            ["https:", "", "h.example", "news", "ferry-row-deepens"],
        ),
        ("/a/b.htm", ["", "a", "b"]),
        ("/v1.5/notes", ["", "v1.5", "notes"]),
        ("/caf%C3%A9/", ["", "café", ""]),
        ("", [""]),
    ],
)
def test_steps_are_decoded_and_lose_the_extension_of_a_page(address: str, expected: list[str]) -> None:
    assert expected == steps(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://h.example/news/ferry-row-deepens-again.html", "ferry row deepens again"),
        ("https://h.example/Ferry_Row_Deepens", "ferry row deepens"),
        ("https://h.example/ferry+row/12345678", "ferry row"),
        ("https://h.example/ferry-row-103441563", "ferry row"),
        ("https://h.example/ferry-row-b1155186", "ferry row"),
        ("https://h.example/top-10-of-2026", "top 10 of 2026"),
        ("", ""),
    ],
)
def test_slug_is_the_wordiest_step_without_identifying_numbers(address: str, expected: str) -> None:
    assert frozenset(expected.split()) == slug(address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fähre über Öresund: Größe", ["faehre", "ueber", "oeresund", "groesse"]),
        ("Café à Genève", ["cafe", "a", "geneve"]),
        ("Паром", ["паром"]),
        ("!", []),
    ],
)
def test_words_are_written_as_in_addresses(text: str, expected: list[str]) -> None:
    assert expected == plain(text)


@given(st.text())
def test_any_string_is_an_address(text: str) -> None:
    assert isinstance(slug(text), frozenset)
    assert all(word == word.casefold() for word in plain(text))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("bait", ["1", "a-", "/", "%", "1.", "12345"])
def test_bait_does_not_slow_the_reading(bait: str) -> None:
    assert isinstance(slug(bait * 500_000), frozenset)
