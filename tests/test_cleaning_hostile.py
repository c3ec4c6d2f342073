"""Pages made to break a cleaner: an article or a named rejection, in time, and nothing that a reader sees is lost."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning.article import Article, Page, Reason, Rejection, Verdict
from cleaning.clean import audit, clean
from cleaning.document import parse
from cleaning.head import read_head
from cleaning.jsonld import nodes
from cleaning.markup import DEEPEST, MOST_ATTRIBUTES, flattened, is_crowded
from cleaning.quality import MOST_BLOCKS, MOST_TAGS
from cleaning.text import words
from pipelines.dates import date

SENTENCE = "The council said on Sunday that work on the bridge will begin after the winter, and end within a year. "
PROSE = f"<p>{SENTENCE * 4}</p>"
NESTING = ("div", "b", "span", "font", "a", "blockquote", "x-card", "button", "ul><li", "table><tr><td", "b></i><div")


def page(markup: str) -> Page:
    return Page(url="https://courier.example/2026/03/01/bridge", body=markup.encode("utf-8", "surrogatepass"))


def texts(markup: str | bytes) -> list[str]:
    document = parse(markup)
    return [b.text for b in document.blocks] if document else []


def depth(markup: bytes) -> int:
    level = deepest = 0
    for end in re.findall(rb"<(/?)[a-z]", markup):
        level += -1 if end else 1
        deepest = max(deepest, level)
    return deepest


@pytest.mark.parametrize("tag", NESTING)
@pytest.mark.parametrize("closed", [False, True])
def test_text_at_every_depth_is_read_in_order(tag: str, *, closed: bool) -> None:
    closing = "".join(f"</{name}>" for name in reversed(re.findall("[a-z-]+", tag))) if closed else ""
    inner = "".join(f"<{tag}>" + (f"level{i} " if i % 100 == 0 else "") for i in range(5_000))
    shown = " ".join(texts(f"<body>before {inner}bottom{closing * 5_000} after"))
    assert re.findall(r"level\d+", shown) == [f"level{i}" for i in range(0, 5_000, 100)]
    assert re.findall("before|bottom|after", shown) == ["before", "bottom", "after"]


def test_nesting_beyond_the_limit_becomes_siblings() -> None:
    flat = flattened(b"<div>" * 3_000 + b"x" + b"</div>" * 3_000)
    assert depth(flat) == DEEPEST + 1
    assert flat.count(b"<div>") == flat.count(b"</div>") == 3_000


def test_paragraphs_of_a_deep_page_stay_apart() -> None:
    assert texts("<div>" * 3_000 + "<p>one</p><p>two</p><ul><li>three<li>four</ul>") == ["one", "two", "three", "four"]


@pytest.mark.parametrize("tag", ["noscript", "template", "select", "svg"])
def test_what_is_hidden_deep_in_a_page_stays_hidden(tag: str) -> None:
    shown = texts(
        "<div>" * 3_000 + f"one<{tag}><div>unseen</div></{tag}> two <script>unseen<b></script><style><i></style>three"
    )
    assert " ".join(shown).split() == ["one", "two", "three"]


def test_comments_and_addresses_of_a_deep_page_are_no_tags() -> None:
    shown = texts(
        "<div>" * 3_000 + "one<!-- </div><p> --><a href='/a>b' title=\"</div>\">two</a> 1 < 2 &amp; 3 > 2<br/>three"
    )
    assert shown == ["one", "two 1 < 2 & 3 > 2", "three"]


INLINE = st.sampled_from(["b", "span", "a", "em"])
BLOCK = st.sampled_from(["div", "p", "li", "section", "blockquote", "x-card", "h2", "article"])
WORDS = st.text(alphabet="abc ÄñжЖ漢\u202e\u0301", min_size=1, max_size=10)
MARKUP = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.builds("<{0} class='x>y' hidden2>{1}</{0}>".format, BLOCK, inner),
        st.builds("<{0}>{1}</{0}>".format, INLINE, inner),
        st.builds("<{0}>{1}".format, BLOCK, inner),
        st.builds("{1}</{0}>".format, INLINE, inner),
        st.builds("<!-- {0} -->{0}<script>{0}</script>".format, inner),
        st.lists(inner, max_size=4).map("<br/>".join),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=25,
)


@given(MARKUP)
@settings(deadline=None)
def test_flattening_keeps_all_visible_text_in_order(markup: str) -> None:
    whole = f"<html><body>{markup}</body></html>"
    assert "".join(texts(flattened(whole.encode()))).split() == "".join(texts(whole)).split()


@given(st.text(alphabet=st.sampled_from("<>/=\"' !-?apbdivscript\n")))
@settings(deadline=None)
def test_any_markup_can_be_flattened(markup: str) -> None:
    assert depth(flattened(markup.encode())) <= depth(markup.encode()) + 1
    assert isinstance(is_crowded(markup.encode()), bool)


@pytest.mark.parametrize("form", ["a{}=1", "a{}", "a{}='x>y'", 'a{}=">"', "a{} = /x/", "a{}/"])
def test_attributes_beyond_the_limit_are_left_out(form: str) -> None:
    crowd = " ".join(form.format(i) for i in range(MOST_ATTRIBUTES + 5_000))
    document = parse(f"<p class=first {crowd}>shown<b {crowd}>too</b>" if ">" not in form else f"<p {crowd}>showntoo")
    assert document is not None
    assert " ".join(b.text for b in document.blocks) == "showntoo"
    if ">" not in form:
        assert max(len(e.attrib) for e in document.tree.iter()) <= MOST_ATTRIBUTES


def test_long_addresses_and_scripts_are_no_crowd() -> None:
    long = "/a b" * 50_000
    assert not is_crowded(f"<script>{'a<b; c d ' * 9_000}</script><img alt='{long}' src='data:{long}'>".encode())


@pytest.mark.parametrize(
    ("markup", "evidence"),
    [
        ("<i>x</i>" * (MOST_TAGS + 1), "500,001 tags, more than 500,000"),
        ("<p>x" * (MOST_BLOCKS + 1), "30,001 blocks, more than 30,000"),
        ("x" * 20_000_001, "20,000,001 bytes, more than 20,000,000"),
    ],
)
def test_page_that_is_too_much_is_rejected_as_such(markup: str, evidence: str) -> None:
    result = clean(page(markup))
    assert isinstance(result, Rejection)
    assert (Reason.TOO_LARGE, evidence) == (result.reason, result.evidence)


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "markup",
    [
        "<!--" * 50_000,
        "<div>" * 50_000 + PROSE,
        "<div></x>" * 20_000 + PROSE,
        '<div class="author date">' * 3_000 + PROSE,
        "".join(f"<div itemprop=p{i}>" for i in range(3_000)) + PROSE,
        f"<article {' '.join(f'a{i}=1' for i in range(30_000))}>{PROSE}",
        "".join(f'<meta name="published{i}" content=x>' for i in range(20_000)) + PROSE,
        LD.format("[" + "[]," * 100_000 + "[]]") * 5 + PROSE,
        LD.format("\n" * 500_000 + "{") + PROSE,
        LD.format("-->" + " " * 500_000 + "{") + PROSE,
        LD.format(json.dumps({"@type": "NewsArticle", "headline": "a " * 400_000})) + f"<p>{'a ' * 20}" * 3_000,
        "<p>" + "\u202e\u200b\u2066\ud800" * 200_000 + PROSE,
        "<p>" + "-- (n@n. " * 20_000 + PROSE,
        "<p>By " + "chief-- Ann, " * 20_000 + PROSE,
        PROSE * 3_000,
    ],
)
def test_hostile_page_is_cleaned_in_time(markup: str) -> None:
    began = time.process_time()
    given = page(markup)
    result = clean(given)
    if isinstance(result, Article):
        date(result, given)
    assert time.process_time() - began < 15


@pytest.mark.parametrize("sign", ["\x15", "&#21;", "\x1b[31m", "\ufffe", "\ud800"])
def test_control_characters_beside_a_script_do_no_harm(sign: str) -> None:
    markup = f"<h1>Bridge</h1>{PROSE}<div><style>x</style>{sign}<script>x</script>{sign} more</div>{sign}"
    given = replace(page(markup), url="https://courier.example/a")
    result = clean(given)
    assert isinstance(result, Article)
    assert date(result, given).published_on is None


def test_facts_of_a_page_are_bounded() -> None:
    document = parse(
        "".join(f"<meta name=m{i} content=x><link rel=r{i} href=x><i itemprop=p{i}>x</i>" for i in range(5_000))
    )
    assert document is not None
    head = read_head(document.tree)
    assert max(len(head.meta), len(head.links), len(head.props)) <= 2_000
    assert len(nodes(parse(LD.format('[{"a":{}}]') * 10_000 + "<p>x").tree)) <= 5_000  # type: ignore[union-attr]


GENERATED = st.lists(
    st.one_of(
        st.builds("<p>{} {}</p>".format, st.just(SENTENCE), WORDS),
        st.builds("<{0}><a href=/x>{1}</a></{0}>".format, BLOCK, WORDS),
        st.sampled_from(
            ["<p>Read also: Bridge closed for the winter", "<p>Share this article", "<h2>Related", "<figcaption>Photo: Ann Lee",
             "<div hidden>unseen</div>", "<p>© 2026 East Bank Courier", "<p>Support our work, dear reader: donate today."]
        ),
        MARKUP,
    ),
    max_size=12,
)  # fmt: skip


@given(GENERATED)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_visible_word_of_a_page_is_accounted_for(pieces: list[str]) -> None:
    markup = f"<html><title>Bridge</title><body><nav>Home</nav><article><h1>Bridge</h1>{PROSE}{''.join(pieces)}"
    result = clean(page(markup))
    article = result if isinstance(result, Article) else result.article
    assert article is not None
    blocks = article.blocks
    assert list(range(len(blocks))) == [b.position for b in blocks]
    assert texts(markup) == [b.text for b in blocks]
    assert sum(audit(blocks).values()) == len(" ".join(texts(markup)).split())
    assert article.text == "\n".join(b.text for b in blocks if b.verdict is Verdict.KEPT)
    for block in blocks:
        assert (block.verdict is Verdict.REMOVED) == bool(block.category and block.rule and block.reason)
    assert words(article.text)
