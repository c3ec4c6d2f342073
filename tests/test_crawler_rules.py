"""``thresher rules``, ``test`` and ``new`` over a small corpus: a line becomes a rule with tests, or is refused with reasons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click import UsageError
from click.testing import CliRunner, Result

from cleaning.errors import InputError, RuleError, ThresherError
from crawler.cli import thresher
from tests.specimens import corpus, delivered, page
from tests.test_crawler_rulebench import LINE, OWN

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = "phrase/en/related/read-also"
NEW = ("rules", "new", "Florin dispatch number 3", "--category", "related", "--lang", "en")
WRITTEN = "phrase/en/related/florin-dispatch-number"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus with a rule of its own and two articles, a line of which leaked."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/en.toml").write_text(OWN, encoding="utf-8")
    opened, run_id = corpus(tmp_path)
    with opened:
        texts = {n: f"The council met on Sunday in {n} rooms.\nFlorin dispatch number {n}" for n in (1, 2)}
        opened.commit(run_id, [delivered(page(n), text, language="en") for n, text in texts.items()])
    return tmp_path


def run(folder: Path, *words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(thresher, [*words, "-C", str(folder)], input=given, standalone_mode=False)


def error(folder: Path, *words: str) -> ThresherError:
    result = run(folder, *words)
    assert isinstance(result.exception, ThresherError), result.exception
    return result.exception


def own(folder: Path) -> str:
    return (folder / "rules/en.toml").read_text(encoding="utf-8")


def test_own_rules_are_listed_with_the_shipped_ones(folder: Path) -> None:
    told = {rule["id"]: rule for rule in json.loads(run(folder, "rules", "--json", "--language", "en").output)}
    assert {SHIPPED, "phrase/en/related/pennies"} <= told.keys()
    assert [LINE] == told["phrase/en/related/pennies"]["examples"]


def test_rules_that_hold_pass_their_tests(folder: Path) -> None:
    result = run(folder, "rules", "test", "--own")
    assert (None, "rules: 1, examples and look-alikes: 2, failures: 0\n") == (result.exception, result.output)


def test_one_shipped_rule_is_tested_alone(folder: Path) -> None:
    result = run(folder, "rules", "test", "--rule", SHIPPED)
    assert result.exception is None
    assert result.output.startswith("rules: 1, ")


def test_failures_are_told_with_what_happened_and_end_with_the_code_of_a_bad_rule(folder: Path) -> None:
    (folder / "rules/en.toml").write_text(OWN.replace("['penny", "['shilling"), encoding="utf-8")
    result = run(folder, "rules", "test", "--own")
    assert isinstance(result.exception, RuleError)
    assert (78, "rules that fail their tests: 1") == (result.exception.exit_code, str(result.exception))
    assert result.output.splitlines()[:2] == ["phrase/en/related/pennies", f"  example alone: it stays: {LINE}"]
    facts = json.loads(run(folder, "rules", "test", "--own", "--json").output)
    assert ["alone", "inside", "after"] == [fact["place"] for fact in facts]
    assert {"example"} == {fact["what"] for fact in facts}


def test_language_that_no_rule_has_means_no_rule(folder: Path) -> None:
    assert "rules: 0," in run(folder, "rules", "test", "--lang", "xx").output


def test_rule_that_there_is_not_is_named(folder: Path) -> None:
    assert "there is no rule 'phrase/en/x'" in str(error(folder, "rules", "test", "--rule", "phrase/en/x"))


def test_line_becomes_a_rule_that_is_written_and_holds(folder: Path) -> None:
    result = run(folder, *NEW)
    assert result.exception is None, result.exception
    assert own(folder).startswith(OWN)
    assert f"rules/en.toml gets {WRITTEN}:" in result.output
    assert "it would remove 2 lines in 2 of 2 stored articles, such as" in result.output
    assert "  1: Florin dispatch number 1" in result.output.splitlines()
    assert run(folder, "rules", "test", "--rule", WRITTEN).exception is None


def test_dry_run_shows_all_and_writes_nothing(folder: Path) -> None:
    assert "[phrase.florin-dispatch-number]" in run(folder, *NEW, "--dry-run").output
    assert OWN == own(folder)


def test_rule_that_eats_its_look_alike_is_refused_unless_forced(folder: Path) -> None:
    words = (*NEW, "--like", "Florin dispatch number 8")
    refused = run(folder, *words)
    assert isinstance(refused.exception, RuleError)
    assert 78 == refused.exception.exit_code
    assert "against it: look-alike alone: it goes by" in refused.output
    assert OWN == own(folder)
    assert run(folder, *words, "--force").exception is None
    assert "florin-dispatch-number" in own(folder)


def test_line_may_come_from_standard_input(folder: Path) -> None:
    result = run(
        folder, "rules", "new", "--category", "app", "--lang", "en", given="Shilling dispatch in your pocket\nmore\n"
    )
    assert result.exception is None, result.exception
    assert "phrase/en/app/shilling-dispatch-in-your" in result.output


def test_leaked_line_is_taken_from_the_text_with_its_language(folder: Path) -> None:
    result = run(folder, "rules", "new", "--from-article", "2", "--line", "2", "--category", "related")
    assert result.exception is None, result.exception
    assert "'Florin dispatch number 2'," in own(folder)


def test_removed_block_is_taken_with_its_category(folder: Path) -> None:
    result = run(folder, "rules", "new", "--from-article", "1", "--block", "2", "--dry-run", "--force")
    assert result.exception is None, result.exception
    assert "phrase/en/related/read-also-2" in result.output
    assert "against it: the line goes already, by phrase/en/related/read-also" in result.output


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--from-article", "1"), "say which block"),
        (("--from-article", "1", "--block", "2", "--line", "1"), "say which block"),
        (("--from-article", "1", "--block", "77"), "article 1 has no removed block at position 77"),
        (("--from-article", "1", "--line", "3"), "article 1 has no line 3"),
        (("--from-article", "9", "--line", "1"), "there is no article 9"),
        (("   ",), "there is no line"),
    ],
)
def test_line_that_there_is_not_is_named(folder: Path, words: tuple[str, ...], problem: str) -> None:
    found = error(folder, "rules", "new", "--category", "related", "--lang", "en", *words)
    assert isinstance(found, InputError)
    assert problem in str(found)


@pytest.mark.parametrize(
    "words",
    [("A line",), ("A line", "--category", "app"), ("A line", "--lang", "english!"), ("A line", "--block", "1")],
)
def test_what_a_line_is_has_to_be_said(folder: Path, words: tuple[str, ...]) -> None:
    assert isinstance(run(folder, "rules", "new", *words).exception, UsageError)


def test_folder_without_corpus_may_have_rules(tmp_path: Path) -> None:
    result = run(tmp_path, *NEW)
    assert result.exception is None, result.exception
    assert "stored articles" not in result.output
    assert 'language = "en"' in own(tmp_path)


def test_commands_that_clean_refuse_a_rule_that_cannot_be_used_before_they_begin(folder: Path) -> None:
    (folder / "rules/en.toml").write_text(OWN.replace("match", "mach"), encoding="utf-8")
    (folder / "sources.toml").write_text(
        '[[source]]\nid = "a"\nhome = "http://a.example/"\nfeeds = ["http://a.example/f"]\nlocal = true\n',
        encoding="utf-8",
    )
    (folder / "page.html").write_text("<p>Hello</p>", encoding="utf-8")
    for words in (("crawl",), ("clean", str(folder / "page.html")), ("rules",), ("rules", "test"), NEW):
        problem = error(folder, *words)
        assert (78, True) == (problem.exit_code, str(problem).startswith("rules/en.toml: phrase/en/pennies: ")), words
