"""A release: what is in it, that equal corpora give equal bytes, and that it appears whole or not at all."""

from __future__ import annotations

import gzip
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from cleaning.errors import InputError, LockedError, StorageError
from pipelines import digests, markdown, releases
from pipelines.columns import COLUMNS
from pipelines.lock import RELEASE_LOCK_NAME, run_lock
from pipelines.release_changes import WHAT
from pipelines.release_columns import OWN_COLUMNS
from pipelines.release_tables import TABLES
from pipelines.released_schema import LEFT_OUT
from pipelines.selecting import Selection
from pipelines.store import Corpus
from tests.releasing import FILES, asked, changes, collect, copied, files, frozen, names
from tests.specimens import delivered, file_size_limit, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk


@pytest.fixture
def corpus(desk: Desk) -> Corpus:
    collect(desk)
    return desk.corpus


@pytest.fixture
def made(corpus: Corpus, tmp_path: Path) -> Path:
    frozen(corpus, "one", tmp_path / "out")
    return tmp_path / "out" / "one"


def test_a_release_is_these_files_and_their_sums_hold(made: Path) -> None:
    assert FILES == set(files(made))
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=made, check=True)
    assert {"one"} == {path.name for path in made.parent.iterdir()}


def test_the_database_holds_the_corpus_and_nothing_of_the_crawl(made: Path) -> None:
    tables = asked(made, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'articles_fts%'")
    assert {*TABLES, *OWN_COLUMNS} == {name for (name,) in tables}
    for table in TABLES:
        columns = [row[1] for row in asked(made, f"PRAGMA table_info({table})")]
        assert set(COLUMNS[table]) - LEFT_OUT.get(table, set()) == set(columns)
    counted = {table: asked(made, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}
    assert (4, 4, 4, 8, 1, 4, 2) == tuple(counted[name] for name in [*TABLES][:7])


def test_the_database_is_sound_and_searched(made: Path) -> None:
    assert [("ok",)] == asked(made, "PRAGMA integrity_check")
    assert [] == asked(made, "PRAGMA foreign_key_check")
    assert [(0,)] == asked(made, "PRAGMA freelist_count")
    assert [("delete",)] == asked(made, "PRAGMA journal_mode")
    assert [(2,)] == asked(made, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'річка'")
    strict = asked(made, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict")
    assert {*TABLES, *OWN_COLUMNS} == {name for (name,) in strict}
    assert asked(made, "SELECT name FROM sqlite_master WHERE name = 'articles_published'")


def test_lines_and_parquet_hold_the_same_articles(made: Path) -> None:
    lines = [json.loads(line) for line in gzip.decompress((made / "articles.jsonl.gz").read_bytes()).splitlines()]
    table = pq.read_table(made / "articles.parquet")
    assert [1, 2, 3, 4] == [line["id"] for line in lines] == table["id"].to_pylist()
    assert [line["text"] for line in lines] == table["text"].to_pylist()
    assert {"directives": ["noarchive"]} == lines[0]["rights"]


def test_what_is_missing_is_told_by_reason(made: Path) -> None:
    missing = asked(made, "SELECT source, outcome, reason, urls FROM outcomes WHERE outcome <> 'stored'")
    assert [("courier", "failed", "timeout", 1), ("courier", "rejected", "no-text", 1)] == missing
    sheet = (made / "datasheet.md").read_text()
    assert "| courier | failed | timeout | 1 |" in sheet
    assert "| Tribune | http://tribune.example/ | 1 |" in sheet
    assert "| robots: noarchive | 4 |" in sheet


def test_metadata_describes_every_column_to_datasette(made: Path) -> None:
    told = json.loads((made / "metadata.json").read_text())["databases"]["corpus"]["tables"]
    for table, about in told.items():
        assert [row[1] for row in asked(made, f"PRAGMA table_info({table})")] == list(about["columns"])


def test_the_same_corpus_gives_the_same_bytes_elsewhere_and_later(corpus: Corpus, made: Path, tmp_path: Path) -> None:
    with copied(corpus, tmp_path / "elsewhere") as other:
        releases.forget(other.db.conn, 1)
        other.db.execute("VACUUM")
        frozen(other, "one", tmp_path)
    assert files(made) == files(tmp_path / "one")


def test_a_second_release_of_the_same_state_differs_in_its_name_alone(corpus: Corpus, made: Path) -> None:
    frozen(corpus, "two", made.parent)
    two = files(made.parent / "two")
    named = {"SHA256SUMS", "changes.md", "croissant.json", "datasheet.md", "metadata.json"}
    assert named == {name for name, data in files(made).items() if data != two[name]}
    assert files(made)["datasheet.md"] == two["datasheet.md"].replace(b"two", b"one")


def test_replacing_makes_the_same_bytes_again(corpus: Corpus, made: Path) -> None:
    before = files(made)
    frozen(corpus, "one", made.parent, replace=True)
    assert before == files(made)
    assert ["one"] == [row["name"] for row in releases.listed(corpus.db.conn)]
    assert ["one"] == names(made.parent)


def test_a_part_of_the_corpus_holds_only_what_belongs_to_it(corpus: Corpus, tmp_path: Path) -> None:
    wanted = Selection(sources=("courier",), where="language = 'en'")
    row = frozen(corpus, "en", tmp_path / "out", selection=wanted)
    made = tmp_path / "out" / "en"
    assert (2, {"sources": ["courier"], "where": "language = 'en'"}) == (row["articles"], row["filters"])
    assert [(1,), (4,)] == asked(made, "SELECT id FROM articles")
    assert [("courier",)] == asked(made, "SELECT id FROM sources")
    assert [(1,), (4,)] == asked(made, "SELECT DISTINCT article_id FROM removed_blocks")
    assert [] == asked(made, "SELECT * FROM duplicates")
    assert [] == asked(made, "PRAGMA foreign_key_check")
    assert "| where | language = 'en' |" in (made / "datasheet.md").read_text()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "../up"}, "no name for a release"),
        ({"name": ".hidden"}, "no name for a release"),
        ({"selection": Selection(languages=("xx",))}, "no article is chosen"),
        ({"selection": Selection(sources=("nope",))}, "this corpus has courier, tribune"),
        ({"selection": Selection(where="published_on < date('now')")}, "another answer each time"),
        ({"since": "zero"}, "this corpus has none"),
    ],
)
def test_what_cannot_be_released_leaves_nothing(
    corpus: Corpus, tmp_path: Path, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        frozen(corpus, fields.pop("name", "one"), tmp_path / "out", **fields)
    assert [] == list((tmp_path / "out").glob("*")) + list((tmp_path / "out").glob(".*"))
    assert [] == releases.listed(corpus.db.conn)
    frozen(corpus, "one", tmp_path / "out")


def test_a_name_is_given_once_even_if_its_folder_was_moved(corpus: Corpus, made: Path) -> None:
    with pytest.raises(InputError, match="exists; choose another name"):
        frozen(corpus, "one", made.parent)
    made.rename(made.with_name("moved"))
    with pytest.raises(InputError, match="there was a release one"):
        frozen(corpus, "one", made.parent)


def test_one_release_is_made_at_a_time_but_a_crawl_may_run(corpus: Corpus, tmp_path: Path) -> None:
    with run_lock(corpus.folder):
        frozen(corpus, "one", tmp_path)
    with run_lock(corpus.folder, RELEASE_LOCK_NAME), pytest.raises(LockedError):
        frozen(corpus, "two", tmp_path)


def test_what_is_stored_meanwhile_is_not_in_it(desk: Desk, corpus: Corpus, tmp_path: Path) -> None:
    from pipelines.release import Plan, make  # noqa: PLC0415 - as it is told of its steps

    with Corpus.open(corpus.folder) as reader:

        def told(step: str) -> None:
            if step == "removed_blocks":
                desk.commit(delivered(page(9), "Stored while the release is made."))

        make(reader, Plan(name="one", folder=tmp_path / "out", selection=Selection()), told)
    assert [(4,)] == asked(tmp_path / "out" / "one", "SELECT count(*) FROM articles")
    assert [] == asked(tmp_path / "out" / "one", "PRAGMA foreign_key_check")


@pytest.mark.parametrize("size", [20_000, 120_000, 330_000])
def test_a_full_disk_is_named_and_leaves_nothing(corpus: Corpus, tmp_path: Path, size: int) -> None:
    with file_size_limit(size), pytest.raises(StorageError):
        frozen(corpus, "one", tmp_path / "out")
    assert [] == names(tmp_path / "out")
    frozen(corpus, "one", tmp_path / "out")


def test_what_was_all_but_finished_is_finished_by_the_next(corpus: Corpus, made: Path) -> None:
    corpus.db.execute("UPDATE releases SET complete = 0")
    before = files(made)
    assert "one" == frozen(corpus, "one", made.parent)["name"]
    assert (before, ["one"]) == (files(made), [row["name"] for row in releases.listed(corpus.db.conn)])


def test_what_has_no_name_yet_is_made_again(corpus: Corpus, made: Path) -> None:
    corpus.db.execute("UPDATE releases SET complete = 0")
    made.rename(made.with_name(".one.99.part"))
    frozen(corpus, "one", made.parent)
    assert ["one"] == names(made.parent)


def test_the_part_of_a_living_process_stays(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / ".one.1.part").mkdir()
    with subprocess.Popen(["flock", str(tmp_path / ".one.1.part"), "cat"], stdin=subprocess.PIPE) as living:
        while subprocess.run(["flock", "-n", str(tmp_path / ".one.1.part"), "true"], check=False).returncode == 0:
            pass
        frozen(corpus, "one", tmp_path)
        assert (tmp_path / ".one.1.part").is_dir()
        living.communicate()


def test_the_first_release_tells_no_changes(made: Path) -> None:
    assert changes(made) == {"base": None} | {what: [] for what in WHAT}


def test_examples_in_docstrings_hold() -> None:
    import doctest  # noqa: PLC0415 - only here

    assert [0, 0] == [doctest.testmod(module).failed for module in (digests, markdown)]
