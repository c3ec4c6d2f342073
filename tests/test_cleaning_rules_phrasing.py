"""Whatever automata share the work, a line has the phrases that its wordings say one by one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.language import beyond_latin
from cleaning.rules import load, read
from cleaning.rules.model import Phrase
from cleaning.rules.patterns import options
from cleaning.rules.phrasing import Phrasing, framed
from cleaning.rules.wording import core, fold

PHRASES = [rule for rule in load().rules if isinstance(rule, Phrase)]
EXAMPLES = [
    line for phrase in PHRASES for text in (*phrase.examples, *phrase.look_alikes) for line in text.splitlines()
]


@cache
def single() -> dict[str, re2._Regexp[str]]:
    return {phrase.id: re2.compile(framed(phrase), options()) for phrase in PHRASES}


def one_by_one(text: str) -> set[str]:
    return {name for name, pattern in single().items() if pattern.search(text)}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(EXAMPLES))
def test_shared_automata_find_what_single_patterns_find(line: str) -> None:
    text = core(fold(line.strip()))
    found = {phrase.id for phrase in load().phrases(text)}
    expected = one_by_one(text)

    assert {i for i in expected if i not in found} <= {p.id for p in PHRASES if beyond_latin(p.language)}
    assert found <= expected


def test_language_of_the_page_brings_its_script() -> None:
    """A line without a letter of the page's script, such as a name, is looked up all the same."""
    for phrase in PHRASES:
        if beyond_latin(phrase.language):
            text = core(fold(phrase.examples[0].splitlines()[0].lstrip("#-! ")))
            plain = {found for found in load().phrases(text) if found.language in (None, "en", phrase.language)}
            assert plain <= set(load().phrases(text, language=phrase.language))


def test_line_in_another_script_than_the_page_is_found() -> None:
    assert any("read-also" in phrase.id for phrase in load().phrases(fold("читайте також"), language="en"))


def test_latin_line_is_looked_up_in_the_language_of_its_page_and_its_kin() -> None:
    def languages(page: str | None) -> set[str | None]:
        return {phrase.language for phrase in load().phrases("les også", language=page)}

    assert "no" in languages("no") & languages("da") & languages(None)
    assert set() == languages("en")


def test_english_wordings_stand_on_every_page() -> None:
    assert any(phrase.language == "en" for phrase in load().phrases("read also", language="uk"))


def test_phrases_come_in_the_order_of_their_families() -> None:
    rank = {phrase.id: place for place, phrase in enumerate(PHRASES)}
    found = [rank[phrase.id] for phrase in load().phrases("subscribe to our newsletter")]

    assert found == sorted(found)


def test_overlong_line_has_none() -> None:
    assert () == Phrasing(PHRASES).find("read also " * 200)


def test_shipped_patterns_hold_when_they_are_tried() -> None:
    """``load`` trusts them; whoever reads the same files as a user's has them tried."""
    raw = {item.name: item.read_bytes() for item in files("cleaning.rules").iterdir() if item.name.endswith(".toml")}

    assert load().digest == read(raw).digest
