"""rel=canonical: an edge between two stored articles where it counts, and none where a template says it of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.canonical import is_named_by_a_crowd
from tests.specimens import TEXT, delivered, page, url

if TYPE_CHECKING:
    from tests.desk import Desk

HOME = "http://courier.example/"


def names(number: int, target: str | None, text: str = "", source: str = "courier") -> Any:
    """Return an article of its own text that names a URL as canonical."""
    return delivered(page(number, source=source), text or f"{number} councils met today.", canonical_url=target)


def edges(desk: Desk) -> list[Any]:
    found = desk.corpus.db.execute(
        "SELECT article_id, other_id, similarity, evidence FROM duplicates WHERE kind = 'canonical' ORDER BY 1, 2"
    )
    return found.fetchall()


def test_the_later_one_that_names_the_earlier_is_joined_to_it(desk: Desk) -> None:
    desk.commit(names(1, url(1), TEXT))
    desk.commit(names(2, url(1), TEXT))
    assert [(2, 1, 1.0, "article 2 names article 1 as canonical")] == edges(desk)


def test_the_earlier_one_that_names_the_later_is_joined_when_that_comes(desk: Desk) -> None:
    desk.commit(names(1, url(2)))
    assert [] == edges(desk)
    desk.commit(names(2, None))
    assert [(2, 1, 0.3333, "article 1 names article 2 as canonical")] == edges(desk)


def test_how_alike_the_texts_are_is_measured(desk: Desk) -> None:
    desk.commit(names(1, None, "one two three four five six"))
    desk.commit(names(2, url(1), "one two three four five seven"))
    assert [0.6] == [edge[2] for edge in edges(desk)]


@pytest.mark.parametrize("target", [None, url(1), "http://elsewhere.example/1", HOME])
def test_one_that_names_itself_or_what_is_not_stored_has_no_edge(desk: Desk, target: str | None) -> None:
    desk.commit(names(1, target), names(2, None))
    assert [] == edges(desk)


def test_two_that_name_each_other_have_one_edge(desk: Desk) -> None:
    desk.commit(names(1, url(2)), names(2, url(1)))
    assert 1 == len(edges(desk))


@pytest.mark.parametrize(("agrees", "count"), [(None, 1), (url(1), 1), (url(9), 0)])
def test_of_another_source_it_counts_if_the_named_page_agrees(desk: Desk, agrees: str | None, count: int) -> None:
    desk.commit(names(1, agrees))
    desk.commit(names(5, url(1), source="tribune"))
    assert count == len(edges(desk))


def test_a_page_that_everything_names_is_ignored_and_what_it_joined_is_undone(desk: Desk) -> None:
    desk.commit(names(1, None))
    for number in (2, 3, 4):
        desk.commit(names(number, url(1)))
    assert [(2, 1), (3, 1), (4, 1)] == [edge[:2] for edge in edges(desk)]
    desk.commit(names(5, url(1)))
    assert [] == edges(desk)
    assert is_named_by_a_crowd(desk.corpus.db.conn, url(1), "courier")
    assert not is_named_by_a_crowd(desk.corpus.db.conn, url(1), "tribune")


def test_many_copies_of_one_text_are_no_crowd(desk: Desk) -> None:
    desk.commit(*(names(number, url(1), TEXT) for number in range(1, 8)))
    assert 6 == len(edges(desk))


def test_the_home_page_stored_last_joins_nobody(desk: Desk) -> None:
    desk.commit(*(names(number, url(9)) for number in range(1, 6)))
    desk.commit(names(9, url(9)))
    assert [] == edges(desk)


def test_a_revision_says_anew_what_it_names(desk: Desk) -> None:
    desk.commit(names(1, None), names(2, None), names(3, url(1)))
    desk.commit(names(3, url(2), "Other words."))
    assert [(3, 2)] == [edge[:2] for edge in edges(desk)]
    desk.commit(names(2, None, "Another revision."))
    assert [(3, 2)] == [edge[:2] for edge in edges(desk)]
    desk.commit(names(3, None, "Third words."))
    assert [] == edges(desk)


def test_edges_of_ten_and_one_are_told_apart(desk: Desk) -> None:
    desk.commit(*(names(number, None) for number in range(1, 10)), names(10, url(2)))
    desk.commit(names(1, None, "Changed."))
    assert [(10, 2)] == [edge[:2] for edge in edges(desk)]


def test_who_names_a_url_is_found_by_an_index(desk: Desk) -> None:
    plan = desk.corpus.db.execute("EXPLAIN QUERY PLAN SELECT url FROM articles WHERE canonical_url = 'x'").fetchall()
    assert "articles_canonical" in plan[0][3]
