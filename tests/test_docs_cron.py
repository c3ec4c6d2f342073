"""docs/cron.md: its commands exist, its crontab line works in cron's bare environment, its exit codes are ours."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cleaning import errors
from crawler.alarms import NEEDS_A_LOOK
from crawler.commands import COMMANDS
from crawler.logbook import NAME
from pipelines.lock import run_lock
from tests.crawls import NEWS, ROOT, declare
from tests.loopback import Loopback, loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.64"
TEXT = (ROOT / "docs" / "cron.md").read_text(encoding="utf-8")
LINES = re.findall(r"/opt/thresher/bin/thresher (.+)", TEXT)
PROGRAM = Path(sys.executable).with_name("thresher")


def as_cron(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the crontab line as cron does: through sh, in the home folder, with next to no environment."""
    words = [f"{PROGRAM}", *shlex.split(LINES[0])]
    line = shlex.join(str(folder) if word == "/srv/corpus" else word for word in words)
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "SHELL": "/bin/sh", "LOGNAME": "thresher"}
    return subprocess.run(
        ["/bin/sh", "-c", line], cwd="/", env=bare, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Loopback]:
    with loopback([HOST]) as world:
        feed = world.feed(HOST, [world.article(HOST, f"{NEWS}1")])
        declare(tmp_path, {"id": "a", "home": world.url(HOST), "feeds": [feed]})
        yield world


def test_every_command_and_option_of_the_page_exists() -> None:
    assert len(LINES) == 2
    assert LINES[0] == LINES[1]
    for words in [shlex.split(line) for line in LINES] + [["status"], ["crawl", "--help"]]:
        entry = next(entry for entry in COMMANDS if entry.name == words[0])
        known = {name for option in import_module(entry.module).command.params for name in option.opts} | {"--help"}
        assert [] == [word for word in words if word.startswith("-") and word not in known]


def test_crontab_line_says_nothing_when_all_is_well(tmp_path: Path, world: Loopback) -> None:
    done = as_cron(tmp_path)
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    assert f"{NEWS}1" in world.paths(HOST)
    assert (tmp_path / NAME).is_file()


@pytest.mark.usefixtures("world")
def test_crontab_line_says_one_line_when_something_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("[[source]]\nhome = 1\n")
    done = as_cron(tmp_path)
    assert done.returncode == 78
    assert (done.stdout + done.stderr).count("\n") == 1


def test_second_crawl_leaves_at_once(tmp_path: Path, world: Loopback) -> None:
    with run_lock(tmp_path):
        done = as_cron(tmp_path)
    assert done.returncode == 75
    assert (done.stdout + done.stderr).count("\n") == 1
    assert [] == world.asked()


def test_exit_codes_of_the_page_are_the_programs() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    ours = {e.exit_code for e in vars(errors).values() if isinstance(e, type) and hasattr(e, "exit_code")}
    assert ours | {0, 1, 2, 3, NEEDS_A_LOOK} == told | (ours & {1})


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    service, timer = re.findall(r"```ini\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "thresher.service").write_text(service.replace("/opt/thresher/bin/thresher", str(PROGRAM)))
    (tmp_path / "thresher.timer").write_text(timer)
    words = ["systemd-analyze", "verify", str(tmp_path / "thresher.service"), str(tmp_path / "thresher.timer")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
