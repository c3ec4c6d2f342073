"""What a site's rules find on a page: each directive alone, on small pages."""

from __future__ import annotations

import lxml.html
import pytest

from cleaning.quality import LARGEST
from cleaning.site_rules import Findings, parse
from cleaning.site_rules.finding import find, rewritten

BASE = "https://courier.example/town/ferry?page=1"
PAGE = """<html><head><title>Ferry row | East Bank Courier</title>
<meta property="og:title" content="Ferry row deepens"><meta name="when" content="2026-03-01">
<script id="data">{"by": "Ines Maar"}</script></head><body>
<nav class="top menu">Home</nav>
<div class="story" id="main"><h1>Ferry row</h1>
<p class="by"><a rel="author">Ines Maar</a> and <a rel="author">Tomas Velk</a></p>
<time datetime="2026-03-01T10:15:00+02:00">1 March</time>
<p class="lead">The ferry stays.</p>
<aside class="js-related-box">More on ferries</aside></div>
<footer id="foot-share">Share</footer>
<a class="all" href="/town/ferry?page=all">On one page</a>
<a class="next" href="ferry?page=2">Next</a>
</body></html>"""


def found(rules: str, page: str = PAGE) -> Findings:
    return find(lxml.html.document_fromstring(page), parse(rules.encode(), "courier.example"), BASE)


def stripped(rules: str) -> list[tuple[str, int]]:
    return [(" ".join(element.text_content().split()), line.number) for element, line in found(rules).stripped]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("title: //h1", "Ferry row"),
        ("title: //h6\ntitle: //meta[@property='og:title']/@content", "Ferry row deepens"),
        ("title: //meta[@property='og:title']", "Ferry row deepens"),
        ("title: substring-before(//title, ' | ')", "Ferry row"),
        ("title: //img", None),
        ("title: count(//p)", None),
        ("strip: //h1", None),
    ],
)
def test_title_is_the_first_text_that_any_line_finds(rules: str, expected: str | None) -> None:
    assert expected == found(rules).title


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("author: //a[@rel='author']", ("Ines Maar", "Tomas Velk")),
        ("author: //h6\nauthor: //p[@class='by']", ("Ines Maar and Tomas Velk",)),
        ("author: substring-before(substring-after(//script, 'by\": \"'), '\"')", ("Ines Maar",)),
        ("author: //a[@rel='author'] | //a[@rel='author']", ("Ines Maar", "Tomas Velk")),
        ("author: //h6", ()),
    ],
)
def test_authors_are_all_that_the_first_line_that_finds_any_finds(rules: str, expected: tuple[str, ...]) -> None:
    assert expected == found(rules).authors


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("date: //time", "2026-03-01T10:15:00+02:00"),
        ("date: //time/text()", "1 March"),
        ("date: //meta[@name='when']/@content", "2026-03-01"),
        ("date: //meta[@name='never']/@content", None),
    ],
)
def test_date_is_kept_as_written(rules: str, expected: str | None) -> None:
    assert expected == found(rules).date


def test_every_body_that_finds_elements_is_listed_in_order() -> None:
    bodies = found(
        "body: //main\nbody: //div[@id='main']\nbody: string(//p)\nbody: //p/text()\nbody: //p | //h1"
    ).bodies
    assert [(2, 1), (5, 3)] == [(line.number, len(elements)) for line, elements in bodies]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("strip: //aside", [("More on ferries", 1)]),
        ("strip: //aside/text()", []),
        ("strip: //aside\nstrip: //nav", [("More on ferries", 1), ("Home", 2)]),
        ("strip_id_or_class: related", [("More on ferries", 1)]),
        ("strip_id_or_class: 'share'", [("Share", 1)]),
        ("strip_id_or_class: menu\nstrip_id_or_class: top", [("Home", 1)]),
        ("strip_id_or_class: top menu", [("Home", 1)]),
        ("strip_id_or_class: RELATED", []),
        ("strip_id_or_class: ''", []),
        ("strip_image_src: x.png\nstrip_attr: //p/@class", []),
    ],
)
def test_what_is_stripped_comes_with_its_line(rules: str, expected: list[tuple[str, int]]) -> None:
    assert expected == stripped(rules)


@pytest.mark.parametrize(("condition", "expected"), [("//nav", [("More on ferries", 1)]), ("//main", [])])
def test_condition_decides_whether_a_directive_counts(condition: str, expected: list[tuple[str, int]]) -> None:
    assert expected == stripped(f"strip: //aside\nif_page_contains: {condition}")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("single_page_link: //a[@class='all']", "https://courier.example/town/ferry?page=all"),
        ("single_page_link: //a[@class='all']/@href", "https://courier.example/town/ferry?page=all"),
        ("single_page_link: concat(//a[@class='all']/@href, '&print=1')", "https://courier.example/town/ferry?page=all&print=1"),
        ("single_page_link: //a[@class='never']", None),
        ("single_page_link: //a[@class='never']\nsingle_page_link: //a[@class='next']", "https://courier.example/town/ferry?page=2"),
        ("single_page_link: //a[@class='all']\nif_page_contains: //main", None),
        ("single_page_link: //nav", None),
        ("single_page_link: 'javascript:print()'", None),
        (f"single_page_link: '{BASE}#top'", None),
        ("single_page_link: ''", None),
    ],
)  # fmt: skip
def test_single_page_is_an_address_and_never_the_page_itself(rules: str, expected: str | None) -> None:
    assert expected == found(rules).single_page


def test_next_page_is_an_address_too() -> None:
    assert found("next_page_link: //a[@class='next']").next_page == "https://courier.example/town/ferry?page=2"


@pytest.mark.parametrize(("rules", "expected"), [("//nav", True), ("//main", False)])
def test_clue_of_a_native_advertisement_is_seen(rules: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert expected is found(f"native_ad_clue: {rules}").native_ad


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ("replace_string(<b>): <i>", "<b>x<b>", "<i>x<i>"),
        ("find_string: a\nreplace_string: b\nfind_string: b\nreplace_string: c", "ab", "cc"),
        ("replace_string(x):", "axbx", "ab"),
        ("replace_string(.*): no", "a.*b", "anob"),
        ("", "as it was", "as it was"),
    ],
)
def test_strings_are_replaced_one_after_the_other(rules: str, text: str, expected: str) -> None:
    assert expected == rewritten(text, parse(rules.encode(), "a.example"))


def test_replacement_never_makes_a_page_too_large_to_be_read() -> None:
    rules = parse(("replace_string(a): " + "a" * 1000 + "\n").encode() * 20, "a.example")
    text = rewritten("a" * 3000, rules)
    assert 1_000_000 < len(text) <= LARGEST


def test_finding_leaves_the_tree_as_it_is() -> None:
    tree = lxml.html.document_fromstring(PAGE)
    before = lxml.html.tostring(tree)
    find(tree, parse(b"title: //h1\nbody: //div\nstrip: //aside\nstrip_id_or_class: menu", "a.example"), BASE)
    assert before == lxml.html.tostring(tree)
