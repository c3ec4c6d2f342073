"""Wordings that recur: what is compared, what a gap takes in, and where a block stands."""

from __future__ import annotations

import pytest

from cleaning.recurrence import LONGEST, fits, standing, wording


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Read by 1,204 people.", "read by # people"),
        ("READ by 7 people!", "read by # people"),
        ("At 10:45, 3 / 4 of them", "at # of them"),
        ("3 March 2026, 10:45", "# march #"),
        ("Прочитали ١٢ разів", "прочитали # разів"),
        ("已有123人阅读", "已 有 # 人 阅 读"),
        ("“Straße” isn’t", "strasse isn t"),
        ("12:45 – 13.00", ""),
        ("***", ""),
        ("a" * (LONGEST + 1), ""),
    ],
)
def test_a_wording_is_a_text_without_what_changes(text: str, words: str) -> None:
    assert tuple(words.split()) == wording(text)


@pytest.mark.parametrize(
    ("words", "text", "fitting"),
    [
        ("ask * about soup", "Ask Ada Lee about soup", True),
        ("ask * about soup", "Ask about soup", True),
        ("ask * about soup", "Ask Ada Lee of the Harbour Road Soup Kitchen about soup", False),
        ("ask * about soup", "Ask Ada about soup and bread", False),
        ("* keeps the ink", "Ada Lee keeps the ink", True),
        ("read by # people", "Read by 12 people", True),
        ("read by # people", "Read by many people", False),
        ("what . it", "What 3 it", False),
    ],
)
def test_a_gap_takes_in_a_few_words_and_nothing_else_is_forgiven(words: str, text: str, fitting: bool) -> None:  # noqa: FBT001
    assert fitting is fits(tuple(words.split()), wording(text))


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("html/body/article.post-17/div.text/p", "article.post-/div.text/p"),
        ("html/body/article#post-17/div#a/p#b", "article/div/p"),
        ("p", "p"),
    ],
)
def test_where_a_block_stands_is_told_without_ids_and_figures(path: str, where: str) -> None:
    assert where == standing(path)
