"""When articles are looked at again: the ladder, what begins it anew, and which outcomes end it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.delivery import Delivery
from pipelines.outcomes import Outcome
from pipelines.revisits import next_look
from pipelines.store import Corpus
from tests.specimens import SOURCES, captured, delivered, page, rejected, settled, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LADDER = (1, 6, 24, 168, 720)
HOUR = timedelta(hours=1)
ladders = st.lists(st.integers(1, 90_000), max_size=9, unique=True).map(sorted)


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, 1), (0.7, 1), (0.8, 6), (1, 6), (4, 6), (5.9, 24), (6, 24), (24.2, 168), (168, 720), (720, None), (9e4, None)],
)
def test_the_next_look_is_the_next_step_that_is_not_nearly_over(age: float, expected: float | None) -> None:
    due = None if expected is None else FIRST + HOUR * expected
    assert due == next_look(FIRST, FIRST + HOUR * age, LADDER)


def test_without_a_ladder_there_is_no_look() -> None:
    assert next_look(FIRST, FIRST, ()) is None


@given(ladders, st.floats(0, 1e5))
def test_a_look_is_always_ahead_and_a_step_of_the_ladder(ladder: list[int], age: float) -> None:
    now = FIRST + HOUR * age
    due = next_look(FIRST, now, ladder)
    assert due is None or (due > now and due in [FIRST + HOUR * hours for hours in ladder])


@given(ladders)
def test_looking_when_it_is_due_takes_every_step_once(ladder: list[int]) -> None:
    taken, now = [], FIRST
    while due := next_look(FIRST, now, ladder):
        taken.append((due - FIRST) / HOUR)
        now = due
    assert taken == ladder


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Corpus, int]]:
    with Corpus.open(tmp_path, create=True) as corpus:
        corpus.sync_sources([SOURCES[0] | {"revisit_hours": "[1, 6, 24]"}])
        yield corpus, corpus.begin_run("crawl", cleaning_version="1")


def _due(corpus: Corpus) -> tuple[str, timedelta | None]:
    """Return state and outcome of the article's URL, and the time from now to its next look, in whole hours."""
    state, outcome, due = corpus.db.execute(
        "SELECT state, outcome, due_at FROM urls WHERE url = ?", [url(1)]
    ).fetchone()
    wait = None if due is None else HOUR * round((datetime.fromisoformat(due) - datetime.now(UTC)) / HOUR)
    return f"{state} {outcome}", wait


def _seen(number: float, text: str = "The council met.") -> object:
    return delivered(page(1, fetched_at=datetime.now(UTC) - HOUR * number), text)


def test_a_stored_article_is_due_again_at_the_first_step(opened: tuple[Corpus, int]) -> None:
    corpus, run = opened
    corpus.commit(run, [_seen(0)])
    assert _due(corpus) == ("done stored", HOUR)


def test_the_same_article_goes_up_the_ladder(opened: tuple[Corpus, int]) -> None:
    corpus, run = opened
    corpus.commit(run, [_seen(2), _seen(0)])
    assert _due(corpus) == ("done unchanged", HOUR * 4)
    corpus.commit(run, [settled(1, Outcome.UNCHANGED, "not-modified", status=304)])
    assert _due(corpus) == ("done unchanged", HOUR * 4)


def test_the_first_two_revisions_begin_the_ladder_anew(opened: tuple[Corpus, int]) -> None:
    corpus, run = opened
    waits = []
    for age, text in ((15, "One."), (9, "Two."), (4, "Three."), (0, "Four.")):
        corpus.commit(run, [_seen(age, text)])
        waits.append(_due(corpus)[1])
    assert waits == [HOUR * 9, HOUR * 15, HOUR * 2, HOUR * 2]


@pytest.mark.parametrize(
    ("outcome", "wait"),
    [
        (Outcome.FAILED, HOUR * 4),
        (Outcome.GONE, None),
        (Outcome.REFUSED, None),
        (Outcome.REDIRECTED, None),
    ],
)
def test_a_look_that_brought_no_article_is_told_as_it_was_and_the_article_stays(
    opened: tuple[Corpus, int], outcome: Outcome, wait: timedelta | None
) -> None:
    corpus, run = opened
    corpus.commit(run, [_seen(2)])
    corpus.commit(run, [settled(1, outcome, "http-410", status=410)])
    assert _due(corpus) == (f"done {outcome}", wait)
    assert corpus.db.execute("SELECT text FROM articles").fetchall() == [("The council met.",)]


def test_a_look_that_is_put_off_waits_for_its_own_time(opened: tuple[Corpus, int]) -> None:
    corpus, run = opened
    until = datetime.now(UTC) + HOUR * 8
    corpus.commit(run, [_seen(2)])
    corpus.commit(run, [settled(1, Outcome.DEFERRED, "http-503", until=until)])
    assert _due(corpus) == ("pending deferred", HOUR * 8)


def test_an_article_that_turned_into_something_else_is_looked_at_again(opened: tuple[Corpus, int]) -> None:
    corpus, run = opened
    corpus.commit(run, [_seen(2), rejected(page(1))])
    assert _due(corpus) == ("done rejected", HOUR * 4)


def test_what_never_was_an_article_is_left_alone(opened: tuple[Corpus, int]) -> None:
    corpus, run = opened
    corpus.commit(run, [rejected(page(1))])
    corpus.commit(run, [settled(2, Outcome.FAILED, "http-404", status=404)])
    assert corpus.db.execute("SELECT due_at FROM urls").fetchall() == [(None,), (None,)]


def test_a_page_with_the_body_of_before_keeps_its_capture_and_the_article_is_seen_again(
    opened: tuple[Corpus, int],
) -> None:
    corpus, run = opened
    corpus.commit(run, [_seen(2)])
    same = settled(1, Outcome.UNCHANGED, "same-body", status=200)
    again = page(1, fetched_at=datetime.now(UTC), headers=(("ETag", '"v2"'),))
    corpus.commit(run, [Delivery(page=again, capture=replace(captured(200), revisit_of=1), result=same)])
    assert _due(corpus) == ("done unchanged", HOUR * 4)
    assert corpus.db.execute("SELECT revisit_of FROM captures ORDER BY id").fetchall() == [(None,), (1,)]
    assert corpus.db.execute("SELECT reason, etag, body_digest, silent FROM urls").fetchall() == [
        ("same-body", '"v2"', "sha256:00", 0)
    ]
    (seen,) = corpus.db.execute("SELECT last_seen_at FROM articles").fetchone()
    assert datetime.now(UTC) - datetime.fromisoformat(seen) < HOUR


def test_a_source_without_a_ladder_has_no_looks(opened: tuple[Corpus, int]) -> None:
    corpus, run = opened
    corpus.sync_sources([SOURCES[0]])
    corpus.commit(run, [_seen(0)])
    assert _due(corpus) == ("done stored", None)
