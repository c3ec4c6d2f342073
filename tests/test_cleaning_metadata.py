from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Hint, Page, SourceFacts
from cleaning.document import parse
from cleaning.metadata import Metadata, read

if TYPE_CHECKING:
    from collections.abc import Mapping

URL = "https://www.courier.example/news/ferry"
TEXT = "<p>The ferry row deepened on Monday when the council voted against the new fares.</p>" * 3


def metadata(head: str = "", body: str = "", *, lang: str = "", **page: object) -> Metadata:
    markup = f"<html{f' lang={lang}' if lang else ''}><head>{head}</head><body>{body}{TEXT}</body></html>"
    document = parse(markup)
    assert document is not None
    return read(document, Page(**{"url": URL, "body": markup.encode(), **page}))


def jsonld(*nodes: Mapping[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'


def test_page_that_says_nothing_has_no_facts() -> None:
    found = metadata()
    assert (found.title, found.authors, found.section, found.tags, found.image) == (None, (), None, (), None)
    assert (found.canonical_url, found.access, found.description, found.language) == (None, None, None, None)


def test_title_comes_from_the_articles_own_node_without_the_sites_name() -> None:
    node = {"@type": "NewsArticle", "headline": "Ferry row deepens | The Courier"}
    site = {"@type": "NewsMediaOrganization", "name": "The Courier"}
    assert metadata(jsonld(node, site)).title == "Ferry row deepens"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:title" content="Ferry row deepens">',
        '<meta name="twitter:title" content="Ferry row deepens">',
        "<title>Ferry row deepens - courier.example</title>",
        '<meta property="og:site_name" content="Bank Post"><title>Ferry row deepens | Bank Post</title>',
    ],
)
def test_title_is_found_in_every_place(head: str) -> None:
    assert metadata(head).title == "Ferry row deepens"


NEWS = {"@type": "NewsArticle", "headline": "Kenya: From below"}


@pytest.mark.parametrize(
    ("node", "shared", "expected"),
    [
        (NEWS, "Kenya: From below", "Kenya: From below"),
        (NEWS, "Kenya: From below | Courier", "Kenya: From below"),
        (NEWS, "What the people say", "From below"),
        (NEWS | {"@type": "BlogPosting"}, "Kenya: From below", "From below"),
        (NEWS | {"@type": ["Thing", "OpinionNewsArticle"]}, "Kenya: From below", "Kenya: From below"),
        (NEWS | {"headline": ""}, "", "From below"),
    ],
)
def test_title_on_which_a_news_pages_declarations_agree_stands(
    node: dict[str, object], shared: str, expected: str
) -> None:
    head = (
        jsonld(node) + f'<meta property="og:title" content="{shared}"><meta property="og:site_name" content="Courier">'
    )
    assert expected == metadata(head, "<h1>From below</h1>").title


def test_title_is_a_heading_of_any_rank_where_the_h1_is_something_else() -> None:
    head = "<title>Ferry row deepens</title>"
    assert (
        metadata(head, "<h1>The first paper of the valley</h1><h2>Ferry row deepens</h2>").title == "Ferry row deepens"
    )


def test_parts_of_the_host_are_the_sites_names() -> None:
    head = "<title>Ferry row deepens - Krimiblog</title>"
    assert metadata(head, url="http://archiv.krimiblog.example/?p=1").title == "Ferry row deepens"


def test_title_of_the_feed_is_the_last_resort() -> None:
    hints = (Hint(place="feed", title="Ferry row deepens"),)
    assert metadata(hints=hints).title == "Ferry row deepens"
    assert metadata("<title>Ferry row grows</title>", hints=hints).title == "Ferry row grows"


