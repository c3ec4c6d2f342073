"""XPath from strangers: what is refused, what cannot be reached, and that no expression takes long."""

from __future__ import annotations

import time

import lxml.html
import pytest

from cleaning.document import tree_of
from cleaning.site_rules.xpath import LONGEST, Evaluation, ExpressionError, Shape, compiled, shape

PAGE = lxml.html.document_fromstring(
    "<html><body><div id='a'><p class='lead'>One</p><p>Two <b>three</b></p></div><p>Four</p></body></html>"
)


def value(source: str) -> object:
    return Evaluation(PAGE).value(compiled(source))


@pytest.mark.parametrize("source", ["", "//div[", "//p]", "a b", ".lead", "//p[@class=]", "\x00", "//p[" + "(" * 9])
def test_what_is_no_xpath_is_refused_before_it_runs(source: str) -> None:
    with pytest.raises(ExpressionError):
        compiled(source)


def test_expression_beyond_measure_is_refused() -> None:
    with pytest.raises(ExpressionError, match="more than 4,000"):
        compiled("//p" + " | //p" * LONGEST)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("//p[@class='lead']", ["One"]),
        ("//div/p", ["One", "Two three"]),
        ("//p[contains(., 'thr')]", ["Two three"]),
        ("//div[.//b]/p[1]", ["One"]),
        ("//p[last()]", ["Two three", "Four"]),
        ("//b/ancestor::p", ["Two three"]),
        ("//p/@class", []),
        ("string(//b)", []),
        ("count(//p)", []),
        ("//none", []),
    ],
)
def test_elements_are_found_in_document_order(source: str, expected: list[str]) -> None:
    assert expected == [e.text_content() for e in Evaluation(PAGE).elements(compiled(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("string(//b)", "three"),
        ("substring-before(//p[2], ' ')", "Two"),
        ("//p/@class", ["lead"]),
        ("count(//p)", 3.0),
        ("boolean(//b)", True),
    ],
)
def test_value_is_what_xpath_makes_it(source: str, expected: object) -> None:
    assert expected == value(source)


@pytest.mark.parametrize(
    ("source", "strange"),
    [
        ("document('/etc/hostname')", "document"),
        ("//p[document ('http://127.0.0.1/')]", "document"),
        ("re:test(., 'One')", "re:test"),
        ("//p[php:function('system', 'id')]", "php:function"),
        ("unparsed-text('/etc/hostname')", "unparsed-text"),
        ("//p[matches(., 'x')]", "matches"),
        ("$secret", "$secret"),
        ("//fb:like", "fb:like"),
        ("//a[@xlink:href]", "xlink:href"),
        ("my-string(//p)", "my-string"),
    ],
)
def test_what_xpath_does_not_have_is_refused_by_name(source: str, strange: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compiled(source)
    assert f"asks for '{strange}', which XPath 1.0 does not have: {source}" == str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        "//p[contains(., 'document($x) a:b')]",
        "//p[not(ancestor::div) and (position() = 1 or last() div (2) > 1)]",
        "//div/following-sibling::text()",
        "concat(normalize-space(//p), substring-after(//b, ':'))",
        "//my-element[self::my-element]/@data-x",
        "//p/node() | //comment() | //processing-instruction('x')",
    ],
)
def test_what_xpath_has_is_taken(source: str) -> None:
    seen = Evaluation(PAGE)
    seen.value(compiled(source))
    assert [] == seen.refused


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("//p", Shape()),
        ("//p[@class='//x[y]']", Shape(nested=1)),
        ("//div[.//p[.//b]]", Shape(nested=2)),
        ("//p[count(//b) > 1]", Shape(nested=1, again=1)),
        ("//p[preceding::b]", Shape(nested=1, again=1)),
        ("//p[preceding-sibling::p]", Shape(nested=1, beside=1)),
        ("//div//p", Shape(chained=0.1)),
        ("//*//*", Shape(chained=1.0)),
        ("//*/following::*", Shape(onward=1.0)),
        ("//p[1]/following::*", Shape(nested=1, onward=0.005)),
        ("//p/following::*", Shape(onward=0.1)),
        ("//a | //b | .//c", Shape()),
        ("//div[div and //b]", Shape(nested=1, again=1)),
        ("//p[count(div) div //b]", Shape(nested=1, again=1)),
    ],
)
def test_cost_is_read_off_the_expression(source: str, expected: Shape) -> None:
    assert expected == shape(source)


BAIT = (
    "//*//*//*//*//*",
    "//*/following::*/preceding::*",
    "//*[count(//*[count(//*) > 1]) > 1]",
    "//*[count(preceding::*) = count(following::*)]",
    "//*[count(preceding-sibling::*) > 1 and count(following-sibling::*) > 1]",
    "//*/ancestor::*/descendant::*/ancestor::*",
    "//div[.//div[.//div[.//div[.//div[.//p]]]]]",
)
DEEP = b"<html><body>" + b"<div><p>a</p>" * 1000 + b"</body></html>"
FLAT = b"<html><body>" + b"<p>a</p><div><b>c</b></div>" * 3000 + b"</body></html>"


@pytest.mark.parametrize("page", [DEEP, FLAT], ids=["deep", "flat"])
@pytest.mark.parametrize("source", BAIT)
def test_bait_ends_within_seconds_on_any_page(source: str, page: bytes) -> None:
    tree = tree_of(page)
    assert tree is not None
    seen, began = Evaluation(tree), time.process_time()
    for _ in range(200):
        seen.value(compiled(source))
    assert time.process_time() - began < 20
    assert seen.refused


def test_the_same_page_refuses_the_same_every_time() -> None:
    def refused() -> list[int]:
        tree = tree_of(FLAT)
        assert tree is not None
        seen = Evaluation(tree)
        expressions = [compiled(source) for source in ("//p", *BAIT, "//b")] * 3
        for expression in expressions:
            seen.value(expression)
        return [expressions.index(e) for e in seen.refused]

    assert refused() == refused()


def test_ordinary_expressions_are_never_refused_on_a_large_page() -> None:
    tree = tree_of(FLAT)
    assert tree is not None
    seen = Evaluation(tree)
    for number in range(200):
        seen.value(compiled(f"//div[contains(@class, 'share-{number}')]//a"))
        seen.value(compiled(f"//p[contains(., 'Read also {number}')] | //aside[@id='x{number}']"))
    assert [] == seen.refused
