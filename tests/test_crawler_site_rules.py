"""Where site rules come from: the corpus folder, sources.toml and --site-rules; and how they are listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaning.errors import ConfigError
from crawler.cli import thresher
from crawler.commands import clean as command
from crawler.sources import Source, facts
from crawler.sources_file import load, parse
from crawler.why import cleaned_only, reasoned
from tests.crawls import declare, paper, rows
from tests.crawls import thresher as started
from tests.loopback import loopback
from tests.shelf import SENTENCES, html, line, shelve

URL = "https://courier.example/bridge"
PLUG = "The weekend supplement has forty walks along the coast, free for every reader this Saturday and the next."
SOURCES = """contact = "mailto:you@example.org"
{common}
[[source]]
id = "courier"
home = "https://courier.example/"
pages = ["https://courier.example/"]
{own}
"""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(thresher, list(map(str, words)), standalone_mode=False)


def corpus(folder: Path, common: str = "", own: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.toml").write_text(SOURCES.format(common=common, own=own))
    return folder


def rules(folder: Path, text: str, name: str = "courier.example") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(text)
    return folder


def only(folder: Path) -> Source:
    (source,) = load(folder).sources
    return source


def test_corpus_without_rules_has_none(tmp_path: Path) -> None:
    source = only(corpus(tmp_path))
    assert ("", ()) == (source.own_rules, source.site_rules)
    assert ("", ()) == (facts(source).own_rules, facts(source).site_rules)


def test_folders_reach_the_page_own_first_nearest_first_and_absolute(tmp_path: Path) -> None:
    for name in ("near", "far", "corpus/rules"):
        (tmp_path / name).mkdir(parents=True)
    source = only(corpus(tmp_path / "corpus", 'site_rules = "../far"', 'site_rules = ["../near", "../far"]'))
    assert str(tmp_path / "corpus/rules") == facts(source).own_rules
    assert (str(tmp_path / "near"), str(tmp_path / "far")) == facts(source).site_rules


@pytest.mark.parametrize(
    ("common", "own", "expected"),
    [
        ('site_rules = "gone"', "", "sources.toml: field 'site_rules': there is no folder '"),
        ("", 'site_rules = "gone"', "sources.toml: source 'courier', field 'site_rules': there is no folder '"),
        ("site_rules = 7", "", "sources.toml: field 'site_rules': 7 is no folder; write its path in quotes"),
        ("", 'site_rules = [""]', "sources.toml: source 'courier', field 'site_rules': '' is no folder; write"),
        ('site_rules = "~nobody-of-that-name/x"', "", "there is no folder '"),
        ('site_rule = "x"', "", "field 'site_rule' is not known; did you mean 'site_rules'?"),
    ],
)
def test_folder_that_cannot_be_used_is_refused_with_the_cure(
    tmp_path: Path, common: str, own: str, expected: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(corpus(tmp_path, common, own))
    assert expected in str(caught.value)


def test_text_alone_says_nothing_of_what_is_on_disk() -> None:
    config = parse(SOURCES.format(common='site_rules = "x"', own='site_rules = "y"'), Path("sources.toml"))
    assert (("x",), ("y",), "") == (config.site_rules, config.sources[0].site_rules, config.sources[0].own_rules)


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clean in this process, where it does not matter that the command starts one of its own."""
    monkeypatch.setattr(
        command, "_cleaned", lambda page, _name, *, with_reasons: (reasoned if with_reasons else cleaned_only)(page)
    )


def stored(folder: Path) -> Path:
    path = folder / "page.html"
    path.write_text(html(1, f"<p class=plug>{PLUG}</p>"))
    return path


