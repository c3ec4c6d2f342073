from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaning.authors as module
from cleaning.authors import Authors, authors, is_agency, is_byline, names


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Lee", ("Ann Lee",)),
        ("By Ann Lee", ("Ann Lee",)),
        ("BY: Ann Lee", ("Ann Lee",)),
        ("Written by Ann Lee and Bo Chan", ("Ann Lee", "Bo Chan")),
        ("Ann Lee, Bo Chan & Cy Diaz", ("Ann Lee", "Bo Chan", "Cy Diaz")),
        ("Author: Ann Lee", ("Ann Lee",)),
        ("Author Ann Lee", ("Ann Lee",)),
        ("Posted by: Ann Lee", ("Ann Lee",)),
        ("Posted by:Ann Lee", ("Ann Lee",)),
        ("View all posts by Ann Lee", ("Ann Lee",)),
        ("By Ann Lee | 3 March 2026", ("Ann Lee",)),
        ("Ann Lee March 3, 2026", ("Ann Lee",)),
        ("By Ann Lee Updated on 3 March 2026", ("Ann Lee",)),
        ("Ann Lee (Berlin)", ("Ann Lee",)),
        ("Ann Lee - Courier", ("Ann Lee",)),
        ("Ann Lee for the Courier", ("Ann Lee",)),
        ("Ann Lee ann@courier.example @annlee", ("Ann Lee",)),
        ("Von Jürgen Maier und Eva Kern", ("Jürgen Maier", "Eva Kern")),
        ("Text: Eva Kern, Foto: Max Bild", ("Eva Kern",)),
        ("Erstellt von Eva Kern", ("Eva Kern",)),
        ("Par Luc Dubois et Zoé Petit", ("Luc Dubois", "Zoé Petit")),
        ("Por María José Ruiz y Juan Gil", ("María José Ruiz", "Juan Gil")),
        ("Автор: Олена Коваль", ("Олена Коваль",)),
        ("Олена Коваль та Ігор Мельник", ("Олена Коваль", "Ігор Мельник")),
        ("بقلم: محمد الأحمد", ("محمد الأحمد",)),
        ("Ursula von der Leyen", ("Ursula von der Leyen",)),
        ("Ludwig van Beethoven", ("Ludwig van Beethoven",)),
        ("T. V. Raman", ("T. V. Raman",)),
        ("Dr. Ann Lee", ("Dr. Ann Lee",)),
        ("山田太郎", ("山田太郎",)),
        ("Ann Lee, Ann Lee", ("Ann Lee",)),
    ],
)
def test_people_of_a_byline(line: str, expected: tuple[str, ...]) -> None:
    assert expected == authors([line]).people


@pytest.mark.parametrize(
    "line",
    [
        "admin",
        "Admin",
        "wpadmin",
        "No Author",
        "unknown",
        "Written By",
        "",
        " ",
        "@handle",
        "2026",
        "x@h.example",
        "https://h.example/ann",
    ],
)
def test_accounts_and_labels_are_nobody(line: str) -> None:
    assert authors([line]) == Authors()


@pytest.mark.parametrize(
    "line",
    [
        ".author { color: red; position: relative }",
        "Name *",
        "is a founder of a firm, dedicated to creating things",
        "Subscribe: weekly news!",
    ],
)
def test_lines_that_are_no_names_give_no_people(line: str) -> None:
    assert not [name for name in authors([line]).people if len(name.split()) > 1]


def test_outlet_is_no_author_where_people_are_named() -> None:
    assert authors(["Ann Lee, East Bank Courier"], ["East Bank Courier"]).people == ("Ann Lee",)


def test_next_string_is_asked_where_the_first_names_nobody() -> None:
    found = authors(["admin", "East Bank Courier", "By Ann Lee"], ["East Bank Courier"])
    assert (found.people, found.raw) == (("Ann Lee",), "By Ann Lee")


@pytest.mark.parametrize("line", ["News desk", "Courier Staff", "Redaktion Kultur", "Reuters"])
def test_desk_or_agency_is_the_author_where_nobody_else_is(line: str) -> None:
    assert authors([line]).people == (line,)
    assert authors([line, "Ann Lee"]).people == ("Ann Lee",)


@pytest.mark.parametrize(
    ("line", "credit"), [("Ann Lee, Reuters", "Reuters"), ("Ann Lee / dpa", "dpa"), ("Ann Lee", None)]
)
def test_agency_beside_people_is_the_credit(line: str, credit: str | None) -> None:
    found = authors([line])
    assert (found.people, found.credit) == (("Ann Lee",), credit)


@pytest.mark.parametrize("name", ["Reuters", "AFP", "Associated Press", "Укрінформ", "Agencia Norte", "PTI"])
def test_agencies_are_known(name: str) -> None:
    assert is_agency(name)


@pytest.mark.parametrize("name", ["Ann Lee", "Courier", "Sergeant Major", ""])
def test_others_are_no_agencies(name: str) -> None:
    assert not is_agency(name)


@pytest.mark.parametrize("line", ["By Ann Lee", "Text: Ann Lee", "Von Eva Kern und Max Bild", "Автор: Олена Коваль"])
def test_byline_is_told(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday the river had risen again",
        "Ann Lee went home",
        "By " + "Ann Lee, " * 40,
        "",
        "Von Anfang an war klar",
    ],
)
def test_prose_is_no_byline(line: str) -> None:
    assert not is_byline(line)


@given(st.text())
def test_any_string_can_be_read(line: str) -> None:
    found = authors([line])
    assert all(0 < len(name) <= 80 for name in found.people)
    assert isinstance(is_byline(line), bool)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "bait", ["By ", "by: ", "written by ", "Text: ", "a, ", "@", "a@b.", "an additional ", "- ", "1 March 2026 "]
)
def test_bait_does_not_slow_the_reading(bait: str) -> None:
    assert isinstance(names(bait * 20_000), list)
