"""``thresher takedown`` as it is used: what it lists, erases, refuses and names, and that no later crawl brings the page back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
import pytest

from cleaning.errors import InputError, LockedError
from crawler.cli import thresher as thresher_command
from crawler.commands.takedown import command
from crawler.known import Known
from pipelines.lock import run_lock
from pipelines.store import Corpus
from tests.browsed import served
from tests.crawls import NEWS, declare, outcomes, paper, rows, thresher
from tests.estate import AMP, COPY, LED, WWW, build, check, holding, story
from tests.loopback import HTML_TYPE, Reply, loopback
from tests.specimens import url
from tests.test_crawler_scheduler import Frontier, _scheduler, _urls

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.outcomes import Settled

WHY = ("--reason", "court order 12/26")


def run(folder: Path, *words: str) -> Any:
    """Run a command in this process."""
    return thresher_command.main([*words, "-C", str(folder)], standalone_mode=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "corpus"
    made = build(folder)
    made.corpus.close()
    (folder / "sets").mkdir()
    for name in ("all.jsonl", "all.parquet", "sets/all.csv"):
        run(folder, "export", "-o", str(folder / name))
    run(folder, "release", "spring")
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
    assert {line.split(" ")[0] for line in done.stderr.splitlines()} == {
        "all.jsonl",
        "all.parquet",
        "sets/all.csv",
        "releases/spring",
    }
    assert "sets/ is never rewritten: withdraw it" in done.stderr
    assert "it is the release spring: withdraw it" in done.stderr
    assert "it is in the release spring, which is never rewritten" in done.stdout
    assert f"Taken down: {COPY}" in done.stdout
    left = holding(folder, story(1, "second"), *story(1, "third").split("\n"))
    assert {"all.jsonl", "all.csv", "all.parquet"} >= left - {path.name for path in (folder / "releases").rglob("*")}
    check(folder)


def test_the_same_text_elsewhere_stays_and_is_named(folder: Path) -> None:
    for name in ("all.jsonl", "all.parquet", "sets", "releases"):
        shutil.move(folder / name, folder.parent / name)
    done = thresher(folder, "takedown", url(1), *WHY)
    assert 0 == done.returncode, done.stderr
    assert f"the same text stands at {COPY}" in done.stdout
    assert 0 == thresher(folder, "history", COPY).returncode


@pytest.fixture(scope="module")
def taken(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which the page is gone, and where nothing else is left to do."""
    folder = tmp_path_factory.mktemp("taken") / "corpus"
    shutil.copytree(whole, folder, ignore=shutil.ignore_patterns("all.*", "sets", "releases"))
    assert 0 == thresher(folder, "takedown", url(1), "--ticket", "LEGAL-1", *WHY).returncode
    return folder


@pytest.mark.parametrize(
    "words", [("history", url(1)), ("history", "1"), ("history", f"{url(1)}/amp"), ("export", "--url", WWW)]
)
def test_history_and_export_say_what_became_of_it(taken: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match=r"was taken down on .*: court order 12/26 \(LEGAL-1\)"):
        run(taken, *words)


def test_export_takes_single_articles(taken: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run(taken, "export", "--url", url(2), "--url", f"{url(3)}?utm_source=x")
    assert [url(2), url(3)] == [json.loads(line)["url"] for line in capsysbinary.readouterr().out.splitlines()]
    with pytest.raises(InputError, match=r"there is no article 'http://courier\.example/99'"):
        run(taken, "export", "--url", url(99))


async def test_the_browser_has_no_page_of_it(taken: Path) -> None:
    async with served(taken / "corpus.db") as datasette:
        codes = [(await datasette.client.get(f"/corpus/articles/{n}")).status_code for n in (1, 2)]
        assert [404, 200] == codes
        assert url(1) not in (await datasette.client.get("/corpus/articles.json?_shape=array&_size=max")).text
        assert "court order" in (await datasette.client.get("/corpus/takedowns")).text


def test_urls_come_from_a_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"# asked for on Monday\n{url(2)}\n\n{url(3)}\nhttps://nobody.example/a\n")
    done = thresher(folder, "takedown", "--from", str(tmp_path / "list.txt"), *WHY)
    for line in (f"Taken down: {url(2)}", f"Taken down: {url(3)}", "it is never fetched from now on"):
        assert line in done.stdout


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ((url(1),), click.UsageError, "say why with --reason"),
        (WHY, click.UsageError, "name the URL of a page"),
        (("ftp://courier.example/1", *WHY), InputError, "is no web address"),
        ((url(2), "http://courier.example/", *WHY), InputError, "take it out of sources.toml"),
        (("--from", "nowhere.txt", *WHY), InputError, "nowhere.txt: cannot be read"),
    ],
)
def test_what_cannot_be_taken_down_is_told_and_nothing_begun(
    folder: Path, words: tuple[str, ...], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        run(folder, "takedown", *words)
    assert [(0,)] == rows(folder, "SELECT count(*) FROM takedowns")


def test_two_do_not_change_a_folder_at_once(folder: Path) -> None:
    with run_lock(folder), pytest.raises(LockedError):
        run(folder, "takedown", url(1), *WHY)


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
    assert set() == holding(tmp_path, "Elderflower cordial")


def test_what_became_due_before_is_not_handed_out(taken: Path) -> None:
    """A spelling that nobody would think of, so that it was left in the frontier."""
    odd = "http://www.m.courier.example/1"
    settled: list[Settled] = []
    with Corpus.open(taken, readonly=True) as opened:
        frontier = Frontier(odd, url(200))
        scheduler, context, _ = _scheduler(frontier)
        known = {"known": Known(opened, 1), "commit": settled.append}
        scheduler._context = replace(context, **known)
        assert [url(200)] == _urls(scheduler)
    assert [(odd, "refused", "takedown")] == [(end.url, end.outcome, end.reason) for end in settled]


def _naming(canonical: str) -> bytes:
    text = "".join(
        f"<p>Elderflower cordial was poured for the {n} time at the meeting of the council, which lasted until noon and "
        f"was about the bridge over the river, the money it will cost, and the winter.</p>"
        for n in range(4)
    )
    head = f'<link rel="canonical" href="{canonical}"><title>Print</title>'
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body><article><h1>Print</h1>{text}</article></body></html>".encode()


def test_help_says_that_there_is_no_way_back() -> None:
    assert "There is no --undo" in " ".join((command.help or "").split())
