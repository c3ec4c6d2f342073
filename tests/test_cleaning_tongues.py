from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.language import believed
from cleaning.tongues import Reading, known

REPORTS: dict[str, str] = tomllib.loads(Path(__file__).with_name("tongues.toml").read_text(encoding="utf-8"))
ALONE = frozenset("el hy ka bn ta th ja ko zh".split())
"""Languages that their script tells."""
PAIRS = [
    ("uk", "ru"), ("ru", "uk"), ("be", "ru"), ("be", "uk"), ("bg", "ru"), ("mk", "bg"), ("sr", "mk"), ("cs", "sk"), ("sk", "cs"),
    ("pl", "cs"), ("da", "no"), ("no", "da"), ("sv", "no"), ("sv", "da"), ("pt", "es"), ("es", "pt"), ("gl", "es"), ("gl", "pt"),
    ("ca", "es"), ("it", "es"), ("ro", "it"), ("id", "ms"), ("ms", "id"), ("hr", "sl"), ("sl", "hr"), ("fa", "ar"), ("ar", "fa"),
    ("ur", "fa"), ("ur", "ar"), ("af", "nl"), ("nl", "de"), ("et", "fi"), ("fi", "et"), ("tr", "az"), ("lt", "lv"), ("kk", "ru"),
]  # fmt: skip


@pytest.mark.parametrize("language", REPORTS)
def test_report_tells_its_language_by_itself(language: str) -> None:
    assert language == believed(None, None, REPORTS[language])


@pytest.mark.parametrize("language", REPORTS)
def test_report_does_not_contradict_its_own_language(language: str) -> None:
    assert language == believed(language, "en", REPORTS[language])


@pytest.mark.parametrize("language", [code for code in REPORTS if code != "en"])
def test_report_contradicts_a_template_in_english(language: str) -> None:
    assert language == believed("en", None, REPORTS[language])


@pytest.mark.parametrize(("language", "declared"), PAIRS)
def test_close_relatives_are_told_apart(language: str, declared: str) -> None:
    assert language == believed(declared, None, REPORTS[language])


@pytest.mark.parametrize(("language", "declared"), PAIRS)
def test_a_line_is_too_little_to_contradict_a_language_of_the_same_script(language: str, declared: str) -> None:
    assert declared == believed(declared, None, " ".join(REPORTS[language].split()[:8]))


@pytest.mark.parametrize("declared", ["sr", "bs", "hr"])
def test_one_tongue_of_several_names_is_called_as_declared(declared: str) -> None:
    assert declared == believed(declared, None, REPORTS["hr"])


def test_text_is_in_the_language_of_most_of_it() -> None:
    assert believed("en", None, f"{REPORTS['en'][:80]} {REPORTS['uk']}") == "uk"
    assert believed("uk", None, f"{REPORTS['uk']} {REPORTS['en'][:80]}") == "uk"


def test_language_without_known_words_is_believed() -> None:
    maori = "Kua whakatau te kaunihera ka whakatikaina te piriti tawhito i mua i te hotoke, engari kāore tētahi e mōhio mā wai e utu."
    assert believed("mi", "en", maori * 3) == "mi"


@pytest.mark.parametrize("language", sorted(REPORTS.keys() - ALONE))
def test_little_words_of_a_language_are_known(language: str) -> None:
    reading = Reading(REPORTS[language])
    assert reading.hits(language) >= 0.1 * reading.words


def test_words_and_letters_are_as_texts_write_them() -> None:
    for language, listed in known().of.items():
        assert all(word == word.lower() for word in listed), language
    assert known().letters.keys() <= known().of.keys()


@given(st.text(max_size=300), st.sampled_from([None, "en", "uk", "xx", "mi"]))
def test_any_text_is_read(text: str, declared: str | None) -> None:
    told = believed(declared, None, text)
    assert told is None or told.isascii()
    assert told == believed(declared, None, text)
