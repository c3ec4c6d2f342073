from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.score import Tally, fold, half, score

if TYPE_CHECKING:
    from types import ModuleType

SCORE = Path(__file__).parents[2] / "shared/corpus/score.py"
EMPTY = {"with": [], "without": [], "authors": [], "body": None, "title": None, "published": None, "domain": None}


def page(**fields: Any) -> dict[str, Any]:
    return EMPTY | {"id": "p", "set": "s"} | fields


def figures(annotated: dict[str, Any], **guess: Any) -> dict[str, Any]:
    return score([page(**annotated)], {"p": guess})


@pytest.mark.parametrize(
    ("body", "text", "precision", "recall", "exact"),
    [
        ("one two three four five", "one two three four five", 1.0, 1.0, 1.0),
        ("one two three four five", "One two, three four - five!", 0.5, 0.5, 0.0),
        ("one two three four five", "one two three four", 1.0, 0.5, 0.0),
        ("one two three four", "one two three four five", 0.5, 1.0, 0.0),
        ("one two", "one two", 1.0, 1.0, 1.0),
        ("one two", "two one", 0.0, 0.0, 0.0),
        ("one two", "", None, 0.0, 0.0),
        ("— !", "", 1.0, 1.0, 1.0),
        ("— !", "one", 0.0, 0.0, 0.0),
        ("one one one one one", "one one one one one one", 0.6667, 1.0, 0.0),
        ("one two three four", "one\ntwo\nthree\nfour", 1.0, 1.0, 1.0),
    ],
)
def test_body_is_scored_by_shingles_of_four_words(
    body: str, text: str, precision: float | None, recall: float, exact: float
) -> None:
    made = figures({"body": body}, text=text)
    assert (precision, recall, exact) == (made["shingle_p"], made["shingle_r"], made["exact"])


def test_word_f1_ignores_case_and_order() -> None:
    assert figures({"body": "One two three four"}, text="four THREE two one")["word_f1"] == 1.0
    assert figures({"body": "one two"}, text="one")["word_f1"] == 0.6667


def test_means_are_over_pages_and_micro_figures_over_words() -> None:
    pages = [page(id="a", body="one two three"), page(id="b", body="four")]
    made = score(pages, {"a": {"text": "one two three"}, "b": {"text": "five six"}})
    assert (made["shingle_p"], made["shingle_r"], made["shingle_f1"]) == (0.5, 0.5, 0.5)
    assert (made["micro_p"], made["micro_r"]) == (3 / 5, 3 / 4)


def test_snippets_are_found_after_folding() -> None:
    annotated = {"with": ["“Big  News”", "gone"], "without": ["share THIS", "ads"]}
    made = figures(annotated, text='He said "big news" today.\nShare this!')
    assert (made["with"], made["leak"]) == (0.5, 0.5)
    assert made["seg_f1"] == 0.5


def test_clean_page_without_any_snippet_found_has_no_segment_score() -> None:
    assert figures({"with": ["gone"], "without": []}, text="x")["seg_f1"] == 0.0
    assert figures({}, text="x")["seg_f1"] is None


@pytest.mark.parametrize(
    ("annotated", "given_title", "hit"),
    [("The ‘Title’", "the 'title'", 1.0), ("Title", "Title!", 0.0), ("Title", None, 0.0), ("ﬁne", "FINE", 1.0)],
)
def test_title_is_exact_after_folding(annotated: str, given_title: str | None, hit: float) -> None:
    assert hit == figures({"title": annotated}, title=given_title)["title"]


@pytest.mark.parametrize(
    ("annotated", "published", "date", "time"),
    [
        ("2026-03-01", "2026-03-01", 1.0, None),
        ("2026-03-01", "2026-03-01T23:59:00+00:00", 1.0, None),
        ("2026-03-01", "2026-03-02", 0.0, None),
        ("2026-03-01", None, 0.0, None),
        ("2026-03-01T01:00:00+02:00", "2026-03-01", 1.0, 0.0),
        ("2026-03-01T01:00:00+02:00", "2026-02-28T23:00:30+00:00", 1.0, 1.0),
        ("2026-03-01T01:00:00+02:00", "2026-02-28T23:01:00+00:00", 1.0, 0.0),
        ("2026-03-01T01:00:00+02:00", "2026-03-01T01:00:00", 1.0, 0.0),
        ("2026-03-01T01:00:00", "2026-03-01T01:00:00", 1.0, None),
        ("2026-03-01T01:00:00Z", "nonsense", 0.0, 0.0),
    ],
)
def test_date_is_a_calendar_day_and_time_an_instant(
    annotated: str, published: str | None, date: float, time: float | None
) -> None:
    made = figures({"published": annotated}, published=published)
    assert (date, time, float(bool(published))) == (made["date"], made["time"], made["date_cover"])


