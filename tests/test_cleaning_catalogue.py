"""Behaviour of cleaning.catalogue: whatever can remove a block can be looked up."""

from __future__ import annotations

import urllib.request

from cleaning.article import Article, Page
from cleaning.catalogue import entries
from cleaning.clean import clean
from crawler.newsroom import Newsroom


def test_ids_are_unique_and_begin_with_their_tier() -> None:
    ids = [entry.id for entry in entries()]
    assert sorted(set(ids)) == sorted(ids)
    assert all(entry.id.startswith(f"{entry.tier}/") for entry in entries())


def test_every_entry_says_what_it_removes() -> None:
    assert [] == [entry.id for entry in entries() if not entry.description]


def test_every_removal_on_the_newsroom_names_a_rule_of_the_catalogue() -> None:
    known = {entry.id for entry in entries()}
    assert set() == {rule for article in _articles() for rule in article} - known


def _articles() -> list[set[str | None]]:

    found = []
    with Newsroom() as room:
        for outlet in room.world.outlets:
            truth = next(t for o, t in room.world.truths(1) if o.id == outlet.id)
            with urllib.request.urlopen(room.url(outlet.id, truth.path)) as response:
                result = clean(Page(url=response.url, body=response.read()))
            assert isinstance(result, Article)
            found.append({block.rule for block in result.removed})
    return found
