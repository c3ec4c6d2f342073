from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import Kind
from cleaning.document import parse
from cleaning.text import tidy, words


def blocks(markup: str) -> list[tuple[str, str]]:
    document = parse(markup)
    return [(b.kind.value, b.text) for b in document.blocks] if document else []


def texts(markup: str) -> list[str]:
    return [text for _, text in blocks(markup)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One</p><p>Two</p>", [("paragraph", "One"), ("paragraph", "Two")]),
        ("<div>bare<p>One</p>tail</div>", [("paragraph", "bare"), ("paragraph", "One"), ("paragraph", "tail")]),
        ("<div>One<br>Two<br/><br>Three</div>", [("paragraph", "One"), ("paragraph", "Two"), ("paragraph", "Three")]),
        ("<h1>H</h1><h6>h</h6>", [("heading", "H"), ("heading", "h")]),
        ("<ul><li>One<li>Two</ul>", [("item", "One"), ("item", "Two")]),
        ("<ul><li><p>One</p><p>Two</p></ul>", [("item", "One"), ("item", "Two")]),
        ("<dl><dt>T<dd>D</dl>", [("item", "T"), ("item", "D")]),
        ("<blockquote><p>One</p></blockquote>", [("quotation", "One")]),
        ("<figure><img><figcaption>C</figcaption></figure>", [("caption", "C")]),
        (
            "<table><caption>C</caption><tr><th>A<th>B<tr><td>1<td>2</table>",
            [("caption", "C"), ("row", "A B"), ("row", "1 2")],
        ),
        ("<table><tr><td><p>One</p><p>Two</p></td></tr></table>", [("paragraph", "One"), ("paragraph", "Two")]),
        ("<pre>a\n  b</pre>", [("preformatted", "a b")]),
        ("<p>in <b>bo</b>ld <a href=x>li</a>nk</p>", [("paragraph", "in bold link")]),
        ("<my-card>One</my-card><my-card>Two</my-card>", [("paragraph", "One"), ("paragraph", "Two")]),
        ("<p> \n </p><p>&nbsp;</p><p>x</p>", [("paragraph", "x")]),
        ("<p>caf&eacute; &#x202e;&amp; co</p>", [("paragraph", "café & co")]),
    ],
)
def test_every_unit_of_text_is_a_block_of_its_kind(markup: str, expected: list[tuple[str, str]]) -> None:
    assert expected == blocks(f"<html><body>{markup}</body></html>")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<template><p>x</p></template>",
        "<noscript>x</noscript>",
        "<p hidden>x</p>",
        '<p style="display: none">x</p>',
        '<div style="color:red;VISIBILITY: hidden"><p>x</p></div>',
        "<!-- x -->",
        "<select><option>x</select>",
        "<textarea>x</textarea>",
        "<svg><text>x</text></svg>",
        "<iframe>x</iframe>",
    ],
)
def test_what_a_reader_cannot_see_is_no_text(markup: str) -> None:
    assert texts(f"<html><body><p>seen</p>{markup}<p>too</p></body></html>") == ["seen", "too"]


def test_text_behind_a_hidden_element_is_seen() -> None:
    assert texts("<div><span hidden>x</span>seen</div>") == ["seen"]


def test_head_is_no_text() -> None:
    assert texts("<html><head><title>T</title></head><body><p>x</p></body></html>") == ["x"]


@pytest.mark.parametrize("markup", ["", " ", "\x00", "<!-- only a comment -->", "<!DOCTYPE html>"])
def test_page_without_text_has_no_blocks(markup: str) -> None:
    assert blocks(markup) == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("just text", ["just text"]),
        ("<p>un<b>closed<p>two", ["unclosed", "two"]),
        ("</div><p>x", ["x"]),
        ("a<b", ["a"]),
    ],
)
def test_broken_markup_is_read_as_far_as_it_goes(markup: str, expected: list[str]) -> None:
    assert expected == texts(markup)


def test_blocks_know_their_place() -> None:
    document = parse(
        '<html><body class="a b"><div id="m"><p>One</p><p>Two <a href="x">link</a></p></div></body></html>'
    )
    assert document is not None
    first, second = document.blocks
    assert (first.position, second.position) == (0, 1)
    assert first.path == "html/body.a.b/div#m/p"
    assert (first.link_share, second.link_share) == (0.0, 0.5)
    assert document.element(second).tag == "p"
    assert [b.kind for b in document.blocks] == [Kind.PARAGRAPH] * 2


def test_containers_stand_before_what_they_hold() -> None:
    document = parse("<html><body><div><p>One</p></div><section><p>Two</p></section></body></html>")
    assert document is not None
    assert all(container.parent < i for i, container in enumerate(document.containers))
    assert len(document.owners) == len(document.blocks)


INLINE = st.sampled_from(["b", "i", "a", "span", "em"])
BLOCK = st.sampled_from(
    ["p", "div", "li", "h2", "td", "blockquote", "section", "ul", "table", "tr", "my-tag", "article"]
)
WORDS = st.text(alphabet="abcdefgh ÄñжЖ漢", min_size=1, max_size=12)
MARKUP = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.builds("<{0}>{1}</{0}>".format, BLOCK, inner),
        st.builds("<{0}>{1}</{0}>".format, INLINE, inner),
        st.lists(inner, max_size=4).map("<br>".join),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=25,
)


@given(MARKUP)
@settings(deadline=None)
def test_words_of_all_blocks_are_the_words_of_the_page(markup: str) -> None:
    shown = "".join(words(" ".join(texts(f"<html><body>{markup}</body></html>"))))
    assert "".join(words(tidy(re.sub(r"<[^>]*>", "", markup)))) == shown


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>/=\"' &;!-pdivab"))))
@settings(deadline=None)
def test_any_text_can_be_parsed(markup: str) -> None:
    document = parse(markup)
    for position, block in enumerate(document.blocks if document else ()):
        assert (block.position, block.text) == (position, tidy(block.text))
        assert block.text
        assert 0.0 <= block.link_share <= 1.0


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "deep",
        "<p>x" * 50_000,
        "<b>" * 20_000 + "x",
        "<p " + " ".join(f"a{i}=1" for i in range(20_000)) + ">x",
        "<table>" * 3_000 + "x",
        "<ul><li>" * 5_000 + "x",
        "<a href=x>" * 20_000 + "x",
        "x" * 2_000_000,
        "&amp;" * 200_000,
        '<p class="' + "c " * 100_000 + '">x',
    ],
)
def test_hostile_page_is_read_in_time(markup: str) -> None:
    began = time.process_time()
    assert parse(markup) is not None
    assert time.process_time() - began < 10


def test_paths_of_deep_pages_stay_short() -> None:
    document = parse("<div>" * 1_000 + "deep" + "</div>" * 1_000)
    assert document is not None
    assert max(len(b.path) for b in document.blocks) < 1_000


def test_text_behind_the_end_of_the_page_is_text_of_the_page():
    menu = "<header><nav><ul><li><a href=/>Home</a></ul></nav></header>"
    markup = f"<!doctype html><html><head><title>T</title></head><body>{menu}</body></html>\n<div class=story><p>Late text.</p></div></body></html>"
    assert ["Home", "Late text."] == [block.text for block in parse(markup).blocks]
