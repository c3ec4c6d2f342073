"""Which candidate dates an article, and under which rule."""

from __future__ import annotations

from datetime import UTC, datetime
from datetime import date as day
from itertools import pairwise

import pytest

from cleaning.article import DateCandidate, Role
from pipelines.date_choice import choose, conflicting, is_ancient, is_future
from pipelines.date_completing import completed
from pipelines.date_reading import read
from pipelines.date_values import Setting

FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)


def said(place: str, raw: str, role: Role = Role.PUBLISHED) -> DateCandidate:
    candidate = DateCandidate(role=role, place=place, raw=raw)
    return completed(candidate, read(raw, Setting(language="en", base=FETCHED)), zone=None)


def changed(place: str, raw: str) -> DateCandidate:
    return said(place, raw, Role.MODIFIED)


ORDER = (
    "json-ld", "meta", "microdata", "news-sitemap", "feed", "url", "time", "text", "dated", "json-ld-other", "meta-other", "opening",
    "labelled", "attribute", "json-ld-created", "htmldate",
)  # fmt: skip


@pytest.mark.parametrize(("better", "worse"), list(pairwise(ORDER)))
def test_the_more_trusted_place_wins_wherever_it_stands(better: str, worse: str):
    candidates = [said(worse, "2026-03-01"), said(better, "2026-03-04")]
    for order in (candidates, candidates[::-1]):
        choice = choose(order, FETCHED)
        assert choice
        assert better == choice.candidate.place


@pytest.mark.parametrize("place", [p for p in ORDER if p != "htmldate"])
def test_a_date_of_change_never_wins_over_one_of_publication(place: str):
    choice = choose([changed("json-ld", "2026-03-05T10:00:00Z"), said(place, "2026-03-01")], FETCHED)
    assert choice
    assert Role.PUBLISHED is choice.candidate.role


def test_a_date_of_change_is_taken_when_there_is_no_other_and_says_so():
    choice = choose([changed("json-ld", "2026-03-05T10:00:00Z"), changed("text", "5 March 2026")], FETCHED)
    assert choice
    assert ("json-ld", "changed-only/time-from-json-ld") == (choice.candidate.place, choice.rule)


def test_what_the_server_says_of_its_file_dates_nothing():
    assert choose([changed("http", "Wed, 04 Mar 2026 10:15:30 GMT")], FETCHED) is None


def test_a_line_that_is_only_a_date_comes_after_the_date_of_change():
    choice = choose([said("line", "2026-03-01"), changed("meta", "2026-03-05")], FETCHED)
    assert choice
    assert "meta" == choice.candidate.place
    assert "line" == choose([said("line", "2026-03-01")], FETCHED).candidate.place


@pytest.mark.parametrize(
    ("candidates", "place", "rule"),
    [
        ([said("json-ld", "2026-03-04")], "json-ld", "structured"),
        ([said("feed", "Wed, 04 Mar 2026 10:15:30 GMT")], "feed", "announced"),
        ([said("url", "2026-03-04")], "url", "address"),
        ([said("text", "4 March 2026")], "text", "shown"),
        ([said("labelled", "4 March 2026")], "labelled", "labelled"),
        ([said("htmldate", "2026-03-04")], "htmldate", "htmldate"),
        ([said("text", "March 2026")], "text", "coarse"),
        ([said("json-ld", "2026-03"), said("text", "4 March 2026")], "text", "shown"),
    ],
)
def test_each_rule_has_a_name(candidates: list[DateCandidate], place: str, rule: str):
    choice = choose(candidates, FETCHED)
    assert choice
    assert (place, rule) == (choice.candidate.place, choice.rule)


def test_of_marked_dates_the_one_repeated_near_the_title_wins():
    candidates = [said("time", "2026-02-01"), said("time", "2026-03-04"), said("text", "4 March 2026")]
    choice = choose(candidates, FETCHED)
    assert choice
    assert (1, "shown-near-title") == (choice.index, choice.rule)


@pytest.mark.parametrize(
    ("candidates", "place", "rule"),
    [
        ([said("feed", "Wed, 04 Mar 2026 10:15:30 GMT")], "feed", "structured/time-from-feed"),
        ([said("feed", "Thu, 05 Mar 2026 10:15:30 GMT")], "json-ld", "structured"),
        ([said("meta", "2026-03-04T10:15:00Z"), said("feed", "Wed, 04 Mar 2026 11:15:30 GMT")], "meta", "structured/time-from-meta"),
        ([said("meta", "2026-03-04T00:00:00Z")], "json-ld", "structured"),
        ([changed("meta", "2026-03-04T10:15:00Z")], "json-ld", "structured"),
        ([said("url", "2026-03-04")], "json-ld", "structured"),
    ],
    ids=["feed of the day", "feed of another day", "page before feed", "midnight", "a change", "no time either"],
)  # fmt: skip
def test_a_day_takes_its_time_from_a_date_of_the_same_day(candidates: list[DateCandidate], place: str, rule: str):
    choice = choose([said("json-ld", "2026-03-04"), *candidates], FETCHED)
    assert choice
    assert (place, rule, day(2026, 3, 4)) == (choice.candidate.place, choice.rule, choice.candidate.day)


