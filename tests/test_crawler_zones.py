"""A time zone is proposed only where the site's own offsets leave no doubt."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.zones import country, dates_in_page, propose


@pytest.mark.parametrize(
    ("dates", "place", "zone"),
    [
        (["Thu, 12 Mar 2026 10:00:00 +0200"], "UA", "Europe/Kyiv"),
        (["2026-07-01T10:00:00+03:00", "2026-01-01T10:00:00+02:00"], "UA", "Europe/Kyiv"),
        (["2026-07-01T10:00:00+03:00"], "UA", "Europe/Kyiv"),
        (["2026-07-01T10:00:00+02:00"], "DE", "Europe/Berlin"),
        (["2026-07-01T10:00:00+01:00"], "GB", "Europe/London"),
        (["2026-01-01T10:00:00-05:00"], "US", "America/New_York"),
        (["2026-01-01T10:00:00+0900"], "JP", "Asia/Tokyo"),
    ],
)
def test_offsets_that_fit_one_clock_of_the_country(dates: list[str], place: str, zone: str) -> None:
    assert zone == propose(dates, place)


@pytest.mark.parametrize(
    ("dates", "place"),
    [
        ([], "UA"),
        (["2026-07-01T10:00:00Z", "Thu, 12 Mar 2026 10:00:00 GMT"], "DE"),
        (["2026-07-01T10:00:00", "2026-07-01", "yesterday"], "DE"),
        (["2026-07-01T10:00:00+02:00"], None),
        (["2026-07-01T10:00:00+02:00"], "XX"),
        (["2026-07-01T10:00:00+02:00"], "JP"),
        (["2026-01-01T10:00:00+02:00", "2026-01-01T10:00:00+03:00"], "UA"),
        (["2026-01-01T10:00:00-07:00"], "US"),
        (["2026-07-01T10:00:00+10:00"], "AU"),
        (["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00"], "US"),
    ],
)
def test_nothing_is_proposed_where_there_is_doubt(dates: list[str], place: str | None) -> None:
    assert propose(dates, place) is None


def test_utc_beside_local_times_does_not_confuse() -> None:
    assert propose(["2026-01-01T10:00:00Z", "2026-01-01T10:00:00+01:00"], "DE") == "Europe/Berlin"


@pytest.mark.parametrize(
    ("host", "languages", "place"),
    [
        ("visnyk.com.ua", [], "UA"),
        ("news.co.uk", ["en"], "GB"),
        ("news.example", ["en-US"], "US"),
        ("news.example", ["de_AT"], "AT"),
        ("news.example", ["uk"], "UA"),
        ("news.example", ["en"], None),
        ("news.example", ["es"], None),
        ("blog.io", ["en"], None),
        ("blog.io", ["pl"], "PL"),
        ("127.0.0.1", [], None),
        ("anzeiger.de", ["en-US"], "DE"),
    ],
)
def test_the_country_comes_from_domain_region_or_language(host: str, languages: list[str], place: str | None) -> None:
    assert place == country(host, languages)


def test_dates_are_found_anywhere_in_the_markup() -> None:
    page = """<time datetime="2026-03-12T10:00:00+02:00">x</time><script>{"d":"2026-03-12T10:00:00.000+0200"}</script>
    2026-03-12T10:00:00Z 2026-03-12 1999-03-12T10:00+02:00"""
    assert dates_in_page(page) == ["2026-03-12T10:00:00+02:00", "2026-03-12T10:00:00.000+0200"]


@given(st.lists(st.text(max_size=40), max_size=5), st.sampled_from(["UA", "US", "DE"]))
def test_any_dates_are_read(dates: list[str], place: str) -> None:
    zone = propose(dates, place)
    assert zone is None or ZoneInfo(zone)
