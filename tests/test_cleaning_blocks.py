"""Blocks made by the hundred are the blocks their class makes."""

import dataclasses

import pytest

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.blocks import judged, removed, seen

PLACED = Block(position=3, kind=Kind.ITEM, text="Ferry times", path="html/body/ul/li", link_share=0.5)


def test_seen_block_equals_one_made_by_its_class() -> None:
    assert PLACED == seen(3, Kind.ITEM, "Ferry times", "html/body/ul/li", 0.5)


def test_seen_block_stays_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        seen(0, Kind.PARAGRAPH, "a", "p", 0.0).text = "b"  # type: ignore[misc]


@pytest.mark.parametrize("score", [None, 0.0, 0.731])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_judged_block_has_the_verdict_and_nothing_else_new(verdict: Verdict, score: float | None) -> None:
    assert dataclasses.replace(PLACED, verdict=verdict, score=score) == judged(PLACED, verdict, score)


def test_judging_forgets_why_a_block_was_removed() -> None:
    gone = removed(PLACED, Category.RELATED, "run/link-list", "a list of links")

    assert dataclasses.replace(PLACED, verdict=Verdict.KEPT) == judged(gone, Verdict.KEPT, None)


def test_removed_block_keeps_its_score() -> None:
    doubted = dataclasses.replace(PLACED, score=0.25)
    expected = dataclasses.replace(
        doubted, verdict=Verdict.REMOVED, category=Category.SHARE, rule="structure/share", reason="a share bar"
    )

    assert expected == removed(doubted, Category.SHARE, "structure/share", "a share bar")


def test_every_field_of_a_block_is_set() -> None:
    """A field added to the class must be added to the setters too, or reading it raises."""
    made = removed(PLACED, Category.SHARE, "structure/share", "a share bar")

    assert {f.name for f in dataclasses.fields(Block)} == set(dataclasses.asdict(made))