def test_midnight_gives_way_to_a_time_of_the_same_day():
    choice = choose([said("json-ld", "2026-03-04T00:00:00+02:00"), said("meta", "2026-03-04T10:15:00+02:00")], FETCHED)
    assert choice
    assert "structured/time-from-meta" == choice.rule


@pytest.mark.parametrize(
    ("shown", "expected"),
    [("4 March 2026", "meta"), ("5 February 2026", "json-ld"), ("1 January 2026", "json-ld")],
    ids=["the second", "the first", "neither"],
)
def test_of_structured_dates_that_contradict_each_other_the_one_shown_wins(shown: str, expected: str):
    candidates = [said("json-ld", "2026-02-05T10:00:00Z"), said("meta", "2026-03-04T10:00:00Z"), said("text", shown)]
    choice = choose(candidates, FETCHED)
    assert choice
    assert expected == choice.candidate.place
    assert conflicting(choice, candidates)


def test_structured_dates_a_day_apart_do_not_contradict_each_other():
    candidates = [said("json-ld", "2026-03-03T19:30:00Z"), said("meta", "2026-03-04"), said("text", "4 March 2026")]
    choice = choose(candidates, FETCHED)
    assert choice
    assert "json-ld" == choice.candidate.place
    assert not conflicting(choice, candidates)


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([changed("meta", "2026-03-04"), said("text", "1 February 2026")], "text"),
        ([changed("meta", "2026-03-05"), said("text", "1 February 2026")], "meta"),
        ([changed("meta", "2026-03-04"), said("text", "3 March 2026")], "meta"),
        ([changed("meta", "2026-03-04"), said("text", "5 March 2026")], "meta"),
        ([said("text", "1 February 2026")], "meta"),
    ],
    ids=["stamped", "changed later", "a day apart", "shown later", "no change told"],
)
def test_a_structured_date_that_is_the_last_change_gives_way_to_an_earlier_one_shown(
    candidates: list[DateCandidate], expected: str
):
    choice = choose([said("meta", "2026-03-04"), *candidates], FETCHED)
    assert choice
    assert expected == choice.candidate.place


@pytest.mark.parametrize(("marked", "expected"), [([], "meta"), ([said("time", "2026-02-01")], "text")])
def test_a_structured_time_gives_way_only_to_a_date_that_is_marked_too(marked: list[DateCandidate], expected: str):
    stamp = "2026-03-04T10:15:00Z"
    candidates = [said("meta", stamp), changed("meta", stamp), *marked, said("text", "1 February 2026")]
    assert expected == choose(candidates, FETCHED).candidate.place


@pytest.mark.parametrize(
    ("second", "change", "expected"),
    [
        ("2026-03-04T10:15:00-04:00", "2026-03-04T10:15:00-04:00", ("microdata", "not-after-change")),
        ("2026-03-04T10:15:00-04:00", "2026-03-04T16:00:00-04:00", ("meta", "structured")),
        ("2026-03-04T14:30:00-04:00", "2026-03-04T10:15:00-04:00", ("meta", "structured")),
        ("2026-03-02T10:15:00-04:00", "2026-03-04T10:15:00-04:00", ("meta", "structured")),
    ],
    ids=["before the change", "changed later", "both after it", "another day"],
)
def test_nothing_is_published_after_its_last_change_where_another_place_says_earlier(
    second: str, change: str, expected: tuple[str, str]
):
    candidates = [said("meta", "2026-03-04T14:15:00-04:00"), said("microdata", second), changed("microdata", change)]
    choice = choose(candidates, FETCHED)
    assert choice
    assert expected == (choice.candidate.place, choice.rule)


@pytest.mark.parametrize("wrong", ["2030-01-01", "1970-05-01"])
def test_a_date_that_cannot_well_be_gives_way_to_a_sound_one_of_any_place(wrong: str):
    choice = choose([said("json-ld", wrong), said("labelled", "4 March 2026")], FETCHED)
    assert choice
    assert "labelled" == choice.candidate.place
    alone = choose([said("json-ld", wrong)], FETCHED)
    assert alone
    assert day.fromisoformat(wrong) == alone.candidate.day


def test_future_and_ancient_are_told_by_fetch_and_by_the_age_of_the_web():
    assert [True, False] == [is_future(said("meta", raw), FETCHED) for raw in ("2026-03-13", "2026-03-12")]
    assert not is_future(said("meta", "2026-03-13"), None)
    assert [True, False] == [is_ancient(said("meta", raw)) for raw in ("1994-12-31", "1995-01-01")]


@pytest.mark.parametrize(
    ("place", "raw", "expected"),
    [("feed", "2026-02-01", True), ("url", "2026-02-01", True), ("meta", "2026-03-03", False), ("text", "1 February 2026", False)],
)  # fmt: skip
def test_only_trusted_places_more_than_a_day_away_are_a_conflict(place: str, raw: str, expected: bool):  # noqa: FBT001
    candidates = [said("json-ld", "2026-03-04"), said(place, raw)]
    choice = choose(candidates, FETCHED)
    assert choice
    assert expected is conflicting(choice, candidates)


def test_nothing_said_is_nothing_chosen():
    assert choose([], FETCHED) is None
    assert choose([said("json-ld", "soon"), said("time", "20:42")], FETCHED) is None
