"""Which wordings recur over articles, with and without gaps, and what their articles have in common."""

from __future__ import annotations

import pytest

from pipelines.recurring import LEAST, Sheet, line, recurring
from pipelines.templates import template
from pipelines.topics import one_topic, vocabulary

NAMES = ["Ada Lee", "Bo", "Cy Young", "Dot", "Eve Ng", "Flo", "Gus Orr"]


def sheet(number: int, *texts: str, group: int | None = None, title: str = "") -> Sheet:
    lines = tuple(line("paragraph", text) for text in texts)
    return Sheet(
        id=number,
        day=f"2026-03-{number + 1:02}",
        group=number if group is None else group,
        lines=lines,
        vocabulary=vocabulary([key[1] for key in lines if key]),
        title=vocabulary([tuple(title.lower().split())]),
    )


def found(sheets: list[Sheet]) -> list[str]:
    return [" ".join(one.words) for one in recurring(sheets)]


def test_a_wording_recurs_when_it_stands_on_enough_articles() -> None:
    sheets = [sheet(n, f"News of {NAMES[n]} alone.", "A bell rings." if n < LEAST else "Silence.") for n in range(7)]
    assert ["a bell rings"] == found(sheets)
    assert [] == found(sheets[1:])


def test_copies_of_one_article_count_once() -> None:
    assert [] == found([sheet(n, "A bell rings.", "The whole text again.", group=1) for n in range(7)])


def test_numbers_do_not_tell_wordings_apart() -> None:
    assert ["read by # people"] == found([sheet(n, f"Read by {n} people") for n in range(6)])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Questions about the ink go to {}, who keeps it", "questions about the ink go to * who keeps it"),
        ("{} keeps the ink and the ladder in the attic", "* keeps the ink and the ladder in the attic"),
        ("The ink and the ladder are kept by {}", "the ink and the ladder are kept by *"),
    ],
)
def test_a_name_is_a_gap_wherever_it_stands(said: str, words: str) -> None:
    assert [words] == found([sheet(n, said.format(name)) for n, name in enumerate(NAMES)])


def test_a_wording_with_few_names_is_one_and_not_one_a_name() -> None:
    said = "Questions about the ink go to {}, who keeps it"
    assert 1 == len(found([sheet(n, said.format(NAMES[n % 2])) for n in range(12)]))


def test_sentences_that_only_begin_alike_are_no_wording() -> None:
    ends = "opened closed burned fell stood moved sold".split()
    said = [f"The council said on Sunday that the {end} bridge {end} after {end} weeks of {end}" for end in ends]
    assert [] == found([sheet(n, text) for n, text in enumerate(said)])


def test_a_gap_is_never_wider_than_a_few_words() -> None:
    wide = "a b c d e {} f g h i j"
    assert () == template([tuple(wide.format(" ".join(x * 7)).split()) for x in "xyz"])


class TestOneTopic:
    def test_is_a_word_that_its_articles_share_and_others_lack(self) -> None:
        mine = [sheet(n, f"The flood took house {NAMES[n]}.", "A bell rings.") for n in range(6)]
        others = [sheet(n, f"Quite another thing happened to {NAMES[n % 7]}.") for n in range(7, 27)]
        assert one_topic(mine, others, {"bell", "rings"}) in ("flood", "house", "took")
        assert one_topic(mine, others, {"bell", "rings", "flood", "house", "took"}) is None

    def test_is_not_looked_for_where_nearly_all_have_the_wording(self) -> None:
        mine = [sheet(n, "The flood goes on.") for n in range(20)]
        assert one_topic(mine, [sheet(30, "Other")], set()) is None

    def test_is_a_word_of_many_titles_all_the_same(self) -> None:
        mine = [sheet(n, "Text", title="Live from the hall") for n in range(20)]
        assert one_topic(mine, [], set()) is not None

    def test_is_a_credit_too(self) -> None:
        mine = [
            Sheet(id=n, day="2026-03-01", lines=(), vocabulary=vocabulary([], [("credit", "AFP")])) for n in range(5)
        ]
        others = [Sheet(id=n, day="2026-03-01", lines=()) for n in range(20)]
        assert "credit:afp" == one_topic(mine, others, set())

    def test_of_a_script_without_blanks_is_a_pair_of_characters(self) -> None:
        assert {"洪水", "水来"} == vocabulary([("洪", "水", "来")])
