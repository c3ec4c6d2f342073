from __future__ import annotations

import gzip
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click import UsageError
from click.testing import CliRunner, Result

from cleaning.errors import InputError
from crawler.cli import thresher
from crawler.commands import clean as command
from crawler.why import cleaned_only, reasoned
from tests.shelf import QUALITY, SENTENCES, html
from tests.terminals import on_terminal

if TYPE_CHECKING:
    from pathlib import Path

REAL = QUALITY / "html/en-graph.html"


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clean in this process, where it does not matter that the command starts one of its own."""
    monkeypatch.setattr(
        command, "_cleaned", lambda page, _name, *, with_reasons: (reasoned if with_reasons else cleaned_only)(page)
    )


def run(*words: str | Path, given: bytes | None = None) -> Result:
    return CliRunner().invoke(thresher, ["clean", *map(str, words)], input=given, standalone_mode=False)


def told(*words: str | Path, given: bytes | None = None) -> dict[str, Any]:
    result = run(*words, "--json", given=given)
    assert result.exception is None, result.exception
    facts: dict[str, Any] = json.loads(result.stdout)
    return facts


def test_page_is_shown_with_what_was_removed_from_it() -> None:
    shown = run(REAL, "--url", "https://herald.example/2026/02/17/harbour-pilots").stdout
    assert "Title     Harbour pilots refuse night work until lights are mended" in shown
    assert "Imogen Farrow, Tobias Wren" in shown
    assert "*  published  json-ld" in shown
    assert "  “Read also the log of the third of February,” the senior pilot" in shown
    assert "- Read also:" in shown
    assert "-- related: " in shown
    assert " on the page" in shown.splitlines()[-1]
    assert "\x1b" not in shown


@pytest.mark.usefixtures("near")
def test_furniture_is_shown_when_asked_for() -> None:
    assert ". Opinion" not in run(REAL).stdout.splitlines()
    assert ". Opinion" in run(REAL, "--outside").stdout.splitlines()


@pytest.mark.usefixtures("near")
def test_words_of_the_page_are_all_accounted_for() -> None:
    made = told(REAL)
    assert sum(made["words"].values()) == sum(len(block["text"].split()) for block in made["blocks"])
    assert [block["position"] for block in made["blocks"]] == list(range(len(made["blocks"])))
    kept = [block["text"] for block in made["blocks"] if block["verdict"] == "kept"]
    assert made["text"] == "\n".join(kept)
    assert [r["text"] for r in made["removed"]] == [b["text"] for b in made["blocks"] if b["verdict"] == "removed"]


@pytest.mark.usefixtures("near")
def test_page_is_read_from_standard_input_plain_and_gzipped(tmp_path: Path) -> None:
    page = html(3).encode()
    (tmp_path / "a.html").write_bytes(page)
    texts = [
        told(tmp_path / "a.html")["text"],
        told("-", given=page)["text"],
        told("-", given=gzip.compress(page))["text"],
    ]
    assert texts[0] == texts[1] == texts[2]
    assert SENTENCES[0] in texts[0]


@pytest.mark.usefixtures("near")
def test_relative_dates_need_the_time_of_the_fetch(tmp_path: Path) -> None:
    page = (
        html(1)
        .replace("article:published_time", "x")
        .replace("<article>", '<article><time class="date">3 hours ago</time>')
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert told(tmp_path / "a.html")["published"] is None
    assert told(tmp_path / "a.html", "--fetched", "2026-03-01T12:00:00Z")["published"].startswith("2026-03-01")


@pytest.mark.usefixtures("near")
def test_time_without_offset_takes_the_given_zone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(html(1).replace("10:15:00+02:00", "10:15:00"), encoding="utf-8")
    assert told(tmp_path / "a.html", "--timezone", "Europe/Kyiv")["published"] == "2026-03-01T10:15:00+02:00"
    assert told(tmp_path / "a.html")["published"] == "2026-03-01"


@pytest.mark.usefixtures("near")
def test_source_name_is_no_author_and_its_language_is_a_fallback(tmp_path: Path) -> None:
    page = html(1).replace("lang=en", "").replace("<article>", '<article><p class="byline">By Bank Post, Ann Lee</p>')
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    made = told(tmp_path / "a.html", "--source-name", "Bank Post", "--source-language", "en")
    assert (made["authors"], made["language"]) == (["Ann Lee"], "en")


@pytest.mark.usefixtures("near")
def test_declared_type_says_how_the_bytes_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(
        html(1, "<p>Größe und Übermut sind gute Nachbarn auf dem Dorf.</p>").encode("cp1252")
    )
    assert "Größe" in told(tmp_path / "a.html", "--content-type", "text/html; charset=windows-1252")["text"]
    assert told(tmp_path / "a.html", "--content-type", "image/png")["rejected"] == "not-html"


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"%PDF-1.7", "not-html"), (b"x" * 20_000_001, "too-large"), (b"<p></p>", "no-text")],
)
def test_rejected_page_is_a_result(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.html").write_bytes(content)
    result = run(tmp_path / "a.html")
    assert result.exception is None
    assert result.stdout.splitlines()[0] == f"Rejected  {reason}"
    assert result.stdout.splitlines()[1].startswith("Evidence  ")


@pytest.mark.parametrize(
    ("content", "message"), [(None, "there is no such page"), (b"\x1f\x8b", "is gzipped, but broken")]
)
def test_unreadable_page_is_one_line_and_65(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "a.html").write_bytes(content)
    result = run(tmp_path / "a.html")
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)
    assert (result.exception.exit_code, result.stdout) == (65, "")


@pytest.mark.parametrize(
    "words",
    [
        ["--fetched", "yesterday"],
        ["--timezone", "Europe/Kiew"],
        ["--source-language", "german"],
        ["--no-such-option"],
    ],
)
def test_wrong_option_is_a_wrong_usage(words: list[str]) -> None:
    result = run(REAL, *words)
    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2


def test_page_beyond_the_deadline_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text(html(0, "<p>more words of the same kind</p>" * 100_000), encoding="utf-8")
    monkeypatch.setattr(command, "_DEADLINE", 0.05)
    result = run(tmp_path / "a.html")
    assert isinstance(result.exception, InputError)
    assert "could not be cleaned: not done after 0.05 seconds" in str(result.exception)


@pytest.mark.usefixtures("near")
def test_json_cannot_steer_the_terminal(tmp_path: Path) -> None:
    page = html(0).replace("<title>", "<title>&#155;31m&#8238;").replace("<p>", "<p class='\x9b\u202e'>", 1)
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    shown = run(tmp_path / "a.html", "--json").stdout
    assert not {"\x9b", "\u202e", "\x1b"} & set(shown)
    assert json.loads(shown)["rejected"] is None


def test_colour_is_for_terminals_only(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(html(0), encoding="utf-8")
    command = [sys.executable, "-m", "crawler", "clean", str(tmp_path / "a.html")]
    screen, ended = on_terminal(command, "stdout")
    assert ended.returncode == 0
    assert b"\x1b[1mBridge to be mended" in screen
