"""How an article is dated: zones and offsets, the order of day and month, flags, and the libraries asked last."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import date as day

import pytest

from cleaning.article import Article, DateCandidate, Page, Role, SourceFacts
from pipelines.dates import date

FETCHED = datetime(2026, 3, 5, 12, tzinfo=UTC)
URL = "https://paper.example/a"


def said(place: str, raw: str, role: Role = Role.PUBLISHED) -> DateCandidate:
    return DateCandidate(role=role, place=place, raw=raw)


def changed(place: str, raw: str) -> DateCandidate:
    return said(place, raw, Role.MODIFIED)


def made(*candidates: DateCandidate, language: str | None = "en", **of_page: object) -> Article:
    """Date an article with these candidates; further facts are those of its page."""
    facts = {"url": URL, "body": b"", "fetched_at": FETCHED} | of_page
    facts["source"] = SourceFacts(timezone=facts.pop("zone", None))
    return date(Article(url=URL, text="", language=language, dates=candidates), Page(**facts))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_date_with_time_and_offset_fills_every_field():
    article = made(said("json-ld", "2026-03-04T10:15:30+02:00"))
    assert day(2026, 3, 4) == article.published_on
    assert utc(2026, 3, 4, 8, 15, 30) == article.published_at
    assert ("+02:00", "second", "json-ld") == (
        article.published_offset, article.published_precision, article.published_source,
    )  # fmt: skip
    assert () == article.quality


def test_a_date_without_time_stays_a_day():
    article = made(said("json-ld", "2026-03-04"), zone="Europe/Kyiv")
    assert (day(2026, 3, 4), None, None) == (article.published_on, article.published_at, article.published_offset)


@pytest.mark.parametrize(
    ("raw", "instant", "offset"),
    [
        ("2026-01-04T10:15:00", utc(2026, 1, 4, 8, 15), "+02:00"),
        ("2025-07-04T10:15:00", utc(2025, 7, 4, 7, 15), "+03:00"),
        ("2025-03-30T03:30:00", utc(2025, 3, 30, 1, 30), "+02:00"),
        ("2025-10-26T03:30:00", utc(2025, 10, 26, 0, 30), "+03:00"),
    ],
    ids=["winter", "summer", "hour that is skipped", "hour that comes twice"],
)
def test_naive_date_takes_the_source_time_zone(raw: str, instant: datetime, offset: str):
    article = made(said("json-ld", raw), zone="Europe/Kyiv")
    assert (instant, offset) == (article.published_at, article.published_offset)
    assert "structured/iso-8601/source-zone" == article.dates[0].rule


@pytest.mark.parametrize("zone", [None, "", "Nowhere/Land", "../etc/passwd", "Europe"])
def test_naive_date_without_a_known_zone_stays_a_day(zone: str | None):
    article = made(said("json-ld", "2026-03-04T10:15:00"), zone=zone)
    assert (day(2026, 3, 4), None, "day") == (article.published_on, article.published_at, article.published_precision)


def test_an_instant_in_utc_falls_on_the_day_it_was_at_the_source():
    article = made(said("json-ld", "2026-03-03T23:30:00Z"), zone="Europe/Kyiv")
    assert (day(2026, 3, 4), utc(2026, 3, 3, 23, 30)) == (article.published_on, article.published_at)
    assert "+00:00" == article.published_offset


def test_an_abbreviation_means_what_it_means_at_the_source():
    raw = "4 March 2026 10:15 IST"
    assert ["+05:30", "+02:00"] == [made(said("text", raw), zone=z).published_offset for z in (None, "Asia/Jerusalem")]


def test_an_instant_in_utc_takes_the_offset_in_which_the_page_shows_the_same_moment():
    article = made(said("meta", "2026-03-04T02:41:00Z"), said("time", "2026-03-03T21:41:00-05:00"))
    assert (day(2026, 3, 3), "-05:00") == (article.published_on, article.published_offset)
    assert ("meta", "structured/offset-from-time/iso-8601") == (article.published_source, article.dates[0].rule)


def test_a_time_without_offset_takes_the_one_that_makes_it_the_moment_told_elsewhere():
    article = made(said("json-ld", "2026-03-04T00:25:56Z"), said("text", "3 March 2026 21:25"))
    assert ("-03:00", utc(2026, 3, 4, 0, 25)) == (article.dates[1].offset, article.dates[1].instant)
    assert (day(2026, 3, 3), "-03:00") == (article.published_on, article.published_offset)


@pytest.mark.parametrize(
    "shown", ["4 March 2026 21:26", "4 March 2026 21:25 CET", "4 March 2026 00:00", "5 April 2026 21:25"]
)
def test_a_time_that_cannot_be_that_moment_borrows_nothing(shown: str):
    article = made(said("json-ld", "2026-03-04T00:25:56Z"), said("text", shown))
    assert "+00:00" == article.published_offset


def test_local_time_that_a_system_marks_as_utc_is_known_by_the_right_one_beside_it():
    article = made(said("meta", "2026-03-04T20:00:00Z"), said("time", "2026-03-04T20:00:00+09:00"))
    assert (utc(2026, 3, 4, 11), "time") == (article.published_at, article.published_source)


@pytest.mark.parametrize(("shown", "expected"), [("3 March 2026", 3), ("2 March 2026", 4), ("4 March 2026", 4)])
def test_an_instant_in_utc_falls_on_the_day_shown_where_that_can_be(shown: str, expected: int):
    article = made(said("json-ld", "2026-03-04T02:41:00Z"), said("text", shown))
    assert (day(2026, 3, expected), utc(2026, 3, 4, 2, 41)) == (article.published_on, article.published_at)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([said("json-ld", "2026-02-03T10:00:00Z")], day(2026, 2, 3)),
        ([said("json-ld", "2026-03-02T10:00:00Z")], day(2026, 3, 2)),
        ([changed("meta", "2026-02-03")], day(2026, 2, 3)),
        ([said("dated", "27/02/2026")], day(2026, 2, 3)),
        ([said("dated", "02/27/2026")], day(2026, 3, 2)),
    ],
    ids=["day confirmed", "month confirmed", "by a change", "day order shown", "month order shown"],
)
def test_another_date_of_the_page_settles_day_and_month(others: list[DateCandidate], expected: day):
    candidate = made(said("text", "03/02/2026"), *others, fetched_at=None).dates[0]
    assert (expected, False) == (candidate.day, candidate.ambiguous)


@pytest.mark.parametrize(
    "others",
    [
        [],
        [said("dated", "27/02/2026"), said("dated", "02/27/2026")],
        [said("dated", "27.02.2026")],
        [said("dated", "04/04/2026")],
        [said("json-ld", "2026-02-03"), said("meta", "2026-03-02")],
    ],
    ids=["alone", "both orders shown", "dots", "same either way", "both days told"],
)
def test_day_and_month_that_nothing_settles_are_a_guess_and_say_so(others: list[DateCandidate]):
    candidate = made(said("text", "03/02/2026"), *others, fetched_at=None).dates[0]
    assert (day(2026, 3, 2), True) == (candidate.day, candidate.ambiguous)


def test_a_day_after_the_fetch_gives_way_to_one_before_it():
    candidate = made(said("text", "12/03/2025"), fetched_at=utc(2025, 3, 13)).dates[0]
    assert (day(2025, 3, 12), False) == (candidate.day, candidate.ambiguous)


def test_the_order_other_pages_of_the_site_have_shown_settles_it():
    article = Article(url=URL, text="", language="en", dates=(said("text", "03/02/2026"),))
    pages = [Page(url=URL, body=b"", fetched_at=FETCHED, source=SourceFacts(day_first=k)) for k in (True, False, None)]
    assert [
        (day(2026, 2, 3), False, "shown/day-first/site-order"),
        (day(2026, 3, 2), False, "shown/month-first/site-order"),
        (day(2026, 3, 2), True, "shown/month-first"),
    ] == [(c.day, c.ambiguous, c.rule) for page in pages for c in date(article, page).dates]


def test_the_order_a_page_shows_itself_goes_before_that_of_the_site():
    article = Article(url=URL, text="", language="en", dates=(said("text", "03/02/2026"), said("line", "27/01/2026")))
    page = Page(url=URL, body=b"", fetched_at=FETCHED, source=SourceFacts(day_first=False))
    assert "shown/day-first" == date(article, page).dates[0].rule


@pytest.mark.parametrize(
    ("language", "url", "head", "zone", "expected"),
    [
        ("en", URL, b"", None, "month"),
        ("en", URL, b'<html lang="en-GB">', None, "day"),
        ("en", URL, b"<html class=x lang=en-US>", None, "month"),
        ("en", "https://paper.co.uk/a", b'<html lang="en-US">', None, "day"),
        ("en", "https://paper.gov/a", b"", None, "month"),
        ("en", URL, b'<html lang="en-US">', "Europe/London", "day"),
        ("en", "https://paper.co.uk/a", b"", "America/Chicago", "month"),
        ("en", URL, b"", "America/Mexico_City", "day"),
        ("fr", URL, b"", None, "day"),
        ("de", "https://paper.us/a", b"", None, "day"),
        (None, URL, b"", None, "day"),
        (None, "https://paper.us/a", b"", None, "month"),
    ],
)
def test_where_nothing_settles_it_zone_country_and_language_decide_and_it_is_flagged(
    language: str | None, url: str, head: bytes, zone: str | None, expected: str
):
    article = made(said("text", "03/02/2026"), language=language, url=url, body=head, zone=zone)
    assert ({"day": day(2026, 2, 3), "month": day(2026, 3, 2)}[expected]) == article.published_on
    assert ("date-ambiguous",) == article.quality


@pytest.mark.parametrize(
    ("raw", "flags"),
    [
        ("2026-03-07T11:59:00Z", ()),
        ("2026-03-07T12:01:00Z", ("date-future",)),
        ("2026-03-07", ()),
        ("2026-03-08", ("date-future",)),
        ("1995-01-01", ()),
        ("1994-12-31", ("date-ancient",)),
        ("2026-03-04T10:15:00+99:00", ("date-missing",)),
        ("0000-00-00", ("date-missing",)),
        ("99999-01-01", ("date-missing",)),
        ("2026-03", ()),
    ],
)
def test_doubtful_dates_are_kept_and_flagged_and_impossible_ones_are_not(raw: str, flags: tuple[str, ...]):
    article = made(said("json-ld", raw))
    assert flags == article.quality
    assert (flags == ("date-missing",) or raw == "2026-03") == (article.published_on is None)


def test_without_a_fetch_time_nothing_is_in_the_future():
    assert () == made(said("json-ld", "2199-01-01"), fetched_at=None).quality


def test_flags_join_those_of_cleaning_in_order():
    article = Article(url=URL, text="", quality=("short", "a-flag"))
    assert ("a-flag", "date-missing", "short") == date(article, Page(url=URL, body=b"")).quality


def test_every_candidate_is_kept_in_its_place_and_exactly_one_is_chosen():
    candidates = (
        said("json-ld", "2026-03-04"),
        said("time", "20:42"),
        changed("meta", "2026-03-05"),
        said("url", "2026-03-04"),
    )
    article = made(*candidates)
    assert [(c.role, c.place, c.raw) for c in candidates] == [(c.role, c.place, c.raw) for c in article.dates]
    assert [True, False, False, False] == [c.chosen for c in article.dates]
    assert ["structured/iso-8601", None, "iso-8601", "iso-8601"] == [c.rule for c in article.dates]


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([changed("json-ld", "2026-03-05T10:00:00Z")], utc(2026, 3, 5, 10)),
        ([changed("time", "2026-03-05T11:00:00Z"), changed("json-ld", "2026-03-05T10:00:00Z")], utc(2026, 3, 5, 10)),
        ([changed("meta", "2026-03-05"), changed("time", "2026-03-05T11:00:00Z")], utc(2026, 3, 5, 11)),
        ([changed("http", "Wed, 04 Mar 2026 10:15:30 GMT")], None),
        ([changed("meta", "2026-03-05")], None),
    ],
    ids=["instant", "structured first", "first with a time", "not the server's", "no time"],
)
def test_the_date_of_change_is_the_first_instant_that_is_told(
    candidates: list[DateCandidate], expected: datetime | None
):
    assert expected == made(said("json-ld", "2026-03-04"), *candidates).modified_at


def test_neither_clock_nor_time_zone_of_the_machine_are_asked(monkeypatch: pytest.MonkeyPatch):
    candidates = (said("time", "3 hours ago"), said("text", "4 March"), said("dated", "2026-03-04T10:15:00"))
    there = []
    for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        there.append(made(*candidates))
    monkeypatch.undo()
    time.tzset()
    assert [there[0]] * 3 == there


def test_relative_dates_count_from_the_fetch_in_the_zone_of_the_source():
    article = made(said("time", "yesterday"), fetched_at=utc(2026, 3, 4, 23), zone="Asia/Tokyo")
    assert day(2026, 3, 4) == article.published_on


def test_dateparser_reads_languages_we_have_no_words_of_when_nothing_else_is_known():
    article = made(said("text", "4. Mäerz 2026, 10:15"), language="lb", zone="Europe/Luxembourg")
    assert utc(2026, 3, 4, 9, 15) == article.published_at
    assert "shown/dateparser/source-zone" == article.dates[0].rule


def test_dateparser_is_not_asked_when_a_date_is_known():
    article = made(said("json-ld", "2026-03-04"), said("text", "4. Mäerz 2026"), language="lb")
    assert [day(2026, 3, 4), None] == [c.day for c in article.dates]


@pytest.mark.parametrize("language", ["xx", None, "", "zz-ZZ"])
def test_an_unknown_language_is_no_error(language: str | None):
    assert ("date-missing",) == made(said("text", "4. Blortz 2026"), language=language).quality


def html(head: str) -> bytes:
    return f"<html><head><title>A title</title>{head}</head><body><p>Some text of the page.</p></body></html>".encode()


def test_htmldate_is_the_last_resort_and_leaves_its_evidence():
    article = made(body=html('<meta property="article:published_time" content="2026-03-04T10:15:00Z">'))
    assert (day(2026, 3, 4), None, "htmldate") == (article.published_on, article.published_at, article.published_source)
    assert ("htmldate", "2026-03-04", "day", True) == (
        article.dates[-1].place, article.dates[-1].raw, article.dates[-1].precision, article.dates[-1].chosen,
    )  # fmt: skip


@pytest.mark.parametrize(("content", "precision"), [("2026-03-06", "month"), ("2026-03-01", "day")])
def test_the_first_of_a_month_that_htmldate_invents_is_only_a_month(content: str, precision: str):
    article = made(body=html(f'<meta property="article:published_time" content="{content}">'))
    assert precision == article.published_precision
    assert (precision == "day") == (article.published_on is not None)


def test_htmldate_is_not_asked_when_the_page_told_a_date():
    body = html('<meta property="article:published_time" content="2026-03-04T10:15:00Z">')
    for candidate in (said("url", "2026-03-01"), changed("meta", "2026-03-02")):
        assert ["htmldate"] != [c.place for c in made(candidate, body=body).dates[1:]]


def test_dating_twice_changes_nothing():
    article = made(said("json-ld", "2026-03-04T10:15:00Z"), said("text", "03/04/2026"))
    page = Page(url=URL, body=b"", fetched_at=FETCHED)
    again = date(replace(article, dates=tuple(replace(c, chosen=False, rule=None) for c in article.dates)), page)
    assert article == again


def test_a_page_with_structured_dates_is_dated_in_well_under_a_millisecond():
    candidates = [said("json-ld", "2026-03-04T10:15:30Z"), changed("json-ld", "2026-03-05T10:15:30Z")]
    candidates += [said("time", f"2026-02-{n:02}T10:15:30+02:00") for n in range(1, 20)] + [
        said("text", "4 March 2026, 10:15")
    ]
    made(*candidates)
    begin = time.process_time()
    for minutes in range(50):
        made(*candidates, fetched_at=FETCHED + timedelta(minutes=minutes))
    assert (time.process_time() - begin) / 50 < 0.01
