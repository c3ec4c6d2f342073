"""The nearest name is asked after; where none is near, something else is said."""

from __future__ import annotations

import pytest

from crawler.meant import meant


@pytest.mark.parametrize(
    ("name", "expected"),
    [("courrier", "did you mean 'courier'?"), ("tribun", "did you mean 'tribune'?"), ("x", "there are two")],
)
def test_nearest_name_is_asked_after(name: str, expected: str) -> None:
    assert expected == meant(name, iter(["courier", "tribune"]), "there are two")


def test_nothing_is_said_where_nothing_is_near() -> None:
    assert meant("x", []) == ""
