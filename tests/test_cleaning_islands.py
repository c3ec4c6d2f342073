"""Behaviour of cleaning.islands: doubts are acted on only where the model is sure of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.islands import ISLAND, LABEL, LINK_LINE, cleared

PROSE = "The council voted to reopen the bridge after a debate that lasted until midnight on Tuesday."


def block(text: str, score: float | None, **fields: object) -> Block:
    made = Block(position=0, kind=Kind.PARAGRAPH, text=text, path="html/body/p", score=score, verdict=Verdict.KEPT)
    return replace(made, **fields)  # type: ignore[arg-type]


def page(*blocks: Block) -> list[Block]:
    """A page of plain sailing around some blocks."""
    prose = [block(PROSE, 0.99)] * 6
    return [replace(b, position=i) for i, b in enumerate([*prose, *blocks, *prose])]


def gone(blocks: list[Block]) -> list[tuple[str, str | None]]:
    return [
        (after.text, after.rule)
        for before, after in zip(blocks, cleared(blocks), strict=True)
        if before.verdict is Verdict.KEPT and after.verdict is Verdict.REMOVED
    ]


REMOVED = block(
    "Read also", 0.2, verdict=Verdict.REMOVED, category=Category.RELATED, rule="phrase/en/related/read-also"
)
LINKS = block("Council delays vote on bridge", 0.45, link_share=1.0)


def test_a_doubtful_line_of_links_goes() -> None:
    assert [(LINKS.text, LINK_LINE)] == gone(page(LINKS))


def test_its_label_goes_with_it() -> None:
    label = block("From our pages", 0.5)
    assert [(label.text, LABEL), (LINKS.text, LINK_LINE)] == gone(page(label, LINKS))


def test_an_island_among_removed_blocks_goes() -> None:
    thanks = block("Thank you for caring about a free press.", 0.44)
    assert [(thanks.text, ISLAND)] == gone(page(REMOVED, thanks, REMOVED))


@pytest.mark.parametrize(
    "kept",
    [
        block("Council delays vote on bridge", 0.9, link_share=1.0),
        block("“No,” she said.", 0.7),
        block("An ordinary paragraph with one link in it, and much more to say than that.", 0.7, link_share=0.2),
    ],
)
def test_what_the_model_believes_or_no_link_fills_stays(kept: Block) -> None:
    assert [] == gone(page(kept))


def test_a_standfirst_alone_above_the_prose_stays() -> None:
    standfirst = block("Two families on the island want their boat back, and the council listens.", 0.5)
    blocks = [replace(b, position=i) for i, b in enumerate([REMOVED, standfirst, REMOVED, *[block(PROSE, 0.99)] * 12])]
    assert [] == gone(blocks)


def test_a_sure_block_among_removed_ones_stays() -> None:
    assert [] == gone(page(REMOVED, block(PROSE, 0.95), REMOVED))


def test_nothing_goes_on_a_page_of_doubt() -> None:
    doubtful = [replace(b, position=i) for i, b in enumerate([block(PROSE, 0.7)] * 8 + [LINKS])]
    assert [] == gone(doubtful)


def test_nothing_goes_without_scores() -> None:
    unscored = [replace(b, score=None) for b in page(LINKS)]
    assert [] == gone(unscored)


def test_all_blocks_come_back_in_order() -> None:
    blocks = page(REMOVED, LINKS, block("Thanks", 0.5), REMOVED)
    assert [b.text for b in blocks] == [b.text for b in cleared(blocks)]
