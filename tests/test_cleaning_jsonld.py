from __future__ import annotations

import json

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.jsonld import article, as_list, nodes, referred, text, types


def found(*scripts: str) -> list[dict[str, object]]:
    body = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return nodes(lxml.html.document_fromstring(f"<html><body>{body}<p>x</p></body></html>"))


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "H"}',
        '[{"@type": "NewsArticle", "headline": "H"}]',
        '{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "headline": "H"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "H"}}',
        '<!-- {"@type": "NewsArticle", "headline": "H"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "H"}\n//]]>',
        '/*<![CDATA[*/{"@type": "NewsArticle", "headline": "H"}',
        '{"@type": "NewsArticle", "headline": "H"};',
        '{"@type": "NewsArticle", "headline": "H",}',
        '{"@type": "NewsArticle",\n// the headline\n"headline": "H"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;H&quot;}",
        '{"@type": "NewsArticle", "description": "two\nlines", "headline": "H"}',
        '{"@type": ["Thing", "http://schema.org/NewsArticle"], "headline": "H"}',
        '{"@type": "schema:NewsArticle", "headline": "H"}',
        '/* ours */ {"@type": "NewsArticle", "url": "https://h.example/a", // where\n"headline": "H"}',
        '{"@type": "WebSite"}{"@type": "NewsArticle", "headline": "H"}',
        '{"description": "he said "no" to it", "@type": "NewsArticle", "headline": "H"}',
        '{"@type": "NewsArticle", "headline": "H", "articleBody": "cut off in the',
        "\ufeff{'@type': 'NewsArticle', 'headline': 'H'}",
        '{"description": "it\\\'s", "@type": "NewsArticle", "headline": "H"}',
        "{&amp;quot;@type&amp;quot;: &amp;quot;NewsArticle&amp;quot;, &amp;quot;headline&amp;quot;: &amp;quot;H&amp;quot;,}",
        '"{\\"@type\\": \\"NewsArticle\\", \\"headline\\": \\"H\\"}"',
        '{"@type": "WebPage", "mainEntity": [{"mainEntity": {"@graph": [{"@type": "NewsArticle", "headline": "H"}]}}]}',
    ],
)
def test_article_is_found_in_every_shape(script: str) -> None:
    assert article(found(script))["headline"] == "H"


@pytest.mark.parametrize(
    "script",
    ["", "not json", "{", "[" * 100_000, '"text"', "17", "null", "{}", "[[[]]]", "1" * 10_000, "{" * 2_000_000],
)
def test_unreadable_script_gives_no_article(script: str) -> None:
    assert article(found(script)) == {}


def test_script_of_another_type_is_not_read() -> None:
    tree = lxml.html.document_fromstring('<html><script>{"@type": "NewsArticle"}</script><p>x')
    assert nodes(tree) == []


def test_unreadable_script_does_not_hide_the_next() -> None:
    assert article(found("{", '{"@type": "Article", "headline": "H"}'))["headline"] == "H"


def test_node_with_the_pages_own_headline_wins() -> None:
    other = {"@type": "NewsArticle", "headline": "Other", "author": "A", "datePublished": "2026-03-01", "image": "i"}
    own = {"@type": "NewsArticle", "headline": "Own"}
    assert article(found(json.dumps([other, own])), title="Own")["headline"] == "Own"
    assert article(found(json.dumps([other, own])))["headline"] == "Other"


@pytest.mark.parametrize("title", ["Own words here - Courier", "Own words here", "OWN WORDS, here"])
def test_node_whose_headline_is_like_the_pages_title_wins_over_a_fuller_one(title: str) -> None:
    update = {
        "@type": "BlogPosting",
        "headline": "Goodnight",
        "author": "A",
        "datePublished": "2026-03-01",
        "image": "i",
    }
    own = {"@type": "LiveBlogPosting", "headline": "Own words here", "liveBlogUpdate": [update]}
    assert article(found(json.dumps(own)), title=title)["headline"] == "Own words here"
    assert article(found(json.dumps(own)), title="Something else")["headline"] == "Goodnight"


def test_node_that_is_no_article_is_none() -> None:
    assert article(found('{"@type": "Organization", "name": "Courier"}')) == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ann Lee", "Ann Lee"),
        (" Ann &amp;amp; Co ", "Ann & Co"),
        ({"@value": "Ann"}, "Ann"),
        ({"name": "Ann"}, "Ann"),
        ({"name": ["Ann", "Bo"]}, "Ann"),
        ({"name": {"@value": "Ann"}}, "Ann"),
        ([{"name": "Ann"}, {"name": "Bo"}], "Ann"),
        ([["Ann"]], "Ann"),
        (2026, "2026"),
        (1.5, "1.5"),
        (True, ""),
        (None, ""),
        ([], ""),
        ({}, ""),
        ({"name": {"name": {"name": {"name": {"name": "deep"}}}}}, ""),
    ],
)
def test_text_looks_into_lists_and_objects(value: object, expected: str) -> None:
    assert expected == text(value)


@pytest.mark.parametrize(
    ("value", "expected"), [(None, []), ("a", ["a"]), (["a"], ["a"]), ([], []), (0, [0]), ({}, [{}])]
)
def test_one_value_and_a_list_of_one_are_alike(value: object, expected: list[object]) -> None:
    assert expected == as_list(value)


def test_types_lose_their_vocabulary() -> None:
    node = {"@type": ["https://schema.org/NewsArticle", "schema:Thing", "Report"]}
    assert types(node) == {"NewsArticle", "Thing", "Report"}


def test_bare_reference_is_followed() -> None:
    graph = [{"@id": "#ann", "@type": "Person", "name": "Ann Lee"}, {"@id": "#ghost"}]
    assert text(referred({"@id": "#ann"}, graph)) == "Ann Lee"
    assert referred({"@id": "#ghost"}, graph) == {"@id": "#ghost"}
    assert referred({"@id": "#none"}, graph) == {"@id": "#none"}
    assert referred({"@id": "#ann", "name": "A. Lee"}, graph) == {"@id": "#ann", "name": "A. Lee"}
    assert referred("Ann", graph) == "Ann"


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=10), st.sampled_from(["NewsArticle", "Person"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "name", "author", "headline", "image"]), inner, max_size=5
        ),
    ),
    max_leaves=30,
)


@given(JSON)
def test_any_json_can_be_asked(value: object) -> None:
    listed = found(json.dumps(value).replace("</", "<\\/"))
    node = article(listed)
    assert isinstance(text(node.get("author")), str)
    assert all(isinstance(types(one), set) for one in listed)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"Article","headline":"' + "x" * 990_000 + '"}',
        '{"@type":"Article","a":' * 10_000 + "1" + "}" * 10_000,
        "[" * 10_000 + '{"@type": "Article"}' + "]" * 10_000,
        '{"@type":"Article","author":[' + '{"name":"A"},' * 60_000 + '{"name":"B"}]}',
        '{"@type":"Article","headline":"\\ud800 \\u0000 \\u202e"}',
        "/*" * 400_000,
        "//\n" * 300_000,
        ",}" * 400_000,
        "&quot;" * 150_000,
    ],
)
def test_hostile_script_neither_raises_nor_hangs(script: str) -> None:
    node = article(found(script), title="x" * 100_000)
    assert isinstance(text(node.get("headline")), str)


@pytest.mark.timeout(10)
def test_number_of_nodes_is_bounded() -> None:
    many = json.dumps([{"@type": "Person", "name": str(i)} for i in range(20_000)])
    assert len(found(many, many)) <= 5_000