def told(*words: str | Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(run("clean", *words, "--url", URL, "--json").stdout)
    return made


@pytest.mark.usefixtures("near")
def test_page_is_cleaned_under_a_collection_that_is_named(tmp_path: Path) -> None:
    folder = rules(tmp_path / "checkout", "title: //article/p[1]\nstrip_id_or_class: plug\nnext_page_link: '?page=2'")
    plain, under = told(stored(tmp_path), "-C", tmp_path), told(stored(tmp_path), "--site-rules", folder)
    assert (True, False) == (PLUG in plain["text"], PLUG in under["text"])
    assert ["site/courier.example/strip_id_or_class/2"] == [
        gone["rule"] for gone in under["removed"] if gone["text"] == PLUG
    ]
    assert under["title"].startswith(SENTENCES[0])
    assert (None, f"{URL}?page=2") == (plain["next_page"], under["next_page"])
    assert under["cleaning_version"].startswith(plain["cleaning_version"] + "+")


@pytest.mark.usefixtures("near")
def test_page_is_cleaned_under_the_rules_of_the_corpus_folder(tmp_path: Path) -> None:
    rules(tmp_path / "rules", "body: //p[@class='plug']")
    assert told(stored(tmp_path), "-C", tmp_path)["text"] == PLUG


@pytest.mark.usefixtures("near")
def test_reader_is_told_that_the_rules_found_nothing(tmp_path: Path) -> None:
    folder = rules(tmp_path / "checkout", "body: //div[@id='gone']")
    shown = run("clean", stored(tmp_path), "--url", URL, "--site-rules", folder).stdout
    assert "Flags     site-rules-missed" in shown


def test_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    result = run("clean", stored(tmp_path), "--site-rules", tmp_path / "gone")
    assert "does not exist" in str(result.exception)


def test_evaluation_takes_a_collection_too(tmp_path: Path) -> None:
    folder = shelve(tmp_path / "pages", [line(0, url=URL)])
    out, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    run("eval", folder, "--jobs", "1", "--predictions", out)
    run("eval", folder, "--jobs", "1", "--predictions", again, "--site-rules", rules(tmp_path / "r", "strip: //p[2]"))
    texts = [json.loads(path.read_text())["text"] for path in (out, again)]
    assert [True, False] == [SENTENCES[1] in text for text in texts]


def test_rules_are_listed_with_what_cannot_be_used(tmp_path: Path) -> None:
    own = rules(corpus(tmp_path / "corpus", 'site_rules = "../far"') / "rules", "body: //p\nstriip: //a\nstrip: //b[")
    far = rules(tmp_path / "far", "strip: //a\nstrip: //b", "tribune.example")
    extra = rules(tmp_path / "extra", "# nothing", "gazette.example")
    lines = run("rules", "--site", "-C", tmp_path / "corpus", "--site-rules", extra).stdout.splitlines()
    assert [
        f"{own}/courier.example.txt: body 1",
        "  courier.example.txt, line 2: directive 'striip' is not known; did you mean 'strip'?",
        "  courier.example.txt, line 3: 'strip' is no XPath 1.0 (Invalid expression): //b[",
        f"{far}/tribune.example.txt: strip 2",
        f"{extra}/gazette.example.txt: nothing",
        "3 files, 3 directives, 2 lines that cannot be used",
    ] == lines


def test_listing_is_there_for_programs(tmp_path: Path) -> None:
    rules(tmp_path / "rules", "body: //p\nnonsense: x")
    (one,) = json.loads(run("rules", "--site", "-C", tmp_path, "--json").stdout)
    assert ("courier.example", {"body": 1}) == (one["host"], one["directives"])
    assert [{"line": 2, "message": "directive 'nonsense' is not known"}] == one["faults"]
    assert one["digest"].startswith("sha256:")


def test_folder_without_site_rules_lists_none(tmp_path: Path) -> None:
    assert run("rules", "--site", "-C", tmp_path).stdout == "0 files, 0 directives, 0 lines that cannot be used\n"


def test_crawl_cleans_under_the_rules_of_the_corpus_folder(tmp_path: Path) -> None:
    host = "127.0.0.71"
    rules(tmp_path / "rules", "strip: //p[2]\nauthor: 'Ines Maar'", host)
    with loopback([host]) as world:
        declare(tmp_path, paper(world, host, 1))
        done = started(tmp_path, "crawl", "--quiet")
    assert done.returncode == 0, done.stderr
    ((text, authors, version),) = rows(tmp_path, "SELECT text, authors, cleaning_version FROM articles")
    assert ("for the 0 time" in text, "for the 1 time" in text, "for the 2 time" in text) == (True, False, True)
    assert (["Ines Maar"], "+" in version) == (json.loads(authors), True)
    assert [(f"site/{host}/strip/1", f"strip in {host}.txt, line 1 (//p[2]) strips it")] == rows(
        tmp_path, "SELECT rule, reason FROM removed_blocks WHERE rule LIKE 'site/%'"
    )
