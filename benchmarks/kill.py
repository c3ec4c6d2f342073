"""A crawl of 20 hosts killed, starved of disk and locked out of its database, over and over: nothing lost, nothing double.

python benchmarks/kill.py [--kills 100] [--stories 110] [--only kill|full|locked] [--seed 1]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from aftermath import faults, refetched, too_early  # noqa: E402
from press import Press  # noqa: E402

from cleaning.errors import StorageError  # noqa: E402
from pipelines.store import PATIENCE  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

STORAGE = StorageError.exit_code
_EARLY = 0.2
"""The share of kills that hit a crawl before its first request."""
_START = 2.0
_WORK = 3.0
"""Seconds a crawl lives at most, counted from its start or from its first request."""
_TRIES = 20
LOCKED = (2, 40, 5, 40)
"""Seconds the database is locked for, crawl by crawl: shorter and longer than a crawl waits."""


_ECHO = 0.2
"""Seconds after its death in which what a crawl had sent may still reach the log."""


def main() -> int:
    """Run what was asked for, print what was found, and return 1 when anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--stories", type=int, default=110, help="URLs a host")
    parser.add_argument("--only", choices=("kill", "full", "locked"))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="thresher-kill-") as made:
        for name, trial in (("kill", killed), ("full", starved), ("locked", locked)):
            if asked.only in (None, name):
                (folder := Path(made) / name).mkdir()
                with Press.of(asked.hosts, asked.stories) as press:
                    wrong += trial(folder, press, asked)
    print("\n".join(wrong[:40]) or "Nothing lost, nothing double.")
    return 1 if wrong else 0


def killed(folder: Path, press: Press, asked: argparse.Namespace) -> list[str]:
    """Kill a crawl at random moments until that has happened often enough, and let the last one finish."""
    rng, kills, began = random.Random(asked.seed), [], time.monotonic()
    press.declare(folder)
    while len(kills) < asked.kills:
        press.share = (len(kills) + 1) / asked.kills
        crawl = start(folder)
        _let_live(crawl, press, rng)
        if crawl.poll() is None:
            crawl.kill()
            crawl.wait()
            time.sleep(_ECHO)
            kills.append(time.monotonic())
        elif crawl.returncode:
            return [f"a crawl ended by itself with {crawl.returncode}: {crawl.communicate()[1][-500:]}"]
        crawl.communicate()
        if len(kills) % 10 == 0:
            print(f"{len(kills)} kills, {len(press.log)} requests, {time.monotonic() - began:.0f} s", flush=True)
    press.share = 1.0
    lines = [f"the last crawl: {line}" for line in _finish(folder)]
    twice = refetched(press.log, kills)
    print(
        f"{len(kills)} kills; {sum(n for n, _ in twice)} URLs fetched twice, {sum(n for _, n in twice)} were in flight; "
        f"at most {max(n for n, _ in twice)} at one kill"
    )
    lines += [
        f"kill {n}: {again} fetched twice, {flying} in flight"
        for n, (again, flying) in enumerate(twice)
        if again > flying
    ]
    return lines + too_early(press.log, kills) + faults(folder, press)


def _let_live(crawl: subprocess.Popen[str], press: Press, rng: random.Random) -> None:
    """Wait until a random moment of a crawl's life."""
    if rng.random() < _EARLY:
        time.sleep(rng.uniform(0, _START))
        return
    seen = len(press.log)
    while len(press.log) == seen and crawl.poll() is None:
        time.sleep(0.01)
    time.sleep(rng.uniform(0, _WORK))


def starved(folder: Path, press: Press, asked: argparse.Namespace) -> list[str]:
    """Crawl on a disk that is full again and again, each time with a little more room."""
    del asked
    lines, codes = [], []
    with _disk(folder) as disk:
        press.declare(folder)
        for size in range(3, 3 + _TRIES):
            crawl = start(folder, limit=disk.resize(size * 2**20))
            _, err = crawl.communicate(timeout=300)
            codes.append(crawl.returncode)
            if crawl.returncode not in (0, STORAGE) or (crawl.returncode and len(err.strip().splitlines()) != 1):
                lines.append(f"a crawl on a full disk ended with {crawl.returncode}: {err[-500:]}")
            if not crawl.returncode:
                break
        print(f"disk full: exit codes {codes}")
        disk.resize(2**30)
        lines += _finish(folder)
        if STORAGE not in codes:
            lines.append("the disk was never full")
        return lines + faults(folder, press)


def locked(folder: Path, press: Press, asked: argparse.Namespace) -> list[str]:
    """Crawl while another program holds the database's write lock, for shorter and for longer than we wait."""
    rng, lines, codes = random.Random(asked.seed), [], []
    press.declare(folder)
    for seconds in LOCKED:
        seen, crawl = len(press.log), start(folder)
        while len(press.log) < seen + 2 * len(press.papers) and crawl.poll() is None:
            time.sleep(0.05)
        time.sleep(rng.uniform(0, 0.5))
        with _writer(folder):
            until = time.monotonic() + seconds
            while time.monotonic() < until and crawl.poll() is None:
                time.sleep(0.1)
        if seconds < PATIENCE:
            crawl.send_signal(signal.SIGTERM)
        _, err = crawl.communicate(timeout=120)
        codes.append(crawl.returncode)
        if crawl.returncode != (STORAGE if seconds > PATIENCE else 0) or (crawl.returncode and "locked" not in err):
            lines.append(f"locked for {seconds} s: the crawl ended with {crawl.returncode}: {err[-500:]}")
    print(f"database locked: exit codes {codes}")
    return lines + _finish(folder) + faults(folder, press)


def start(folder: Path, *, limit: int = 0) -> subprocess.Popen[str]:
    """Start a crawl, which may make no file larger than ``limit`` bytes, if given."""
    bounded = ["prlimit", f"--fsize={limit}"] if limit else []
    return subprocess.Popen(
        [*bounded, sys.executable, "-m", "crawler", "crawl", "-C", str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _finish(folder: Path) -> list[str]:
    """Crawl until nothing is left, and return what went wrong."""
    for _ in range(3):
        crawl = start(folder)
        out, err = crawl.communicate(timeout=600)
        print(out.strip()[-300:])
        if crawl.returncode:
            return [f"exit code {crawl.returncode}: {err[-500:]}"]
        if "left for the next crawl" not in out:
            return []
    return ["three crawls did not finish the work"]


@contextmanager
def _writer(folder: Path) -> Iterator[None]:
    other = sqlite3.connect(folder / "corpus.db", isolation_level=None, timeout=60)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


class _Disk:
    """A folder with a size: a tmpfs where one may be mounted, else a limit to the size of each file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.is_mounted = os.geteuid() == 0 and self._mount("size=3m")

    def resize(self, size: int) -> int:
        """Set the size, and return the limit a process has to be given."""
        return 0 if self.is_mounted and self._mount(f"remount,size={size}") else size

    def _mount(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "thresher-kill", str(self._folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def _disk(folder: Path) -> Iterator[_Disk]:
    disk = _Disk(folder)
    try:
        yield disk
    finally:
        if disk.is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


if __name__ == "__main__":
    sys.exit(main())
