"""``thresher takedown`` as it is used: what it lists, erases, refuses and names, and that no later crawl brings the page back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.lock import run_lock
from tests.browsed import served
from tests.crawls import NEWS, declare, outcomes, paper, thresher
from tests.estate import AMP, COPY, LED, WWW, build, check, holding, story
from tests.loopback import HTML_TYPE, Reply, loopback
from tests.specimens import url

if TYPE_CHECKING:
    from pathlib import Path

WHY = ("--reason", "court order 12/26")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "corpus"
    made = build(folder)
    made.corpus.close()
    (folder / "release").mkdir()
    for name in ("all.jsonl", "all.parquet", "release/all.csv"):
        assert thresher(folder, "export", "-o", str(folder / name)).returncode == 0
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "corpus")
    return tmp_path / "corpus"


def test_dry_run_lists_and_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = thresher(folder, "takedown", WWW, "--dry-run", "--json")
    (page,) = json.loads(done.stdout)["pages"]
    assert {url(1), AMP, LED, "https://www.courier.example/1/"} == set(page["urls"])
    assert {"articles": 2, "revisions": 3, "captures": 5, "rejections": 1}.items() <= page["erased"].items()
    assert [COPY] == page["copies"]
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_is_gone_everywhere_and_what_is_not_ours_is_named(folder: Path) -> None:
    done = thresher(folder, "takedown", url(1), "--copies", *WHY)
    assert 4 == done.returncode, done.stderr
    assert {line.split(" ")[0] for line in done.stderr.splitlines()} == {"all.jsonl", "all.parquet", "release/all.csv"}
    assert "release/ is never rewritten: withdraw it" in done.stderr
    assert f"Taken down: {COPY}" in done.stdout
    left = holding(folder, story(1, "second"), *story(1, "third").split("\n"))
    assert {"all.jsonl", "all.csv", "all.parquet"} >= left
    check(folder)


def test_the_same_text_elsewhere_stays_and_is_named(folder: Path) -> None:
    for name in ("all.jsonl", "all.parquet", "release"):
        shutil.move(folder / name, folder.parent / name)
    done = thresher(folder, "takedown", url(1), *WHY)
    assert 0 == done.returncode, done.stderr
    assert f"the same text stands at {COPY}" in done.stdout
    assert 0 == thresher(folder, "history", COPY).returncode


def test_history_and_export_say_what_became_of_it(folder: Path) -> None:
    thresher(folder, "takedown", url(1), "--ticket", "LEGAL-1", *WHY)
    for words in (("history", url(1)), ("history", "1"), ("history", f"{url(1)}/amp"), ("export", "--url", WWW)):
        done = thresher(folder, *words)
        assert 65 == done.returncode
        assert "was taken down on " in done.stderr
        assert "court order 12/26 (LEGAL-1)" in done.stderr
    assert 65 == thresher(folder, "export", "--url", url(99)).returncode
    assert url(2) == json.loads(thresher(folder, "export", "--url", url(2)).stdout)["url"]


async def test_the_browser_has_no_page_of_it(folder: Path) -> None:
    thresher(folder, "takedown", url(1), *WHY)
    async with served(folder / "corpus.db") as datasette:
        codes = [(await datasette.client.get(f"/corpus/articles/{n}")).status_code for n in (1, 2)]
        assert [404, 200] == codes
        assert url(1) not in (await datasette.client.get("/corpus/articles?_size=max")).text


def test_urls_come_from_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"# asked for on Monday\n{url(2)}\n\n{url(3)}\nhttps://nobody.example/a\n")
    done = thresher(folder, "takedown", "--from", str(tmp_path / "list.txt"), *WHY, "--json")
    found = {page["url"]: page["known"] for page in json.loads(done.stdout)["pages"]}
    assert {url(2): True, url(3): True, "https://nobody.example/a": False} == found
    assert "never fetched from now on" in thresher(folder, "takedown", "https://nobody.example/b", *WHY).stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((url(1),), 2, "say why with --reason"),
        (WHY, 2, "name the URL of a page"),
        (("ftp://courier.example/1", *WHY), 65, "is no web address"),
        (("http://courier.example/", *WHY), 65, "take it out of sources.toml"),
        (("--from", "nowhere.txt", *WHY), 65, "nowhere.txt: cannot be read"),
    ],
)
def test_what_cannot_be_taken_down_is_told_and_nothing_begun(
    folder: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = thresher(folder, "takedown", *words)
    assert code == done.returncode
    assert said in done.stderr
    with sqlite3.connect(folder / "corpus.db") as conn:
        assert (0,) == conn.execute("SELECT count(*) FROM takedowns").fetchone()
    conn.close()


def test_two_do_not_change_a_folder_at_once(folder: Path) -> None:
    with run_lock(folder):
        assert 75 == thresher(folder, "takedown", url(1), *WHY).returncode


def test_no_later_crawl_brings_it_back(tmp_path: Path) -> None:
    with loopback(["127.0.1.61"]) as world:
        host = "127.0.1.61"
        source = paper(world, host, 3)
        declare(tmp_path, source)
        assert 0 == thresher(tmp_path, "crawl").returncode
        taken = world.url(host, f"{NEWS}1")
        assert 0 == thresher(tmp_path, "takedown", taken, *WHY).returncode
        world.set(host, f"{NEWS}old", Reply(status=301, headers={"Location": taken}))
        world.article(host, f"{NEWS}1/amp")
        world.set(host, f"{NEWS}print", Reply(body=_naming(taken), headers=HTML_TYPE))
        more = [world.url(host, f"{NEWS}{name}") for name in ("0", "1", "2", "3", "old", "1/amp", "print")]
        world.article(host, f"{NEWS}3")
        world.feed(host, more)
        world.log.clear()
        done = thresher(tmp_path, "crawl")
        assert 0 == done.returncode, done.stderr
        asked = set(world.paths(host)) - {"/robots.txt", "/feed", "/ads.txt"}
        assert {f"{NEWS}3", f"{NEWS}old", f"{NEWS}print"} == {path for path in asked if path.startswith(NEWS)}
    found = outcomes(tmp_path)
    refused = ("done", "refused", "takedown")
    assert [refused] * 3 == [found[taken], found[f"{taken}/amp"], found[world.url(host, f"{NEWS}print")]]
    assert 0 == thresher(tmp_path, "takedown").returncode
    assert set() == holding(tmp_path, "Elderflower cordial")


def _naming(canonical: str) -> bytes:
    text = "".join(
        f"<p>Elderflower cordial was poured for the {n} time at the meeting of the council, which lasted until noon and "
        f"was about the bridge over the river, the money it will cost, and the winter.</p>"
        for n in range(4)
    )
    head = f'<link rel="canonical" href="{canonical}"><title>Print</title>'
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body><article><h1>Print</h1>{text}</article></body></html>".encode()


def test_help_says_that_there_is_no_way_back(folder: Path) -> None:
    help_text: Any = " ".join(thresher(folder, "takedown", "--help").stdout.split())
    assert "There is no --undo" in help_text
