"""Time zones come from the tzdata distribution, and from nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pipelines.date_zones import time_zone


@pytest.mark.parametrize("name", ["Europe/Kyiv", "America/Argentina/Buenos_Aires", "UTC", "Asia/Kolkata"])
def test_iana_names_are_known_and_one_object_each(name: str):
    found = time_zone(name)
    assert found
    assert name == found.key
    assert found is time_zone(name)


@pytest.mark.parametrize(
    "name", [None, "", "Europe", "europe/kyiv", "Nowhere/Land", "../../etc/passwd", "/etc/localtime", "__init__.py"]
)
def test_other_names_are_none_and_open_no_file(name: str | None):
    assert time_zone(name) is None


def test_a_zone_knows_its_summer():
    offsets = [datetime(2025, month, 4, tzinfo=time_zone("Europe/Kyiv")).utcoffset() for month in (1, 7)]
    assert [timedelta(hours=2), timedelta(hours=3)] == offsets
