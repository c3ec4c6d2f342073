"""A calendar's pages are told from articles, and whatever has a number for a name is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.urls import canonical
from crawler.traps import trap
from pipelines.outcomes import Link, UrlKind

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
NUMBERED = (
    "/{n}",
    "/{n}.html",
    "/a/{n}",
    "/news/{n}/",
    "/news/{n}.html",
    "/news/2026/{n}",
    "/article/{n}/{page}",
    "/article/{n}/page/{page}",
    "/archives/{n}",
    "/archives/{n}/{page}",
    "/section/{n}/12/",
    "/p/{n}-11",
    "/{n}-{page}",
    "/index.php?{name}={n}",
    "/news?{name}={n}",
    "/read?{name}={n}&page={page}",
    "/read.php?date=20260312&{name}={n}",
    "/vista?y=2026&m=3&{name}={n}",
    "/view?year=2026&{name}={n}",
    "/list?cat=12&month=2026-02&{name}={n}",
)
NAMES = "no idx idxno seq n article id p nid aid story key num code doc post contentid mod_id sid".split()


def found(path: str, *, announced: bool = False, now: datetime = NOW) -> str | None:
    url = canonical(path, "https://news.example/")
    assert url is not None
    return trap(Link(url=url, kind=UrlKind.ARTICLE), now, announced=announced)


@pytest.mark.parametrize(
    ("path", "month"),
    [
        ("/2031/05/", "2031-05"),
        ("/2031-05", "2031-05"),
        ("/news/2031/05/17", "2031-05"),
        ("/events/2026/04/12", "2026-04"),
        ("/events/2026/4/", "2026-04"),
        ("/calendar/2026-04", "2026-04"),
        ("/veranstaltungen-berlin/20270101/", "2027-01"),
        ("/termine/liste/2345/05/", "2345-05"),
        ("/archiv/2026/05/", "2026-05"),
        ("/events/2031-W22", "2031-05"),
        ("/agenda/2031w01", "2031-01"),
        ("/events/2026-W53", "2026-12"),
    ],
)
def test_a_day_or_month_to_come_is_a_calendars(path: str, month: str) -> None:
    assert f"a calendar that goes on into the future: {month}" == found(path)


@pytest.mark.parametrize(
    "path",
    [
        "/live/2026-03-21",
        "/crossword/2026-03-18",
        "/horoscope/2026/04/",
        "/horoscope/2027/03/",
        "/2026/12/",
        "/news/2345/05/17",
        "/news/2031/05/",
        "/news/2031/5/17",
        "/archiv/20270101/",
        "/archives/2031/5",
        "/the-events-of-the-year/2026/12/",
        "/events/2031-05-01-a-long-night",
        "/events/2031-W22-what-to-see",
        "/events/2026-W54",
        "/calendar/2026-03-16",
        "/calendar/2019/05/",
    ],
)
def test_a_day_to_come_may_be_an_articles(path: str) -> None:
    assert found(path) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/archive?month=2026-02", "month"),
        ("/archive/?date=1931-05-17", "date"),
        ("/calendar?month=5&year=2019", "month"),
        ("/index.php?y=2019&m=5", "y"),
        ("/?m=202602", "m"),
        ("/arhiv?data=12.05.2019", "data"),
        ("/events/?tribe-bar-date=2026-09-01", "tribe-bar-date"),
        ("/archive?month=2026-02&page=12&view=list&lang=de", "month"),
        ("/archive?month=2026-02&outlook=1&hour=", "month"),
        ("/news?from=2031-01-01&to=2031-02-01", "from"),
        ("/news?von=01.02.2019&bis=28.02.2019&ort=2019-02", "von"),
        ("/events?start=2031-05-01", "start"),
    ],
)
def test_an_archive_by_date_is_named_by_its_parameter(path: str, name: str) -> None:
    assert f"an archive by date without end: {name}" == found(path)


@pytest.mark.parametrize(
    "path",
    [
        "/a-long-headline-of-many-words?date=2026-03-12",
        "/article.php?id=1041&date=2026-03-12",
        "/?p=4711&month=3",
        "/news?day=3&seq=99812",
        "/articleView.html?idxno=12345&date=20260312",
        "/index.php?date=2026-03-12&slug=a-bridge-reopens",
        "/story.php?title=a_bridge_reopens&date=2026-03-12",
        "/read?date=2026-03-12&artikel=мост-снова-открыт",
        "/view?date=2026-03-12&key=8f3a",
        "/news?m=1",
        "/tag?tag=7",
        "/index.php?d=x9",
        "/index.php?d=202602",
        "/story?data=201105",
        "/search?from=home",
        "/list?from=20&to=40",
        "/a?start=20260312",
    ],
)
def test_an_article_with_a_date_in_its_query_stays_one(path: str) -> None:
    assert found(path) is None


@given(
    st.sampled_from(NUMBERED),
    st.integers(2, 10**12) | st.integers(190001, 299912) | st.integers(19000101, 29991231),
    st.integers(1, 9),
    st.sampled_from(NAMES),
)
def test_an_article_with_a_number_for_a_name_is_no_trap(form: str, number: int, page: int, name: str) -> None:
    assert found(form.format(n=number, page=page, name=name)) is None


@given(st.sampled_from(["/a/{}", "/news/{}.html", "/index.php?no={}"]), st.integers(10**15, 10**19))
def test_nor_is_a_very_long_number(form: str, number: int) -> None:
    assert found(form.format(number)) is None
    assert found(f"/read?sid={number}") is None


@given(st.integers(3, 4000))
def test_every_day_to_come_of_a_calendar_is_a_trap_and_no_past_one(days: int) -> None:
    ahead, before = NOW + timedelta(days=days), NOW - timedelta(days=days)
    for written in ("%Y/%m/%d/", "%Y-%m-%d", "%Y%m%d"):
        assert found(f"/calendar/{ahead.strftime(written)}")
        assert found(f"/calendar/{before.strftime(written)}") is None


@given(st.integers(0, 366), st.sampled_from(["live", "horoscope", "puzzles/daily"]))
def test_no_day_of_the_next_year_is_a_trap_elsewhere(days: int, section: str) -> None:
    assert found(f"/{section}/{NOW + timedelta(days=days):%Y/%m/%d}") is None


@pytest.mark.parametrize("path", ["/2031/05/", "/events/2031-W22", "/archive?month=2026-02", "/list/page/900/"])
def test_what_a_feed_or_sitemap_announces_is_no_calendar(path: str) -> None:
    assert found(path)
    assert found(path, announced=True) is None
