from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.signers import ROLE, is_agency, is_person, may_sign, names_agency


@pytest.mark.parametrize(
    "name",
    [
        "Reuters",
        "AFP",
        "Associated Press",
        "Deutsche Presse-Agentur",
        "SID",
        "Укрінформ",
        "Agencia Norte",
        "PTI",
        "SID Nachrichtenagentur",
    ],
)
def test_agencies_are_known(name: str) -> None:
    assert is_agency(name)


@pytest.mark.parametrize("name", ["Ann Lee", "Courier", "Sergeant Major", ""])
def test_others_are_no_agencies(name: str) -> None:
    assert not is_agency(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ann Lee",
        "Ursula von der Leyen",
        "María José Ruiz",
        "Perry Bacon Jr.",
        "Rebecca Lake, CEPF®",
        "J.R. Stone",
        "Krystyna",
        "Олена Коваль",
        "山田太郎",
        "محمد الأحمد",
        "JOE HILL",
    ],
)
def test_people_are_told(name: str) -> None:
    assert is_person(name)
    assert may_sign(name)


@pytest.mark.parametrize(
    "name",
    [
        "News desk",
        "Courier Staff",
        "Great Day Editorial Team",
        "Staff Writer",
        "Lead Reviewer",
        "Obesity Association",
        "Bank GmbH",
        "Contributors to the project",
        "Deutscher Caritasverband e. V.",
        "Reuters",
        "ann",
        "IWB",
        "kirstin boatto",
    ],
)
def test_desks_organisations_and_pen_names_are_no_people_but_may_sign(name: str) -> None:
    assert not is_person(name)
    assert may_sign(name)


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Redaktion",
        "Staff",
        "No Author",
        "Updated",
        "Link Copied",
        "Sat",
        "2026",
        "24 comments",
        "Lesedauer",
        "is a",
        "x",
        "",
    ],
)
def test_accounts_and_words_of_the_page_sign_nothing(name: str) -> None:
    assert not is_person(name)
    assert not may_sign(name)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ann Lee Contributing Writer", "Ann Lee"),
        ("Ann Lee, Senior Editor at The Courier", "Ann Lee"),
        ("Ann LeeFounder at Oakwood", "Ann Lee"),
        ("Ann Lee Co-Founder", "Ann Lee"),
        ("Eva Kern Chefredakteurin", "Eva Kern"),
        ("Juan Gil Periodista", "Juan Gil"),
        ("Олена Коваль, журналістка", "Олена Коваль"),
        ("Ann Writersby", "Ann Writersby"),
    ],
)
def test_role_is_found_behind_a_name(line: str, expected: str) -> None:
    assert expected == ROLE.sub("", line)


@given(st.text())
def test_any_string_can_be_judged(name: str) -> None:
    assert isinstance(is_person(name), bool)
    assert isinstance(may_sign(name), bool)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("With reporting by Reuters and our own people", True),
        ("Mit Material der dpa", True),
        ("Acum doi ani era altfel", False),
        ("Mit Material der DPA", True),
        ("The Associated Press contributed to this report", True),
        ("He sat on the wire", False),
        ("A bell rings", False),
    ],
)
def test_a_text_names_an_agency(text: str, *, named: bool) -> None:
    assert named is names_agency(text)
