"""Learning from stored articles: which are looked at, what counts once, and of what a line's share is reckoned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Block, Kind, SourceFacts, Verdict
from pipelines.archive import Archive
from pipelines.learn import look
from pipelines.looking import BEFORE, LATEST, _chosen, sheets
from pipelines.places import Cabinet
from pipelines.site_blocks import REJECTED, decide, propose
from pipelines.workshop import Workshop
from tests.specimens import delivered, page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.learn import Learned
    from tests.desk import Desk

BELL = "A small bell rings for those who read aloud."
NOUNS = "ships bread rain coal snow bees glass salt wool tin bricks hay".split()


def store(desk: Desk, number: int, *lines: str, language: str = "en", week: int | None = None) -> None:
    blocks = tuple(
        Block(position=n, kind=Kind.PARAGRAPH, text=line, path="p", verdict=Verdict.KEPT)
        for n, line in enumerate(lines)
    )
    day = date(2026, 3, 1) + timedelta(weeks=number if week is None else week)
    facts = {"blocks": blocks, "published_on": day, "language": language, "title": f"The Courier: {NOUNS[number]}"}
    made = delivered(page(number), "\n".join(lines), **facts)
    desk.commit(replace(made, sketch=None))


def news(number: int) -> str:
    return " ".join([*NOUNS[number:], *NOUNS[:number]])


def found(desk: Desk) -> Learned:
    with Archive(desk.corpus.folder) as archive, Workshop(1) as workshop:
        return look(Cabinet(desk.corpus, archive, workshop), SourceFacts(id="courier", name="The Courier"))


def texts(learned: Learned) -> list[str]:
    return [" ".join(block.words) for block in learned.blocks]


def test_a_line_on_many_articles_is_found_with_its_counts_and_its_days(desk: Desk) -> None:
    for n in range(10):
        store(desk, n, news(n), *([BELL] if n not in (0, 4) else []))
    (block,) = found(desk).blocks
    assert (8, 9, "2026-03-08", "2026-05-03") == (block.articles, block.pages, block.first_day, block.last_day)
    assert "stands on 8 of 9 pages of courier between 2026-03-08 and 2026-05-03" == block.reason
    assert ("unseen",) == block.doubts


def test_a_line_of_one_language_is_held_against_the_articles_of_that_language(desk: Desk) -> None:
    for n in range(12):
        store(desk, n, news(n), *([BELL] if n % 2 else []), language="en" if n % 2 else "uk")
    (block,) = found(desk).blocks
    assert (6, 6) == (block.articles, block.pages)


def test_exact_copies_of_an_article_teach_nothing(desk: Desk) -> None:
    for n in range(8):
        store(desk, n, news(3), BELL)
    assert [] == texts(found(desk))
    with desk.corpus.snapshot() as db:
        assert 1 == len({sheet.group for sheet in sheets(db.conn, "courier")})


@pytest.mark.parametrize("weeks", [[0] * 8, [0, 0, 0, 0, 1, 1, 1, 1]])
def test_a_line_of_one_or_two_days_is_not_even_proposed(desk: Desk, weeks: Iterable[int]) -> None:
    for n, week in enumerate(weeks):
        store(desk, n, news(n), BELL, week=week)
    assert [] == texts(found(desk))


def test_what_was_decided_is_not_found_again(desk: Desk) -> None:
    for n in range(8):
        store(desk, n, news(n), BELL)
    blocks = found(desk).blocks
    with desk.corpus.transaction() as db:
        propose(db.conn, blocks)
        decide(db.conn, REJECTED, [("courier", 1)])
    assert [] == texts(found(desk))


def test_of_many_articles_the_latest_are_looked_at_and_some_of_those_before() -> None:
    few, many = list(range(LATEST + 7)), list(range(50_000))
    assert few == _chosen(few)
    chosen = _chosen(many)
    assert (many[-LATEST:], 0) == (chosen[-LATEST:], chosen[0])
    assert LATEST + 0.9 * BEFORE <= len(chosen) <= LATEST + BEFORE
