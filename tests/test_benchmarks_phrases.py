from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cleaning.rules import examples, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROOT = Path(__file__).parent.parent
BENCHMARKS = ROOT / "benchmarks"
LABEL = "phrase/en/related/read-also"


@pytest.fixture
def trials(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmarks' module of trials, which is no package's."""
    return benchmark("trials")


@pytest.fixture
def phrases(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmark itself, as a module."""
    return benchmark("phrases")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / "phrases.py"), *words]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=300)


@pytest.mark.parametrize(("place", "own"), [("alone", range(1)), ("inside", range(2, 3)), ("after", range(5, 6))])
def test_trial_stands_where_its_place_says(trials: ModuleType, place: str, own: range) -> None:
    trial = trials.Trial(load().get(LABEL), "Read also: [Council delays vote]", place, goes=True)
    blocks = trial.blocks()
    assert own == trial.own
    assert ["Read also: Council delays vote"] == [blocks[i].text for i in own]
    assert list(range(len(trial.story) + 1)) == [block.position for block in blocks]


@pytest.mark.parametrize(
    ("example", "markup"),
    [
        ("Read also: [A <b> story]", '<p>Read also: <a href="/news/another-story">A &lt;b&gt; story</a></p>'),
        ("# Tags\n- one\n- two", "<h3>Tags</h3>\n<ul><li>one</li>\n<li>two</li></ul>"),
        ("! Photo: PA", "<figure><figcaption>Photo: PA</figcaption></figure>"),
    ],
)
def test_example_becomes_the_markup_a_page_would_have(trials: ModuleType, example: str, markup: str) -> None:
    assert markup == trials.markup(example)


def test_every_example_and_look_alike_of_a_language_is_asked(trials: ModuleType) -> None:
    asked = list(trials.trials({"el"}))
    rules = [rule for rule in load().rules if rule.language == "el"]
    texts = {text for rule in rules for text in (*rule.examples, *rule.look_alikes)}
    assert texts == {trial.source for trial in asked}
    assert {"alone", "inside", "after"} == {trial.place for trial in asked}


def test_page_holds_the_story_and_the_trial(trials: ModuleType) -> None:
    trial = trials.Trial(load().get(LABEL), "Read also: Council delays vote", "inside", goes=True)
    html = trial.page().body.decode()
    assert all(examples.blocks(text)[0].text in html.replace("&#x27;", "'") for text in trial.story)
    assert "<p>Read also: Council delays vote</p>" in html


def test_lines_that_stay_and_lines_that_go_are_counted_apart(trials: ModuleType, phrases: ModuleType) -> None:
    rule = load().get(LABEL)
    goes = trials.Trial(rule, "Read also: [Council delays vote]", "after", goes=True)
    stays = trials.Trial(rule, "The ferry is late again.", "after", goes=False)
    tallies = phrases.measured(lambda trial: (list(trial.lines), []), [goes, stays])
    assert {"leak": 1.0, "lost": 0.0, "ordinary": 0.0} == tallies["en"].figures()
    tallies = phrases.measured(lambda trial: ([], trial.story[:1]), [goes, stays])
    assert {"leak": 0.0, "lost": 1.0, "ordinary": 2.0} == tallies["all"].figures()
    assert ["on paper: lost 1.0000, must be at most 0.0100", "on paper: ordinary 2.0000, must be at most 0.0000"] == (
        phrases.broken(tallies, title="on paper")
    )


def test_own_rule_off_lets_more_stay(trials: ModuleType, phrases: ModuleType) -> None:
    trial = trials.Trial(load().get("phrase/el/counter/views"), "1 204 προβολές", "after", goes=True)
    assert ([], []) == phrases.by_rules(trial)
    assert (["1 204 προβολές"], []) == phrases.by_others(trial)


def test_one_language_meets_the_musts() -> None:
    done = run("--language", "el", "--check")
    assert (done.stderr, done.returncode) == ("", 0), done.stdout
    titles = ["rules on blocks", "whole pages", "rules on blocks, the example's own rule off"]
    assert titles == [line for line in done.stdout.splitlines() if line in titles]
    assert "at most: leak 0.03, lost 0.01, ordinary 0.0" in done.stdout
