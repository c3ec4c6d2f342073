"""Behaviour of crawler.rulebench: rules are tried where lines stand, drafts join the user's files only if nothing is lost."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Category
from cleaning.errors import RuleError
from cleaning.rules import load, merged
from crawler.rulebench.checking import Candidate, candidate, objections
from crawler.rulebench.drafting import draft
from crawler.rulebench.effect import effect
from crawler.rulebench.trials import failures, stories, trials
from crawler.rulebench.writing import block, file_for, with_rule

LINE = "Penny dispatch number 14"
OWN = """# ours
language = "en"

[phrase.pennies]
category = "related"
description = "a penny dispatch"
match = "whole"
patterns = ['penny dispatch number \\d+']
examples = ['Penny dispatch number 14']
look_alikes = ['Penny dispatch number 14 was lost at sea in the storm of that winter, the post office said.']
"""


def made(line: str = LINE, *likes: str, files: dict[str, bytes] | None = None, name: str | None = None) -> Candidate:
    wanted = draft(line, category=Category.RELATED, language="en", likes=likes, name=name)
    return candidate(wanted, files or {}, is_named=name is not None)


@pytest.fixture(scope="module")
def sound() -> Candidate:
    return made()


def failed(text: str) -> list[str]:
    book = merged({"rules/en.toml": text.encode()})
    rule = book.get("phrase/en/related/pennies")
    assert rule is not None
    return [str(failure) for trial in trials(rule) for failure in failures(trial, book)]


def test_every_language_of_the_shipped_rules_has_a_story() -> None:
    assert set() == {rule.language for rule in load().rules if rule.language} - stories().keys()


def test_sound_rule_fails_nothing() -> None:
    assert [] == failed(OWN)


def test_example_that_stays_is_told_with_its_place() -> None:
    told = failed(OWN.replace("'penny dispatch number", "'florin dispatch number"))
    assert [
        f"example {place}: it stays: {LINE}" for place in ("alone", "inside an article", "after an article")
    ] == told


def test_rule_for_the_tail_is_not_asked_inside() -> None:
    told = failed(OWN.replace("'penny dispatch", "'florin dispatch").replace('"whole"', '"whole"\nposition = "tail"'))
    assert ["example alone", "example after an article"] == [line.partition(":")[0] for line in told]


def test_look_alike_that_goes_is_told_with_the_rule_that_takes_it() -> None:
    told = failed(
        OWN.replace(
            "look_alikes = ['Penny dispatch number 14 was", "look_alikes = ['Penny dispatch number 15', 'It was"
        )
    )
    assert 3 == len(told)
    assert told[0].startswith("look-alike alone: it goes by phrase/en/related/pennies (a penny dispatch: ")


def test_paragraph_of_the_article_that_goes_is_told() -> None:
    greedy = OWN.replace('match = "whole"', 'match = "part"\nmax_words = 99\npast = true').replace(
        "['penny", "['the', 'penny"
    )
    assert any("a paragraph of the article goes by phrase/en/related/pennies" in line for line in failed(greedy))


def test_draft_without_look_alike_gets_a_paragraph_that_stays(sound: Candidate) -> None:
    (text,) = sound.rule.look_alikes
    assert text.startswith(f"{LINE} ")
    assert [] == list(objections(sound))


def test_draft_that_eats_its_look_alike_is_objected_to() -> None:
    told = list(objections(made(LINE, "Penny dispatch number 2")))
    assert told
    assert all(line.startswith("look-alike ") for line in told)


def test_line_that_goes_already_is_objected_to() -> None:
    told = list(objections(made("Read also: [Council delays vote]")))
    assert told[0].startswith("the line goes already, by phrase/en/related/read-also")


def test_draft_that_eats_the_look_alike_of_another_rule_is_objected_to() -> None:
    other = OWN.replace("look_alikes = [", "look_alikes = ['Florin dispatch boats', ")
    told = list(objections(made("Florin dispatch boats", files={"rules/en.toml": other.encode()})))
    assert ["look-alike of phrase/en/related/pennies: it goes: Florin dispatch boats"] == told


def test_new_file_opens_with_its_language(sound: Candidate) -> None:
    data = tomllib.loads(sound.content.decode())
    assert ("rules/en.toml", "en") == (sound.name, data["language"])
    assert [LINE] == data["phrase"]["penny-dispatch-number"]["examples"]


def test_file_of_the_language_keeps_all_it_has_under_whatever_name() -> None:
    grown = made("Florin dispatch number 3", files={"rules/ours.toml": OWN.encode()})
    assert "rules/ours.toml" == grown.name
    assert grown.content.decode().startswith(OWN)
    assert {"pennies", "florin-dispatch-number"} == tomllib.loads(grown.content.decode())["phrase"].keys()
    assert grown.before.get("phrase/en/related/pennies")


def test_name_that_is_taken_is_refused() -> None:
    with pytest.raises(RuleError, match=r"rules/en.toml: there is a \[phrase.pennies\] already"):
        made(files={"rules/en.toml": OWN.encode()}, name="pennies")


def test_name_that_is_taken_gets_a_number_where_none_was_asked_for() -> None:
    again = made(files={"rules/en.toml": OWN.replace("pennies", "penny-dispatch-number").encode()})
    assert "phrase/en/related/penny-dispatch-number-2" == again.rule.id


def test_file_named_after_the_language_but_for_another_is_left_alone(sound: Candidate) -> None:
    wrong = {"rules/en.toml": OWN.replace('"en"', '"de"').encode()}
    with pytest.raises(RuleError, match=r"rules/en.toml: is for another language"):
        file_for(sound.draft, wrong)


def test_rule_for_all_languages_goes_to_a_file_without_one() -> None:
    shared = draft(LINE, category=Category.RELATED, language=None, likes=("x",))
    assert "rules/any.toml" == file_for(shared, {})
    assert "language" not in tomllib.loads(with_rule(None, shared, "rules/any.toml").decode())


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_texts_of_any_kind_come_back_from_the_file(line: str, like: str) -> None:
    written = draft(LINE, category=Category.RELATED, language="en", likes=(line, like))
    table = tomllib.loads(block(written))["phrase"]["penny-dispatch-number"]
    assert [line, like] == table["look_alikes"]


def test_effect_counts_the_lines_that_would_go_and_shows_three(sound: Candidate) -> None:
    text = "\n".join([*stories()["en"], "Penny dispatch number {}"])
    seen = effect(sound.rule, sound.book, [(n, "en", text.format(n)) for n in range(5)] + [(9, "en", "Nothing here")])
    assert (6, 5, 5) == (seen.articles, seen.touched, seen.lines)
    assert [(n, f"Penny dispatch number {n}") for n in range(3)] == seen.samples


def test_effect_respects_the_conditions_of_the_rule(sound: Candidate) -> None:
    told = '"Penny dispatch number 9," she said'
    assert 0 == effect(sound.rule, sound.book, [(1, "en", told)]).lines
