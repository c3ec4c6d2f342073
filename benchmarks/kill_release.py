"""Releases killed at random moments: nothing half-made is ever seen, the next one completes, and equal bytes come of it.

python benchmarks/kill_release.py [--kills 50] [--articles 2000] [--seed 1] [--check]
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from pipelines import sums  # noqa: E402
from pipelines.store import Corpus  # noqa: E402

_TEXT = "The council met on Sunday and chose a new bridge, number {0}.\n" * 20
_SEEN = "2026-03-01T10:00:00Z"
_NAME = "spring"


@click.command()
@click.option("--kills", default=50, show_default=True)
@click.option("--articles", default=2000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--check", is_flag=True, help="Exit with 1 when anything is not as it must be.")
def main(kills: int, articles: int, seed: int, *, check: bool) -> None:
    """Kill releases, print what was found, and say whether nothing was half-made."""
    with tempfile.TemporaryDirectory(prefix="thresher-release-") as made:
        wrong = trial(Path(made), kills, articles, seed)
    click.echo("\n".join(wrong) or "Nothing half-made, nothing lost, the same bytes each time.")
    sys.exit(bool(wrong and check))


def trial(folder: Path, kills: int, articles: int, seed: int) -> list[str]:
    """Return what was wrong after each kill, and after the release that follows it."""
    rng, corpus = random.Random(seed), folder / "corpus"
    fill(corpus, articles)
    began = time.monotonic()
    wrong = _finished(corpus, replace=False)
    length, wanted = time.monotonic() - began, sums.digest(_released(corpus) / sums.NAME)
    late = 0
    for kill in range(kills):
        replace = bool(kill % 2)
        if not replace:
            _forget(corpus)
        late += _killed(corpus, rng.uniform(0, length), replace=replace)
        wrong += [f"kill {kill}: {line}" for line in _seen(corpus, wanted, there=replace)]
        wrong += [f"after kill {kill}: {line}" for line in _finished(corpus, replace=replace)]
        wrong += [f"after kill {kill}: {line}" for line in _left(corpus, wanted)]
    print(f"{kills} kills within {length:.1f} s, {late} after the end")
    return wrong


def fill(corpus: Path, articles: int) -> None:
    """Make a corpus of plain articles."""
    with Corpus.open(corpus, create=True) as opened:
        opened.sync_sources([{"id": "courier", "name": "Courier", "home": "http://courier.example/"}])
        with opened.transaction() as db:
            for number in range(1, articles + 1):
                row = (number, f"http://courier.example/{number}", f"Bridge {number}", _TEXT.format(number), _SEEN)
                db.conn.execute(
                    "INSERT INTO articles (id, url, source, title, text, word_count, text_hash, cleaning_version, first_seen_at,"
                    " last_seen_at) VALUES (?1, ?2, 'courier', ?3, ?4, 200, ?1, '1', ?5, ?5)",
                    row,
                )
                db.conn.execute(
                    "INSERT INTO revisions (article_id, number, kind, title, text, seen_at) VALUES (?1, 1, 'first', ?3, ?4, ?5)",
                    row,
                )


def _start(corpus: Path, *, replace: bool) -> subprocess.Popen[str]:
    words = ["release", _NAME, "-C", str(corpus), *(["--replace"] if replace else [])]
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _killed(corpus: Path, seconds: float, *, replace: bool) -> bool:
    """Kill a release after some seconds, and tell whether it had ended before."""
    process = _start(corpus, replace=replace)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    return True


def _finished(corpus: Path, *, replace: bool) -> list[str]:
    """Make the release again; where the one that was killed had got so far, its name is taken, and that is right."""
    process = _start(corpus, replace=replace)
    _, said = process.communicate(timeout=600)
    if process.returncode and not (process.returncode == 65 and "exists; choose another name" in said):
        return [f"exit code {process.returncode}: {said[-300:]}"]
    return []


def _seen(corpus: Path, wanted: str, *, there: bool) -> list[str]:
    """Return what is wrong with what can be seen: a release that is not whole, or one of before that went."""
    folder = _released(corpus)
    if not folder.exists():
        return ["the release of before is gone"] if there else []
    return [*sums.faults(folder), *([] if sums.digest(folder / sums.NAME) == wanted else ["other bytes"])]


def _left(corpus: Path, wanted: str) -> list[str]:
    """Return what is wrong when the release was made at last."""
    names = sorted(path.name for path in _released(corpus).parent.iterdir())
    lines = _seen(corpus, wanted, there=True) + ([] if names == [_NAME] else [f"left over: {names}"])
    with closing(sqlite3.connect(corpus / "corpus.db")) as db:
        known = db.execute("SELECT name, complete FROM releases").fetchall()
        loose = db.execute("SELECT count(*) FROM release_articles WHERE release_id NOT IN (SELECT id FROM releases)")
        return [*lines, *([] if known == [(_NAME, 1)] and loose.fetchone() == (0,) else [f"remembered: {known}"])]


def _forget(corpus: Path) -> None:
    """Let there be no release."""
    shutil.rmtree(_released(corpus))
    with closing(sqlite3.connect(corpus / "corpus.db")) as db, db:
        db.execute("DELETE FROM release_articles")
        db.execute("DELETE FROM releases")


def _released(corpus: Path) -> Path:
    return corpus / "releases" / _NAME


if __name__ == "__main__":
    main()
