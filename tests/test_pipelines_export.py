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
from tests.desk import Desk
from tests.specimens import SEEN, delivered, page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "corpus")
    made.commit(
        delivered(
            page(1), "One text.", language="en", published_on=date(2026, 3, 1), published_at=SEEN, tags=("a", "б")
        ),
        delivered(
            page(2), "Two, a text.", language="uk", published_on=date(2026, 3, 2), quality=("short", "truncated")
        ),
        delivered(page(3, source="tribune"), "one TEXT", language="en", title=FORMULA, access="paywalled"),
        delivered(page(4), 'Line one.\nLine "two", of four.', title="Кав'ярня 🍵", authors=("=cmd()", "@a")),
    )
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
        ({"where": "id > 1", "languages": ("en",), "access": "paywalled"}, [3]),
    ],
)
def test_a_selection_is_what_all_its_conditions_agree_on(
    desk: Desk, chosen: dict[str, Any], expected: list[int]
) -> None:
    assert expected == ids(desk, **chosen)


@pytest.mark.parametrize("where", ["nonsense >", "colour = 1", "1); DELETE FROM articles; --", "max(id)", ")"])
def test_a_condition_that_is_none_is_refused_with_an_example(desk: Desk, where: str) -> None:
    with pytest.raises(InputError, match="word_count > 300"):
        ids(desk, where=where)
    assert [1, 2, 3, 4] == ids(desk)


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
    assert (first["published_at"].utcoffset(), first["modified_at"]) == (timedelta(0), None)
    assert list(FIELDS) == table.column_names


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_same_corpus_gives_the_same_bytes(desk: Desk, form: str) -> None:
    assert written(desk, form) == written(desk, form)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_an_empty_selection_is_an_empty_file_of_its_format(desk: Desk, form: str) -> None:
    out = io.BytesIO()
    assert WRITERS[form](rows(desk.corpus, Selection(sources=("nobody",))), out) == 0
    if form == "parquet":
        assert pq.read_table(io.BytesIO(out.getvalue())).num_rows == 0


def test_a_dataset_is_numbered_shards_and_a_card(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.export_formats._ROWS_IN_SHARD", 3)
    told = card(desk.corpus, 'Say "news"')
    assert dataset(rows(desk.corpus, Selection()), tmp_path / "set", card=told) == 4
    shards = sorted(path.name for path in (tmp_path / "set" / "data").iterdir())
    assert shards == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]
    assert [3, 1] == [pq.read_table(tmp_path / "set" / "data" / name).num_rows for name in shards]
    assert (tmp_path / "set" / "README.md").read_text() == told


def test_the_card_opens_with_what_the_hub_reads(desk: Desk) -> None:
    front = yaml.safe_load(card(desk.corpus, 'Say "news"').split("---\n")[1])
    assert front["pretty_name"] == 'Say "news"'
    assert front["language"] == ["en", "uk"]
    assert front["configs"] == [{"config_name": "default", "data_files": [{"split": "train", "path": "data/train-*"}]}]
