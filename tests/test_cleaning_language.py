from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import language
from cleaning.language import believed, primary, weighed

UKRAINIAN = "Міська рада ухвалила рішення про ремонт моста через річку."
ENGLISH = "The council approved the repair of the bridge over the river."
SAMPLES = {
    "el": "Το δημοτικό συμβούλιο ενέκρινε την επισκευή της γέφυρας.",
    "ko": "시의회는 월요일 다리 보수를 승인했다.",
    "ja": "市議会は月曜日、橋の修理を承認した。",
    "th": "สภาเทศบาลอนุมัติการซ่อมแซมสะพาน",
    "ka": "საკრებულომ ხიდის შეკეთება დაამტკიცა.",
    "hy": "Քաղաքային խորհուրդը հաստատեց կամրջի վերանորոգումը։",
    "ta": "நகர சபை பாலம் பழுதுபார்ப்பை ஒப்புக்கொண்டது.",
}


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(language).failed == 0


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en"), ("EN-us", "en"), ("en_GB", "en"), ("zh-Hans-CN", "zh"), ("de-DE, en", "de"), ("fr;q=0.8", "fr"),
        ("iw-IL", "he"), ("nb", "no"), ("nn-NO", "no"), ("ua", "uk"), ("cz", "cs"), ("eng", "en"), ("deu", "de"),
        ("gsw", "gsw"), (" uk ", "uk"), ("und", None), ("mul", None), ("x-default", None), ("", None), ("english", None),
        ("Ukrainian", None), ("{{lang}}", None), ("e", None),
    ],
)  # fmt: skip
def test_primary_mends_what_pages_write(tag: str, expected: str | None) -> None:
    assert expected == primary(tag)


@given(st.text())
def test_primary_gives_a_code_or_nothing(tag: str) -> None:
    code = primary(tag)
    assert code is None or (code.isascii() and code.islower() and 2 <= len(code) <= 3)


@pytest.mark.parametrize(
    ("declared", "fallback", "text", "expected"),
    [
        ("uk", None, UKRAINIAN, "uk"),
        ("en", "uk", UKRAINIAN, "uk"),
        ("en", None, UKRAINIAN, "uk"),
        (None, "uk", UKRAINIAN, "uk"),
        ("ru", "en", ENGLISH, "en"),
        ("de", "en", ENGLISH, "de"),
        ("sr", None, ENGLISH, "sr"),
        ("sr", None, UKRAINIAN, "sr"),
        ("uk", None, "2024 — 12:30", "uk"),
        ("uk", None, "", "uk"),
        (None, None, ENGLISH, "en"),
        (None, None, "Bridge repair", None),
        ("en", None, "The Київ council, the Київ mayor and the river", "en"),
        ("zh", None, "市议会批准了大桥的维修工程，工程将于春季开始。", "zh"),
        ("zh", None, SAMPLES["ja"], "ja"),
        ("ja", None, "首相、訪米へ 日米首脳会談、来月開催", "ja"),
        ("he", None, "مجلس المدينة وافق على إصلاح الجسر", None),
        ("ar", "fa", "مجلس المدينة وافق على إصلاح الجسر", "ar"),
    ],
)
def test_declaration_is_believed_where_the_script_allows(
    declared: str | None, fallback: str | None, text: str, expected: str | None
) -> None:
    assert expected == believed(declared, fallback, text)


@pytest.mark.parametrize("code", SAMPLES)
def test_script_of_one_language_tells_it(code: str) -> None:
    assert code == believed(None, None, SAMPLES[code])
    assert code == believed("en", "fr", SAMPLES[code])


LONGER = (
    f"{ENGLISH} It is said that they have not been there since it was built, and that all of this will be done by them."
)


@pytest.mark.parametrize(
    ("declared", "fallback", "text", "expected"),
    [
        ("en", "fr", LONGER, ("en", "en", "declared")),
        ("de", "en", LONGER, ("en", "en", "source")),
        ("de", "fr", LONGER, ("en", "en", "detected")),
        ("de", None, "", ("de", None, "declared")),
        (None, "de", "Kurz", ("de", None, "source")),
        (None, None, "", (None, None, None)),
    ],
)
def test_what_was_declared_and_detected_is_told_beside_what_is_believed(
    declared: str | None, fallback: str | None, text: str, expected: tuple[str | None, ...]
) -> None:
    assert expected == weighed(declared, fallback, text)
