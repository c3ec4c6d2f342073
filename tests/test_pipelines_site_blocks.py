"""The table of learned blocks: numbers, states, and the files that the workers read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Page, SourceFacts
from cleaning.errors import InputError, RuleError
from pipelines import site_blocks
from pipelines.learned_rules import learned_for, settle
from pipelines.site_blocks import ACCEPTED, PROPOSED, REJECTED, UNDONE, SiteBlock, decide, forget, listed, propose

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

FOUND = SiteBlock(
    source="courier",
    words=("a", "bell", "rings", "for", "*"),
    text="A bell rings for Ada.",
    kind="paragraph",
    category="repeated-text",
    paths=("article/div/p",),
    place="end",
    reach=2,
    articles=41,
    pages=57,
    share=0.7193,
    first_day="2026-03-01",
    last_day="2026-05-20",
    score=0.9,
    doubts=(),
    examples=(1, 2),
    reason="stands on 41 of 57 pages of courier between 2026-03-01 and 2026-05-20",
    found_at="2026-06-01T00:00:00Z",
)
OTHER = replace(FOUND, words=("a", "cat"), text="A cat!")
KEY = ("courier", 1)


def proposed(desk: Desk, *found: SiteBlock) -> list[SiteBlock]:
    with desk.corpus.transaction() as db:
        return propose(db.conn, found or (FOUND,))


def become(desk: Desk, state: str, *keys: tuple[str, int]) -> list[SiteBlock]:
    with desk.corpus.transaction() as db:
        return decide(db.conn, state, keys or (KEY,))


def known(desk: Desk) -> list[tuple[int, str, int]]:
    with desk.corpus.snapshot() as db:
        return [(block.number, block.state, block.articles) for block in listed(db.conn)]


def page(desk: Desk) -> Page:
    facts = SourceFacts(id="courier", own_rules=str(desk.corpus.folder / "rules"))
    return Page(url="http://courier.example/1", body=b"", source=facts)


class TestProposals:
    def test_are_numbered_by_source(self, desk: Desk) -> None:
        of_another = replace(FOUND, source="tribune")
        assert [1, 2, 1] == [block.number for block in proposed(desk, FOUND, OTHER, of_another)]
        assert FOUND == replace(next(iter(proposed(desk))), number=0)

    def test_are_renewed_when_they_are_found_again_in_other_words(self, desk: Desk) -> None:
        proposed(desk)
        proposed(
            desk, replace(FOUND, words=("a", "bell", "rings", "for", "bo"), text="A bell rings for Bo.", articles=50)
        )
        assert [(1, PROPOSED, 50)] == known(desk)

    def test_that_widen_an_accepted_one_are_new(self, desk: Desk) -> None:
        proposed(desk, replace(FOUND, words=("a", "bell", "rings", "for", "ada")))
        become(desk, ACCEPTED)
        proposed(desk)
        assert [(1, ACCEPTED, 41), (2, PROPOSED, 41)] == known(desk)

    @pytest.mark.parametrize("state", [ACCEPTED, REJECTED])
    def test_leave_alone_what_was_decided(self, desk: Desk, state: str) -> None:
        proposed(desk)
        become(desk, state)
        (block,) = proposed(desk, replace(FOUND, articles=50))
        assert (state, 41) == (block.state, block.articles)
        assert [(1, state, 41)] == known(desk)


class TestDecisions:
    def test_are_dated_and_make_a_rule_that_can_be_looked_up(self, desk: Desk) -> None:
        proposed(desk)
        (block,) = become(desk, ACCEPTED)
        assert ("user", True) == (block.decided_by, block.decided_at is not None)
        row = desk.row("rules", id="learned/courier/1")
        assert ("learned", "repeated-text", "en") == (row["tier"], row["category"], row["language"])
        assert "A bell rings for Ada." in row["description"]
        assert FOUND.reason in row["description"]

    @pytest.mark.parametrize(
        "way", [(ACCEPTED, UNDONE, ACCEPTED), (REJECTED, ACCEPTED), (ACCEPTED, REJECTED), (ACCEPTED,) * 2]
    )
    def test_can_be_changed(self, desk: Desk, way: tuple[str, ...]) -> None:
        proposed(desk)
        for state in way:
            become(desk, state)
        assert [(1, way[-1], 41)] == known(desk)

    @pytest.mark.parametrize(
        ("state", "key", "said"),
        [
            (UNDONE, KEY, "is proposed; only an accepted one"),
            (ACCEPTED, ("courier", 9), "there is no block courier/9"),
            (ACCEPTED, ("courier", 2), "captures cannot be read"),
        ],
    )
    def test_that_cannot_be_are_refused_with_all_that_came_with_them(
        self, desk: Desk, state: str, key: tuple[str, int], said: str
    ) -> None:
        proposed(desk, FOUND, replace(OTHER, paths=()))
        with pytest.raises(InputError, match=said):
            become(desk, state, *([KEY] if state == ACCEPTED else []), key)
        assert {PROPOSED} == {state for _, state, _ in known(desk)}


class TestErasure:
    def test_of_an_article_takes_proposals_that_show_it_and_leaves_others_their_words(self, desk: Desk) -> None:
        proposed(desk, FOUND, OTHER, replace(FOUND, words=("a", "dog"), text="A dog?", examples=(7,)))
        become(desk, ACCEPTED)
        with desk.corpus.transaction() as db:
            assert (2, 0) == (forget(db.conn, [2]), forget(db.conn, [3]))
            (first, last) = listed(db.conn)
        assert ("a bell rings for *", ()) == (first.text, first.examples)
        assert (3, "A dog?") == (last.number, last.text)
        assert "Ada" not in desk.row("rules", id="learned/courier/1")["description"]


class TestFiles:
    def test_say_what_is_accepted_and_are_gone_with_it(self, desk: Desk) -> None:
        proposed(desk, FOUND, OTHER)
        assert 0 == settle(desk.corpus)
        become(desk, ACCEPTED)
        assert (1, 0) == (settle(desk.corpus), settle(desk.corpus))
        book = learned_for(page(desk))
        assert book is not None
        assert ["learned/courier/1"] == [rule.id for rule in book.rules]
        become(desk, UNDONE)
        assert (1, 0) == (settle(desk.corpus), settle(desk.corpus))
        assert learned_for(page(desk)) is None

    def test_change_with_what_is_accepted(self, desk: Desk) -> None:
        proposed(desk, FOUND, OTHER)
        books = []
        for number in (1, 2):
            become(desk, ACCEPTED, ("courier", number))
            settle(desk.corpus)
            books.append(learned_for(page(desk)))
        assert [1, 2] == [len(book.rules) for book in books if book]
        assert 2 == len({book.digest for book in books if book})

    @pytest.mark.parametrize("spoil", ["cut", "lost", "foreign"])
    def test_are_mended_from_the_table(self, desk: Desk, spoil: str) -> None:
        proposed(desk)
        become(desk, ACCEPTED)
        settle(desk.corpus)
        file: Path = desk.corpus.folder / "rules" / "learned" / "courier.json"
        whole = file.read_bytes()
        if spoil == "cut":
            file.write_bytes(whole[:50])
            with pytest.raises(RuleError, match=r"courier\.json"):
                learned_for(page(desk))
        elif spoil == "lost":
            file.unlink()
        else:
            file.with_name("nobody.json").write_bytes(whole)
        assert (1, whole) == (settle(desk.corpus), file.read_bytes())
        assert ["courier.json"] == [one.name for one in file.parent.iterdir()]

    def test_are_nobodys_for_a_page_of_no_source(self) -> None:
        assert learned_for(Page(url="http://x.example/", body=b"")) is None
        assert site_blocks.UNDONE == "undone"
