"""Behaviour of cleaning.model and cleaning.features: the same page gives the same scores, to the bit, and a card says from what."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import Document, parse
from cleaning.features import NAMES, Facts, features
from cleaning.features.around import SCORE_NAMES, second_look, shifted, window
from cleaning.features.naming import name_of, words_of
from cleaning.model import BlockModel, card, load
from cleaning.model.trees import SCALE, Forest, probability, probability_table

PROSE = (
    "The council voted to reopen the old bridge after a debate that lasted until midnight on Tuesday, the mayor said."
)
PAGE = f"""<html><body><nav><ul><li><a href=/>Home</a><li><a href=/c>City</a></ul></nav>
<article class="story-body"><h1>Bridge reopens</h1>{f"<p>{PROSE}</p>" * 6}
<p><b>Read also:</b></p><ul><li><a href=/1>Council delays vote</a></li><li><a href=/2>Ferry row deepens</a></li></ul></article>
<footer><p>© 2026 The Courier. All rights reserved.</p></footer></body></html>"""


def document(markup: str = PAGE) -> Document:
    made = parse(markup)
    assert made is not None
    return made


def test_features_have_a_row_a_block_and_a_column_a_name() -> None:
    page = document()
    assert (len(page.blocks), len(NAMES)) == features(page, Facts(), {}).shape


def test_names_are_unique() -> None:
    assert len(NAMES + SCORE_NAMES) == len(set(NAMES + SCORE_NAMES))


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "<div>", "</div>", "<li>", "<br>", "a b c", "<h2>", "<table><tr><td>", "文字です。", "<a href=x>"]
        ),
        max_size=60,
    )
)
def test_features_of_any_markup_are_finite(parts: list[str]) -> None:
    page = parse("".join(parts) or "x")
    if page is not None and page.blocks:
        assert np.isfinite(features(page, Facts("a b", "c", "d e f g"), {"div": 0.3})).all()


def test_scores_are_the_same_bits_every_time() -> None:
    first, again = (load().scores(document(), Facts("bridge reopens")) for _ in range(2))
    assert first.tobytes() == again.tobytes()


def test_prose_is_likelier_than_what_surrounds_it() -> None:
    page = document()
    scores = load().scores(page, Facts("bridge reopens"))
    prose = [score for block, score in zip(page.blocks, scores, strict=True) if block.text == PROSE]
    rest = [score for block, score in zip(page.blocks, scores, strict=True) if block.text != PROSE]
    assert min(prose) > max(rest)


def test_a_page_without_blocks_has_no_scores() -> None:
    assert 0 == len(load().scores(document("<html><body></body></html>"), Facts()))


def test_a_forest_sums_its_leaves() -> None:
    forest = Forest(
        columns=np.array([0, 1], np.int16),
        borders=np.array([0.5, 10.0], np.float32),
        questions=np.array([[0, 1]], np.int16),
        leaves=np.array([[1, 2, 4, 8]], np.int32),
        bias=100,
    )
    rows = np.array([[0, 0], [1, 0], [0, 11], [1, 11]], np.float32)
    assert [101, 102, 104, 108] == forest.raw(rows).tolist()


@pytest.mark.parametrize(("odds", "expected"), [(0, 0.5), (2, 0.881), (-2, 0.119), (50, 1.0), (-50, 0.0)])
def test_probability_is_the_logistic_of_the_odds(odds: int, expected: float) -> None:
    (got,) = probability(np.array([odds * SCALE]), probability_table())
    assert expected == pytest.approx(got, abs=0.001)


def test_a_model_of_other_features_is_refused() -> None:
    file = BytesIO()
    np.savez(file, head=json.dumps({"names": ["other"], "score_names": [], "votes": {}, "threshold": 0.5}))
    with pytest.raises(ValueError, match="train it again"):
        BlockModel.of(file.getvalue())


def test_the_card_belongs_to_the_model_and_names_its_sources() -> None:
    data = (files("cleaning.model") / "blocks.npz").read_bytes()
    told = card()
    assert hashlib.sha256(data).hexdigest() == told["sha256"]
    assert len(data) < 2_000_000
    pages = told["pages"] if isinstance(told["pages"], int) else len(told["pages"])
    assert sum(entry["pages"] for entry in told["trained_on"].values()) == pages
    assert all(entry["source"] for entry in told["trained_on"].values())


def test_naming_divides_at_dashes_and_capitals() -> None:
    page = document('<div class="article-body isWide" role="main" id="c1">x</div>')
    assert {"div", "article", "body", "is", "wide", "main"} <= words_of(name_of(page.containers[-1].element))


def test_windows_and_shifts_stop_at_the_page_s_ends() -> None:
    column = np.array([1.0, 2.0, 4.0, 8.0])
    assert [3.0, 7.0, 14.0, 12.0] == window(column, 1).tolist()
    assert [-1.0, 1.0, 2.0, 4.0] == shifted(column, -1).tolist()
    assert [-1.0] * 4 == shifted(column, 9).tolist()


def test_second_look_leaves_the_block_itself_out_of_the_means() -> None:
    page = document("<div><p>one two</p><p>three four</p></div>")
    seen = second_look(page, np.array([1.0, 0.0]), np.array([2.0, 2.0]))
    assert 0.0 == seen[0, SCORE_NAMES.index("score_up1")]
    assert 1.0 == seen[1, SCORE_NAMES.index("score_up1")]
