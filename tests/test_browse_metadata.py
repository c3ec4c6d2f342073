"""What Datasette is told of the corpus: it agrees with the schema and with the descriptions kept in pipelines."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from datasette.app import DEFAULT_SETTINGS
from sqlite_utils import Database

from pipelines.columns import COLUMNS, TABLES
from pipelines.migrations import MIGRATIONS

METADATA = Path(str(files("browse"))) / "metadata.yaml"
INTERNAL = "_sqlite_migrations"
HIDDEN = {
    INTERNAL,
    "fingerprints",
    "recleaned",
    "recleanings",
    "release_articles",
    "takedown_files",
    "unsegmented",
    "unsketched",
}
LARGE = {
    "articles",
    "captures",
    "date_candidates",
    "duplicates",
    "rejections",
    "removed_blocks",
    "revisions",
    "sketches",
    "urls",
}


@cache
def corpus() -> dict[str, Any]:
    return dict(yaml.safe_load(METADATA.read_text(encoding="utf-8"))["databases"]["corpus"])


@cache
def schema() -> dict[str, set[str]]:
    db = Database(memory=True)
    MIGRATIONS.apply(db)
    return {name: set(db[name].columns_dict) for name in db.table_names()}


def scalar(text: str) -> str:
    """A string as YAML, in quotes where it needs them."""
    plain = text.replace(" ", "").replace(".", "").replace("_", "").replace("-", "").replace("'", "").replace(";", "")
    return text if plain.isalpha() and text[0].isalpha() else json.dumps(text, ensure_ascii=False)


def rewritten(text: str) -> str:
    """The metadata with the descriptions of tables and columns as pipelines.columns has them."""
    for table, description in TABLES.items():
        columns = "".join(f"          {name}: {scalar(said)}\n" for name, said in COLUMNS[table].items())
        head, found, rest = text.partition(f"\n      {table}:\n")
        assert found, f"metadata.yaml has no table {table}"
        rest = re.sub(
            r"        description: .*\n",
            lambda _, said=description: f"        description: {scalar(said)}\n",
            rest,
            count=1,
        )
        rest = re.sub(
            r"        columns:\n(?:          .*\n)*",
            lambda _, lines=columns: f"        columns:\n{lines}",
            rest,
            count=1,
        )
        text = head + found + rest
    return text


def test_every_table_is_described_and_only_what_is_no_reading_is_hidden():
    tables = corpus()["tables"]
    assert set(TABLES) | {INTERNAL} == set(tables)
    assert HIDDEN == {name for name, about in tables.items() if about.get("hidden")}


def test_descriptions_are_those_of_the_columns_module():
    text = METADATA.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run python -m tests.test_browse_metadata to take them over"
    for table, about in corpus()["tables"].items():
        assert (TABLES.get(table), dict(COLUMNS.get(table, {}))) == (about.get("description"), about.get("columns", {}))


@pytest.mark.parametrize("table", TABLES)
def test_facets_and_orders_name_columns_there_are(table: str):
    about = corpus()["tables"][table]
    named = {*about.get("facets", ()), *about.get("sortable_columns", ()), *about.get("units", ())}
    named |= {about[key] for key in ("sort", "sort_desc", "label_column") if key in about}
    assert set() == named - schema()[table]


def test_every_table_has_a_title_and_only_large_ones_are_not_counted_unasked():
    tables = {name: about for name, about in corpus()["tables"].items() if name not in HIDDEN}
    assert [] == [name for name, about in tables.items() if not about.get("title")]
    assert LARGE == {name for name, about in tables.items() if not about.get("facets")}


def test_articles_are_sorted_by_a_column_that_pages_without_loss():
    """Datasette 0.65 repeats and skips rows where an indexed column with equal values is sorted downwards."""
    articles = corpus()["tables"]["articles"]
    db = Database(memory=True)
    MIGRATIONS.apply(db)
    indexed = {index.columns[0] for index in db["articles"].indexes if not index.unique} - {"id"}
    assert "id" == articles["sort_desc"]
    assert set() == indexed & set(articles["sortable_columns"])


@pytest.mark.parametrize("name", corpus()["queries"])
def test_every_query_has_a_title_and_a_description(name: str):
    assert {"title", "description", "hide_sql", "sql"} == set(corpus()["queries"][name])


def test_settings_are_known_to_datasette_and_nothing_is_guessed_from_scans():
    settings = yaml.safe_load((files("browse") / "settings.json").read_text(encoding="utf-8"))
    assert set() == set(settings) - set(DEFAULT_SETTINGS)
    assert settings["suggest_facets"] is False
    assert settings["allow_download"] is False


if __name__ == "__main__":
    METADATA.write_text(rewritten(METADATA.read_text(encoding="utf-8")), encoding="utf-8")
