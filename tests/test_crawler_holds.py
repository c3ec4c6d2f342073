"""Hosts on hold: what they ask for stands, and the silent ones are left alone for longer each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.holds import Holds

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def test_a_host_is_held_until_its_time_and_no_longer() -> None:
    holds = Holds()
    holds.hold("a", LATER)
    assert {"a"} == holds.held(NOW)
    assert {"a"} == holds.held(LATER - timedelta(seconds=1))
    assert frozenset() == holds.held(LATER)


def test_the_longer_hold_stands() -> None:
    holds = Holds()
    holds.hold("a", LATER)
    holds.hold("a", NOW + timedelta(seconds=1))
    assert holds.until("a") == LATER


def test_other_hosts_are_not_held() -> None:
    holds = Holds()
    holds.hold("a", LATER)
    assert holds.until("b") is None


@pytest.mark.parametrize(("strikes", "seconds"), [(1, 3), (2, 30), (3, 300), (4, 3600), (9, 3600)])
def test_each_fault_in_a_row_holds_for_longer(strikes: int, seconds: int) -> None:
    holds = Holds()
    for _ in range(strikes):
        holds.strike("a", NOW)
    assert NOW + timedelta(seconds=seconds) == holds.until("a")


def test_an_answer_ends_the_row_of_faults() -> None:
    holds = Holds()
    holds.strike("a", NOW)
    holds.strike("a", NOW)
    holds.answered("a")
    holds.strike("a", LATER)
    assert LATER + timedelta(seconds=3) == holds.until("a")


def test_an_answer_does_not_end_a_hold_that_was_asked_for() -> None:
    holds = Holds()
    holds.hold("a", LATER)
    holds.answered("a")
    assert {"a"} == holds.held(NOW)
