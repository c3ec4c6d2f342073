from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.authors import Authors, authors


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


@pytest.mark.parametrize("line", ["Ann Lee and ANN LEE", "ANN LEE and Ann Lee", "Ann Lee, ann lee"])
def test_one_spelling_of_a_name_is_kept(line: str) -> None:
    assert authors([line]).people == ("Ann Lee",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Anna Martel und Lea Wagner, Nairobi", ("Anna Martel", "Lea Wagner")),
        ("Ann Lee, Senior Director, Content & Marketing", ("Ann Lee",)),
        ("Madonna", ("Madonna",)),
        ("Madonna and Prince", ("Madonna", "Prince")),
        ("Ann Lee, 山田太郎", ("Ann Lee", "山田太郎")),
        ("courier.example, Frankfurt, Germany", ()),
    ],
)
def test_single_words_beside_names_or_an_outlet_are_no_people(line: str, expected: tuple[str, ...]) -> None:
    found = authors([line, "Eva Kern"], ["courier.example"]).people
    assert found == (expected or ("Eva Kern",))


def test_word_that_opens_the_outlets_name_is_the_outlet() -> None:
    assert authors(["Google", "Ann Lee"], ["googleblog"]).people == ("Ann Lee",)
    assert authors(["Google"], ["googleblog"]).people == ("Google",)
    assert authors(["Tomi", "Ann Lee"], ["tomiscoffee"]).people == ("Tomi",)


def test_organisation_is_the_author_where_no_person_is_named() -> None:
    assert authors([], organisations=["Bank Press", "Bank Press"]).people == ("Bank Press",)
    assert authors(["admin", "News desk"], organisations=["Bank Press"]).people == ("Bank Press",)
    assert authors(["Ann Lee"], organisations=["Bank Press"]).people == ("Ann Lee",)
    assert authors([], organisations=["", " "]) == Authors()


@pytest.mark.parametrize(
    ("strings", "weak", "expected"),
    [
        ([], ["Twitteruser", "Ann Lee"], ("Ann Lee",)),
        ([], ["Twitteruser"], ("Twitteruser",)),
        (["News desk"], ["Twitteruser"], ("News desk",)),
        (["Prince"], ["Ann Lee"], ("Prince",)),
        ([], ["山田太郎", "Ann Lee"], ("山田太郎",)),
    ],
)
def test_single_word_of_a_weak_place_is_the_last_resort(
    strings: list[str], weak: list[str], expected: tuple[str, ...]
) -> None:
    assert expected == authors(strings, weak=weak).people


def test_no_more_places_are_asked_than_needed() -> None:
    places = iter(["Ann Lee", "Bo Chan"])
    assert authors(places).people == ("Ann Lee",)
    assert list(places) == ["Bo Chan"]


@given(st.text())
def test_any_string_can_be_read(line: str) -> None:
    found = authors([line], ["Courier"], organisations=[line], weak=[line])
    assert all(0 < len(name) <= 500 for name in found.people)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("bait", ["By ", "a, ", "Ann Lee, ", "x", "\u202e", "\ud800"])
def test_bait_does_not_slow_the_choice(bait: str) -> None:
    found = authors([bait * 200_000] * 5, organisations=[bait * 200_000], weak=[bait * 200_000] * 5)
    assert len(found.raw or "") <= 500
