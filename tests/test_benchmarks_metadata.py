"""The benchmark of titles, dates and people: what counts as missed, and that both sides are raced over the same pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaning.article import Page
from pipelines import dates

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HEAD = b'<html><head><meta property="article:published_time" content="2026-03-04T10:15:00+02:00"></head>'
BODY = b"<body><h1>Ferry row deepens</h1><p>The council met on Monday, and nobody left before ten.</p></body></html>"
DATED = Page(url="https://courier.example/ferry", body=HEAD + BODY)
BARE = Page(url="https://courier.example/bare", body=b"<html>" + BODY)
GOOD = {"odd": {"ours": {"title": 0.9, "date": 0.9, "authors": 0.7}}, "odd fundus": {"ours": {"date": 0.99}}}


@pytest.fixture
def measuring(benchmark: Callable[[str], ModuleType]) -> tuple[ModuleType, ModuleType]:
    """The benchmark's modules, which are no package's."""
    return benchmark("metadata"), benchmark("metadata_cost")


def test_what_is_below_its_must_or_not_measured_is_missed(measuring: tuple[ModuleType, ModuleType]) -> None:
    bench, _ = measuring
    assert ["both time: not measured, must be 0.95"] == list(bench.missed(GOOD))
    low = GOOD | {"both": {"ours": {"time": 1.0}}, "odd": {"ours": {"title": 0.8593, "date": 0.9, "authors": 0.7}}}
    assert ["odd title: 0.8593, must be 0.86"] == list(bench.missed(low))


def test_a_peer_that_is_not_behind_is_named(measuring: tuple[ModuleType, ModuleType]) -> None:
    bench, _ = measuring
    ours = {"title": 0.8, "date": 0.9, "time": 0.7, "authors": 0.7}
    peers = {"trafilatura": {"title": 0.8, "date": 0.1, "time": None, "authors": 0.1}}
    assert ["more title: 0.8, trafilatura has 0.8000"] == list(bench.behind({"ours": ours} | peers))


def test_both_sides_are_raced_and_structured_dates_need_no_htmldate(measuring: tuple[ModuleType, ModuleType]) -> None:
    _, costs = measuring
    before = dates.htmldate_date
    spent = costs.cost(list(costs.prepared([DATED, BARE])), 1)
    assert {"ours": 2, "trafilatura": 2} == {who: len(rounds) for who, rounds in spent.seconds.items()}
    assert (1, 0) == (spent.structured, spent.asked)
    assert before is dates.htmldate_date


def test_what_costs_more_than_it_may_is_named(measuring: tuple[ModuleType, ModuleType]) -> None:
    _, costs = measuring
    cheap = costs.Cost(seconds={"ours": [9.0, 1.0], "trafilatura": [1.0, 2.0]}, structured=100, asked=4)
    dear = costs.Cost(seconds={"ours": [1.0, 2.0], "trafilatura": [9.0, 1.0]}, structured=100, asked=5)
    assert [] == list(costs.dear(cheap))
    assert 2 == len(list(costs.dear(dear)))
