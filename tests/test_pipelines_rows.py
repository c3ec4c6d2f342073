"""Values on their way into SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.rows import by_name, instant, json_list, now, storable


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-01T12:30:05+02:00", "2026-03-01T10:30:05Z"),
        ("2026-03-01T12:30:05.999999+00:00", "2026-03-01T12:30:05Z"),
        ("0987-03-01T12:30:05+00:00", "0987-03-01T12:30:05Z"),
        ("9999-12-31T23:59:59-05:00", None),
        ("0001-01-01T00:00:00+05:00", None),
    ],
)
def test_an_instant_is_utc_to_the_second(moment: str, expected: str | None) -> None:
    assert expected == instant(datetime.fromisoformat(moment))


def test_no_moment_is_no_instant() -> None:
    assert instant(None) is None


def test_a_naive_datetime_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        instant(datetime(2026, 3, 1))  # noqa: DTZ001


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7)), timezone(timedelta(minutes=345))])))
def test_instants_sort_as_time_does(moment: datetime) -> None:
    later = instant(moment.replace(year=max(2, min(9998, moment.year))) + timedelta(seconds=1))
    assert (instant(moment.replace(year=max(2, min(9998, moment.year)))) or "") < (later or "")


def test_now_is_an_instant() -> None:
    moment = datetime.fromisoformat(now())
    assert abs(datetime.now(UTC) - moment) < timedelta(seconds=5)


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_string_can_be_stored(text: str) -> None:
    assert len(text) == len(storable(text).encode("utf-8").decode())


@pytest.mark.parametrize("value", ["plain", "Привіт", "首相", "", None, 3, 2.5])
def test_what_utf8_can_hold_is_stored_as_it_is(value: object) -> None:
    assert value == storable(value)


def test_a_list_is_json_people_can_read() -> None:
    assert '["Оля", "Jo \\"B\\""]' == json_list(("Оля", 'Jo "B"'))


def test_rows_come_back_by_the_names_of_their_columns() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        found = by_name(db.execute("SELECT value AS id, 'x' AS text FROM json_each('[1, 2]')"))
        assert [{"id": 1, "text": "x"}, {"id": 2, "text": "x"}] == list(found)
        assert [] == list(by_name(db.execute("SELECT 1 AS id WHERE 0")))
