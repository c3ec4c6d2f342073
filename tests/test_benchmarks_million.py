"""The benchmark of a million articles, with a thousand: what it stores is what it says, and the same every time."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType


@pytest.fixture
def million(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    return benchmark("million")


@pytest.fixture
def prose(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    return benchmark("prose")


def test_an_article_is_the_same_every_time_and_of_the_length_of_one(prose: ModuleType) -> None:
    first = prose.delivery(7)
    prose.paragraphs.cache_clear()
    assert first == prose.delivery(7)
    assert first.page.url == prose.url(7)
    assert all(250 <= prose.delivery(number).result.word_count <= 400 for number in range(30))
    assert prose.delivery(7, state=1).result.text.startswith(first.result.text + "\n")


def test_what_is_stored_has_copies_and_can_be_looked_up(million: ModuleType, prose: ModuleType, tmp_path: Path) -> None:
    growing = million.Growing(tmp_path)
    with closing(growing.corpus) as corpus:
        window = million.Window(200)
        for first in range(0, 200, 50):
            growing.store(prose.batch(first, 50), window)
        growing.look_up(window, share=20)
        assert corpus.db["articles"].count == 200
        assert corpus.db.execute("SELECT count(DISTINCT article_id) FROM duplicates").fetchone()[0] >= 8
        assert corpus.db.execute("SELECT DISTINCT kind FROM revisions WHERE number > 1").fetchall() == [("body",)]
        assert all(spent.count and spent.cpu for spent in window.parts.values())
        assert len(million.searched(corpus, 200)) == million._QUERIES


def test_a_hollow_corpus_is_a_sound_one(
    million: ModuleType, prose: ModuleType, benchmark: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    growing = million.Growing(tmp_path)
    with closing(growing.corpus) as corpus:
        benchmark("hollow").fill(corpus, 300, growing.run)
        growing.store(prose.batch(300, 50), million.Window(350))
        counts = {name: corpus.db[name].count for name in ("articles", "revisions", "captures", "sketches")}
        assert counts == dict.fromkeys(("articles", "revisions", "sketches", "captures"), 350)
        assert corpus.db["fingerprints"].count >= 300 * 11
        assert corpus.db.execute("PRAGMA foreign_key_check").fetchall() == []
        corpus.db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        names = {index.name for index in corpus.db["fingerprints"].indexes}
        assert "fingerprints_article" in names


def test_what_costs_too_much_more_is_said(million: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    few, many = million.Window(1), million.Window(2)
    for window, seconds in ((few, 1.0), (many, 1.2)):
        for spent in window.parts.values():
            spent.cpu, spent.wall, spent.count = seconds, seconds * 9, 1000
    assert [] == million.steeper(few, many)
    many.parts["copies"].cpu = 1.5
    assert ["copies costs 1.50 times what it did"] == million.steeper(few, many)
    assert "1.00 -> 1.50 ms of CPU (1.50)" in capsys.readouterr().out
