from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.text import fold, tidy, token_count, unescaped, words

BIDI_AND_CONTROLS = "\x00\x07\x1b\x7f\x9b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u200b\u00ad\ud800"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain words", "plain words"),
        ("  two\n\tlines \r\n here ", "two lines here"),
        ("no\u00a0break\u2003wide\u3000blank", "no break wide blank"),
        ("Cafe\u0301", "Café"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("abc\u202edef\u202c", "abcdef"),
        ("\ufeffmark", "mark"),
        ("zero\u200bwidth", "zerowidth"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiners are spelling in Persian and in emoji
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("line\u2028separator\u0085next", "line separator next"),
        ("\ufdd0non\uffffcharacter", "noncharacter"),
        ("", ""),
    ],
)
def test_tidy_keeps_what_is_seen(raw: str, expected: str) -> None:
    assert expected == tidy(raw)


@given(st.text())
def test_tidy_is_idempotent(raw: str) -> None:
    assert tidy(raw) == tidy(tidy(raw))


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(BIDI_AND_CONTROLS))))
def test_tidy_lets_no_control_through(raw: str) -> None:
    result = tidy(raw)
    assert not any(char in BIDI_AND_CONTROLS for char in result)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in result)


@given(st.text())
def test_tidy_folds_white_space_to_single_blanks(raw: str) -> None:
    result = tidy(raw)
    assert result == " ".join(result.split())


@given(st.text())
def test_tidy_composes(raw: str) -> None:
    assert unicodedata.is_normalized("NFC", tidy(raw))


@given(st.lists(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1)))
def test_tidy_loses_no_word(parts: list[str]) -> None:
    assert len(parts) == len(tidy("\n ".join(parts)).split(" ") if parts else [])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("STRASSE", "straße"),
        ("“Quoted” ‘word’", "\"quoted\" 'word'"),
        ("«Лапки»", '"лапки"'),
        ("ﬁnal", "FINAL"),
        ("half ｗｉｄｔｈ", "half width"),
        ("a \n b", "A b"),
        ("п’ять", "п'ять"),
        ("Cafe\u0301", "CAFÉ"),
    ],
)
def test_fold_ignores_case_quotes_and_forms(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), [("a.b", "ab"), ("read-also", "read also"), ("7 May", "17 May")])
def test_fold_keeps_what_differs(left: str, right: str) -> None:
    assert fold(left) != fold(right)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_fold_is_idempotent(raw: str) -> None:
    assert fold(raw) == fold(fold(raw))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("It's 3.5 km, really!", ["It", "s", "3", "5", "km", "really"]),
        ("Під’їзд закрито", ["Під", "їзд", "закрито"]),
        ("قال الوزير", ["قال", "الوزير"]),
        ("— … !", []),
        ("", []),
    ],
)
def test_words_are_runs_of_word_characters(raw: str, expected: list[str]) -> None:
    assert expected == words(raw)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("fares", ["fares"]),
        ("row & fares", ["row & fares"]),
        ("row &amp; fares", ["row &amp; fares", "row & fares"]),
        ("&amp;amp;amp;", ["&amp;amp;amp;", "&amp;amp;", "&amp;"]),
    ],
)
def test_escapes_are_undone_while_that_changes_the_text(text: str, forms: list[str]) -> None:
    assert forms == list(unescaped(text, 2))


@given(st.text())
def test_tokens_are_what_white_space_parts(raw: str) -> None:
    assert len(tidy(f"a {raw}").split(" ")) == token_count(tidy(f"a {raw}"))
