"""``thresher sources`` from the command line to the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.sources_file import load

ROOT = Path(__file__).parent.parent
LIST = """<opml version="1.0"><body><outline text="Papers">
<outline text="The Courier" type="rss" xmlUrl="https://courier.example/a?x=1&y=2" htmlUrl="https://courier.example/"/>
<outline text="Sport" type="rss" xmlUrl="https://courier.example/b"/>
<outline text="Ours" xmlUrl="https://tribune.example/feed"/><outline text="Bad" xmlUrl="nowhere"/>
</outline></body></opml>"""
DECLARED = """# Ask Olena first.
contact = "mailto:me@example.org"

[[source]]
id = "tribune"
home = "https://tribune.example/"
feeds = ["https://tribune.example/feed"]
"""


def run(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler", "sources", *words, "-C", str(folder)]
    env = {**os.environ, "PYTHONWARNINGS": "error"}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, input=given, env=env, timeout=90, check=False
    )


def test_list_is_imported_exported_and_imported_again(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    (here / "sources.toml").write_text(DECLARED)
    (tmp_path / "a.opml").write_text(LIST)
    done = run(here, "import", str(tmp_path / "a.opml"))
    assert ("", 0) == (done.stderr, done.returncode)
    assert [
        "courier  The Courier  https://courier.example/  2 to poll",
        "skipped: Bad: 'nowhere' is no web address; write it whole, such as \"https://news.example/\"",
        "skipped: Ours: source 'tribune' has https://tribune.example/ already",
        f"1 new, 2 skipped. Added to {here / 'sources.toml'}. Next: thresher crawl",
    ] == done.stdout.splitlines()
    assert (here / "sources.toml").read_text().startswith(DECLARED)
    assert f"2 sources written to {tmp_path / 'b.opml'}\n" == run(here, "export", str(tmp_path / "b.opml")).stdout
    exported = (tmp_path / "b.opml").read_text()
    assert exported == run(here, "export").stdout
    again = json.loads(run(there, "import", "-", "--contact", "me@example.org", "--json", given=exported).stdout)
    assert (True, []) == (again["added"], again["skipped"])
    assert load(here).sources == load(there).sources
    assert "https://courier.example/a?x=1&y=2" in load(there).get("courier").feeds


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = run(tmp_path / "new", "import", "-", "--contact", "me@example.org", "--dry-run", given=LIST)
    assert done.stdout.endswith(f"Nothing was written to {tmp_path / 'new/sources.toml'}.\n")
    assert not (tmp_path / "new").exists()


def test_rest_of_a_broken_list_is_said_to_be_lost(tmp_path: Path) -> None:
    done = run(tmp_path, "import", "-", "--contact", "me@example.org", given=LIST[:-40])
    assert "skipped: the rest of the list: it cannot be read: " in done.stdout


@pytest.mark.parametrize(
    ("words", "given", "code", "message"),
    [
        (["import", "-"], LIST, 78, "--contact mailto:you@example.org"),
        (["import", "-"], "<html/>", 65, "this is no OPML"),
        (["import", "none.opml"], "", 65, "none.opml: cannot be read: No such file"),
        (["import", "-", "--contact", "nobody"], LIST, 2, "no contact"),
        (["export"], "", 65, "is no corpus folder"),
        ([], "", 65, "is no corpus folder"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_writes_nothing(
    tmp_path: Path, words: list[str], given: str, *, code: int, message: str
) -> None:
    done = run(tmp_path, *words, given=given)
    assert (code, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert message in done.stderr
    assert [] == list(tmp_path.iterdir())


def test_export_writes_over_nothing_unless_told_to(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(DECLARED)
    (tmp_path / "a.opml").write_text("precious")
    assert 65 == run(tmp_path, "export", str(tmp_path / "a.opml")).returncode
    assert "precious" == (tmp_path / "a.opml").read_text()
    assert 0 == run(tmp_path, "export", str(tmp_path / "a.opml"), "--force").returncode


def test_declared_sources_are_listed(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(DECLARED + "enabled = false\n")
    assert "tribune  tribune.example  https://tribune.example/  (not enabled)\n" == run(tmp_path).stdout
    assert ["tribune"] == [source["id"] for source in json.loads(run(tmp_path, "--json").stdout)]
