"""What the block model's doubt adds to the rules: links without a known label, appeals with few signs, readers' posts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.boilerplate import Context, strip
from cleaning.rules import load
from cleaning.rules.sheet import Sheet
from tests.storyline import page, stories

if TYPE_CHECKING:
    from collections.abc import Sequence

EN = Context(language="en")
TEXT = stories()["en"]
SURE, UNSURE = 0.99, 0.7


def scored(score: float, *parts: str) -> list[Block]:
    return [replace(block, score=score) for block in page(*parts)]


def text(score: float = SURE) -> list[Block]:
    return scored(score, *TEXT)


def gone(blocks: Sequence[Block], context: Context = EN) -> dict[str, str | None]:
    stripped = strip(page(*blocks), context)
    return {block.text: block.rule for block in stripped if block.verdict is Verdict.REMOVED}


# ------------------------------------------------------------------------------------------------ how doubt is counted


def doubts(*scores: float, prose: float = SURE) -> list[int]:
    lines = [scored(score, f"Line {i}")[0] for i, score in enumerate(scores)]
    return [line.doubt for line in Sheet(page(*text(prose), *lines), load(), EN).lines[len(TEXT) :]]


def test_doubt_grows_as_the_score_falls_below_that_of_the_prose():
    assert [0, 0, 1, 2, 3, 3] == doubts(0.999, 0.99, 0.97, 0.92, 0.7, 0.1)


def test_where_the_model_is_unsure_of_the_prose_nothing_is_doubted():
    assert [0, 0] == doubts(0.5, 0.1, prose=0.9)


def test_blocks_without_a_score_are_not_doubted():
    lines = Sheet(page(*TEXT, "A line"), load(), EN).lines
    assert {0} == {line.doubt for line in lines}


def test_the_standfirst_is_never_doubted():
    standfirst = scored(0.4, "Nine boats and a ferry are without a berth, and nobody will say for how long.")
    sheet = Sheet(page(*standfirst, *text()), load(), EN)
    assert 0 == sheet.lines[0].doubt


# ------------------------------------------------------------------------------------------------ links


def linked_end(label: str, link: str, score: float = UNSURE) -> Block:
    whole = f"{label} {link}"
    return replace(scored(score, whole)[0], link_share=len(link) / len(whole))


@pytest.mark.parametrize("label", ["Down by the harbour wall:", "What the council knew:", "And now for the sea:"])
def test_a_doubted_label_with_its_link_goes_whatever_its_words(label: str):
    line = linked_end(label, "Ferry company asks for its pier back")
    assert {line.text: "run/inline-link"} == gone([*text()[:2], line, *text()[2:]])


@pytest.mark.parametrize(
    "line",
    [
        linked_end("Down by the harbour wall:", "Ferry company asks for its pier back", SURE),
        linked_end("Down by the harbour wall:", "Ferry company asks for its pier back."),
        linked_end("The company asks, as it did in the spring of last year, for one thing:", "its old pier back"),
        linked_end("In room 14:", "Ferry company asks for its pier back"),
        linked_end("Internet:", "https://harbour.example/a"),
        replace(linked_end("Tide table:", "Ferry company asks for its pier back"), kind=Kind.ITEM),
        replace(linked_end("He said: the boat, and then", "the pier of the ferry company"), link_share=0.6),
    ],
    ids=["sure", "sentence", "long label", "figures", "address", "item", "words outside the link"],
)
def test_other_lines_with_a_link_stay(line: Block):
    assert {} == gone([*text()[:2], line, *text()[2:]])


def links(score: float, *headlines: str) -> list[Block]:
    return scored(score, *(f"- [{headline}]" for headline in headlines))


HEADLINES = ("Ferry company asks for its pier", "Mayor tells the court of nine letters", "A night on the lock gates")


def test_doubted_headlines_amid_the_text_go_with_the_label_above_them():
    label = scored(0.8, "Out of the same drawer")
    taken = gone([*text()[:2], *label, *links(0.5, *HEADLINES), *text()[2:]])
    assert {"Out of the same drawer", *HEADLINES} == set(taken)
    assert {"run/link-list"} == set(taken.values())


def test_the_rest_of_a_list_needs_less_doubt_than_its_first():
    assert {*HEADLINES} == set(gone([*text()[:2], *links(0.6, HEADLINES[0]), *links(0.9, *HEADLINES[1:]), *text()[2:]]))


def test_links_the_model_takes_for_the_articles_stay():
    assert {} == gone([*text()[:2], *links(0.97, *HEADLINES), *text()[2:]])


def test_one_link_without_a_label_stays():
    assert {} == gone([*text()[:2], *links(0.5, HEADLINES[0]), *text()[2:]])


def test_a_ranking_of_many_links_is_what_the_article_is_about():
    ranking = links(0.5, *(f"{headline} {i}" for headline in HEADLINES for i in range(4)))
    assert {} == gone([*text()[:2], *ranking, *text()[2:]])


def test_a_speaker_or_a_sentence_above_links_is_no_label():
    for above in ('"Who pays?"', "Nobody would pay.", "14 boats"):
        assert above not in gone([*text()[:2], *scored(0.8, above), *links(0.5, *HEADLINES), *text()[2:]])


def test_short_links_after_the_last_paragraph_are_tags():
    tags = links(0.5, "ferry", "town hall")
    assert {"ferry": "run/tag-list", "town hall": "run/tag-list"} == gone([*text(), *tags])
    assert {} == gone([*text()[:3], *tags, *text()[3:]])
    assert {} == gone([*text(), *tags[:1]])


# ------------------------------------------------------------------------------------------------ appeals

FAINT = "You pay nothing for what our reporters write."


def test_the_same_words_convince_sooner_when_the_model_doubts_them():
    assert {} == gone([*text()[:2], *scored(SURE, FAINT), *text()[2:]])
    assert {FAINT: "appeal/en/donation"} == gone([*text()[:2], *scored(0.8, FAINT), *text()[2:]])


def test_an_appeal_takes_the_soft_lines_up_to_its_button_and_the_button():
    appeal = "We rely on readers like you. Please support our journalism with a small donation, once or every month."
    soft, button = scored(0.95, "It takes a minute."), scored(0.2, "[Yes, gladly]")
    taken = gone([*text()[:2], *scored(0.9, appeal), *soft, *button, *text()[2:]])
    assert {appeal, "It takes a minute.", "Yes, gladly"} == set(taken)
    assert {"appeal/en/donation"} == set(taken.values())


def test_an_appeal_takes_no_quiet_line_without_a_button_and_no_speech():
    appeal = "We rely on readers like you. Please support our journalism with a small donation, once or every month."
    for after in ("It takes a minute.", "It takes a minute, she said."):
        assert {appeal} == set(gone([*text()[:2], *scored(0.9, appeal), *scored(0.95, after), *text()[2:]]))


# ------------------------------------------------------------------------------------------------ comments

POSTS = ("So glad somebody wrote this down at last, it was high time!", "My aunt worked there for thirty years.")


def test_what_readers_wrote_under_the_comments_goes_up_to_the_end():
    heading = scored(0.5, "# Comments (2)")
    taken = gone([*text(), *heading, *scored(0.9, *POSTS)])
    assert {"Comments (2)", *POSTS} == set(taken)
    assert {"run/reader-posts"} == {taken[post] for post in POSTS}


def test_text_the_model_is_sure_of_stays_after_a_comment_counter():
    assert {"Comments (2)"} == set(gone([*scored(0.5, "# Comments (2)"), *text()]))
    assert {"Comments (2)"} == set(gone([*text(), *scored(0.5, "# Comments (2)"), *scored(SURE, *POSTS)]))


# ------------------------------------------------------------------------------------------------ credits in tables


def test_a_doubted_row_may_be_a_credit_and_nothing_else():
    credit, label = scored(0.6, "Photo: Jane Miller", "Read also: Ferry sails again")
    rows = [replace(block, kind=Kind.ROW) for block in (credit, label)]
    assert ["Photo: Jane Miller"] == list(gone([*text()[:2], *rows, *text()[2:]]))
    assert {} == gone([*text()[:2], replace(rows[0], score=SURE), *text()[2:]])


def test_every_new_habit_can_be_switched_off():
    blocks = page(*text(), *links(0.5, "ferry", "town hall"))
    book = load().without("run/tag-list")
    assert set() == {b.text for b in strip(blocks, EN, book=book) if b.verdict is Verdict.REMOVED}
    assert {Category.TAGS} == {b.category for b in strip(blocks, EN) if b.verdict is Verdict.REMOVED}
