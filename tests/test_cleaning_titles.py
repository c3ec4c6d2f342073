from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import titles
from cleaning.site_names import strip_site
from cleaning.titles import Stated, title

SITES = ["East Bank Courier", "eastbankcourier.example", "Courier"]


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(titles).failed == 0


@pytest.mark.parametrize(
    ("heads", "h1s", "expected"),
    [
        (["Ferry row deepens"], ["Ferry row deepens"], "Ferry row deepens"),
        (["Ferry row deepens - East Bank Courier"], [], "Ferry row deepens"),
        (["Ferry row deepens | East Bank Courier"], ["Ferry row deepens again"], "Ferry row deepens again"),
        (["East Bank Courier: Ferry row deepens"], [], "Ferry row deepens"),
        (["Ferry row deepens over fares"], ["Transport Ferry row deepens over fares"], "Ferry row deepens over fares"),
        (["Row"], ["Ferry row deepens over the fares"], "Ferry row deepens over the fares"),
        (["Ferry row deepens"], ["East Bank Courier"], "Ferry row deepens"),
        (["Ferry row deepens"], ["News", "Ferry row deepens today"], "Ferry row deepens today"),
        (["Ferry row deepens"], ["News"], "Ferry row deepens"),
        (["Ferry row &amp;amp; fares"], [], "Ferry row & fares"),
        ([], ["Ferry row deepens"], "Ferry row deepens"),
        ([], ["Home"], "Home"),
        ([], [], None),
        ([""], [" "], None),
        (["Паром: суперечка триває — East Bank Courier"], [], "Паром: суперечка триває"),
        (["渡船争议加剧 | Courier"], [], "渡船争议加剧"),
    ],
)
def test_title_is_what_the_reader_sees(heads: list[str], h1s: list[str], expected: str | None) -> None:
    assert expected == title(Stated(heads=heads, h1s=h1s), SITES)


@pytest.mark.parametrize(
    ("heads", "h1s", "expected"),
    [
        (["Ferry row deepens", "Fares"], ["Fares", "Ferry row deepens"], "Ferry row deepens"),
        (["Ferry row deepens on the river"], ["Hello, we are Ann"], "Ferry row deepens on the river"),
        (["Best ways to cross a river"], ["Crossing a river in style"], "Crossing a river in style"),
        (["About us"], ["The strategic think tank"], "The strategic think tank"),
        (["Affordable food for everybody here"], ["Affordable nutrition"], "Affordable food for everybody here"),
        (["Affordable food: nutrition"], ["Affordable nutrition"], "Affordable nutrition"),
        (["Ferry row deepens | East Bank Courier"], ["Courier East Bank"], "Ferry row deepens"),
        (["Ferry row, again", "East Bank: Ferry row, again"], ["East Bank"], "Ferry row, again"),
        (["Ferry row deepens over…", "Ferry row deepens over fares"], [], "Ferry row deepens over fares"),
        (["Ferry row deepens"], ["Ferry row deepens | Courier"], "Ferry row deepens"),
        (["Ferry rows: best of 2026"], ["The best ferry rowsBest of all"], "Ferry rows: best of 2026"),
        (["Watch WordPress row"], ["The WordPress row to watch"], "The WordPress row to watch"),
        (["Best Scooters of 2026"], ["The Best Scooters of 2026"], "The Best Scooters of 2026"),
        (["Scooters for all"], ["2026 Scooters for all"], "2026 Scooters for all"),
        (["Scooters for all of us"], ["Blog: Scooters for all of us"], "Scooters for all of us"),
    ],
)
def test_heading_is_weighed_against_the_head(heads: list[str], h1s: list[str], expected: str) -> None:
    assert expected == title(Stated(heads=heads, h1s=h1s), SITES)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Related", "Ferry row deepens"], "Ferry row deepens"),
        (["Ferry  row deepens"], "Ferry row deepens"),
        (["Related"], "What a ferry row is, in the end"),
    ],
)
def test_heading_of_any_rank_wins_with_the_very_words_of_the_head(headings: list[str], expected: str) -> None:
    stated = Stated(heads=["Ferry row deepens"], h1s=["What a ferry row is, in the end"], headings=headings)
    assert expected == title(stated, SITES)


def test_kicker_stays_where_it_is_shared_with_the_heading() -> None:
    heads, h1 = ["Musicians want another model"], "Streaming: Musicians want another model"
    assert title(Stated(heads=heads, h1s=[h1]), []) == heads[0]
    assert title(Stated(heads=[*heads, h1], h1s=[h1], shared=h1), []) == h1


def test_settled_title_stands_against_the_heading() -> None:
    stated = Stated(heads=["Kenya: From below | Courier"], h1s=["From below"], settled="Kenya: From below | Courier")
    assert title(stated, SITES) == "Kenya: From below"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://h.example/news/ferry-fuer-alle-am-fluss-12345678.html", "Ferry für alle am Fluss"),
        ("https://h.example/news/ferry-fuer-alle.html", "Streit um die Überfahrt spitzt sich zu"),
        ("https://h.example/streit-um-die-ueberfahrt-spitzt-sich-zu", "Streit um die Überfahrt spitzt sich zu"),
        ("", "Streit um die Überfahrt spitzt sich zu"),
    ],
)
def test_title_that_the_address_spells_out_is_the_first_one(address: str, expected: str) -> None:
    h1 = "Streit um die Überfahrt spitzt sich zu"
    assert expected == title(Stated(heads=["Ferry für alle am Fluss", h1], h1s=[h1], address=address), [])


