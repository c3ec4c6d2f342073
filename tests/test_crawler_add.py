"""``thresher add`` from the command line to the file: what is written, what is shown, and when nothing changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from crawler.discovery import Fetched, read_front
from crawler.newsroom import Newsroom
from crawler.sources import Source
from crawler.sources_file import load
from tests.loopback import Loopback, loopback
from tests.terminals import on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.2"
COMMENTED = """\
# Two papers of the valley.
contact = "mailto:me@example.org"  # answered daily

[[source]]
id = "tribune"  # the elder
home = "https://tribune.example/"
feeds = ["https://tribune.example/feed"]
"""


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served


def add(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crawler", "add", *words, "-C", str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize(
    ("outlet", "expected"),
    [
        ("visnyk", {"language": "uk", "timezone": "Europe/Kyiv", "name": "Верболозівський вісник"}),
        ("anzeiger", {"id": "marnstedter-anzeiger", "language": "de", "timezone": "Europe/Berlin"}),
        ("gazette", {"id": "la-gazette-de-montaubier", "name": "La Gazette de Montaubier", "timezone": None}),
        ("diario", {"id": "diario-de-arvelo", "language": "es", "timezone": None}),
    ],
)
def test_an_outlet_of_the_newsroom_is_declared_as_it_is(
    room: Newsroom, tmp_path: Path, outlet: str, expected: dict[str, str | None]
) -> None:
    result = add(tmp_path, room.home(outlet), "--local")
    assert (result.returncode, result.stderr) == (0, "")
    (source,) = load(tmp_path).sources
    truth = room.world.outlet(outlet)
    listings = [*truth.feeds, *truth.sitemaps] or ["/"]
    assert {room.url(outlet, path) for path in listings} == set(source.listings)
    assert (room.home(outlet), True) == (source.home, source.local)
    assert expected == {field: getattr(source, field) for field in expected}
    assert all(url in result.stdout for url in source.listings)
    assert result.stdout.endswith(f"Added to {tmp_path / 'sources.toml'}. Next: thresher crawl\n")


def test_the_front_page_of_an_outlet_without_feeds_gives_every_article(room: Newsroom) -> None:
    page = _fetched(room.home("gazette"))
    links = read_front(page.body, page.url, {room.world.outlet("gazette").host}).links
    assert room.urls("gazette").articles == {link.url for link in links}


def test_a_declared_file_keeps_its_comments(room: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(COMMENTED)
    result = add(tmp_path, room.home("courier"), "--local", "--id", "pell", "--name", "Pell")
    assert result.returncode == 0
    assert (tmp_path / "sources.toml").read_text().startswith(COMMENTED)
    assert [source.id for source in load(tmp_path).sources] == ["tribune", "pell"]
    assert load(tmp_path).get("pell").name == "Pell"


def test_a_dry_run_shows_and_writes_nothing(room: Newsroom, tmp_path: Path) -> None:
    result = add(tmp_path, room.home("courier"), "--local", "--dry-run")
    assert (result.returncode, result.stdout.endswith("Nothing was written.\n")) == (0, True)
    assert list(tmp_path.iterdir()) == []


def test_json_says_what_was_found_and_asked_for(room: Newsroom, tmp_path: Path) -> None:
    found = json.loads(add(tmp_path, room.home("courier"), "--local", "--json").stdout)
    feed = room.url("courier", "/rss.xml")
    assert (True, str(tmp_path / "sources.toml")) == (found["added"], found["file"])
    assert [feed] == found["source"]["feeds"] == [one["url"] for one in found["found"]]
    assert found["requests"][0] == room.home("courier")
    assert load(tmp_path).sources == (Source(**_tuples(found["source"])),)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["https://news.example/"], 78, "--contact mailto:you@example.org"),
        (["http://127.0.0.2:1/"], 65, "say --local"),
        (["http://localhost/"], 65, "say --local"),
        (["http://[::1]/", "--contact", "a@b.example"], 65, "say --local"),
        (["http://127.0.0.2:9/", "--local"], 65, "does not accept the connection"),
    ],
)
def test_what_cannot_be_added_is_one_line_and_changes_nothing(
    tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    result = add(tmp_path, *words)
    assert (code, "", 1) == (result.returncode, result.stdout, result.stderr.count("\n"))
    assert result.stderr.startswith("thresher: ")
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["https://tribune.example", "http://www.tribune.example/", "tribune.example", "https://tribune.example/feed"]
)
def test_a_site_that_is_declared_is_not_asked_again(tmp_path: Path, url: str) -> None:
    (tmp_path / "sources.toml").write_text(COMMENTED)
    result = add(tmp_path, url)
    assert (result.returncode, result.stdout) == (78, "")
    assert "source 'tribune' has" in result.stderr
    assert (tmp_path / "sources.toml").read_text() == COMMENTED


def test_a_broken_file_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        (tmp_path / "sources.toml").write_text("[[source]]\nid = 'x'\n")
        result = add(tmp_path, world.url(HOST), "--local")
        assert (result.returncode, world.asked()) == (78, [])
    assert "field 'home'" in result.stderr


def test_an_id_that_is_taken_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(COMMENTED)
    with loopback([HOST]) as world:
        result = add(tmp_path, _front(world), "--local", "--id", "tribune")
    assert (result.returncode, "field 'id'" in result.stderr) == (78, True)
    assert (tmp_path / "sources.toml").read_text() == COMMENTED


def _front(world: Loopback) -> str:
    return world.set(HOST, "/", b"<!doctype html><title>News</title>")


def _fetched(url: str) -> Fetched:
    with urlopen(url, timeout=10) as response:
        return Fetched(url=url, body=response.read(), content_type=response.headers["Content-Type"])


def _tuples(fields: dict[str, object]) -> dict[str, object]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def on_a_terminal(answer: bytes, *words: str) -> str:
    """Run a command on a terminal, type an answer, and return what it showed."""
    command = [sys.executable, "-m", "crawler", *words]
    return on_terminal(command, "stdin", "stdout", "stderr", typed=answer, cwd=ROOT)[0].decode()


@pytest.mark.parametrize(
    ("answer", "words", "written"), [(b"n\n", [], False), (b"\n", [], True), (b"", ["--yes"], True)]
)
def test_on_a_terminal_the_user_is_asked(tmp_path: Path, answer: bytes, words: list[str], *, written: bool) -> None:
    with loopback([HOST]) as world:
        shown = on_a_terminal(answer, "add", _front(world), "--local", "-C", str(tmp_path), *words)
    assert ("Add it?" in shown) == bool(answer)
    assert written == (tmp_path / "sources.toml").exists()
