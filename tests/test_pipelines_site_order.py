"""The order of day and month that a source's stored dates show, and that the next run reads its pages by."""

from __future__ import annotations

import doctest
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cleaning.article import DateCandidate, Role
from pipelines import site_order as module
from pipelines.dates import date
from pipelines.site_order import ARTICLES, site_order, site_orders
from tests.specimens import article, delivered, page

if TYPE_CHECKING:
    from tests.desk import Desk


def store(desk: Desk, number: int, raw: str, *, source: str = "courier", day_first: bool | None = None) -> None:
    """Store an article whose page shows this date."""
    of = page(number, source=source)
    of = replace(of, source=replace(of.source, day_first=day_first))
    dated = date(replace(article(of), dates=(DateCandidate(role=Role.PUBLISHED, place="text", raw=raw),)), of)
    desk.commit(delivered(of, dates=dated.dates, published_on=dated.published_on))


def test_examples_in_the_docstrings_hold() -> None:
    assert 0 == doctest.testmod(module).failed


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(["27/03/2026", "03/04/2026"], True), (["03/27/2026"], False), (["03/04/2026", "05/05/2026", "27.03.2026"], None),
     (["27/03/2026", "03/27/2026"], None), ([], None)],
)  # fmt: skip
def test_a_site_shows_its_order_of_day_and_month(raw: list[str], expected: bool | None) -> None:  # noqa: FBT001
    assert expected is site_order(raw)


def test_a_source_that_once_shows_the_day_first_is_day_first(desk: Desk) -> None:
    for number, raw in enumerate(("03/02/2026", "27/02/2026", "1 March 2026")):
        store(desk, number, raw)
    store(desk, 9, "03/02/2026", source="tribune")
    assert {"courier": True} == site_orders(desk.corpus, ["courier", "tribune", "nobody"])


def test_a_source_that_shows_both_orders_has_none(desk: Desk) -> None:
    store(desk, 1, "27/02/2026")
    store(desk, 2, "02/27/2026")
    assert {} == site_orders(desk.corpus, ["courier"])


def test_what_was_read_by_the_sites_order_shows_nothing_itself(desk: Desk) -> None:
    store(desk, 1, "03/02/2026", day_first=True)
    assert {} == site_orders(desk.corpus, ["courier"])


def test_only_the_latest_articles_of_a_source_are_asked(desk: Desk) -> None:
    store(desk, 0, "27/01/2025")
    desk.commit(*(delivered(page(n), published_on=page(n).fetched_at.date()) for n in range(1, ARTICLES + 1)))
    assert {} == site_orders(desk.corpus, ["courier"])