def test_heading_that_is_shared_stands_against_an_address_that_spells_another() -> None:
    shown, spelled = "Bridge costs millions because it floats", "Mayor hits symbol of the town with one remark"
    stated = Stated(heads=[shown, spelled], h1s=["News", shown], shared=shown, address=f"/{spelled.replace(' ', '-')}")
    assert shown == title(stated, ["The News"])
    assert spelled == title(stated._replace(headline=spelled), ["The News"])


def test_heading_that_the_head_opens_with_is_the_title_where_no_h1_is() -> None:
    stated = Stated(heads=["Why the ferry stops - Infographic"], headings=["Contact", "Why the ferry stops", "Why"])
    assert "Why the ferry stops" == title(stated, [])
    assert "Why the ferry stops - Infographic" == title(stated._replace(headings=["Why the ferry"]), [])


def test_shared_title_that_stands_below_the_name_of_a_series_is_the_title() -> None:
    series, shared = "Readers Ask", "Why the ferry stops at noon on Sundays"
    stated = Stated(heads=[shared, series], h1s=[series], headings=[series, shared], shared=shared)
    assert shared == title(stated, [])
    assert series == title(stated._replace(headings=[series]), [])


def test_address_tells_which_of_several_headings_is_the_title() -> None:
    h1s = ["Where to paddle", "The best trails for biking", "Next"]
    stated = Stated(heads=["Our favourite spots"], h1s=h1s, address="https://h.example/best-biking-trails")
    assert title(stated, []) == "The best trails for biking"


def test_lone_heading_that_a_step_of_the_address_names_stands() -> None:
    stated = Stated(heads=["Trips on the Rhine"], h1s=["Essen-West"], address="https://h.example/essen/essenwest.htm")
    assert title(stated, []) == "Essen-West"
    assert title(stated._replace(address=""), []) == "Trips on the Rhine"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry &amp;amp;amp; fares", "Ferry & fares"),
        ("Ferry &#x26; fares", "Ferry & fares"),
        ("AT&T grows", "AT&T grows"),
        ("Why <em>Ferry</em> matters", "Why Ferry matters"),
        ("30 years of <br> tags", "30 years of <br> tags"),
        ("Ferry row¶", "Ferry row"),
        ("Fer\u00adry \u202erow\x07", "Ferry row"),
        ("Ferry\ud800 row", "Ferry row"),
        ("渡船争议加剧_courier", "渡船争议加剧"),
        ("渡船争议加剧：Courier", "渡船争议加剧"),
        ("Ferry row:Courier", "Ferry row"),
        ("Ferry row - Courier Online", "Ferry row"),
        ("Ferry row - The Courier", "Ferry row"),
        ("Ferry row - what the Courier found on the river", "Ferry row - what the Courier found on the river"),
    ],
)
def test_title_is_freed_of_escapes_tags_and_names(text: str, expected: str) -> None:
    assert expected == strip_site(text, SITES)


def test_name_with_umlauts_is_known_by_its_host() -> None:
    assert strip_site("Neue Seminare - Natürlich Jagd", ["natuerlich-jagd"]) == "Neue Seminare"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry row deepens | Courier", "Ferry row deepens"),
        ("Ferry row deepens · eastbankcourier.example", "Ferry row deepens"),
        ("Ferry row deepens — EASTBANKCOURIER.EXAMPLE", "Ferry row deepens"),
        ("Courier » Ferry row deepens", "Ferry row deepens"),
        ("Courier | Ferry row deepens | East Bank Courier", "Ferry row deepens"),
        ("Ferry row deepens :: Courier", "Ferry row deepens"),
        ("Ferry row deepens once more | Transport", "Ferry row deepens once more"),
        ("Row | Transport", "Row | Transport"),
        ("Courier", "Courier"),
        ("Ferry row deepens", "Ferry row deepens"),
        ("Ferry: row deepens", "Ferry: row deepens"),
        ("East-west ferry row", "East-west ferry row"),
        ("Ferry row - and no end", "Ferry row - and no end"),
    ],
)
def test_only_the_sites_own_name_is_cut(text: str, expected: str) -> None:
    assert expected == strip_site(text, SITES)


def test_h1_says_where_a_head_title_ends() -> None:
    heads = "Ferry row deepens - The Paper Nobody Named"
    assert strip_site(heads, [], ["Ferry row deepens"]) == "Ferry row deepens"
    assert strip_site(heads, [], ["Ferry"]) == heads


TEXTS = st.one_of(
    st.text(), st.lists(st.sampled_from(["Ferry", "row", "Courier", "|", " - ", ": ", "»", "::"])).map(" ".join)
)


@given(TEXTS, st.lists(TEXTS, max_size=3), st.lists(TEXTS, max_size=3))
def test_any_strings_give_a_title_or_none(text: str, h1s: list[str], sites: list[str]) -> None:
    found = title(Stated(heads=[text, *sites], h1s=h1s, headings=h1s, shared=text, address=text), sites)
    assert found is None or 0 < len(found) <= 500


@given(TEXTS)
def test_stripping_twice_is_stripping_once(text: str) -> None:
    once = strip_site(text, SITES)
    assert once == strip_site(once, SITES)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("bait", [" - ", " | ", ":: ", " ", "Courier | ", "x"])
def test_bait_does_not_slow_the_choice(bait: str) -> None:
    longest = bait * 50_000
    stated = Stated([longest] * 12, [longest] * 200, [longest] * 200, longest, "", longest)
    assert len(title(stated, SITES) or "") <= 500


@pytest.mark.parametrize("stated", [Stated(heads=["## # Ferry row deepens"]), Stated(h1s=["## # Ferry row deepens"])])
def test_mark_behind_the_mark_of_a_heading_is_its_own(stated: Stated) -> None:
    assert "# Ferry row deepens" == title(stated, SITES)
