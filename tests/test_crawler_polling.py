"""Intervals learned from what a listing yields: bounds, nights, bursts, decay; and crawls that find nothing due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.polling import interval, rate
from crawler.sources import Source
from tests.crawls import declare, paper, pass_time, thresher
from tests.loopback import loopback

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = Source(id="a", home="https://a.example/")
HOUR = timedelta(hours=1)


def _after(hours: float, fresh: int, times: int, start: float = 1.0) -> timedelta:
    expected = start
    for _ in range(times):
        expected = rate(expected, HOUR * hours, fresh)
    return interval(expected, SOURCE)


def test_the_first_reading_tells_no_rate() -> None:
    assert HOUR == interval(rate(None, None, 500), SOURCE)


@pytest.mark.parametrize(
    ("hours", "fresh", "times", "expected"),
    [
        (1, 20, 500, timedelta(minutes=24)),
        (0.1, 20, 500, timedelta(minutes=10)),
        (24, 0, 60, timedelta(days=1)),
        (1, 2, 500, timedelta(hours=2)),
    ],
)
def test_an_interval_comes_to_what_a_few_new_urls_take(
    hours: float, fresh: int, times: int, expected: timedelta
) -> None:
    assert abs(_after(hours, fresh, times) - expected) < timedelta(minutes=1)


def test_a_night_of_silence_does_not_make_it_miss_the_morning() -> None:
    assert _after(0.5, 0, 16, start=8.0) < timedelta(minutes=40)


def test_one_burst_does_not_make_it_hammer() -> None:
    assert _after(24, 100, 1, start=1 / 24) > timedelta(hours=1)


@given(st.floats(0, 1e6), st.floats(0, 1e5), st.integers(0, 10**6))
def test_an_interval_lies_within_the_bounds(before: float, hours: float, fresh: int) -> None:
    found = interval(rate(before, HOUR * hours, fresh), SOURCE)
    assert timedelta(minutes=10) <= found <= timedelta(days=1)


def test_a_listing_is_asked_when_it_is_due_and_not_before(tmp_path: Path) -> None:
    with loopback(["127.0.0.173"]) as world:
        declare(tmp_path, {**paper(world, "127.0.0.173", 1), "poll_min_minutes": 10, "poll_max_minutes": 1440})
        asked = []
        for back in (0, 59, 2):
            if back:
                pass_time(tmp_path, minutes=back)
            assert thresher(tmp_path, "crawl").returncode == 0
            asked.append(world.paths("127.0.0.173").count("/feed"))
        assert asked == [1, 1, 2]
        early = thresher(tmp_path, "crawl")
        assert early.stdout.startswith("nothing is due; the next listing is due at 20")
        assert thresher(tmp_path, "crawl", "--all").returncode == 0
        assert world.paths("127.0.0.173").count("/feed") == 3
