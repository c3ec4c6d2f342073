"""Commands that change a corpus, killed at random moments: the next call completes, nothing is lost, nothing double.

python benchmarks/kill_corpus.py [--only reclean] [--kills 50] [--articles 80] [--seed 1] [--check]

A command is a Trial in TRIALS: what to do before each call, its words, and what must hold right after a kill and at the end.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from storehouse import commit, declare  # noqa: E402

from pipelines.soundness import sound  # noqa: E402
from pipelines.store import Corpus  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping


class Trial(Protocol):
    """How a command is tried."""

    words: tuple[str, ...]
    """The command and its options, but for -C."""

    def prepare(self, folder: Path, articles: int) -> None:
        """Make the corpus folder, once."""

    def alter(self, folder: Path, turn: int) -> None:
        """Give the command something to do; called before each turn, the first of which is not killed."""

    def after_kill(self, folder: Path, turn: int) -> list[str]:
        """Return what is wrong right after a kill, before anything is repaired."""

    def at_end(self, folder: Path, turn: int) -> list[str]:
        """Return what is wrong once the command has been called again."""


@dataclass
class Reclean:
    """A user's rule comes and goes, and each time every article is cleaned again."""

    words: tuple[str, ...] = ("reclean", "--jobs", "2")
    _states: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What articles are without (0) and under (1) the rule."""

    def prepare(self, folder: Path, articles: int) -> None:
        """Take in articles."""
        declare(folder)
        commit(folder, range(1, articles + 1))
        self._states[0] = self._texts(folder)

    def alter(self, folder: Path, turn: int) -> None:
        """Let the rule come, or go."""
        (folder / "rules").mkdir(exist_ok=True)
        rule = folder / "rules" / "town.example.txt"
        rule.write_text("strip: //p[@class = 'note']\n" if turn % 2 else "# nothing\n")

    def after_kill(self, folder: Path, turn: int) -> list[str]:
        """Check that each article is wholly in the state of before, or in the new one."""
        before, then = self._states[(turn - 1) % 2], self._states.get(turn % 2, {})
        now = self._texts(folder)
        lines = [
            f"{url} is in neither state" for url, state in now.items() if state not in (before[url], then.get(url))
        ]
        return lines + _unsound(folder)

    def at_end(self, folder: Path, turn: int) -> list[str]:
        """Check that each article is in the new state, with one revision more, and that nothing is left over."""
        now = self._texts(folder)
        wanted = self._states.setdefault(turn % 2, now)
        lines = [f"{url} is not as the rules make it" for url in wanted if now.get(url) != wanted[url]]
        with Corpus.open(folder, readonly=True) as corpus:
            counts = corpus.db.execute(
                "SELECT count(*), count(DISTINCT article_id), max(number) FROM revisions"
            ).fetchone()
            staged = corpus.db.execute("SELECT count(*) FROM recleaned").fetchone()[0]
            open_runs = corpus.db.execute("SELECT count(*) FROM runs WHERE finish_reason IS NULL").fetchone()[0]
        number = len(self._states[0])
        if counts != (number * (turn + 1), number, turn + 1):
            lines.append(f"{counts} revisions, articles and last number, not {(number * (turn + 1), number, turn + 1)}")
        if staged:
            lines.append(f"{staged} changes are left")
        if open_runs:
            lines.append(f"{open_runs} runs have no end")
        return lines + _unsound(folder)

    def _texts(self, folder: Path) -> dict[str, Any]:
        with Corpus.open(folder, readonly=True) as corpus:
            rows = corpus.db.execute(
                "SELECT url, title, text, text_hash, word_count, words_removed, quality, (SELECT group_concat(position || rule || text)"
                " FROM removed_blocks WHERE article_id = articles.id) FROM articles"
            )
            return {url: tuple(state) for url, *state in rows}


TRIALS: Mapping[str, Trial] = {"reclean": Reclean()}


def _unsound(folder: Path) -> list[str]:
    """Return what ``thresher verify`` says of the database."""
    with Corpus.open(folder) as corpus:
        return [finding.told() for finding in sound(corpus, thorough=True)]


@click.command()
@click.option("--only", type=click.Choice(sorted(TRIALS)), help="Only this command. [default: all]")
@click.option("--kills", default=50, show_default=True, help="Kills a command.")
@click.option("--articles", default=80, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--check", is_flag=True, help="Exit with 1 when anything is not as it must be.")
def main(only: str | None, kills: int, articles: int, seed: int, *, check: bool) -> None:
    """Kill the commands, print what was found, and say whether all came out right."""
    wrong: list[str] = []
    for name in [only] if only else TRIALS:
        with tempfile.TemporaryDirectory(prefix=f"thresher-{name}-") as made:
            lines = tried(TRIALS[name], Path(made) / "corpus", kills, articles, random.Random(seed))
            wrong += [f"{name}: {line}" for line in lines]
    click.echo("\n".join(wrong[:40]) or "Nothing lost, nothing double.")
    sys.exit(bool(wrong and check))


def tried(trial: Trial, folder: Path, kills: int, articles: int, rng: random.Random) -> list[str]:
    """Return what was wrong after each kill, and after the call that follows it."""
    trial.prepare(folder, articles)
    trial.alter(folder, 1)
    began = time.monotonic()
    wrong = [*finish(folder, trial), *trial.at_end(folder, 1)]
    length, hits = time.monotonic() - began, 0
    for kill in range(kills):
        turn = kill + 2
        trial.alter(folder, turn)
        was_hit = _killed(folder, trial, rng.uniform(0, length))
        hits += was_hit
        wrong += [f"kill {kill}: {line}" for line in trial.after_kill(folder, turn)]
        wrong += [f"after kill {kill}: {line}" for line in [*finish(folder, trial), *trial.at_end(folder, turn)]]
        if kill % 10 == 9:
            print(f"{kill + 1} calls, {hits} killed, {len(wrong)} faults, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{kills} calls of '{' '.join(trial.words)}' within {length:.1f} s, {hits} killed before their end")
    return wrong


def start(folder: Path, trial: Trial) -> subprocess.Popen[str]:
    """Call the command in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", *trial.words, "-C", str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def _killed(folder: Path, trial: Trial, seconds: float) -> bool:
    """Kill a call after some seconds, and tell whether it was still at work."""
    process = start(folder, trial)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True
    return False


def finish(folder: Path, trial: Trial) -> list[str]:
    """Call the command and let it end; return what went wrong."""
    process = start(folder, trial)
    _, said = process.communicate(timeout=600)
    return [f"exit code {process.returncode}: {said[-300:]}"] if process.returncode else []


if __name__ == "__main__":
    main()
