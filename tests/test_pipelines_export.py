"""Articles taken out: which ones, in what order, and what each format makes of hostile values."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
import yaml

from cleaning.errors import InputError
from pipelines.dataset_card import card
from pipelines.export import FIELDS, Selection, described, rows
from pipelines.export_formats import WRITERS, dataset
from pipelines.selecting import check
from tests.desk import Desk
from tests.specimens import SEEN, delivered, page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMULA = '=HYPERLINK("http://evil.example")'

BY = "https://creativecommons.org/licenses/by/4.0/"
CLAIM = "UPDATE captures SET rights = ? WHERE id = (SELECT capture_id FROM articles WHERE id = ?)"
RIGHTS: dict[int, dict[str, Any]] = {
    2: {"directives": ["max-snippet:50", "noarchive"]},
    3: {"tdm": {"reserved": True, "policy": None, "from": "meta", "raw": "1"}},
    4: {"ai_txt": "sha256:00", "tdm": {"reserved": False, "policy": None, "from": "file", "raw": "0"}},
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "corpus")
    day = date(2026, 3, 1)
    made.commit(
        delivered(
            page(1), "One text.", language="en", published_on=day, published_at=SEEN, tags=("a", "б"), licence=BY
        ),
        delivered(
            page(2), "Two, a text.", language="uk", published_on=date(2026, 3, 2), quality=("short", "truncated")
        ),
        delivered(page(3, source="tribune"), "one TEXT", language="en", title=FORMULA, access="paywalled"),
        delivered(
            page(4), 'Line one.\nLine "two", of four.', title="Кав'ярня 🍵", authors=("=cmd()", "@a"), licence="Ours"
        ),
    )
    for number, said in RIGHTS.items():
        made.corpus.db.execute(CLAIM, (json.dumps(said), number))
    yield made
    made.corpus.close()


def ids(desk: Desk, **chosen: Any) -> list[int]:
    return [row["id"] for row in rows(desk.corpus, Selection(**chosen))]


def written(desk: Desk, form: str) -> bytes:
    out = io.BytesIO()
    assert WRITERS[form](rows(desk.corpus, Selection()), out) == 4
    return out.getvalue()


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, [1, 2, 3, 4]),
        ({"sources": ("tribune",)}, [3]),
        ({"sources": ("tribune", "courier")}, [1, 2, 3, 4]),
        ({"languages": ("en",)}, [1, 3]),
        ({"since": "2026-03-02"}, [2]),
        ({"until": "2026-03-01"}, [1]),
        ({"since": "2026-03-01", "until": "2026-03-02"}, [1, 2]),
        ({"access": "free"}, [1, 2, 4]),
        ({"access": "paywalled"}, [3]),
        ({"without": ("truncated",)}, [1, 3, 4]),
        ({"without": ("short", "truncated", "other")}, [1, 3, 4]),
        ({"unique": True}, [1, 2, 4]),
        ({"where": "word_count > 2"}, [2, 4]),
        ({"where": "id = 1 OR id = 2 -- note", "languages": ("en",)}, [1]),
        ({"where": "id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'two')"}, [2, 4]),
        ({"where": "'a' IN (SELECT value FROM json_each(tags))"}, [1]),
        ({"where": "title LIKE '%)%' OR id = 2 -- )"}, [2, 3]),
        ({"licences": ("any",)}, [1, 4]),
        ({"licences": ("CreativeCommons",)}, [1]),
        ({"without_rights": ("tdm-reserved",)}, [1, 2, 4]),
        ({"without_rights": ("noarchive",)}, [1, 3, 4]),
        ({"without_rights": ("max-snippet", "ai-txt")}, [1, 3]),
        ({"without_rights": ("any",)}, [1]),
        ({"where": "id > 1", "languages": ("en",), "access": "paywalled"}, [3]),
    ],
)
def test_a_selection_is_what_all_its_conditions_agree_on(
    desk: Desk, chosen: dict[str, Any], expected: list[int]
) -> None:
    assert expected == ids(desk, **chosen)


@pytest.mark.parametrize(
    "where",
    [
        "nonsense >",
        "colour = 1",
        "1); DELETE FROM articles; --",
        "1; DELETE FROM articles",
        "max(id)",
        ")",
        "id > 1) OR (1",
        "1) UNION SELECT * FROM runs WHERE (1",
        "1 UNION SELECT 1",
        "1 ORDER BY title",
        "1 /*",
        "load_extension('x')",
        "id IN (SELECT 1 FROM pragma_table_list)",
        "id IN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n)",
        "json_extract(title, '$')",
        "id = ?",
    ],
)
def test_a_condition_that_is_none_is_refused_with_an_example(desk: Desk, where: str) -> None:
    with pytest.raises(InputError, match="word_count > 300"):
        ids(desk, where=where)
    assert [1, 2, 3, 4] == ids(desk)


def test_a_source_that_is_none_is_refused_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(InputError, match="--source nope: no such source; this corpus has courier, tribune"):
        ids(desk, sources=("courier", "nope"))


@pytest.mark.parametrize("where", ["abs(random()) % 2", "published_on < date('now')", "CURRENT_DATE > published_on"])
def test_what_is_frozen_asks_neither_chance_nor_the_clock(desk: Desk, where: str) -> None:
    db = desk.corpus.db.conn
    check(db, Selection(where=where))
    with pytest.raises(InputError, match="gives another answer each time"):
        check(db, Selection(where=where), frozen=True)
    assert 4 == db.execute("SELECT count(*) FROM articles").fetchone()[0]


def test_every_field_is_documented() -> None:
    assert list(FIELDS) == list(described())
    assert all(described().values())


def test_json_lines_give_back_what_is_stored(desk: Desk) -> None:
    found = [json.loads(line) for line in written(desk, "jsonl").splitlines()]
    assert list(rows(desk.corpus, Selection())) == found
    assert (found[0]["tags"], found[1]["quality"], found[3]["title"]) == (
        ["a", "б"],
        ["short", "truncated"],
        "Кав'ярня 🍵",
    )
    assert [None, *RIGHTS.values()] == [row["rights"] for row in found]


def test_csv_runs_no_formula_and_keeps_lines(desk: Desk) -> None:
    found = list(csv.DictReader(io.StringIO(written(desk, "csv").decode())))
    assert list(FIELDS) == list(found[0])
    assert found[2]["title"] == "'" + FORMULA
    assert (found[3]["text"], found[3]["authors"]) == ('Line one.\nLine "two", of four.', '["=cmd()", "@a"]')
    assert not [cell for row in found for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_parquet_has_types(desk: Desk) -> None:
    table = pq.read_table(io.BytesIO(written(desk, "parquet")))
    first = table.to_pylist()[0]
    assert (first["published_on"], first["published_at"], first["tags"]) == (date(2026, 3, 1), SEEN, ["a", "б"])
    assert [None, *RIGHTS.values()] == [text and json.loads(text) for text in table["rights"].to_pylist()]
    assert (first["published_at"].utcoffset(), first["modified_at"]) == (timedelta(0), None)
    assert list(FIELDS) == table.column_names


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_same_corpus_gives_the_same_bytes(desk: Desk, form: str) -> None:
    assert written(desk, form) == written(desk, form)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_an_empty_selection_is_an_empty_file_of_its_format(desk: Desk, form: str) -> None:
    out = io.BytesIO()
    assert WRITERS[form](rows(desk.corpus, Selection(languages=("xx",))), out) == 0
    if form == "parquet":
        assert pq.read_table(io.BytesIO(out.getvalue())).num_rows == 0


def test_a_dataset_is_numbered_shards_and_a_card(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.export_formats._ROWS_IN_SHARD", 3)
    told = card(desk.corpus, 'Say "news"', Selection())
    assert dataset(rows(desk.corpus, Selection()), tmp_path / "set", card=told) == 4
    shards = sorted(path.name for path in (tmp_path / "set" / "data").iterdir())
    assert shards == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]
    assert [3, 1] == [pq.read_table(tmp_path / "set" / "data" / name).num_rows for name in shards]
    assert (tmp_path / "set" / "README.md").read_text() == told


def test_the_card_opens_with_what_the_hub_reads(desk: Desk) -> None:
    front = yaml.safe_load(card(desk.corpus, 'Say "news"', Selection()).split("---\n")[1])
    assert front["pretty_name"] == 'Say "news"'
    assert front["language"] == ["en", "uk"]
    assert front["configs"] == [{"config_name": "default", "data_files": [{"split": "train", "path": "data/train-*"}]}]


def test_the_card_of_a_part_tells_of_that_part(desk: Desk) -> None:
    told = card(desk.corpus, "part", Selection(sources=("tribune",), where="id > 1 | 0"))
    assert ["en"] == yaml.safe_load(told.split("---\n")[1])["language"]
    assert ("| tribune | Tribune |" in told, "| courier |" in told) == (True, False)
    assert "| where | id > 1 \\| 0 |" in told
