"""Elements within a line become blocks of their own; no text is lost, and the tree's tags come back."""

from __future__ import annotations

from collections import Counter

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.document import walked
from cleaning.site_rules.marking import apart


def tree_of(body: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(f"<html><body>{body}</body></html>")


def blocks(body: str, out: str = "out", whole: str = "in") -> list[str]:
    tree = tree_of(body)
    with apart(tree.find_class(whole), out=tree.find_class(out)):
        return [block.text for block in walked(tree).blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>The ferry<sup class=out>1</sup> stays.</p><p>So.</p>", ["The ferry stays.", "1", "So."]),
        ("<p><b class=out>Photo:</b> the ferry.</p>", ["Photo:", "the ferry."]),
        ("<p>The ferry. <a class=out>Read more</a></p>", ["The ferry.", "Read more"]),
        ("<p>The <b>old<i class=out> (x)</i></b> ferry</p>", ["The old ferry", "(x)"]),
        ("<p>A<i class=out>1</i>b<i class=out>2</i>c</p>", ["Abc", "1", "2"]),
        ("<p>A <i class=out>x <u class=out>y</u> z</i> b</p>", ["A b", "x z", "y"]),
        ("<div>A <span class=out>x<p>y</p></span> b</div>", ["A", "x", "y", "b"]),
        ("A <i class=out>x</i> b", ["A", "x", "b"]),
        ("<table><tr><td>A</td><td class=out>x</td><td>b</td></tr></table>", ["A", "x", "b"]),
        ("<p>A <img class=out> b</p>", ["A b"]),
        ("<p>A <i class=out> </i> b</p>", ["A b"]),
        ("<p>A <script class=out>x</script> b</p>", ["A b"]),
        ("<p class=out>A</p><p>b</p>", ["A", "b"]),
        ("<p>A <noscript>n <i class=out>x</i> m</noscript> b</p>", ["A b"]),
        ("<div>The ferry stays.<p hidden>n <i class=out>x</i> m</p></div>", ["The ferry stays."]),
        ("<p>A <span hidden>n <i class=out>x</i> m</span> b</p>", ["A b"]),
        ("<div>Kicker <span class=in>The ferry stays.</span> tail</div>", ["Kicker", "The ferry stays.", "tail"]),
    ],
)
def test_element_becomes_a_block_and_its_line_stays_whole(body: str, expected: list[str]) -> None:
    assert expected == blocks(body)


def test_tags_come_back_even_when_the_walk_fails() -> None:
    (element,) = tree_of("<p>A <i class=out>x</i></p>").find_class("out")
    marked = apart([], out=[element])
    marked.__enter__()
    within = element.tag
    assert not marked.__exit__(RuntimeError, RuntimeError(), None)
    assert ("site-i", "i") == (within, element.tag)


def test_element_named_twice_is_moved_once() -> None:
    tree = tree_of("<div><p>A <i class=out>x</i> b</p></div>c")
    (element,) = tree.find_class("out")
    with apart([element], out=[element, element]):
        assert [block.text for block in walked(tree).blocks] == ["A b", "x", "c"]
    assert element.tag == "i"


TAGS = ("p", "div", "span", "b", "a", "li", "ul", "td", "tr", "table", "section", "em", "noscript", "svg")
trees = st.recursive(
    st.sampled_from(("one", "two three", " ", "four ")),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.sampled_from(("", " class=out", " class=in", " hidden", " style='display:none'")), st.lists(inner, max_size=4)),
    max_leaves=25,
)  # fmt: skip


def markup(tree: object) -> str:
    if isinstance(tree, str):
        return tree
    assert isinstance(tree, tuple)
    tag, name, inner = tree
    return f"<{tag}{name}>{''.join(map(markup, inner))}</{tag}>"


@given(st.lists(trees, min_size=1, max_size=4))
def test_no_letter_is_lost_or_doubled(parts: list[object]) -> None:
    body = "".join(map(markup, parts))
    plain = blocks(body, out="never", whole="never")
    assert Counter("".join(plain).replace(" ", "")) == Counter("".join(blocks(body)).replace(" ", ""))
