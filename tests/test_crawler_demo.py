"""The demo through the true command: everything discovered is accounted for, and nothing is fetched twice."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from crawler.newsroom import World

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = sum(1 for _ in World(1).truths(1))


def free_port() -> int:
    """A port that is free on every address of the newsroom just now."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.2", 0))
            port: int = first.getsockname()[1]
            try:
                for outlet in World(1).outlets[1:]:
                    with socket.socket() as other:
                        other.bind((outlet.host, port))
            except OSError:
                continue
        return port
    raise AssertionError("no port is free on all addresses")


def demo(folder: Path, port: int, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler", "demo", "-C", str(folder), "--port", str(port), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)


def rows(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "corpus.db")) as db:
        return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    made: Path = tmp_path_factory.mktemp("demo") / "corpus"
    done = demo(made, port)
    assert done.returncode == 0, done.stderr
    (made / "said.txt").write_text(done.stdout)
    return made


def test_every_article_of_the_newsroom_is_stored_and_no_other(folder: Path, port: int) -> None:
    world = World(1)
    wanted = {f"http://{outlet.host}:{port}{truth.path}" for outlet, truth in world.truths(1)}
    assert wanted == {url for (url,) in rows(folder, "SELECT url FROM articles")}


def test_the_sums_agree(folder: Path) -> None:
    done = "SELECT outcome, count(*) FROM urls WHERE state = 'done' GROUP BY outcome"
    ((all_urls,),) = rows(folder, "SELECT count(*) FROM urls")
    ((left,),) = rows(folder, "SELECT count(*) FROM urls WHERE state != 'done'")
    outcomes = dict(rows(folder, done))
    assert (all_urls, 0) == (sum(outcomes.values()) + left, left)
    assert ARTICLES == outcomes["stored"]
    ((total,),) = rows(folder, "SELECT sum(count) FROM run_sources")
    assert all_urls == total


def test_no_paragraph_is_lost(folder: Path) -> None:
    assert ", 0 lost" in (folder / "said.txt").read_text()


def test_no_boilerplate_is_stored(folder: Path) -> None:
    assert "; 0 boilerplate lines" in (folder / "said.txt").read_text()


def test_dates_keep_the_offset_of_the_page(folder: Path) -> None:
    ((without,),) = rows(folder, "SELECT count(*) FROM articles WHERE published_on IS NULL")
    assert 0 == without
    offsets = {offset for (offset,) in rows(folder, "SELECT DISTINCT published_offset FROM articles")}
    assert {"+00:00", "+01:00", "+02:00", "+03:00"} & offsets


def test_reposts_are_edges_and_not_lost(folder: Path) -> None:
    ((copies,),) = rows(folder, "SELECT count(*) FROM duplicates WHERE kind = 'exact'")
    reposted = sum(bool(truth.origin) for _, truth in World(1).truths(1))
    assert reposted == copies


def test_a_second_demo_fetches_no_article_and_the_next_edition_finds_what_is_new_corrected_and_gone(
    folder: Path, port: int
) -> None:
    again = demo(folder, port)
    assert "This run: 0 new" in again.stdout
    later = demo(folder, port, "--edition", "2")
    before, after = ({(o.id, t.path): t.kept for o, t in World(1).truths(edition)} for edition in (1, 2))
    new, gone = len(after.keys() - before.keys()), len(before.keys() - after.keys())
    corrected = sum(after[page] != before[page] for page in before.keys() & after.keys())
    unchanged = len(before.keys() & after.keys()) - corrected
    counts = f"This run: {new} new, {corrected} revised, {unchanged} unchanged, {gone} gone"
    assert 0 not in (new, gone, corrected, unchanged)
    assert counts in later.stdout
    assert ", 0 lost; 0 boilerplate lines" in later.stdout


def test_a_folder_of_somebody_s_own_is_left_alone(tmp_path: Path, port: int) -> None:
    text = 'contact = "mailto:a@b.example"\n[[source]]\nid = "mine"\nname = "Mine"\nhome = "https://mine.example/"\npages = ["https://mine.example/"]\n'
    (tmp_path / "sources.toml").write_text(text)
    done = demo(tmp_path, port)
    assert (78, text) == (done.returncode, (tmp_path / "sources.toml").read_text())
    assert 1 == len(done.stderr.splitlines()[1:])


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.2", 0))
        taken.listen()
        done = demo(tmp_path / "corpus", taken.getsockname()[1])
    assert (78, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "in use" in done.stderr
    assert not (tmp_path / "corpus").exists()
