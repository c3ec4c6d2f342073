from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaning.bylines as module
from cleaning.bylines import is_byline, names


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("ByAnn Lee", ["Ann Lee"]),
        ("By: Ann Lee", ["Ann Lee"]),
        ("Words: Ann Lee", ["Ann Lee"]),
        ("All articles by Ann Lee", ["Ann Lee"]),
        ("More about Ann Lee", ["Ann Lee"]),
        ("Pressemitteilung von Eva Kern", ["Eva Kern"]),
        ("politik von Eva Kern 5. November 2024 15:36 Uhr", ["Eva Kern"]),
        ("di Viviana Mazza", ["Viviana Mazza"]),
        ("Propos recueillis par Luc Dubois", ["Luc Dubois"]),
        ("著者：後藤大地", ["後藤大地"]),
        ("| Ann Lee", ["Ann Lee"]),
        ("- Ann Lee →", ["Ann Lee"]),
        ("Ann Lee ⋅ Bo Chan", ["Ann Lee", "Bo Chan"]),
        ("Ann Lee Ann Lee", ["Ann Lee"]),
        ("98 Buck Social", ["98 Buck Social"]),
        ("c1ph4", ["c1ph4"]),
        ("Ann Lee22 Dec 2016", ["Ann Lee"]),
        ("Ann Lee (ann)", ["Ann Lee"]),
        ("Bruno (Henrique) Rodrigues", ["Bruno (Henrique) Rodrigues"]),
        ("Juan Carlos Muñoz C.", ["Juan Carlos Muñoz C."]),
        ("Perry Bacon Jr.", ["Perry Bacon Jr."]),
        ("Ann Lee.", ["Ann Lee"]),
        ("Organization for Works", ["Organization for Works"]),
        ("lupa am 26/10/13, 03:48 pm", ["lupa"]),
        ("Ann Lee [email protected]", ["Ann Lee"]),
        ("cipha[at]cipha.example", []),
    ],
)
def test_names_lose_what_stands_around_them(line: str, expected: list[str]) -> None:
    assert expected == names(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Text: Eva Kern, Fotos: Max Bild, Jo Alt", ["Eva Kern"]),
        ("Written by Ann Lee | Edited by Bo Chan | Published on 7 November 2025", ["Ann Lee"]),
        ("Ann Lee Reviewed by Bo Chan", ["Ann Lee"]),
        ("Updated January 08, 2026 Written by Ann Lee", ["Ann Lee"]),
        ("Datum: 19.11.2021 Autor: Fritz Imhof Quelle: Livenet", ["Fritz Imhof"]),
        ("Ann Lee Illustration by Claire Lordon", ["Ann Lee"]),
        ("Posted By: Kiersten · In: Sides, Sourdough", ["Kiersten"]),
        ("Ann Lee · Posted: Oct 14, 2022 9:27 AM ET | Last Updated: 24 minutes ago", ["Ann Lee"]),
    ],
)
def test_only_those_who_wrote_are_named(line: str, expected: list[str]) -> None:
    assert expected == [name for name in names(line) if name not in ("Posted", "Updated")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Lee Writer", ["Ann Lee"]),
        ("Ann Lee Founder & Lead Reviewer", ["Ann Lee", "Lead Reviewer"]),
        ("Ann LeeFounder at Oakwood", ["Ann Lee"]),
        ("Christoph Hein Chefredakteur", ["Christoph Hein"]),
        ("Ann Lee in Valve", ["Ann Lee"]),
        ("Ann Lee at MSA Models", ["Ann Lee"]),
        ("Ann LeeFollow", ["Ann Lee"]),
        ("Ann Lee Link Copied", ["Ann Lee"]),
        ("Staff Writer", ["Staff Writer"]),
        ("SFist Contributor", ["SFist Contributor"]),
    ],
)
def test_roles_and_buttons_behind_a_whole_name_are_cut(line: str, expected: list[str]) -> None:
    assert expected == names(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Lee, MD", ["Ann Lee, MD"]),
        ("Ann Lee, MS, RD, FAND", ["Ann Lee, MS, RD, FAND"]),
        ("Ann Lee, PhD, Bo Chan, PhD", ["Ann Lee, PhD", "Bo Chan, PhD"]),
        ("Ann Lee, CEPF®", ["Ann Lee, CEPF®"]),
        ("Ann Lee, NDR", ["Ann Lee", "NDR"]),
        ("Ann Lee, Reuters", ["Ann Lee", "Reuters"]),
    ],
)
def test_degrees_stay_with_their_name(line: str, expected: list[str]) -> None:
    assert expected == names(line)


@pytest.mark.parametrize(
    "line",
    [
        "Autor Ann Lee Alles über Lautsprecher und HiFi-Trends. Zudem Tipps für zu Hause.",
        ".author { color: red }",
        "Name *",
        "https://h.example/ann",
        "@handle",
    ],
)
def test_prose_and_code_name_nobody(line: str) -> None:
    assert names(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Lee",
        "by Ann Lee, December 16th 2016",
        "ByAnn Lee",
        "By Ann Lee | 12/10/2020",
        "Text: Ann Lee",
        "Von Eva Kern und Max Bild",
        "Von Eva Kern, dpa",
        "By Ursula von der Leyen",
        "Автор: Олена Коваль",
        "Матеріал підготовлено: Олена Коваль",
        "بقلم: محمد الأحمد",
        "作者：山田太郎",
    ],
)
def test_byline_is_told(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday the river had risen again",
        "Ann Lee went home",
        "By " + "Ann Lee, " * 40,
        "",
        " ",
        "Von Anfang an war klar",
        "Von Atemschutzmaske über Exit-Strategie und Kontaktverbot bis Zoonose",
        "A post shared by Ann Lee (@ann.lee)",
        "• Monarch",
        "- Termine",
        "By 2026",
        "Ann Lee",
    ],
)
def test_prose_is_no_byline(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Lee pour La Gazette", True),
        ("Ann Lee et Bo Chan pour La Gazette", True),
        ("Ann Lee | La Gazette", True),
        ("Олена Коваль, для «La Gazette»", True),
        ("Ann Lee, staff reporter", True),
        ("Ann Lee pour le plaisir", False),
        ("Trains pour La Gazette", False),
        ("La Gazette", False),
        ("Tim Thabe, CEO of a firm", False),
    ],
)
def test_names_before_the_outlet_or_a_reporters_role_are_a_byline(line: str, *, expected: bool) -> None:
    assert expected is is_byline(line, ["La Gazette"])


@given(st.text())
def test_any_string_can_be_read(line: str) -> None:
    assert all(0 < len(name) <= 120 for name in names(line))
    assert isinstance(is_byline(line, ["Courier"]), bool)


WORDS = st.sampled_from(
    ["By", "Ann", "Lee", "and", "Editor", ":", ",", "|", "MD", "Photo:", "by", "3 March 2026", "in", "©", "-"]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_any_mixture_of_byline_words_can_be_read(line: str) -> None:
    assert all(name.strip() == name and name for name in names(line))


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "bait",
    [
        "By ",
        "by: ",
        "written by ",
        "Text: ",
        "a, ",
        "@",
        "a@b.",
        "an additional ",
        "- ",
        "1 March 2026 ",
        "senior ",
        "Edited by ",
        "(",
        "MD, ",
    ],
)
def test_bait_does_not_slow_the_reading(bait: str) -> None:
    assert isinstance(names(bait * 20_000), list)
    assert not is_byline(bait * 20_000)
