"""Shingles, and the keys by which alike texts find each other."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.sketch import Likeness, likeness, shingles, sketch

WORDS = [a + b + c for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "r", "s", "lt", "ck")]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join)


def story(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("— … !", set()),
        ("Bridge", {"bridge"}),
        ("The bridge closes", {"the bridge closes"}),
        ("The “bridge” closes.\nAgain!", {"the bridge closes", "bridge closes again"}),
        ("Міст закрито знову сьогодні", {"міст закрито знову", "закрито знову сьогодні"}),
        ("橋梁在周日關閉", {"橋梁 梁在 在周", "梁在 在周 周日", "在周 周日 日關", "周日 日關 關閉"}),
    ],
)
def test_shingles_are_three_folded_words_or_four_letters_of_a_script_without_blanks(
    text: str, expected: set[str]
) -> None:
    assert expected == shingles(text)


@given(TEXTS)
def test_a_text_has_one_sketch_whatever_its_case_and_punctuation(text: str) -> None:
    assert sketch(text) == sketch(text.upper().replace(" ", ",  "))


@given(TEXTS, TEXTS)
@settings(max_examples=50)
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    alike = likeness(shingles(one), shingles(other))
    assert alike == likeness(shingles(other), shingles(one))
    assert 0 <= alike.jaccard <= alike.contained <= 1


def test_likeness_by_hand() -> None:
    assert Likeness(jaccard=0.25, contained=0.5) == likeness(frozenset("ab"), frozenset("bcd"))
    assert Likeness(jaccard=0.0, contained=0.0) == likeness(frozenset(), frozenset("b"))


def test_copies_of_a_few_changed_words_share_a_key() -> None:
    missed = 0
    for seed in range(200):
        text = story(seed)
        for place in random.Random(seed).sample(range(len(text)), 7):
            text[place] = "changed"
        copy, original = " ".join(text), " ".join(story(seed))
        assert likeness(shingles(copy), shingles(original)).jaccard >= 0.8
        missed += not set(sketch(copy).keys) & set(sketch(original).keys)
    assert missed <= 2


def test_a_text_inside_a_longer_one_shares_a_key() -> None:
    missed = 0
    for seed in range(200):
        wire, around = story(seed, 150), story(seed + 1000, 500)
        longer = " ".join([*around[:250], *wire, *around[250:]])
        missed += not set(sketch(" ".join(wire)).keys) & set(sketch(longer).keys)
    assert missed <= 6


def test_other_texts_share_none() -> None:
    keys = [key for seed in range(200) for key in sketch(" ".join(story(seed))).keys]
    assert len(keys) - len(set(keys)) <= 5  # three words of three hundred fall together by chance


def test_keys_are_few_and_fit_sqlite() -> None:
    drawn = sketch(" ".join(story(1, 50_000)))
    assert len(drawn.keys) <= 72
    assert all(-(2**63) <= key < 2**63 for key in drawn.keys)
    assert sorted(set(drawn.keys)) == list(drawn.keys)


def test_a_sketch_is_the_same_in_another_process() -> None:
    code = "from pipelines.sketch import sketch; print(sketch('the old bridge closes on sunday for good').keys)"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert {f"{sketch('the old bridge closes on sunday for good').keys}\n"} == printed
