"""The command line as people meet it: help, wrong usage, exit codes, interruptions and bugs."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crawler.commands import COMMANDS, Session, corpus_option, group_corpus_option

ROOT = Path(__file__).parent.parent
THRESHER = (sys.executable, "-m", "crawler")


def thresher(*words: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [*THRESHER, *words],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "THRESHER_CORPUS": "", **environment},
        timeout=60,
        check=False,
    )


def refused(result: subprocess.CompletedProcess[str], code: int) -> str:
    """Return the one line on stderr of a command that must have failed so."""
    assert code == result.returncode, result.stderr
    assert result.stdout == ""
    assert result.stderr.startswith("thresher: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_help_lists_every_command_with_what_it_is_for() -> None:
    result = thresher("--help")
    assert (result.returncode, result.stderr) == (0, "")
    for entry in COMMANDS:
        assert re.search(rf"^  {entry.name} +{re.escape(entry.summary)}$", result.stdout, re.MULTILINE)


def test_a_bare_call_shows_the_help() -> None:
    result = thresher()
    assert result.returncode == 2
    assert "Usage: thresher" in result.stderr + result.stdout


def test_help_imports_no_command_and_no_scrapy() -> None:
    script = "import sys, crawler.cli; from click.testing import CliRunner as R; print(R().invoke(crawler.cli.thresher, ['--help']).exit_code)"
    script += (
        "; print([m for m in sys.modules if m.split('.')[0] in ('scrapy', 'twisted', 'lxml', 'sqlite_utils', 'rich')])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.stdout == "0\n[]\n"


def test_version_is_one_line() -> None:
    assert re.fullmatch(r"thresher (unknown|\d+\.\d+\.\d+\S*)\n", thresher("--version").stdout)


def test_the_version_is_that_of_the_project() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert thresher("--version").stdout.split()[1] in ("unknown", declared)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["crwl"], ["no command 'crwl'", "did you mean 'crawl'?", "thresher --help"]),
        (["xyzzy"], ["no command 'xyzzy'", "thresher --help"]),
        (["add"], ["'URL'", "thresher add --help"]),
        (["add", "x.example", "--lokal"], ["--lokal", "--local"]),
        (["-C"], ["-C"]),
        (["add", "not a url"], ["no web address"]),
        (["add", "x.example", "--id", "Über"], ["--id", "lower-case"]),
        (["add", "x.example", "--contact", "me"], ["--contact", "mailto:you@example.org"]),
        (["rules", "--category", "spam"], ["spam", "donation"]),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(words: list[str], parts: list[str]) -> None:
    message = refused(thresher(*words), 2)
    assert [part for part in parts if part not in message] == []


@pytest.mark.parametrize("words", [["status"], ["backup"]])
def test_a_folder_that_is_no_corpus_is_exit_65(tmp_path: Path, words: list[str]) -> None:
    assert "no corpus folder" in refused(thresher(*words, "-C", str(tmp_path)), 65)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "environment", "chosen"),
    [
        (["-C", "group", "status", "-C", "own"], "environment", "own"),
        (["-C", "group", "status"], "environment", "group"),
        (["status"], "environment", "environment"),
        (["status"], "", "."),
    ],
)
def test_the_nearest_word_on_the_corpus_folder_counts(
    tmp_path: Path, words: list[str], environment: str, chosen: str
) -> None:
    assert refused(thresher(*words, folder=tmp_path, THRESHER_CORPUS=environment), 65).startswith(
        f"thresher: {chosen} is no"
    )


def test_a_command_by_itself_takes_the_folder_too(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @corpus_option
    @click.pass_obj
    def command(session: Session | None, corpus: Path) -> None:
        click.echo(f"{corpus} {session and session.corpus}")

    monkeypatch.setenv("THRESHER_CORPUS", "environment")
    assert CliRunner().invoke(command, ["-C", "own"]).output == "own None\n"
    assert CliRunner().invoke(command, []).output == "environment None\n"
    assert CliRunner().invoke(command, ["-C", "own"], obj=Session()).output == "own own\n"


def test_the_groups_folder_reaches_a_session() -> None:
    @click.group()
    @group_corpus_option
    def group() -> None:
        """Hold one command."""

    @group.command()
    @corpus_option
    def inner(corpus: Path) -> None:
        click.echo(str(corpus))

    session = Session()
    assert CliRunner().invoke(group, ["-C", "outer", "inner"], obj=session).output == "outer\n"
    assert session.corpus == Path("outer")


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_help_teaches_by_an_example(entry: object) -> None:
    name = getattr(entry, "name", "")
    result = thresher(name, "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert re.search(rf"Example:\n\s+thresher {name}", result.stdout)
    assert "-C, --corpus" in result.stdout or name == "eval"


def test_a_reader_that_leaves_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        [*THRESHER, "rules", "--json"], stdout=writer, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    os.close(writer)
    assert (process.communicate(timeout=60)[1], process.returncode) == ("", 141)


def test_rules_are_listed_as_data_and_as_lines() -> None:
    rules = json.loads(thresher("rules", "--json", "--category", "donation").stdout)
    lines = thresher("rules", "--category", "donation").stdout.splitlines()
    assert {"donation"} == {rule["category"] for rule in rules}
    assert [rule["id"] for rule in rules] == [line.split()[0] for line in lines]


BROKEN = """
import sys, types, crawler.commands
module = types.ModuleType("crawler.commands.status")
import click
from crawler.commands import corpus_option
@click.command("status")
@corpus_option
def command(corpus):
    {fault}
module.command = command
sys.modules[module.__name__] = module
from crawler.cli import main
sys.argv = ["thresher", "status", *sys.argv[1:]]
main()
"""


def broken(fault: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose body is ``fault``."""
    script = BROKEN.format(fault=fault)
    return subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_bug_is_one_line_that_names_the_log_with_the_traceback(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").touch()
    message = refused(broken("raise ValueError('odd\\nthing')", "-C", str(tmp_path)), 1)
    assert "ValueError: odd" in message
    assert str(tmp_path / "thresher.log") in message
    assert "ValueError: odd\nthing" in (tmp_path / "thresher.log").read_text()
    assert "Traceback" in (tmp_path / "thresher.log").read_text()


def test_a_bug_outside_a_corpus_is_told_whole(tmp_path: Path) -> None:
    result = broken("1 / 0", "-C", str(tmp_path))
    assert result.returncode == 1
    assert "Traceback" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("thresher: a bug: ZeroDivisionError")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        ("from cleaning.errors import LockedError; raise LockedError('another run')", 75, "another run"),
        ("from cleaning.errors import StorageError; raise StorageError('disk full')", 74, "disk full"),
        ("import errno, os; raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), 'x')", 74, "No space left"),
        ("raise click.UsageError('no such thing')", 2, "no such thing"),
    ],
)
def test_errors_have_their_exit_code(fault: str, code: int, message: str) -> None:
    assert message in refused(broken(fault), code)


@pytest.mark.parametrize(
    ("fault", "code"), [("return 3", 3), ("click.get_current_context().exit(4)", 4), ("return", 0)]
)
def test_a_command_may_name_its_exit_code(fault: str, code: int) -> None:
    result = broken(fault)
    assert (code, "") == (result.returncode, result.stderr)


def test_an_interruption_is_exit_130() -> None:
    heard = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # a job in the background ignores it
    )
    script = f"{heard}\n" + BROKEN.format(fault="import time; print('ready', flush=True); time.sleep(30)")
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, stderr = process.communicate(timeout=20)
    assert (process.returncode, stderr.strip()) == (130, "")
    assert time.monotonic() - started < 10
