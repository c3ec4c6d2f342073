from __future__ import annotations

import pytest

from cleaning.document import Document, parse
from cleaning.head import Head, read_head
from cleaning.people import declared, organisations, shown

PERSON = {"@type": "Person", "name": "Ann Lee"}


def page(markup: str) -> Document:
    document = parse(f"<html><body>{markup}</body></html>")
    assert document is not None
    return document


def said(head: Head, node: dict[str, object] | None = None) -> list[str]:
    return [place for place in declared(head, node or {}) if place]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ann Lee", ["Ann Lee"]),
        (PERSON, ["Ann Lee"]),
        ([PERSON, {"name": "Bo Chan"}], ["Ann Lee, Bo Chan"]),
        ({"@id": "#ann"}, ["Ann Lee"]),
        ({"@type": "Person", "givenName": "Ann", "familyName": "Lee"}, ["Ann Lee"]),
        ({"@type": "Organization", "name": "Bank Press"}, []),
        ([{"@type": "Organization", "name": "Bank Press"}, PERSON], ["Ann Lee"]),
        ({"@type": "Person", "name": ""}, []),
        ({}, []),
        (17, ["17"]),
        (None, []),
    ],
)
def test_people_of_the_articles_node_are_one_place(author: object, expected: list[str]) -> None:
    found = [{"@id": "#ann", "name": "Ann Lee"}]
    assert expected == said(Head(jsonld=found), {"author": author})


def test_creator_comes_after_the_author() -> None:
    assert said(Head(), {"creator": "Bo Chan", "author": "Ann Lee"}) == ["Ann Lee", "Bo Chan"]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"@type": "Organization", "name": "Bank Press"}, ["Bank Press"]),
        ([PERSON, {"@type": "NewsMediaOrganization", "name": "Bank Press"}], ["Bank Press"]),
        (PERSON, []),
        ("Bank Press", []),
        (None, []),
    ],
)
def test_organisations_are_told_from_people(author: object, expected: list[str]) -> None:
    assert expected == organisations({"author": author}, [])


@pytest.mark.parametrize(
    ("label", "expected"), [("Written by", ["Ann Lee"]), ("Verfasst von", ["Ann Lee"]), ("Est. reading time", [])]
)
def test_card_for_sharing_names_the_writer_under_its_label(label: str, expected: list[str]) -> None:
    assert expected == said(Head(meta={"twitter:label1": [label], "twitter:data1": ["Ann Lee"]}))


@pytest.mark.parametrize(
    ("names", "bylines", "expected"),
    [
        (["Ann Lee", "Bo Chan"], ["By Ann Lee and Bo Chan"], "Ann Lee, Bo Chan"),
        (["Ann Lee", "Bo Chan"], ["By Ann Lee", "By Bo Chan"], "Ann Lee"),
        (["Ann Lee", "Ann Lee"], [], "Ann Lee"),
        (["x" * 61, "Ann Lee"], [], "Ann Lee"),
    ],
)
def test_people_marked_elsewhere_on_the_page_do_not_count(names: list[str], bylines: list[str], expected: str) -> None:
    assert said(Head(links={"author-name": names}, bylines=bylines)) == [expected]
    assert said(Head(props={"author": names}, bylines=bylines)) == [expected]


def test_only_person_of_the_jsonld_is_asked() -> None:
    assert said(Head(jsonld=[PERSON, {"@type": "WebPage"}, PERSON])) == ["Ann Lee"]
    assert said(Head(jsonld=[PERSON, {"@type": "Person", "name": "Bo Chan"}])) == []


@pytest.mark.parametrize(
    ("kind", "expected"), [("WebPage", ["Ann Lee"]), ("Recipe", ["Ann Lee"]), ("Review", []), ("Comment", [])]
)
def test_author_of_what_is_not_the_article_is_asked_unless_readers_wrote_it(kind: str, expected: list[str]) -> None:
    assert expected == said(Head(jsonld=[{"@type": kind, "author": "Ann Lee"}]))


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"author": ["Ann Lee", "Bo Chan"]}, ["Ann Lee, Bo Chan"]),
        ({"article:author": ["https://social.example/ann"]}, []),
        ({"parsely-author": ["Bo Chan"], "author": ["Ann Lee"]}, ["Ann Lee", "Bo Chan"]),
        ({"citation_author": ["Ann Lee", "Bo Chan"]}, ["Ann Lee, Bo Chan"]),
        ({"twitter:creator": ["@ann"]}, []),
    ],
)
def test_metas_are_asked_in_turn_but_for_addresses(meta: dict[str, list[str]], expected: list[str]) -> None:
    assert expected == said(Head(meta=meta))


def visible(markup: str, title: str | None = None, sites: tuple[str, ...] = ()) -> list[str]:
    document = page(markup)
    return [place for place in shown(read_head(document.tree), document, title=title, sites=sites) if place]


TEXT = "<p>The row deepened on Monday when the council voted against it.</p>" * 20


def test_lines_beside_the_title_come_before_elements_named_after_authors_and_links() -> None:
    markup = (
        f'<h1>Menu</h1>{TEXT}<p>Ferry row</p><p>By Ann Lee</p>{TEXT}<div class="author">Bo Chan</div>'
        f'<a href="/author/cy">Cy Diaz</a>{TEXT}<p>Text: Di Eng</p>'
    )
    assert visible(markup, "Ferry row") == ["By Ann Lee", "Bo Chan", "Cy Diaz", "By Ann Lee", "Text: Di Eng"]


def test_plain_line_with_the_outlet_is_a_byline_beside_the_title_only() -> None:
    line = "<p>Ann Lee pour La Gazette</p>"
    assert visible(f"<h1>Row</h1>{line}", "Row", ("La Gazette",)) == ["Ann Lee pour La Gazette"]
    assert visible(f"<h1>Row</h1>{TEXT}{line}", "Row", ("La Gazette",)) == []


def test_first_heading_stands_for_a_title_that_is_not_shown() -> None:
    assert visible(f"{TEXT}<h2>Row</h2><p>By Ann Lee</p>", None) == ["By Ann Lee", "By Ann Lee"]


def test_what_tells_of_an_author_at_length_is_no_byline() -> None:
    assert visible(f'<div class="author">{"Ann Lee writes. " * 20}</div>') == []


def test_places_of_one_kind_are_bounded() -> None:
    assert len(visible('<p class="byline">Ann Lee</p>' * 50)) == 6


def test_page_without_any_block_shows_nobody() -> None:
    assert visible("") == []
