"""How new a link's target can be: never older than it may be, so that nothing new is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.ages import latest, newest
from pipelines.outcomes import Link, UrlKind

DATED = "https://news.example/2026/03/12/x"
PLAIN = "https://news.example/x"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-03-12T10:00:00+02:00", "2026-03-12T08:00:00+00:00"),
        ("2026-03-12T10:00:00Z", "2026-03-12T10:00:00+00:00"),
        ("2026-03-12T10:00:00.123Z", "2026-03-12T10:00:00.123000+00:00"),
        ("Thu, 12 Mar 2026 10:00:00 +0200", "2026-03-12T08:00:00+00:00"),
        ("12 Mar 2026 10:00:00 GMT", "2026-03-12T10:00:00+00:00"),
        (" 2026-03-12T10:00:00Z\n", "2026-03-12T10:00:00+00:00"),
        ("2026-03-12T10:00:00", "2026-03-13T10:00:00+00:00"),
        ("2026-03-12 10:00", "2026-03-13T10:00:00+00:00"),
        ("2026-03-12", "2026-03-13T23:59:59+00:00"),
        ("2026-02", "2026-03-01T23:59:59+00:00"),
        ("2026", "2027-01-01T23:59:59+00:00"),
    ],
)
def test_the_last_instant_a_date_can_mean(raw: str, expected: str) -> None:
    when = latest(raw)
    assert when is not None
    assert datetime.fromisoformat(expected) == when


@pytest.mark.parametrize(
    "raw", ["", "yesterday", "12 березня 2026", "2026-13-40", "Thu, 99 Mar 2026 10:00:00 +0200", "-1"]
)
def test_what_is_not_read_here_has_no_age(raw: str) -> None:
    assert latest(raw) is None


@pytest.mark.parametrize(
    ("url", "kind", "published", "modified", "day"),
    [
        (PLAIN, UrlKind.ARTICLE, "2026-03-01", "2026-03-09", "2026-03-02"),
        (PLAIN, UrlKind.ARTICLE, None, "2026-03-09", "2026-03-10"),
        (PLAIN, UrlKind.ARTICLE, "soon", "2026-03-09", "2026-03-10"),
        (DATED, UrlKind.ARTICLE, "2026-03-01", None, "2026-03-02"),
        (DATED, UrlKind.ARTICLE, None, "2026-04-01", "2026-03-13"),
        (DATED, UrlKind.SITEMAP, None, "2026-04-01", "2026-04-02"),
        (DATED, UrlKind.SITEMAP, None, None, "2026-03-13"),
        (PLAIN, UrlKind.ARTICLE, None, None, None),
    ],
)
def test_publication_counts_then_the_url_then_the_change(
    url: str, kind: UrlKind, published: str | None, modified: str | None, day: str | None
) -> None:
    when = newest(Link(url=url, kind=kind, published=published, modified=modified))
    assert day == (when.date().isoformat() if when else None)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2099, 12, 31)), st.integers(-14, 14))  # noqa: DTZ001
def test_an_iso_date_is_never_taken_for_older_than_it_is(when: datetime, hours: int) -> None:
    instant = (when - timedelta(hours=hours)).replace(tzinfo=UTC)
    raws = [
        when.isoformat(),
        when.date().isoformat(),
        f"{when:%Y-%m}",
        f"{when:%Y}",
        f"{when.isoformat()}{hours:+03d}:00",
    ]
    assert all((read := latest(raw)) and read >= instant for raw in raws)


@given(st.text(max_size=80))
def test_any_text_has_an_age_or_none(raw: str) -> None:
    when = latest(raw)
    assert when is None or when.tzinfo is not None
