"""Behaviour of pipelines.phrase_rules: the user's rules join the shipped ones, and say so in the article's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaning.article import Article, Page, SourceFacts, Verdict
from cleaning.errors import RuleError
from cleaning.rules import load, merged
from cleaning.version import cleaning_version
from pipelines.phrase_rules import book, book_for, own_files
from pipelines.tasks import cleaned
from tests.shelf import html
from tests.test_crawler_rulebench import LINE, OWN

if TYPE_CHECKING:
    from pathlib import Path

ID = "phrase/en/related/pennies"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/en.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "rules/post.example.txt").write_text("strip: //aside\n", encoding="utf-8")
    return tmp_path / "rules"


def page(folder: Path | None) -> Page:
    facts = SourceFacts(id="s", language="en", own_rules=str(folder) if folder else "")
    return Page(url="https://site1.example/a", body=html(1, f"<p>{LINE}</p>").encode(), source=facts)


def test_only_toml_files_are_phrase_rules(folder: Path) -> None:
    assert {"rules/en.toml": OWN.encode()} == own_files(folder)


def test_no_folder_and_a_folder_without_such_files_mean_the_shipped_rules(tmp_path: Path) -> None:
    assert {} == own_files(tmp_path / "none")
    assert book(str(tmp_path)) is book("") is book_for(page(None)) is None


def test_own_rules_stand_beside_the_shipped_ones_and_are_asked_first(folder: Path) -> None:
    made = book(str(folder))
    assert made is not None
    assert {ID} == {rule.id for rule in made.rules} - {rule.id for rule in load().rules}
    assert ID == made.phrases("penny dispatch number 9")[0].id


def test_book_is_read_once_in_a_process(folder: Path) -> None:
    assert book(str(folder)) is book(str(folder))


def test_own_rule_removes_and_the_version_says_so(folder: Path) -> None:
    mine, shipped = cleaned(page(folder)), cleaned(page(None))
    assert isinstance(mine, Article)
    assert isinstance(shipped, Article)
    assert [(LINE, ID)] == [(b.text, b.rule) for b in mine.blocks if b.rule == ID]
    assert LINE in shipped.text.splitlines()
    made = book(str(folder))
    assert made is not None
    assert (cleaning_version(), f"{cleaning_version()}+{made.digest[:8]}") == (
        shipped.cleaning_version,
        mine.cleaning_version,
    )
    assert Verdict.KEPT in {b.verdict for b in mine.blocks}


def test_version_changes_with_a_wording_but_not_with_a_comment() -> None:
    digests = [
        merged({"rules/en.toml": text.encode()}).digest for text in (OWN, f"# more\n{OWN}", OWN.replace("14", "15"))
    ]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "rules/en.toml: not a TOML file"),
        ("[family.read-also]\ncategory = 'app'\ndescription = 'x'", r"\[family.read-also\] is shipped"),
        ("[appeals.donation]\ndescription = 'x'", r"\[appeals.donation\] is shipped"),
        ("[words]\nfew = 'x'", r"\[words\] of a file for all languages"),
        (OWN.replace('description = "a penny dispatch"', ""), 'field "family": no .family.pennies. in any rule file'),
        (OWN.replace("[phrase.pennies]", "[phrase.read-also]"), "phrase/en/related/read-also: two rules have this id"),
        (OWN.replace("match", "mach"), 'rules/en.toml: phrase/en/pennies: field "mach": unknown'),
    ],
)
def test_faulty_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/en.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        book(str(tmp_path / "rules"))


def test_words_of_a_language_are_the_files_own() -> None:
    text = OWN.replace('language = "en"\n', 'language = "en"\n[words]\ncoin = "(?:penny|florin)"\n').replace(
        "'penny", "'<coin>"
    )
    assert ID in [rule.id for rule in merged({"rules/en.toml": text.encode()}).phrases("florin dispatch number 2")]


def test_shipped_family_may_be_used() -> None:
    text = OWN.replace(
        'category = "related"\ndescription = "a penny dispatch"\nmatch = "whole"', 'family = "read-also"'
    )
    rule = merged({"rules/en.toml": text.encode()}).get(ID)
    assert rule is not None
    assert "label that points to other articles" == rule.description
