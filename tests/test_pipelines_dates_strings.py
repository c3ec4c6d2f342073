"""What single date strings say: the table in ``date_strings.toml``, read through the front door."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from datetime import date as day
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cleaning.article import Article, DateCandidate, Page, Role, SourceFacts
from pipelines.date_values import offset_text
from pipelines.dates import date

FETCHED = datetime(2026, 3, 5, 12, tzinfo=UTC)
GROUPS = tomllib.loads(Path(__file__).with_name("date_strings.toml").read_text("utf-8"))
ROWS = [
    pytest.param(group["language"], group.get("zone"), row, id=f"{name}: {row[0]}")
    for name, group in GROUPS.items()
    for row in group["rows"]
]


def said(raw: str, language: str, zone: str | None, fetched: datetime | None = FETCHED) -> DateCandidate:
    """The one candidate of an article that has no other, as it was read."""
    candidate = DateCandidate(role=Role.PUBLISHED, place="time", raw=raw)
    article = Article(url="https://paper.example/story", text="", language=language, dates=(candidate,))
    source = SourceFacts(timezone=zone)
    return date(article, Page(url="https://paper.example/story", body=b"", fetched_at=fetched, source=source)).dates[0]


def meant(meaning: str, zone: str) -> tuple[day | None, datetime | None, str | None]:
    """Day, instant and offset of a meaning as the table writes it."""
    if "T" not in meaning:
        return (datetime.fromisoformat(meaning).date() if meaning else None), None, None
    when = datetime.fromisoformat(meaning)
    when = when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))
    return when.date(), when.astimezone(UTC), offset_text(int(when.utcoffset().total_seconds()) // 60)


def test_the_table_covers_at_least_three_hundred_strings_and_thirty_languages():
    assert len(ROWS) >= 300
    assert len({group["language"] for group in GROUPS.values()}) >= 30


@pytest.mark.parametrize(("language", "zone", "row"), ROWS)
def test_a_date_string_says(language: str, zone: str, row: list[str]):
    raw, meaning, precision, *flags = row
    on, instant, offset = meant(meaning, zone)
    candidate = said(raw, language, zone)
    read = (candidate.day, candidate.instant, candidate.offset, candidate.precision or "", candidate.ambiguous)
    assert (on, instant, offset, precision, flags == ["ambiguous"]) == read


@pytest.mark.parametrize("raw", [row[0] for row in GROUPS["relative"]["rows"]])
def test_without_a_fetch_time_what_depends_on_now_stays_unknown(raw: str):
    assert said(raw, "en", "Europe/London", fetched=None).day is None
