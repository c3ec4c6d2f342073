"""Patterns, spelling, class words and the notation of examples: what rules are compared with."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

import cleaning.rules
from cleaning.article import Category, Kind
from cleaning.rules import Tier, examples, load
from cleaning.rules.model import Phrase, Widget
from cleaning.rules.patterns import checked, expand, relaxed, union
from cleaning.rules.phrasing import framed
from cleaning.rules.vocabulary import Vocabulary
from cleaning.rules.wording import core, count, fold, tokens, unquoted


def test_named_words_are_put_in_and_circles_are_refused():
    words = {"us": "our|the", "paper": "<us> (?:paper|site)", "loop": "<loop>"}
    assert "read (?:(?:our|the) (?:paper|site))" == expand("read <paper>", words)
    with pytest.raises(ValueError, match="circle"):
        expand("<loop>", words)


def test_patterns_are_folded_like_the_text():
    assert re2.fullmatch(checked("à découvrir"), fold("à découvrir"))
    assert re2.fullmatch(checked("اقرأ أيضًا"), fold("إقرأ ايضا"))


@pytest.mark.parametrize("pattern", [r"\p{L}+", r"[\p{L}-]+", r"[^\p{L}]+", r"a\p{Lu}?\[x\]", r"[^.!?]{0,40}x"])
def test_letter_classes_are_written_out(pattern: str):
    written = checked(pattern)
    assert r"\p{" not in written
    assert re2.compile(written)


@given(st.sampled_from(["ab{0,3}c", "(?:a|b){1,4}c", r"[^.]{0,90}c", "a{2}c"]), st.text("abc.", max_size=12))
def test_a_relaxed_pattern_matches_whatever_the_exact_one_does(pattern: str, text: str):
    if re2.fullmatch(pattern, text):
        assert re2.fullmatch(relaxed(pattern), text)


def test_every_wording_is_compiled_by_re2():
    """RE2 runs in linear time and refuses what would need backtracking."""
    for rule in load().rules:
        if isinstance(rule, Phrase):
            assert isinstance(re2.compile(framed(rule)), re2._Regexp)
    with pytest.raises(ValueError, match="no RE2 pattern"):
        checked(r"(a+)\1")


def test_bait_against_the_wordings_costs_linear_time():
    baits = ["read " * 300, "a" * 1500, "newsletter " * 140, "©" * 1500, "(" * 1500, "1," * 700, "join our " * 160]
    load().phrases("warm up")
    started = time.process_time()
    for bait in baits:
        load().phrases(bait)
        load().hear(tokens(bait))
    assert time.process_time() - started < 2


def test_no_pattern_has_a_dash_range_by_accident():
    """A typographic dash inside brackets folds to a hyphen and would make a range."""
    files = Path(cleaning.rules.__file__).parent.glob("*.toml")
    tables = [table for file in files for table in tomllib.loads(file.read_text("utf-8")).get("phrase", {}).values()]
    patterns = [pattern for table in tables for pattern in table["patterns"]]
    assert [] == [pattern for pattern in patterns if re.search(r"\[[^\]]*[–—][^\]]*\]", pattern)]


# ------------------------------------------------------------------------------------------------ wording


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Don’t miss", "Don't miss"),
        ("À lire aussi\u00a0:", "A lire aussi :"),
        ("Größe", "Grosse"),
        ("ещё", "еще"),
        ("Об’єднання", "Об'єднання"),
        ("إقرأ أيضًا", "اقرا ايضا"),
        ("مـــزيد", "مزيد"),
        ("«Так»", '"Так"'),
        ("soft\u00adhyphen", "softhyphen"),
        ("İstanbul ısı", "Istanbul isi"),
        ("łódź", "lodz"),
    ],
)
def test_fold_unites_spellings(text: str, folded: str):
    assert folded == fold(text)


@given(st.text(max_size=60))
def test_fold_is_idempotent(text: str):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "kernel"),
    [("→ Read also: ", "Read also"), ("* * *", ""), ("(Photo: AP)", "Photo: AP"), ('"Quote', '"Quote'), ("© 2024 X.", "© 2024 X"), ("50%", "50%")],
)  # fmt: skip
def test_core_drops_ornaments_and_keeps_signs(text: str, kernel: str):
    assert kernel == core(text)


@pytest.mark.parametrize(("text", "number"), [("two words", 2), ("", 0), ("関連記事を読む", 4), ("ещё слово", 2)])
def test_count_knows_scripts_without_spaces(text: str, number: int):
    assert number == count(text)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [("Don't, please!", " don't please "), ("", "  "), ("购买 now", " 购 买 now "), ("Ще – раз", " ще раз ")],
)
def test_tokens_stand_between_single_spaces(text: str, spoken: str):
    assert spoken == tokens(fold(text))


def test_unquoted_leaves_what_the_outlet_says():
    assert "she said   to us" == unquoted('she said "give us money" to us')
    assert "he: " == unquoted('he:"never closed')
    assert "nothing" == unquoted("nothing")


# ------------------------------------------------------------------------------------------------ vocabulary


def vocabulary(*words: str, tags: tuple[str, ...] = ()) -> Vocabulary:
    widget = Widget(
        id="structure/x", tier=Tier.STRUCTURE, category=Category.SHARE, description="x", words=words, tags=tags
    )
    return Vocabulary([widget])


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("div.share-bar", True),
        ("div.shareBar", True),
        ("div.ShareBar_top__x1", True),
        ("div#share_bar", True),
        ("div.post.sharebar", True),
        ("div.shareholder-barometer", False),
        ("div.share.bar", False),
        ("div.no-share-bar", False),
        ("div.has-share-bar", False),
        ("article.share-bar", False),
        ("body.share-bar", False),
        ("h2#share-bar", False),
        ("h2.share-bar", True),
        ("div", False),
        ("", False),
    ],
)
def test_only_whole_words_of_a_class_vote(step: str, found: bool):  # noqa: FBT001 - a table
    assert found == (vocabulary("share bar").vote(step) is not None)


def test_an_element_name_votes_where_a_widget_lists_it():
    assert vocabulary("x", tags=("aside",)).vote("aside.y") is not None


# ------------------------------------------------------------------------------------------------ notation


def test_the_notation_of_examples_gives_kinds_and_links():
    blocks = examples.blocks("# Head\n- [One]\n! Cap\nRead [more]\n\n> plain")
    kinds = [Kind.HEADING, Kind.ITEM, Kind.CAPTION, Kind.PARAGRAPH, Kind.PARAGRAPH]
    assert kinds == [block.kind for block in blocks]
    assert ["Head", "One", "Cap", "Read more", "> plain"] == [block.text for block in blocks]
    assert [0.0, 1.0, 0.0, 4 / 9, 0.0] == [block.link_share for block in blocks]
    assert list(range(5)) == [block.position for block in blocks]


def test_union_keeps_alternatives_apart():
    assert re2.fullmatch(union(["a|b", "c"]), "c")
    assert not re2.fullmatch(f"x{union(['a|b'])}", "b")
