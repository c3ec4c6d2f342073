from __future__ import annotations

import time

import lxml.html
import pytest

from cleaning.head import Head, read_head


def head_of(markup: str) -> Head:
    return read_head(lxml.html.document_fromstring(markup, parser=lxml.html.HTMLParser(huge_tree=True)))


def body_of(markup: str) -> Head:
    return head_of(f"<html><body>{markup}</body></html>")


def test_metas_are_read_by_name_property_and_http_equiv() -> None:
    head = head_of(
        '<html lang="uk"><head><meta name="Author" content=" Ann  Lee "><meta property="og:title" content="T">'
        '<meta property="og:title" content="T2"><meta http-equiv="Content-Language" content="en"><meta name="empty">'
    )
    assert head.meta == {"author": ["Ann Lee"], "og:title": ["T", "T2"], "content-language": ["en"]}
    assert head.language == "uk"


def test_meta_may_have_several_properties() -> None:
    head = head_of('<html><head><meta property="dc:title og:title" name="Title" content="T">')
    assert head.meta == {"title": ["T"], "dc:title": ["T"], "og:title": ["T"]}


def test_first_takes_the_first_name_that_has_content() -> None:
    head = Head(meta={"a": ["", "second"], "b": ["b"]})
    assert head.first("none", "a", "b") == "second"
    assert head.first("none") == ""


def test_links_are_read_by_each_rel() -> None:
    head = head_of(
        '<html><head><link rel="canonical shortlink" href="https://h.example/a"><link rel="Alternate" href="/b">'
    )
    assert head.links == {
        "canonical": ["https://h.example/a"],
        "shortlink": ["https://h.example/a"],
        "alternate": ["/b"],
    }


def test_author_links_give_their_text() -> None:
    head = body_of('<a rel="author nofollow" href="/ann">Ann <b>Lee</b></a><a href="/x">other</a>')
    assert head.links["author-name"] == ["Ann Lee"]


def test_microdata_gives_content_before_text_and_the_name_of_an_item() -> None:
    head = body_of(
        '<time itemprop="datePublished" datetime="2026-03-01">1 March</time><meta itemprop="dateModified" content="2026-03-02">'
        '<div itemprop="author" itemscope><img><span itemprop="name">Ann Lee</span> reporter</div>'
        '<span property="schema:headline">H</span>'
    )
    assert head.props["datePublished"] == ["2026-03-01"]
    assert head.props["dateModified"] == ["2026-03-02"]
    assert head.props["author"] == ["Ann Lee"]
    assert head.props["headline"] == ["H"]


def test_times_keep_their_attribute_or_text_and_their_classes() -> None:
    head = body_of('<time datetime="2026-03-01T10:00Z" class="Entry-Date">x</time><time>2 March</time><time></time>')
    assert head.times == [("2026-03-01T10:00Z", "entry-date"), ("2 March", "")]


def test_elements_named_after_dates_give_their_short_texts() -> None:
    head = body_of(
        f'<p class="post-date">3 March 2026</p><div id="pubdate"></div><div class="date">{"long " * 50}</div>'
    )
    assert ("3 March 2026", "post-date") in head.dated
    assert not [text for text, _ in head.dated if len(text) > 120]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p class="byline">By Ann Lee</p>', ["By Ann Lee"]),
        ('<div class="author"><div>Written by</div><a>Ann Lee</a></div>', ["Written by Ann Lee"]),
        ('<p class="author">Ann<br>Lee</p>', ["Ann Lee"]),
        ('<p class="author"><b>A</b>nn Lee</p>', ["Ann Lee"]),
        ('<p class="author"><style>.a{b:c}</style>Ann Lee<script>x()</script></p>', ["Ann Lee"]),
        ('<p class="comment-author">Troll</p>', []),
        ('<p class="autor">Eva Kern</p>', ["Eva Kern"]),
    ],
)
def test_bylines_are_what_a_reader_sees(markup: str, expected: list[str]) -> None:
    assert expected == body_of(markup).bylines