PEOPLE = [
    (jsonld({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ann Lee"}}), ""),
    (jsonld({"@type": "NewsArticle", "author": [{"name": "Ann Lee"}]}), ""),
    (jsonld({"@type": "NewsArticle", "author": "Ann Lee"}), ""),
    (jsonld({"@type": "NewsArticle", "creator": ["Ann Lee"]}), ""),
    (
        jsonld({"@type": "NewsArticle", "author": {"@id": "#a"}}, {"@id": "#a", "@type": "Person", "name": "Ann Lee"}),
        "",
    ),
    ('<meta name="author" content="Ann Lee">', ""),
    ('<meta property="article:author" content="https://social.example/ann"><meta name="byl" content="By Ann Lee">', ""),
    ("", '<span itemprop="author" itemscope><b itemprop="name">Ann Lee</b></span>'),
    ("", '<a rel="author" href="/ann">Ann Lee</a>'),
    ("", '<div class="article-byline">By Ann Lee</div>'),
    ('<meta name="author" content="admin">', '<div class="byline">By Ann Lee</div>'),
    ('<meta name="author" content="Courier">', '<div class="byline">By Ann Lee</div>'),
]


@pytest.mark.parametrize(("head", "body"), PEOPLE)
def test_author_is_found_in_every_place(head: str, body: str) -> None:
    assert metadata(head, body).authors == ("Ann Lee",)


def test_author_of_the_feed_is_the_last_resort() -> None:
    assert metadata(hints=(Hint(place="feed", author="Ann Lee"),)).authors == ("Ann Lee",)


def test_source_name_is_no_author() -> None:
    head = '<meta name="author" content="Bank Post, Ann Lee">'
    assert metadata(head, source=SourceFacts(name="Bank Post")).authors == ("Ann Lee",)


def test_what_tells_of_the_author_at_length_is_no_byline() -> None:
    bio = "Ann Lee writes about the river. " * 8
    assert metadata(body=f'<div class="author-box">{bio}</div>').authors == ()


@pytest.mark.parametrize(
    ("head", "lang", "expected"),
    [
        ("", "uk-UA", "uk"),
        ('<meta property="og:locale" content="de_DE">', "", "de"),
        ('<meta http-equiv="content-language" content="fr">', "", "fr"),
        (jsonld({"@type": "Article", "inLanguage": "es-MX"}), "", "es"),
        ('<meta property="og:locale" content="de_DE">', "en", "en"),
        ("", "", None),
    ],
)
def test_language_is_as_declared(head: str, lang: str, expected: str | None) -> None:
    assert expected == metadata(head, lang=lang).language


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<link rel="canonical" href="https://courier.example/ferry?utm_source=x#top">',
            "https://courier.example/ferry",
        ),
        ('<link rel="canonical" href="/ferry">', "https://www.courier.example/ferry"),
        ('<meta property="og:url" content="https://courier.example/f">', "https://courier.example/f"),
        ('<link rel="canonical" href="javascript:void(0)">', None),
        ('<link rel="canonical" href="http://[bad">', None),
        ("", None),
    ],
)
def test_canonical_url_is_absolute_or_none(head: str, expected: str | None) -> None:
    assert expected == metadata(head).canonical_url


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:image" content="/i.jpg">', "https://www.courier.example/i.jpg"),
        (jsonld({"@type": "Article", "image": [{"url": "https://i.example/a.jpg"}]}), "https://i.example/a.jpg"),
        (jsonld({"@type": "Article", "image": "https://i.example/a.jpg"}), "https://i.example/a.jpg"),
        (jsonld({"@type": "Article", "image": []}), None),
    ],
)
def test_image_is_absolute_or_none(head: str, expected: str | None) -> None:
    assert expected == metadata(head).image


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta property="article:tag" content="Ferry"><meta property="article:tag" content="Fares">',
            ("Ferry", "Fares"),
        ),
        (jsonld({"@type": "Article", "keywords": ["Ferry", "Fares", "Ferry"]}), ("Ferry", "Fares")),
        (jsonld({"@type": "Article", "keywords": "Ferry, Fares"}), ("Ferry", "Fares")),
        ('<meta name="news_keywords" content="Ferry,Fares,,">', ("Ferry", "Fares")),
        (jsonld({"@type": "Article", "keywords": [{"name": "Ferry"}, 7]}), ()),
    ],
)
def test_tags_are_listed_once(head: str, expected: tuple[str, ...]) -> None:
    assert expected == metadata(head).tags


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (jsonld({"@type": "Article", "articleSection": "Transport"}), "Transport"),
        (jsonld({"@type": "Article", "articleSection": ["Transport", "City"]}), "Transport"),
        ('<meta property="article:section" content=" City ">', "City"),
    ],
)
def test_section_is_the_first_named(head: str, expected: str) -> None:
    assert expected == metadata(head).section


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (jsonld({"@type": "Article", "isAccessibleForFree": False}), "paywalled"),
        (jsonld({"@type": "Article", "isAccessibleForFree": "False"}), "paywalled"),
        (jsonld({"@type": "Article", "isAccessibleForFree": "http://schema.org/True"}), "free"),
        ('<meta property="article:content_tier" content="metered">', "paywalled"),
        ('<meta property="article:content_tier" content="free">', "free"),
        ("", None),
    ],
)
def test_access_is_as_declared(head: str, expected: str | None) -> None:
    assert expected == metadata(head).access


def test_sites_names_are_gathered_from_everywhere() -> None:
    head = '<meta property="og:site_name" content="The Courier">' + jsonld(
        {"@type": "Article", "publisher": {"@id": "#p"}}, {"@id": "#p", "@type": "Thing", "name": "Bank Press"}
    )
    names = metadata(head, source=SourceFacts(name="Courier")).site_names
    assert names == ("Courier", "The Courier", "Bank Press", "courier.example", "courier")


def test_numeric_host_is_no_name() -> None:
    assert metadata(url="http://127.0.0.1:8000/a").site_names == ("127.0.0.1",)


def test_dates_are_unread_candidates() -> None:
    node = {"@type": "NewsArticle", "datePublished": "2026-03-01T10:00:00+02:00", "dateModified": "2026-03-02"}
    found = metadata(jsonld(node), hints=(Hint(place="feed", published="Sun, 01 Mar 2026"),)).dates
    assert {("json-ld", "2026-03-01T10:00:00+02:00"), ("json-ld", "2026-03-02"), ("feed", "Sun, 01 Mar 2026")} <= {
        (d.place, d.raw) for d in found
    }
    assert all(d.instant is None and d.day is None and not d.chosen for d in found)
