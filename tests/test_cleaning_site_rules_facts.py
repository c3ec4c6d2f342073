"""Title, authors and date under a site's rules: before what is read on the page, unless they only say it again."""

from __future__ import annotations

import pytest

from tests.ferry import article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: //p[@class='all']", "On one page"),
        ("title: //title", "Ferry stays until the bridge opens"),
        ("title: //h1", "Ferry stays until the bridge opens"),
        ("title: //h6", "Ferry stays until the bridge opens"),
        ("title: concat('Exclusive: ', //h1)", "Ferry stays until the bridge opens"),
        ("title: 'Ferry will stay until the new bridge opens'", "Ferry stays until the bridge opens"),
    ],
)
def test_title_of_a_collection_counts_unless_it_is_the_known_one_over_again(text: str, expected: str) -> None:
    assert expected == article(text).title


def test_title_of_the_users_rules_counts_in_another_wording_too() -> None:
    text = "title: 'Ferry will stay until the new bridge opens'"
    assert article(text, own=True).title == "Ferry will stay until the new bridge opens"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("author: 'Tomas Velk and Ada Quill'", ("Tomas Velk", "Ada Quill")),
        ("author: //p[@class='by']", ("Ines Maar",)),
        ("author: 'City Desk'", ("Ines Maar",)),
        ("author: //h6", ("Ines Maar",)),
    ],
)
def test_authors_of_the_rules_go_before_those_that_are_read(text: str, expected: tuple[str, ...]) -> None:
    assert expected == article(text).authors


def test_users_rules_may_name_a_desk_for_the_author() -> None:
    assert article("author: 'City Desk'", own=True).authors == ("City Desk",)


def test_date_is_the_first_candidate_and_names_its_source() -> None:
    (first, *_) = article("date: '2 March 2026'").dates
    assert ("site-rules", "2 March 2026", None) == (first.place, first.raw, first.day)


def test_date_that_every_page_declares_is_only_the_users_to_put_first() -> None:
    text = "date: //meta[@property='article:published_time']/@content"
    assert ("meta", "site-rules") == (article(text).dates[0].place, article(text, own=True).dates[0].place)
