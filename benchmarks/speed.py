"""Measures pages per CPU second, ours with everything on beside trafilatura with metadata: one process, the same pages, turn by turn.

Ours is cleaning (rules, audit and metadata) and dating under ``auto``. Both read bytes from memory. How good the results are
is ``quality.py``'s business.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import corpora
import trafilatura
from floors import Floors, judged

from crawler.evaluation import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cleaning.article import Page
    from crawler.annotated import Folder
    from pipelines.score import Figures

FLOORS: Final = Path(__file__).with_name("floors.toml")
OURS, THEIRS = "ours", "trafilatura"
SEED: Final = 2026
PAGES: Final = 220
ROUNDS: Final = 3
STAGES: Final = (
    ("decode", "cleaning.clean", "decode"),
    ("parse", "cleaning.document", "tree_of"),
    ("walk", "cleaning.document", "walked"),
    ("metadata", "cleaning.clean", "read"),
    ("features", "cleaning.model", "features"),
    ("model", "cleaning.extract", "reading"),
    ("model", "cleaning.verdicts", "reading"),
    ("trafilatura", "cleaning.extract", "by_trafilatura"),
    ("rules", "cleaning.verdicts", "strip"),
    ("verdicts", "cleaning.clean", "ruled"),
    ("language", "cleaning.clean", "weighed"),
    ("language", "cleaning.verdicts", "believed"),
    ("quality", "cleaning.clean", "after_cleaning"),
    ("quality", "cleaning.clean", "flags"),
    ("dates", "pipelines.tasks", "dated"),
)
"""What belongs to a stage: name, module, and the function it calls by this name. Time in an inner one is not the outer's."""
REST: Final = "rest"


def sample(folder: Folder, pages: int) -> list[Page]:
    """Read some of a corpus' pages, the same for the same corpus and number."""
    entries = list(folder.entries())
    picked = random.Random(SEED).sample(entries, min(pages, len(entries)))
    return [entry.page.read() for entry in picked]


def theirs(page: Page) -> None:
    """Ask trafilatura, metadata included, its other settings as they are."""
    trafilatura.bare_extraction(page.body, url=page.url or None, with_metadata=True, include_comments=False)


def once(task: Callable[[Page], object], pages: Sequence[Page]) -> float:
    """Run a task over all pages and return the CPU seconds."""
    began = time.process_time()
    for page in pages:
        task(page)
    return time.process_time() - began


def raced(pages: Sequence[Page], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds of each round, the first one cold; ours and theirs by turns."""
    seconds: dict[str, list[float]] = {OURS: [], THEIRS: []}
    for _ in range(rounds + 1):
        seconds[OURS].append(once(cleaned, pages))
        seconds[THEIRS].append(once(theirs, pages))
    return seconds


class Stopwatch:
    """Wraps the functions of the stages, and adds up what each takes without those it calls."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def around(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        def timed(*args: Any, **options: Any) -> Any:
            began = time.process_time()
            self._inner.append(0.0)
            try:
                return function(*args, **options)
            finally:
                taken = time.process_time() - began
                self.seconds[stage] += taken - self._inner.pop()
                if self._inner:
                    self._inner[-1] += taken

        return timed


def by_stage(pages: Sequence[Page]) -> dict[str, float]:
    """Return CPU seconds by stage for one pass, the longest first; the functions are as they were afterwards."""
    watch = Stopwatch()
    before = [(module, name, getattr(module, name)) for _, module, name in _wrapped()]
    for stage, module, name in _wrapped():
        setattr(module, name, watch.around(stage, getattr(module, name)))
    try:
        watch.around(REST, once)(cleaned, pages)
    finally:
        for module, name, function in before:
            setattr(module, name, function)
    return dict(sorted(watch.seconds.items(), key=lambda item: -item[1]))


def _wrapped() -> Iterator[tuple[str, Any, str]]:
    for stage, path, name in STAGES:
        module = import_module(path)
        if hasattr(module, name):
            yield stage, module, name


def figures(seconds: dict[str, list[float]]) -> Figures:
    """Return how many times faster ours is: the median of the warm rounds, each against the one beside it; and cold."""
    pairs = list(zip(seconds[THEIRS], seconds[OURS], strict=True))
    cold, warm = pairs[0], pairs[1:]
    return {"ratio": statistics.median(t / o for t, o in warm), "cold": cold[0] / cold[1]}


def told(seconds: dict[str, list[float]], stages: dict[str, float], pages: int) -> Iterator[str]:
    """Yield the report, a line at a time."""
    for name, rounds in seconds.items():
        warm = statistics.median(rounds[1:])
        yield f"{name:12}{pages / warm:8.1f} pages per CPU second {1000 * warm / pages:7.1f} ms, {1000 * rounds[0] / pages:.1f} cold"
    reached = figures(seconds)
    yield f"{'ratio':12}{reached['ratio']:8.2f}, {reached['cold']:.2f} cold\n"
    total = sum(stages.values())
    for stage, taken in stages.items():
        yield f"{stage:12}{1000 * taken / pages:8.2f} ms {taken / total:6.1%}"


@click.command()
@click.option("--pages", type=click.IntRange(min=1), default=PAGES, help="Pages of the sample.")
@click.option("--rounds", type=click.IntRange(min=1), default=ROUNDS, help="Warm rounds, after a cold one.")
@click.option("--check", is_flag=True, help="Fail where the ratio is below its floor.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus, or nothing is pinned for it.")
@click.option("--raise", "pin", is_flag=True, help="Raise the floor to this ratio; it does not fall.")
@click.option("--lower", is_flag=True, help="With --raise: let it fall too.")
def main(*, pages: int, rounds: int, check: bool, require: bool, pin: bool, lower: bool) -> None:  # noqa: PLR0913 - one an option
    """Race ours against trafilatura on a seeded sample of the corpus."""
    folder = corpora.found("speed.py", require=require)
    chosen = sample(folder, pages)
    seconds = raced(chosen, rounds)
    print("\n".join(told(seconds, by_stage(chosen), len(chosen))))
    floors = Floors(FLOORS, folder.digest(), of="speed")
    reached = {"speed": figures(seconds)}
    if pin:
        print("\n".join(floors.pin(reached, name=folder.path.name, lower=lower)))
    if check:
        sys.exit(judged(floors, reached, require=require))


if __name__ == "__main__":
    main()
