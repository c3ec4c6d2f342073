"""What makes a recurring wording sure boilerplate, and each thing that speaks against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cleaning.learned import Place
from pipelines.weighing import THRESHOLD, Evidence, certain, doubts, placed, score

SURE = Evidence(
    kind="paragraph",
    words=tuple("a bell rings for those who read".split()),
    articles=40,
    pages=50,
    days=60,
    weeks=8,
    before=[6, 8, 9, 12],
    behind=[0, 1, 0, 0],
    looked_at=8,
    kept=8,
    steady=1.0,
)
AMID = {"before": [3, 4, 5, 9], "behind": [4, 5, 8, 7]}
OPENING = {"before": [0, 0, 0, 0], "behind": [4, 5, 8, 7]}


def test_what_speaks_for_itself_is_accepted() -> None:
    assert () == doubts(SURE)
    assert certain(score(SURE), doubts(SURE))


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"days": 7}, "brief"),
        ({"weeks": 2}, "brief"),
        ({"articles": 4}, "seldom"),
        ({"one_topic": True}, "one-topic"),
        ({"articles": 15, **AMID}, "amid"),
        ({"articles": 15, **OPENING}, "amid"),
        ({"varies": True, **AMID}, "varies"),
        ({"varies": True, "articles": 15}, "varies"),
        ({"words": ("read", "on")}, "short"),
        ({"words": ("#", "views", "*")}, "short"),
        ({"kind": "heading"}, "form"),
        ({"kind": "quotation"}, "form"),
        ({"credits": True}, "credit"),
        ({"steady": 0.6}, "unsteady"),
        ({"kept": 5}, "unsteady"),
        ({"looked_at": 0, "kept": 0, "steady": 0.0}, "unseen"),
    ],
)
def test_a_doubt_keeps_it_from_being_accepted_by_itself(changed: dict[str, Any], doubt: str) -> None:
    evidence = replace(SURE, **changed)
    assert doubt in doubts(evidence)
    assert not certain(1.0, doubts(evidence))


@pytest.mark.parametrize(
    "changed", [{"articles": 15, "apart": True, **AMID}, {"articles": 30, **AMID}, {"varies": True}]
)
def test_what_stands_apart_or_on_half_of_all_articles_may_stand_anywhere(changed: dict[str, Any]) -> None:
    assert () == doubts(replace(SURE, **changed))


def test_the_score_grows_with_every_kind_of_evidence() -> None:
    weak = replace(SURE, articles=10, days=3, weeks=1, steady=0.5, **AMID)
    assert score(weak) < THRESHOLD < score(SURE) < score(replace(SURE, apart=True)) == 1.0
    for changed in ({"articles": 20}, {"days": 9}, {"weeks": 2}, {"steady": 0.8}, {"apart": True}, OPENING):
        assert score(weak) < score(replace(weak, **changed))


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({}, (Place.END, 1)),
        (OPENING, (Place.START, 0)),
        (AMID, (Place.ANY, 0)),
        ({"before": [0], "behind": [0]}, (Place.END, 0)),
        ({"behind": [0] * 20 + [9]}, (Place.END, 0)),
    ],
)
def test_the_place_is_the_end_it_keeps_near(changed: dict[str, Any], place: tuple[Place, int]) -> None:
    assert place == placed(replace(SURE, **changed))
