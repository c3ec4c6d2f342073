"""What a result was made by can be said without cleaning, and is the same wherever the rules lie."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Extractor, SourceFacts
from pipelines.tasks import cleaned
from pipelines.told import facts_digest, facts_from, facts_json, version_for
from tests.stored import HOST, body, page

if TYPE_CHECKING:
    from pathlib import Path

    from cleaning.article import Page


def under(folder: Path) -> Page:
    return replace(page(1, body(1)), source=SourceFacts(id="town", own_rules=str(folder)))


@pytest.mark.parametrize("own", [{}, {f"{HOST}.txt": "strip: //aside\n"}, {"global.txt": "strip: //aside\n"}], ids=len)
def test_the_version_is_known_before_a_page_is_cleaned(tmp_path: Path, own: dict[str, str]) -> None:
    for name, text in own.items():
        (tmp_path / name).write_text(text)
    of = under(tmp_path)
    assert cleaned(of).cleaning_version == version_for(replace(of, body=b""))


def test_facts_come_back_as_they_were_with_the_folders_of_today() -> None:
    facts = SourceFacts(
        id="a", name="Ä", day_first=False, extractor=Extractor.BLOCKS, standfirst=False, own_rules="/old"
    )
    again = facts_from(facts_json(facts), beside=SourceFacts(own_rules="/new", site_rules=("/x",)))
    assert replace(facts, own_rules="/new", site_rules=("/x",)) == again
    assert facts_digest(facts) == facts_digest(again)


def test_other_facts_have_another_name() -> None:
    plain = SourceFacts(id="a")
    others = [replace(plain, timezone="Europe/Kyiv"), replace(plain, day_first=True), replace(plain, day_first=False)]
    assert 4 == len({facts_digest(facts) for facts in (plain, *others)})
    assert '{"id": "a"}' == facts_json(plain)
