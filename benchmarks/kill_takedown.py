"""Takedowns killed at random moments: whatever was reached, others' captures can be read, and a rerun finishes; nothing lost or double.

Each kill has a corpus folder of its own, in which the page has left revisions, revisits, variants, copies, log lines, and a
body that another URL's capture refers to (``tests/estate.py``).
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from pipelines.archive import Archive  # noqa: E402
from pipelines.delivery import Capture  # noqa: E402
from pipelines.holdings import Holdings  # noqa: E402
from pipelines.store import Corpus  # noqa: E402
from pipelines.variants import key  # noqa: E402
from tests.estate import AMP, LED, WWW, build, check, holding, story  # noqa: E402
from tests.specimens import url  # noqa: E402

OURS: Final = {url(1), AMP, WWW, LED}
# All that is slow to load is loaded before the clock runs, so that kills fall into the work.
WORKER = """
import sys
import crawler.cli, crawler.commands.takedown, pipelines.takedown, pipelines.traces, cleaning.version, pyarrow.parquet
cleaning.version.cleaning_version()
print("ready", flush=True)
sys.stdin.readline()
sys.argv = ["thresher", *sys.argv[1:]]
crawler.cli.main()
"""
_SPAN: Final = 0.8
"""Up to how many times a whole takedown's time a kill may come."""
_CAPTURES = "SELECT url, fetched_at, warc_file, warc_offset, warc_length, digest, revisit_of FROM captures"


def trial(whole: Path, folder: Path, after: float) -> tuple[str, list[str]]:
    """Kill one takedown; return how far it had come, and what is wrong before and after it is run again."""
    shutil.copytree(whole, folder)
    kept = {key: digest for key, digest in check(folder).items() if key.split(" ")[0] not in OURS}
    worker = start(folder)
    time.sleep(after)
    worker.kill()
    worker.communicate()
    reached, wrong = _reached(folder), _unreadable(folder)
    again = start(folder)
    out, _ = again.communicate(timeout=300)
    if again.returncode:
        return reached, [*wrong, f"the rerun ended with {again.returncode}: {out[-300:]}"]
    if check(folder) != kept:
        wrong.append("captures of others were lost, doubled or changed")
    if left := holding(folder, story(1, "third"), f"{story(1, 'third').splitlines()[0]}"):
        wrong.append(f"it still stands in {sorted(left)}")
    return reached, [*wrong, *_of_database(folder)]


def start(folder: Path) -> subprocess.Popen[str]:
    """Start a takedown and return when it begins to work."""
    command = [sys.executable, "-c", WORKER, "takedown", url(1), "--reason", "a trial", "-C", str(folder)]
    worker = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert worker.stdin
    assert worker.stdout
    worker.stdout.readline()
    worker.stdin.write("\n")
    worker.stdin.flush()
    return worker


def _reached(folder: Path) -> str:
    """Say how far a takedown came."""
    with Corpus.open(folder, readonly=True) as corpus:
        conn = corpus.db.conn
        states = {state for (state,) in conn.execute("SELECT state FROM takedowns")}
        files = conn.execute("SELECT count(*), coalesce(sum(replaced), 0) FROM takedown_files").fetchone()
        left = conn.execute("SELECT count(*) FROM captures WHERE url = ?", (url(1),)).fetchone()[0]
    if states != {"begun"}:
        return "done" if states else "not begun"
    at_work = f", {files[0]} files in hand, {files[1]} replaced" if files[0] else ""
    return f"begun, {left} captures left{at_work}"


def _unreadable(folder: Path) -> list[str]:
    """Name what a reader cannot read of others while a takedown is unfinished."""
    names, lost = ("file", "offset", "length", "digest", "revisit_of"), []
    with Corpus.open(folder, readonly=True) as corpus, Archive(folder, holdings=Holdings(corpus, 0)) as archive:
        for where, at, *place in corpus.db.execute(_CAPTURES).fetchall():
            try:
                archive.read(Capture(**dict(zip(names, place, strict=True))), url=where)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                lost.append(f"{where} of {at} cannot be read after the kill: {error}")
    return [line for line in lost if line.split(" ")[0] not in OURS]


def _of_database(folder: Path) -> list[str]:
    with Corpus.open(folder, readonly=True) as corpus:
        conn = corpus.db.conn
        wrong = [
            f"{row} stands twice" for row in conn.execute("SELECT key FROM takedowns GROUP BY key HAVING count(*) > 1")
        ]
        states = Counter(state for (state,) in conn.execute("SELECT state FROM takedowns"))
        articles = conn.execute("SELECT count(*) FROM articles WHERE url = ?", (url(1),)).fetchone()[0]
        counted = conn.execute("SELECT sum(count) FROM run_sources WHERE reason = 'takedown'").fetchone()[0]
    if states != {"done": len({key(one) for one in OURS})}:
        wrong.append(f"tombstones: {dict(states)}")
    if articles or counted != len(OURS):
        wrong.append(f"{articles} articles left, {counted} URLs counted as refused")
    return wrong


def _time(whole: Path, folder: Path) -> float:
    """Return the seconds that a takedown works which nobody kills."""
    shutil.copytree(whole, folder)
    worker, began = start(folder), time.monotonic()
    worker.communicate()
    return time.monotonic() - began


@click.command()
@click.option("--kills", default=50, show_default=True)
@click.option("--stories", default=100, show_default=True, help="Articles in the corpus.")
@click.option("--seed", default=1, show_default=True)
@click.option("--check", "checked", is_flag=True, help="Exit code 1 when anything is not as it must be.")
def main(*, kills: int, stories: int, seed: int, checked: bool) -> None:
    """Kill takedowns, let them be run again, and look at what is left."""
    rng, found, wrong = random.Random(seed), Counter[str](), []
    with tempfile.TemporaryDirectory(prefix="thresher-bench-") as made:
        build(whole := Path(made) / "whole", stories).corpus.close()
        took = _time(whole, Path(made) / "timed")
        for number in range(kills):
            reached, faults = trial(whole, Path(made) / f"{number}", rng.uniform(0, took * _SPAN))
            found[reached] += 1
            wrong += [f"kill {number} ({reached}): {fault}" for fault in faults]
            shutil.rmtree(Path(made) / f"{number}")
    print(f"{kills} kills of a takedown that takes {took:.2f} s in a corpus of {stories} articles; killed when:")
    print("\n".join(f"  {times:3} × {reached}" for reached, times in found.most_common()))
    print("\n".join(wrong[:40]) or "Nothing lost, nothing double, nothing left.")
    if checked and wrong:
        sys.exit("kill_takedown.py: something is not as it must be")


if __name__ == "__main__":
    main()
