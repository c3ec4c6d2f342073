"""What holds for all dates: a formatted one comes back, nothing raises or hangs, and the same page gives the same dates."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from datetime import date as day
from email.utils import format_datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_time
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cleaning.article import Article, DateCandidate, Page, Role, SourceFacts
from pipelines.date_calendars import gregorian
from pipelines.date_completing import moment
from pipelines.date_reading import read
from pipelines.date_values import Reading, Setting, offset_text
from pipelines.dates import date

LANGUAGES = (
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fil",
    "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt",
    "lv", "mk", "ml", "mr", "ms", "mt", "my", "ne", "nl", "no", "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr",
    "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip
ZONES = (
    "America/St_Johns",
    "America/New_York",
    "UTC",
    "Europe/Kyiv",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Auckland",
)
FETCHED = datetime(2031, 1, 1, tzinfo=UTC)
DAYS = st.dates(day(1996, 1, 2), day(2030, 12, 30))
INSTANTS = st.builds(datetime.combine, DAYS, st.times()).map(lambda when: when.replace(microsecond=0))
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


def said(raw: str, language: str | None = None, zone: str | None = None) -> Reading:
    reading = read(raw, Setting(language=language, zone=zone, base=FETCHED))
    assert reading is not None, raw
    return reading


def back(raw: str, language: str, zone: str | None = None) -> datetime:
    """The moment that a string says when it is read."""
    when = moment(said(raw, language, zone), zone)
    assert when is not None, raw
    return when.astimezone(UTC)


@pytest.mark.parametrize("language", LANGUAGES)
@given(when=INSTANTS, zone=st.sampled_from(ZONES), shape=st.sampled_from(("long", "full")))
@settings(max_examples=12, deadline=None)
def test_a_formatted_date_comes_back_in_every_language_and_zone(language: str, when: datetime, zone: str, shape: str):
    when = when.replace(second=0, minute=when.minute or 1, fold=0)
    assume(when.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == when)
    raw = f"{format_date(when.date(), shape, language)} {format_time(when.time(), 'short', locale=language)}"
    assert when.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) == back(raw, language, zone)


@given(when=INSTANTS, offset=OFFSETS)
@settings(max_examples=150, deadline=None)
def test_machine_formats_come_back_in_every_offset(when: datetime, offset: timezone):
    aware = when.replace(tzinfo=offset, minute=when.minute or 1)
    stamp = int(aware.timestamp())
    written = [aware.isoformat(), aware.strftime("%Y%m%dT%H%M%S%z"), format_datetime(aware)]
    written += [
        aware.strftime("%a %b %d %Y %H:%M:%S GMT%z (Somewhere Time)"),
        aware.strftime("%a %b %d %H:%M:%S %z %Y"),
    ]
    written += [str(stamp), str(1000 * stamp)] if stamp >= 10**9 else []
    assert [aware] * len(written) == [back(raw, "en") for raw in written]


@given(when=DAYS, mark=st.sampled_from("/-."))
@settings(max_examples=150, deadline=None)
def test_a_day_in_figures_is_one_of_its_two_readings(when: day, mark: str):
    for form in ("%d{0}%m{0}%Y", "%m{0}%d{0}%Y"):
        reading = read(when.strftime(form.format(mark)), Setting(base=FETCHED))
        assert reading
        assert mark == "." or when in (reading.day, reading.swapped)
    assert when == said(when.strftime(f"%Y{mark}%m{mark}%d")).day


@pytest.mark.parametrize(
    ("calendar", "years"),
    [("jalali", range(1300, 1471)), ("hijri", range(1400, 1500)), ("ethiopic", range(1900, 2100)), ("buddhist", range(2500, 2600))],
)  # fmt: skip
def test_the_days_of_a_calendar_follow_one_another(calendar: str, years: range):
    found = [gregorian(calendar, y, m, d) for y in years for m in range(1, 14) for d in range(1, 32)]
    days = [d for d in found if d]
    assert [days[0] + timedelta(n) for n in range(len(days))] == days


def dated(
    *raws: str, language: str | None = "en", zone: str | None = None, fetched: datetime | None = FETCHED
) -> Article:
    places = ("json-ld", "meta", "time", "text", "url", "feed", "http")
    roles = (Role.PUBLISHED, Role.PUBLISHED, Role.MODIFIED)
    candidates = tuple(DateCandidate(role=roles[i % 3], place=places[i % 7], raw=raw) for i, raw in enumerate(raws))
    article = Article(url="https://paper.example/a", text="", language=language, dates=candidates)
    page = Page(url="https://paper.example/a", body=b"", fetched_at=fetched, source=SourceFacts(timezone=zone))
    return date(article, page)


DATE_LIKE = st.text(alphabet="0123456789-/:.,TZ +", max_size=40) | st.from_regex(
    r"\A[0-9]{1,5} ?[A-Za-zа-яäöü]{1,12} ?[0-9]{1,6}\Z"
)


@given(
    raws=st.lists(st.text(max_size=80) | DATE_LIKE, max_size=6),
    language=st.sampled_from((None, "en", "fa", "th", "zh", "xx", "")),
    zone=st.sampled_from((None, "Europe/Kyiv", "Nowhere/Land", "../etc/passwd", "")),
    fetched=st.sampled_from((None, FETCHED)),
)
@example(raws=["1 h Ⅷ ⑨ ፩ ²"], language="en", zone=None, fetched=FETCHED)
@settings(max_examples=200, deadline=None)
def test_whatever_stands_there_nothing_is_raised_and_the_facts_agree(
    raws: list[str], language: str | None, zone: str | None, fetched: datetime | None
):
    article = dated(*raws, language=language, zone=zone, fetched=fetched)
    chosen = [c for c in article.dates if c.chosen]
    assert len(chosen) <= 1
    assert (chosen[0].day if chosen else None) == article.published_on
    assert (chosen[0].instant if chosen else None) == article.published_at
    assert article.published_at is None or (article.published_on is not None and article.published_offset is not None)
    assert bool(chosen) == ("date-missing" not in article.quality)
    assert all(c.day is None or 1700 <= c.day.year < 2200 for c in article.dates)


@given(st.permutations(("3/4/2026", "4 March 2026 10:15", "yesterday", "1772528400", "۱۴۰۴/۱۲/۱۲")))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_pages_come_changes_nothing(raws: list[str]):
    alone = {raw: dated(raw, zone="Europe/Kyiv") for raw in sorted(raws)}
    assert alone == {raw: dated(raw, zone="Europe/Kyiv") for raw in raws}


@pytest.mark.parametrize(
    "raw",
    ["9" * 1_000_000, "2026-03-04 " * 100_000, "T" * 1_000_000, "1/" * 500_000, " " * 1_000_000, "4 March " * 100_000, "\x00" * 1_000_000],
    ids=["digits", "dates", "letters", "slashes", "blanks", "words", "controls"],
)  # fmt: skip
def test_a_megabyte_is_no_date_and_takes_no_time(raw: str):
    begin = process_time()
    article = dated(raw)
    assert article.published_on is None
    assert process_time() - begin < 0.5


@pytest.mark.parametrize("unit", ["1:", "1.1.", "4 ", "a4", "年1月", "10:15 ", "(((", "ago 1 h ", "م", "1 de "])
def test_repeated_pieces_are_read_in_no_time(unit: str):
    begin = process_time()
    read((unit * 200)[:200], Setting(language="en", base=FETCHED))
    assert process_time() - begin < 0.2


def test_offsets_are_written_as_clocks_write_them():
    assert ["-12:00", "-03:30", "+00:00", "+05:45", "+14:00"] == [offset_text(m) for m in (-720, -210, 0, 345, 840)]
    assert [None, None] == [offset_text(-721), offset_text(841)]


def test_midnight_without_an_offset_is_only_a_day():
    reading = said("2026-03-04T00:00:00", zone="Europe/Kyiv")
    assert (time(0), None) == (reading.clock, moment(reading, "Europe/Kyiv"))
