"""Behaviour of cleaning.model.reasons: they sum to the score, to the unit, and what they say of a block is true of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Verdict
from cleaning.document import parse
from cleaning.features import NAMES, Facts
from cleaning.model import COLUMNS, BlockModel, Reading, load
from cleaning.model.attribution import Attribution
from cleaning.model.groups import GROUPS, ITSELF, OTHER, Seen, groups
from cleaning.model.reasons import Attentive, attributions, reasons, weights
from cleaning.model.trees import Forest
from cleaning.verdicts import explained

if TYPE_CHECKING:
    import numpy.typing as npt

PROSE = "The harbour board agreed on Monday to dredge the eastern channel, after pilots had complained for two winters."
PAGE = f"""<html><head><title>Harbour board to dredge the channel</title></head><body>
<nav><ul><li><a href=/>Home</a><li><a href=/c>Port</a></ul></nav>
<article class="story-body"><h1>Harbour board to dredge the channel</h1>{f"<p>{PROSE}</p>" * 6}
<div class="related-box"><p><a href=/1>Ferry row deepens in the strait</a></p><p><a href=/2>Two tugs sold abroad</a></p></div>
{f"<p>{PROSE}</p>" * 3}</article>
<footer><p>© 2026 The Harbour Post. All rights reserved.</p></footer></body></html>"""
LINK = "Ferry row deepens in the strait"
QUESTIONS = st.integers(0, 3)


@cache
def reading(markup: str = PAGE) -> Reading:
    document = parse(markup)
    assert document is not None
    return load().reading(document, Facts("harbour board to dredge the channel"))


def position(text: str) -> int:
    return next(b.position for b in reading().document.blocks if b.text == text)


def forest(leaves: list[list[int]], questions: list[list[int]], weights: list[list[int]] | None = None) -> Forest:
    """Make a forest over three columns; question 3 is the one that is never answered yes."""
    return Forest(
        columns=np.array([0, 1, 2, 0], np.int16),
        borders=np.array([0.5, 0.5, 0.5, np.inf], np.float32),
        questions=np.array(questions, np.int16),
        leaves=np.array(leaves, np.int32),
        bias=7,
        weights=None if weights is None else np.array(weights, np.uint16),
    )


def spread(made: Forest, *rows: list[float]) -> npt.NDArray[np.int64]:
    return Attribution(made, np.arange(3), 3).of(np.array(rows, np.float32))


def test_change_of_the_expected_leaf_goes_to_the_feature_that_was_asked() -> None:
    made = forest([[0, 8, 4, 20]], [[0, 2]])
    assert 7 + 8 == Attribution(made, np.arange(3), 3).base
    assert [[-6, 0, -2], [6, 0, 6]] == spread(made, [0, 9, 0], [1, 9, 1]).tolist()


def test_leaves_weigh_as_they_did_in_training() -> None:
    made = forest([[0, 8, 4, 20]], [[0, 2]], [[3, 1, 1, 0]])
    assert 7 + 2 == Attribution(made, np.arange(3), 3).base
    assert [[6, 0, 0]] == spread(made, [1, 0, 0]).tolist()


def test_level_without_a_question_changes_nothing() -> None:
    made = forest([[2, 6, 0, 0]], [[1, 3]])
    assert 7 + 4 == Attribution(made, np.arange(3), 3).base
    assert [[0, -2, 0], [0, 2, 0]] == spread(made, [0, 0, 0], [0, 1, 0]).tolist()


@given(
    leaves=st.lists(st.lists(st.integers(-(10**6), 10**6), min_size=8, max_size=8), min_size=1, max_size=5),
    rows=st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=3, max_size=3), max_size=150),
    data=st.data(),
)
def test_contributions_of_any_forest_sum_to_its_raw_score(
    leaves: list[list[int]], rows: list[list[float]], data: st.DataObject
) -> None:
    count = len(leaves)
    asked = data.draw(st.lists(st.lists(QUESTIONS, min_size=3, max_size=3), min_size=count, max_size=count))
    known = st.lists(st.integers(0, 4095), min_size=8, max_size=8)
    held = data.draw(st.none() | st.lists(known, min_size=count, max_size=count))
    made = forest(leaves, asked, held)
    given_rows = np.array(rows, np.float32).reshape(-1, 3)
    told = Attribution(made, np.arange(3), 3)
    assert made.raw(given_rows).tolist() == (told.of(given_rows).sum(axis=1) + told.base).tolist()


def test_weights_of_the_shipped_model_sum_to_the_log_odds_of_the_score() -> None:
    seen = reading()
    told = weights(seen.model, seen.rows).sum(axis=1) + attributions(seen.model)[1].base
    assert seen.model.second.raw(seen.rows).tolist() == told.tolist()


def test_reasons_are_the_same_every_time_and_in_any_company() -> None:
    seen = reading()
    every = range(len(seen.rows))
    together = reasons(seen, every)
    assert together == {at: reasons(seen, [at])[at] for at in every}
    assert together == reasons(replace(seen, model=Attentive.to(seen.model)), every)


def test_every_column_belongs_to_a_group_and_every_listed_column_exists() -> None:
    assert OTHER not in groups().tolist()
    assert {name for group in GROUPS for name in group.columns.split()} <= set(COLUMNS)
    assert ITSELF == groups()[COLUMNS.index("score")]
    assert ITSELF not in groups()[: len(NAMES)].tolist()


def test_no_column_is_listed_twice() -> None:
    listed = [name for group in GROUPS for name in group.columns.split()]
    assert len(listed) == len(set(listed))


def test_reasons_against_are_against_and_the_strongest_comes_first() -> None:
    at = position(LINK)
    odds = [reason.odds for reason in reasons(reading(), [at], only_against=True)[at]]
    assert odds
    assert odds == sorted(odds)
    assert max(odds) < 0


def test_nothing_is_told_of_no_blocks() -> None:
    assert {} == reasons(reading(), [])


@pytest.mark.parametrize(
    ("text", "group", "against", "expected"),
    [
        (LINK, "words in links", True, "mostly links"),
        (PROSE, "words in links", False, "no links"),
        (PROSE, "words in links", True, None),
        ("Two tugs sold abroad", "length and punctuation", True, "few words and no end of a sentence"),
        (PROSE, "length and punctuation", False, "running prose"),
        (PROSE, "how often the page has it", True, "repeated on the page"),
        ("Home", "the elements around it", True, "stands in <nav>"),
        (PROSE, "the elements around it", False, "stands in <article>"),
        ("Home", "its kind of element", True, "it is a list item"),
        ("Home", "its way to the densest container", True, "stands outside the densest container"),
        (PROSE, "its way to the densest container", False, "stands in the densest container"),
        ("Home", "words of the title", True, "no words of the title"),
        (PROSE, "words of the title", False, "words of the title"),
    ],
)
def test_what_is_said_of_a_block_is_true_of_it(
    text: str,
    group: str,
    against: bool,  # noqa: FBT001 - a column of the table
    expected: str | None,
) -> None:
    (found,) = (each for each in GROUPS if each.name == group)
    assert expected == found.says(Seen(reading(), position(text)), against=against)


def test_class_words_are_named_with_the_loudest_first() -> None:
    seen = reading()
    model = replace(seen.model, votes=type(seen.model.votes)({"related": -2.0, "box": -1.0, "story": 1.5, "div": -3.0}))
    named = Seen(replace(seen, model=model), position(LINK))
    assert ("related and box", "story") == (named.names(against=True), named.names(against=False))


def test_a_model_that_listens_scores_as_the_model_itself() -> None:
    page = reading().document
    ears = Attentive.to(load())
    assert {} == ears.reasons()
    assert load().scores(page, Facts()).tobytes() == ears.scores(page, Facts()).tobytes()
    assert [*range(len(page.blocks))] == [*ears.reasons()]


def test_stored_reason_of_a_removal_by_the_model_names_what_speaks_against_it() -> None:
    at = position(LINK)
    said = "the block model takes it for article text at 4%"
    blocks = list(reading().document.blocks)
    blocks[at] = replace(blocks[at], verdict=Verdict.REMOVED, rule="model/related", reason=said)
    told = explained(blocks, reading())
    because = ", ".join(reason.says for reason in reasons(reading(), [at], only_against=True)[at])
    assert f"{said}: {because}" == told[at].reason
    assert blocks[:at] + blocks[at + 1 :] == [*told[:at], *told[at + 1 :]]


@pytest.mark.parametrize("name", ["first", "second"])
def test_model_file_without_weights_still_explains(name: str) -> None:
    model: BlockModel = load()
    bare = replace(model, **{name: replace(getattr(model, name), weights=None)})
    seen = replace(reading(), model=bare)
    told = weights(bare, seen.rows).sum(axis=1) + attributions(bare)[1].base
    assert bare.second.raw(seen.rows).tolist() == told.tolist()
