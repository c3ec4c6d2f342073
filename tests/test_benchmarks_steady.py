"""What a new article costs a site that is known already: a few days of the benchmark, and its site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


@pytest.fixture
def steady(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    return benchmark("steady")


def test_a_new_article_costs_little_more_than_its_own_request(steady: ModuleType) -> None:
    tally = steady.simulated(4, 30, 60, counted_from=1)
    assert tally.price <= 1.5
    assert tally.price < tally.full_price
    assert tally.same["look"] >= 0.9 * tally.asked["look"] > 0
    assert max(tally.waits) <= 360


def test_no_article_is_asked_for_twice_but_to_look_at_it_again(steady: ModuleType) -> None:
    site = steady.Site(4, 30)
    tally = steady.simulated(4, 30, 60, counted_from=0)
    assert len(site.published) - 12 <= tally.asked["article"] <= len(site.published)


def test_the_site_shows_what_was_published_and_takes_it_away(steady: ModuleType) -> None:
    site = steady.Site(20, 30)
    last = 20 * 1440
    bodies = [site.body(str(n), last) for n in range(len(site.published))]
    assert 0 < bodies.count(None) < len(bodies) / 10
    assert any(b"Corrected" in body for body in bodies if body)
    assert site.body("feed", last).count(b"<item>") == steady.SHOWN
    assert site.body("feed", -60 * 3).count(b"<item>") == steady.SHOWN - 2