@pytest.mark.parametrize(
    ("right", "given_names", "expected"),
    [
        (["Ann Lee"], ["ann  LEE"], 1.0),
        (["Ann Lee", "Bo Chan"], ["Ann Lee"], 0.6667),
        (["Ann Lee"], ["Ann Lee", "Bo Chan"], 0.6667),
        (["Ann Lee"], [], 0.0),
        (["Ann Lee"], None, 0.0),
        (["Ann Lee"], ["Ann Lee", 7, None], 1.0),
    ],
)
def test_authors_are_the_f1_of_names(right: list[str], given_names: list[Any] | None, expected: float) -> None:
    assert expected == figures({"authors": right}, authors=given_names)["authors"]


def test_page_without_prediction_counts_as_empty() -> None:
    annotated = page(body="one two", title="T", authors=["A"], published="2026-03-01", **{"with": ["one"]})
    assert score([annotated], {}) == score([annotated], {"p": {"text": ""}})
    assert score([annotated], {})["shingle_r"] == 0.0


def test_nothing_annotated_gives_no_figures() -> None:
    made = figures({}, text="x", title="T")
    assert made.pop("pages") == 1
    assert set(made.values()) == {None}


def test_tally_of_no_pages_has_no_figures() -> None:
    assert Tally().figures()["pages"] == 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"id": "a", "domain": "site1.example"}, "even"),
        ({"id": "a", "domain": "site2.example"}, "odd"),
        ({"id": "page-0", "domain": None}, "even"),
    ],
)
def test_half_is_told_by_domain_or_id(values: dict[str, Any], expected: str) -> None:
    assert expected == half(values)
    assert half(values) == half(values | {"id": "other"} if values["domain"] else values)


def test_fold_is_for_comparing() -> None:
    assert fold(None) == fold(" \n") == ""
    assert fold("“A’s  ﬁrst”") == '"a\'s first"'


@pytest.fixture(scope="module")
def theirs() -> ModuleType:
    """The annotators' own script, where it lies beside the checkout."""
    if not SCORE.exists():
        pytest.skip("the annotators' script is not here")
    spec = importlib.util.spec_from_file_location("annotators_score", SCORE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TEXT = st.lists(st.sampled_from(["one", "two", "Three", "“four”", "ﬁve", "—", "шість"]), max_size=12).map(" ".join)
WHEN = st.sampled_from(
    [
        "",
        "2026-03-01",
        "2026-03-01T01:00:00+02:00",
        "2026-02-28T23:00:20Z",
        "2026-03-01T01:00",
        "2026-03-02T00:00:00+00:00",
        "?",
    ]
)
NAMES = st.lists(st.sampled_from(["Ann Lee", "ann lee", "Bo"]), max_size=3)
PAGES = st.lists(
    st.builds(
        lambda body, snippets, title, when, names: page(
            body=body or None, title=title or None, published=when or None, authors=names, domain=title or None,
            **{"with": snippets[:2], "without": snippets[2:]},
        ),
        TEXT, st.lists(TEXT.filter(bool), max_size=4), TEXT, WHEN.filter(lambda w: w != "?"), NAMES,
    ),
    min_size=1, max_size=5,
)  # fmt: skip
GUESS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.one_of(st.none(), TEXT),
        "title": st.one_of(st.none(), TEXT),
        "published": WHEN,
        "authors": NAMES,
    },
)


@given(pages=PAGES, guesses=st.lists(GUESS, max_size=5))
@settings(deadline=None)
def test_figures_agree_with_the_annotators_script(
    theirs: ModuleType, pages: list[dict[str, Any]], guesses: list[dict[str, Any]]
) -> None:
    pages = [values | {"id": f"p{n}"} for n, values in enumerate(pages)]
    predictions = {f"p{n}": guess for n, guess in enumerate(guesses)}
    assert theirs.score(pages, predictions) == score(pages, predictions)
    assert [theirs.half(values) for values in pages] == [half(values) for values in pages]
