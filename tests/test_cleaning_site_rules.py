"""Pages cleaned under their site's rules: body and strip, what speaks against a collection, the facts, and the audit."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import Article, Page, Reason, Rejection, Verdict
from cleaning.clean import clean
from cleaning.site_rules import MISSED
from cleaning.version import cleaning_version
from tests.ferry import FIRST, FOURTH, NOTE, PAGE, PLUG, SECOND, THIRD, URL, article, block, page, rules


def test_general_road_keeps_all_of_it_but_the_furniture() -> None:
    result = clean(page())
    assert isinstance(result, Article)
    assert [FIRST, SECOND, PLUG, THIRD, FOURTH] == [p for p in result.text.splitlines() if len(p) > 60 and p != NOTE]


def test_stripped_block_is_removed_under_the_line_that_says_so() -> None:
    made = article("# the supplement\nstrip: //p[@class = 'plug']")
    found = block(made, PLUG)
    assert (Verdict.REMOVED, "site/courier.example/strip/2") == (found.verdict, found.rule)
    assert found.reason == "strip in courier.example.txt, line 2 (//p[@class = 'plug']) strips it"
    assert found.category is not None
    assert PLUG not in made.text
    assert all(p in made.text for p in (FIRST, SECOND, THIRD, FOURTH))


@pytest.mark.parametrize("line", ["strip_id_or_class: plug", "strip: //p[contains(., 'supplement')]"])
def test_block_is_stripped_by_name_or_by_words(line: str) -> None:
    found = block(article(line), PLUG)
    assert f"site/courier.example/{line.split(':', maxsplit=1)[0]}/1" == found.rule


def test_what_is_not_in_the_body_is_left_out() -> None:
    made = article("body: //div[@class='story']\nstrip: //p[@class='plug']")
    assert f"{FIRST}\n{SECOND}\n{THIRD}\n{FOURTH}" == made.text
    assert block(made, NOTE).verdict is Verdict.OUTSIDE
    assert () == made.quality


def test_what_stands_between_parts_of_the_body_is_removed_under_the_body_line() -> None:
    made = article("body: //div[@class='story']/p[not(@class)] | //div[@class='tides']", own=True)
    assert f"{FIRST}\n{SECOND}\n{THIRD}\n{FOURTH}\n{NOTE}" == made.text
    found = block(made, PLUG)
    assert (Verdict.REMOVED, "site/courier.example/body/1") == (found.verdict, found.rule)


def test_first_body_that_holds_text_is_the_one() -> None:
    made = article("body: //section\nbody: //img\nbody: //div[@class='story']\nbody: //div[@class='tides']")
    assert (FIRST in made.text, NOTE in made.text) == (True, False)


@pytest.mark.parametrize("line", ["body: //div[@id='gone']", "body: //nav", "body: //p[@class='by']"])
def test_general_road_takes_over_where_the_body_is_not_there_and_says_so(line: str) -> None:
    made, plain = article(line), clean(page())
    assert isinstance(plain, Article)
    assert (plain.text, (MISSED,)) == (made.text, made.quality)


def test_what_is_stripped_counts_although_the_body_is_not_there() -> None:
    made = article("body: //div[@id='gone']\nstrip_id_or_class: plug")
    assert (PLUG in made.text, (MISSED,)) == (False, made.quality)


def test_collection_may_not_strip_most_of_the_article() -> None:
    made, plain = article("strip: //div[@class='story']"), clean(page())
    assert isinstance(plain, Article)
    assert (plain.text, (MISSED,)) == (made.text, made.quality)


def test_users_own_word_is_final() -> None:
    bare = article("strip: //p[not(@class='plug')]", own=True)
    assert (PLUG, FIRST in bare.text, MISSED in bare.quality) == (bare.text, False, False)
    assert article("body: //div[@class='tides']", own=True).text == NOTE
    short = article("body: //p[@class='by']\nprune: no", own=True)
    assert ("By Ines Maar", False) == (short.text, MISSED in short.quality)


def test_users_body_is_cleaned_of_boilerplate_unless_it_says_no() -> None:
    markup = PAGE.replace(f"<p>{THIRD}</p>", f'<p>{THIRD}</p><p>Read also: <a href="/x">Bridge opens late</a></p>')
    body = "body: //div[@class='story']"
    assert "Read also" not in article(body, own=True, markup=markup).text
    assert "Read also: Bridge opens late" in article(f"{body}\nprune: no", own=True, markup=markup).text


def test_failing_body_gives_nothing_where_nothing_is_to_be_detected() -> None:
    result = clean(page(), rules=rules("autodetect_on_failure: no\nbody: //div[@id='gone']"))
    assert isinstance(result, Rejection)
    assert result.reason is Reason.NO_TEXT


@pytest.mark.parametrize("extractor", ["blocks", "trafilatura"])
def test_rules_go_whatever_the_extractor(extractor: str) -> None:
    made = article("body: //div[@class='story']\nstrip: //p[@class='plug']", extractor=extractor)
    assert (FIRST in made.text, PLUG in made.text, NOTE in made.text) == (True, False, False)


def test_strings_are_replaced_before_the_page_is_parsed() -> None:
    made = article('replace_string(<p class="plug">): <p hidden>\nreplace_string(Great Pell): Little Pell')
    assert (False, True) == (any(PLUG in b.text for b in made.blocks), "Little Pell" in made.text)


def test_words_within_a_paragraph_can_be_stripped() -> None:
    markup = PAGE.replace("voted on Tuesday", "voted <span class=ref>[7]</span>on Tuesday")
    made = article("strip_id_or_class: ref", markup=markup)
    assert made.text.splitlines()[0] == FIRST
    assert block(made, "[7]").rule == "site/courier.example/strip_id_or_class/1"


def test_other_pages_of_the_article_are_named() -> None:
    made = article("single_page_link: //p[@class='all']/a\nnext_page_link: //a[@rel='next']\nnative_ad_clue: //main")
    assert ("https://courier.example/town/ferry?page=all", None) == (made.single_page, made.next_page)
    assert ("native-ad",) == made.quality


def test_version_tells_the_rules_and_nothing_else_changes_it() -> None:
    one, same, other = (clean(page(), rules=rules(text)) for text in ("prune: no", "prune: no", "prune: yes"))
    assert one.cleaning_version == same.cleaning_version != other.cleaning_version
    assert one.cleaning_version == f"{cleaning_version()}+{rules('prune: no').digest[:8]}"
    empty = clean(Page(url=URL, body=b"<p>x</p>"), rules=rules("prune: no"))
    assert isinstance(empty, Rejection)
    assert one.cleaning_version == empty.cleaning_version == (empty.article or empty).cleaning_version


def test_same_page_under_the_same_rules_is_the_same_article() -> None:
    text = "body: //div[@class='story']\nstrip_id_or_class: plug\ntitle: //h1"
    assert clean(page(), rules=rules(text)) == clean(page(), rules=rules(text))


@pytest.mark.parametrize("markup", ["", "<", "plain words", "<html></html>", "<div>" * 3000, "<p>\x00</p>"])
def test_page_without_anything_is_a_result_too(markup: str) -> None:
    result = clean(page(markup), rules=rules("body: //div\nstrip: //p\nreplace_string(<): <<\ntitle: //x"))
    assert isinstance(result, Article | Rejection)


PIECES = (
    f"<p>{FIRST}</p>", f"<p class=plug>{PLUG}</p>", f"<div class=story><p>{SECOND}</p><p>{THIRD}</p></div>",
    f"<ul class=plug><li><a href=/a>{FOURTH}</a></li><li>{NOTE}</li></ul>", "<p>See <b class=plug>also</b> this</p>",
    "<aside>Read also: <a href=/x>Bridge opens late</a></aside>", "<h2 id=plug-2>Tides</h2>", "bare text",
)  # fmt: skip
LINES = (
    "body: //div[@class='story']", "body: //p", "body: //b", "body: //body", "body: //ul | //h2", "strip: //ul", "strip: //p",
    "strip: //b", "strip: //p[1]", "strip_id_or_class: plug", "strip_id_or_class: story", "strip: //body", "prune: no",
    "autodetect_on_failure: no", "title: //h2", "author: //b", "date: //li",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=9),
    st.lists(st.sampled_from(LINES), max_size=6),
    st.booleans(),
)
def test_every_block_has_one_verdict_and_every_word_is_counted(pieces: list[str], lines: list[str], own: bool) -> None:  # noqa: FBT001
    markup = f"<html lang=en><body>{''.join(pieces)}</body></html>"
    under, plain = clean(page(markup), rules=rules("\n".join(lines), own=own)), clean(page(markup))
    blocks, others = (
        r.blocks if isinstance(r, Article) else r.article.blocks if r.article else () for r in (under, plain)
    )
    assert [b.position for b in blocks] == list(range(len(blocks)))
    assert Counter(" ".join(b.text for b in blocks).split()) == Counter(" ".join(b.text for b in others).split())
    for b in blocks:
        assert (
            (b.verdict is Verdict.REMOVED) is (b.rule is not None) is (b.category is not None) is (b.reason is not None)
        )
    kept = "\n".join(b.text for b in blocks if b.verdict is Verdict.KEPT)
    assert kept == (under.text if isinstance(under, Article) else kept)
