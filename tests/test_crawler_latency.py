"""When a host counts as strained, how much rest it gets, and that it is left in peace no longer than that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.latency import MOST, REST, SPAN, Latency


def _after(*answers: float, usual: float | None = None) -> Latency:
    latency = Latency.known(usual)
    for seconds in answers:
        latency.note(seconds)
    return latency


@pytest.mark.parametrize(
    ("usual", "answers", "extra"),
    [
        (0.5, [0.5] * 9, 0.0),
        (0.5, [1.5] * 9, REST * 1.0),
        (0.5, [0.9] * 9, 0.0),
        (0.01, [0.1] * 9, 0.0),
        (0.5, [0.5] * 5 + [9.0] * 2, 0.0),
        (0.5, [60.0] * 9, MOST),
        (0.5, [5.0] * 4, 0.0),
        (0.5, [5.0] * 9 + [0.5] * 3, 0.0),
        (None, [5.0] * 9, 0.0),
    ],
    ids=[
        "as usual",
        "slow",
        "not clearly",
        "not noticeably",
        "two slow pages",
        "bounded",
        "too few",
        "recovered",
        "new",
    ],
)
def test_rest_grows_with_what_is_above_the_usual(usual: float | None, answers: list[float], extra: float) -> None:
    assert _after(*answers, usual=usual).extra() == pytest.approx(extra, rel=0.15)


def test_a_bad_hour_does_not_become_the_norm_and_a_slower_server_does() -> None:
    assert _after(*[2.0] * 30, usual=0.2).extra() > 0
    assert _after(*[2.0] * 400, usual=0.2).extra() == 0


def test_the_usual_is_learned_from_the_first_answers_and_kept() -> None:
    assert _after(*[0.4] * 30).usual == pytest.approx(0.4)
    assert Latency.known(0.4).usual == 0.4


@given(st.lists(st.floats(0, 200), max_size=60))
def test_rest_is_never_below_nothing_nor_above_its_bound(answers: list[float]) -> None:
    latency = _after(*answers)
    assert 0.0 <= latency.extra() <= MOST
    assert len(latency.last) <= SPAN
