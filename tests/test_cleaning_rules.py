"""The shipped rules: every example goes, every look-alike stays, and the book can be asked and switched off."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Category, Verdict
from cleaning.boilerplate import Context, strip
from cleaning.rules import Tier, examples, load
from cleaning.rules.model import Match, Phrase
from crawler.rulebench.trials import Trial, stories, trials

if TYPE_CHECKING:
    from cleaning.article import Block
    from cleaning.rules import Rule, RuleBook

DEEP = ("en", "uk", "de", "fr", "es", "ar", "ru", "be", "bg", "pl", "cs", "sk", "ro", "hu", "el")
"""Languages that know every category of line; every other one knows the common categories."""
COMMON = (
    "related donation newsletter subscribe follow share counter author-box tags source-link copyright advert comments"
)
LANGUAGES = sorted({rule.language for rule in load().rules if rule.language})
PARAGRAPHS = 5
TESTED = [rule for rule in load().rules if rule.examples]


def verdicts(trial: Trial, book: RuleBook | None = None) -> tuple[list[Block], list[Block]]:
    """Strip a trial and return its own blocks and the article's."""
    return trial.split(strip(trial.blocks(), Context(language=trial.language), book=book))


def after(rule: Rule) -> list[Trial]:
    """Return a rule's examples after an article."""
    return [trial for trial in trials(rule) if trial.goes and trial.place == "after"]


@pytest.mark.parametrize("rule", TESTED, ids=lambda rule: rule.id)
def test_examples_go_wherever_they_stand(rule: Rule):
    left = [
        (trial.place, block.text)
        for trial in trials(rule)
        if trial.goes
        for block in verdicts(trial)[0]
        if block.verdict is not Verdict.REMOVED
    ]
    assert [] == left


@pytest.mark.parametrize("rule", TESTED, ids=lambda rule: rule.id)
def test_look_alikes_stay_wherever_they_stand(rule: Rule):
    lost = [
        (trial.place, block.text, block.rule)
        for trial in trials(rule)
        if not trial.goes
        for block in verdicts(trial)[0]
        if block.verdict is not Verdict.KEPT
    ]
    assert [] == lost


@pytest.mark.parametrize("rule", TESTED, ids=lambda rule: rule.id)
def test_no_example_takes_an_ordinary_paragraph_with_it(rule: Rule):
    lost = [
        (source, place, block.text, block.rule)
        for source, place in product((*rule.examples, *rule.look_alikes), ("inside", "after"))
        for block in verdicts(Trial(rule, source, place, goes=source in rule.examples))[1]
        if block.verdict is not Verdict.KEPT
    ]
    assert [] == lost


def categories(language: str) -> set[Category]:
    """Return the categories of line a language has rules for."""
    return {rule.category for rule in load().rules if rule.language == language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_story_and_a_voice(language: str):
    assert PARAGRAPHS == len(stories()[language])
    assert language in load().languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_story_loses_nothing(language: str):
    blocks = examples.blocks("\n".join(stories()[language]))
    assert blocks == strip(blocks, Context(language=language))
    assert blocks == strip(blocks, Context())


def test_examples_come_out_under_their_own_category():
    """A line may fit two categories; nearly always the rule's own has to win."""
    pairs = [
        (rule.category, block.category) for rule in TESTED for trial in after(rule) for block in verdicts(trial)[0][:1]
    ]
    assert sum(wanted == got for wanted, got in pairs) / len(pairs) > 0.97


def test_other_tiers_carry_some_examples_of_a_rule_that_is_off():
    phrases = [rule for rule in TESTED if rule.language == "en"]
    outcomes = [
        block.verdict is Verdict.REMOVED
        for rule in phrases
        for trial in after(rule)
        for block in verdicts(trial, load().without(rule.id))[0]
    ]
    assert 0.1 < sum(outcomes) / len(outcomes) < 0.9


@pytest.mark.parametrize("language", DEEP)
def test_deep_languages_know_every_category_of_line(language: str):
    structural = {Category.REPEATED_TITLE, Category.REPEATED_TEXT}
    assert set() == set(Category) - structural - categories(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_common_categories(language: str):
    assert set() == {Category(name) for name in COMMON.split()} - categories(language)


def test_every_phrase_has_examples_and_look_alikes():
    bare = [rule.id for rule in load().rules if isinstance(rule, Phrase) and not (rule.examples and rule.look_alikes)]
    assert [] == bare


def test_ids_say_tier_language_category_and_name():
    phrase = load().get("phrase/en/related/read-also")
    assert (Tier.PHRASE, "en", Category.RELATED) == (phrase.tier, phrase.language, phrase.category)
    assert all(rule.id.startswith(f"{rule.tier}/") for rule in load().rules)
    assert len({rule.id for rule in load().rules}) == len(load().rules)


def test_the_book_is_read_once():
    assert load() is load()


def test_switching_a_rule_off_leaves_the_others_and_the_shipped_book():
    rule = load().get("phrase/en/donation/donate-call")
    book = load().without(rule.id)
    assert rule.id not in {other.id for other in book.rules}
    assert len(load().rules) - 1 == len(book.rules)
    assert book.get(rule.id) is None
    assert load().get(rule.id) is rule


def test_matches_are_all_used_by_the_shipped_rules():
    assert set(Match) == {rule.match for rule in load().rules if isinstance(rule, Phrase)}
