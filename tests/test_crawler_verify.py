"""``thresher verify``: a sound corpus is called so, and every kind of damage is named in a line, with what to do."""

from __future__ import annotations

import json
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from crawler.verification import Verdict, run_verify
from pipelines.verifying import Samples
from tests.crawls import rows, thresher
from tests.stored import body, commit, declared, page

if TYPE_CHECKING:
    from pathlib import Path

FRONT = b"<html lang=en><title>Town</title><body>%s</body></html>" % (
    b"<div><a href=/a>Ferry goes to the yard</a></div>" * 40
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "corpus"
    declared(folder)
    commit(folder, [page(n, body(n)) for n in range(1, 5)] + [page(9, FRONT)])
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "corpus")


def spoil(folder: Path, *statements: str) -> None:
    """Change the database as no command of ours does."""
    db = sqlite3.connect(folder / "corpus.db")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def verdict(folder: Path, number: int | None = None) -> Verdict:
    return run_verify(folder, Samples(number=number), workers=1)


def only(found: Verdict) -> str:
    (finding,) = found.findings
    return finding.told()


def test_a_sound_corpus_is_called_so(folder: Path) -> None:
    before = rows(folder, "SELECT * FROM articles")
    done = thresher(folder, "verify", "--sample", "all", "--jobs", "1")
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout == "5 captures read, 5 articles and rejections compared; sound.\n"
    assert before == rows(folder, "SELECT * FROM articles")


def test_what_cleaning_does_not_give_is_found(folder: Path) -> None:
    spoil(
        folder,
        "UPDATE articles SET section = 'Sport', words_outside = 99 WHERE id = 1",
        "UPDATE articles SET tags = '[\"x\"]' WHERE id = 2",
        "DELETE FROM date_candidates WHERE article_id = 3 AND chosen = 0",
        "UPDATE rejections SET reason = 'empty'",
        "UPDATE articles SET quality = '[\"no-article\"]' WHERE id = 4",
    )
    found = verdict(folder)
    says = [finding.says.rpartition(": ")[2] for finding in found.findings]
    assert (4, ["section, words_outside", "tags", "date_candidates"]) == (found.exit_code, says[:3])
    assert says[3].startswith("was rejected (empty), but the same rules make it ")
    assert 4 == len(says)
    assert all(finding.told().endswith("; 'thresher reclean --all' sets it right") for finding in found.findings)


def test_sums_are_checked_of_articles_other_rules_made_too(folder: Path) -> None:
    spoil(folder, "UPDATE articles SET cleaning_version = 'old', word_count = 7 WHERE id = 2")
    found = verdict(folder)
    assert ({"old": 1}, 4) == (found.seen.other_versions, found.seen.compared)
    assert "word_count is 7, not" in only(found)


def test_a_damaged_record_is_found(folder: Path) -> None:
    (archive,) = (folder / "archive").iterdir()
    (offset,) = rows(folder, "SELECT warc_offset FROM captures WHERE id = 3")[0]
    whole = archive.read_bytes()
    archive.write_bytes(whole[: offset + 30] + b"\0" * 40 + whole[offset + 70 :])
    found = verdict(folder)
    assert 65 == found.exit_code
    assert {"archive"} == {finding.check for finding in found.findings}


def test_a_missing_file_is_said_once(folder: Path) -> None:
    shutil.rmtree(folder / "archive")
    found = verdict(folder)
    assert (65, True) == (found.exit_code, "the file is missing, with 5 captures in it" in only(found))


@pytest.mark.parametrize(
    ("statement", "check", "code"),
    [
        ("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')", "search", 4),
        ("UPDATE removed_blocks SET article_id = 77 WHERE id = 1", "references", 65),
        ("DELETE FROM rejections", "accounting", 65),
        ("UPDATE urls SET outcome = 'stored', reason = NULL WHERE outcome = 'rejected'", "accounting", 65),
        ("UPDATE run_sources SET count = count - 1 WHERE outcome = 'stored'", "accounting", 65),
        ("UPDATE revisions SET text = 'other' WHERE article_id = 3", "revisions", 65),
        ("UPDATE articles SET revision = 2 WHERE id = 3", "revisions", 65),
    ],
    ids=["search", "reference", "rejection", "article", "count", "text", "number"],
)
def test_a_database_that_does_not_agree_is_found(folder: Path, statement: str, check: str, code: int) -> None:
    spoil(folder, statement)
    found = verdict(folder, 0)
    assert {check} == {finding.check for finding in found.findings}
    assert code == found.exit_code


def test_a_damaged_database_is_named_in_a_line(folder: Path) -> None:
    with (folder / "corpus.db").open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(size // 2)
        file.write(b"\xff" * (size // 2))
    done = thresher(folder, "verify", "--jobs", "1")
    assert done.returncode in (65, 74)
    assert "Traceback" not in done.stderr + done.stdout
    assert "restore a backup" in done.stderr + done.stdout


def test_a_sample_is_the_same_for_the_same_seed_and_json_says_it(folder: Path) -> None:
    found = json.loads(thresher(folder, "verify", "--sample", "2", "--seed", "3", "--json", "--jobs", "1").stdout)
    assert (True, 0, 2, 3) == (found["sound"], found["exit_code"], found["seen"]["captures"], found["seen"]["compared"])
    done = thresher(folder, "verify", "--sample", "some")
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