def test_headings_and_titles_are_read_with_their_line_breaks_as_blanks() -> None:
    head = head_of(
        "<html><head><title>A\n title</title></head><body><h1>First<br>line <em>em</em>phasis</h1><h1></h1>"
        "<svg><title>an icon</title></svg></body></html>"
    )
    assert head.titles == ["A title"]
    assert head.h1s == ["First line emphasis", ""]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<span class="dachzeile">Leak</span> <span class="headline">Data is out</span>', "Data is out"),
        ('<span class="title">Data is out</span> <span class="entry-subtitle">And more</span>', "Data is out"),
        ("<small>Leak</small><br>Data is out", "Data is out"),
        ('<time datetime="2026-03-01">1 March 2026</time> Data is out', "Data is out"),
        ("Data is out<h4>by Ann</h4>", "Data is out"),
        ('Data is out <button>Listen</button><a class="headerlink">#</a>', "Data is out"),
        ("<i>Data</i> is <b>out</b>", "Data is out"),
        ('<span class="wide">Data is out</span><span class="narrow"> Data is out</span>', "Data is out"),
        ('<span class="kicker">Data is out</span>', "Data is out"),
        ("<small>Data is out</small>", "Data is out"),
        ("Duran Duran", "Duran Duran"),
        ("Data data", "Data data"),
    ],
)
def test_heading_is_read_without_what_its_markup_sets_apart(inside: str, expected: str) -> None:
    assert body_of(f"<h1>{inside}</h1>").h1s == [expected]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/author/ann-lee", ["Ann Lee"]),
        ("https://h.example/Autoren/ann/", ["Ann Lee"]),
        ("/contributors/ann", ["Ann Lee"]),
        ("/author/", []),
        ("/authority/ann", []),
        ("/user/ann", []),
        ("", []),
    ],
)
def test_links_to_pages_of_authors_give_their_text(href: str, expected: list[str]) -> None:
    assert expected == body_of(f'<a href="{href}">Ann Lee</a>').author_links


def test_link_to_a_page_of_an_author_gives_no_long_text_and_no_empty_one() -> None:
    link = '<a href="/author/ann">'
    assert body_of(f"{link}<img></a>{link}{'Ann ' * 30}</a>{link}Ann Lee</a>").author_links == ["Ann Lee"]
    assert len(body_of(f"{link}Ann Lee</a>" * 50).author_links) == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Investorâ\u0080\u0099s guide", "Investor’s guide"),
        ("CafÃ\u00a9 au lait", "CafÃ© au lait"),
        ("Ð\u009fÐ°Ñ\u0080Ð¾Ð¼", "Паром"),
        ("Ä\u0085 and 渡", "Ä and 渡"),
        ("Café", "Café"),
    ],
)
def test_doubled_encoding_is_undone_where_controls_betray_it(text: str, expected: str) -> None:
    head = body_of(f"<h1>{text}</h1>")
    assert head.h1s == [expected]


def test_values_are_cut_and_lists_are_bounded() -> None:
    head = head_of(
        f'<html><head><meta name="a" content="{"x" * 10_000}">' + '<meta name="b" content="y">' * 500 + "<body>"
        + '<p class="byline" itemprop="c">z</p>' * 500
    )  # fmt: skip
    assert len(head.meta["a"][0]) == 2_000
    assert (len(head.meta["b"]), len(head.bylines), len(head.props["c"])) == (200, 200, 200)


@pytest.mark.parametrize(
    "opening",
    [
        "<div class=author>",
        "<div class=date>",
        "<div itemprop=author>",
        "<div itemprop=author itemscope>",
        "<a rel=author>",
        "<time>",
        "<h1>",
    ],
)
def test_nested_names_cost_no_more_than_their_number(opening: str) -> None:
    began = time.process_time()
    body_of(opening * 20_000 + "text")
    assert time.process_time() - began < 5


def test_page_without_anything_gives_nothing() -> None:
    assert head_of("<html><body><p>x</p></body></html>") == Head()
