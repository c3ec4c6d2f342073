"""``thresher clean --why``: each block is explained by the rule that removed it and by what moved the block model."""

from __future__ import annotations

import pytest

from cleaning.article import Extractor, Page, SourceFacts
from cleaning.errors import InputError
from crawler.why import Reasoned, cleaned_only, facts, lines, reasoned
from tests.shelf import SENTENCES, html

EXTRA = "<p>Read also: <a href=/x>A dog was found under the bridge</a></p>"


@pytest.fixture(scope="module")
def made() -> Reasoned:
    return reasoned(Page(url="https://site1.example/a", body=html(1, EXTRA).encode()))


def told(made: Reasoned, asked: str) -> list[str]:
    return list(lines(made, asked))


def test_reasons_change_nothing_of_the_result(made: Reasoned) -> None:
    page = Page(url="https://site1.example/a", body=html(1, EXTRA).encode())
    assert made.result == cleaned_only(page).result
    assert {} == cleaned_only(page).reasons


def test_block_is_found_by_its_words_and_explained(made: Reasoned) -> None:
    head, text, score, *why = told(made, "debate about ITS cost")
    assert head.startswith("\x1b[1mBlock ")
    assert ", kept" in head
    assert text.strip().startswith(SENTENCES[0])
    assert "the block model takes it for article text at " in score
    assert why
    assert all(("+" in line) or ("-" in line) for line in why)


def test_block_is_found_by_its_position(made: Reasoned) -> None:
    position = next(at for at in made.reasons)
    assert told(made, str(position))[0].startswith(f"\x1b[1mBlock {position}, ")


def test_removed_block_names_its_rule(made: Reasoned) -> None:
    assert "removed by phrase/en/related/read-also: " in told(made, "read also")[0]


def test_all_blocks_with_the_words_are_told(made: Reasoned) -> None:
    assert len(SENTENCES) == sum(line.startswith("\x1b[1mBlock ") for line in told(made, "this is report number 1"))


def test_words_that_no_block_has_are_an_error(made: Reasoned) -> None:
    with pytest.raises(InputError, match="no block of the page has the number or the words 'marmalade'"):
        told(made, "marmalade")


def test_facts_give_words_and_log_odds(made: Reasoned) -> None:
    position = next(iter(made.reasons))
    assert [{"says": r.says, "odds": r.odds} for r in made.reasons[position]] == facts(made.reasons, position)
    assert [] == facts(made.reasons, 10_000)


def test_page_that_the_model_was_not_asked_about_says_so() -> None:
    source = SourceFacts(extractor=Extractor.TRAFILATURA)
    alone = reasoned(Page(url="https://site1.example/a", body=html(1).encode(), source=source))
    assert {} == alone.reasons
    assert "  the block model was not asked" in told(alone, "repair of the bridge")
