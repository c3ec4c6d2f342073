"""Measures cleaning and dating on an annotated corpus, beside other extractors on the same pages in the same run.

The block model is trained on the even half as this runs, and rules and thresholds were tuned there: its figures show what was
learned. Those of the odd half are the report. The shipped model has seen all pages, so its own figures here would say nothing.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import corpora
from extractors import EXTRACTORS, SECONDS, Extractor, ours
from floors import Floors, judged
from peers import FAILED, Kept

from cleaning.errors import ThresherError
from crawler.batch import run
from crawler.evaluation import table
from pipelines.outcomes import Failure
from pipelines.score import Tally, half
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.annotated import Entry, Folder
    from pipelines.score import Figures

FLOORS = "floors.toml"
"""Where floors are pinned: beside this script, or in a corpus that brings its own."""
OURS = "ours"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "thresher-bench"
"""Outside the checkout: what is kept there are texts of pages."""
_HALVES = ("even", "odd")
_KINDS = {Failure.DEADLINE.value: "over the deadline", Failure.CRASH.value: "crashed"}
_FIGURES = {"title": ("title",), "published": ("date", "date_cover", "time"), "authors": ("authors",)}
"""Key of a prediction to the figures it is measured by."""
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """On what is measured, and how."""

    folder: Folder
    digest: str
    half: str | None
    """Only this half; None: both."""
    jobs: int
    cache: Path
    """Where the peers' predictions are kept."""


@dataclass(slots=True)
class Result:
    """What one extractor reached, by half."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in _HALVES})
    seconds: float = 0.0
    """CPU seconds in the workers."""
    done: int = 0
    """Pages that gave a result."""
    given: set[str] = field(default_factory=set)
    """Keys of a prediction that it filled on any page."""
    failed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Page to the kind of failure, and its words."""

    def take(self, entry: Entry, made: Mapping[str, Any]) -> None:
        """Count one page; one that failed counts as a page without text."""
        if FAILED in made:
            self.failed[entry.page.id] = (made[FAILED], made["why"])
        else:
            self.seconds += made[SECONDS]
            self.done += 1
            self.given |= {key for key in _FIGURES if made.get(key)}
        self.tallies[half(entry.annotation)].add(entry.annotation, {} if FAILED in made else made)

    def scores(self) -> dict[str, Figures]:
        """Return the figures of the halves that have pages; none for what the extractor never gives."""
        absent = dict.fromkeys(name for key, names in _FIGURES.items() if key not in self.given for name in names)
        return {name: tally.figures() | absent for name, tally in self.tallies.items() if tally.pages}

    @property
    def speed(self) -> float:
        """Pages per CPU second, of those that gave a result."""
        return self.done / self.seconds if self.seconds else 0.0


def measured(extractor: Extractor, given: Run) -> Result:
    """Run one extractor over all pages, or take what is kept of a peer's earlier run."""
    result = Result()
    if extractor.name == OURS:
        for entry, made in run(extractor.task, given.folder.entries(given.half), workers=given.jobs):
            failure = {FAILED: made.failure.value, "why": str(made)} if isinstance(made, WorkshopError) else None
            result.take(entry, failure or made)
    else:
        for entry, kept in Kept(given.cache, extractor, given.digest).made(given.folder, given.half, given.jobs):
            result.take(entry, kept)
    return result


def chosen(names: tuple[str, ...]) -> list[Extractor]:
    """Return the extractors to run, and say which are not installed."""
    wanted = [e for e in EXTRACTORS if not names or e.name in names]
    for extractor in wanted:
        if not extractor.installed:
            print(f"{extractor.name}: not installed (pip install {extractor.package})")
    return [extractor for extractor in wanted if extractor.installed]


def trained(folder: Folder, scratch: Path) -> Path:
    """Train the block model on the even half, and return its file."""
    import train  # noqa: PLC0415 - needs the trainer's library

    began = time.monotonic()
    model, _ = train.learned(folder, "even")
    path = scratch / "even.npz"
    path.write_bytes(model)
    print(f"trained on the even half in {time.monotonic() - began:.0f} s", flush=True)
    return path


def with_model(extractor: Extractor, model: Path) -> Extractor:
    """Let ours judge by a model file; the others are as they are."""
    return replace(extractor, task=partial(ours, model=model)) if extractor.name == OURS else extractor


def report(results: dict[str, Result]) -> None:
    """Print one table a half, a column an extractor."""
    for name in _HALVES:
        scores = {who: result.scores()[name] for who, result in results.items() if name in result.scores()}
        if scores:
            print(f"\n{name} half")
            print("\n".join(table(scores)))
    print("\nspeed and failures (a page that failed counts as one without text)")
    for who, result in results.items():
        kinds = Counter(kind for kind, _ in result.failed.values())
        told = ", ".join(f"{n} {_KINDS.get(kind, kind)}" for kind, n in sorted(kinds.items())) or "0 failed"
        print(f"{who:12} {result.speed:8.1f} pages per CPU second  {told}")
        for page, (_, why) in list(result.failed.items())[:_SHOWN]:
            print(f"{'':14}{page}: {why.splitlines()[0] if why else ''}")


@click.command()
@click.option("--check", is_flag=True, help="Fail where a figure is worse than its floor.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus, or nothing is pinned for it.")
@click.option("--raise", "pin", is_flag=True, help="Raise the floors to these figures; none falls.")
@click.option("--lower", is_flag=True, help="With --raise: let floors fall too.")
@click.option("--only", multiple=True, type=click.Choice([e.name for e in EXTRACTORS]), help="Run only these.")
@click.option("--half", "part", type=click.Choice(_HALVES), help="Measure only this half.")
@click.option("--model", type=click.Path(path_type=Path), help="Judge by this model file; train none.")
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="Where the peers' predictions are kept.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes; 0: one a core.")
def main(*, only: tuple[str, ...], model: Path | None, require: bool, part: str | None, **asked: Any) -> None:
    """Measure quality on the corpus in THRESHER_BENCH_CORPUS."""
    if asked["lower"] and not asked["pin"]:
        raise click.UsageError("--lower goes with --raise")
    if (asked["check"] or asked["pin"]) and (only and OURS not in only):
        raise click.UsageError("--check and --raise need the figures of ours")
    folder = corpora.found("benchmarks/quality.py", require=require)
    given = Run(folder=folder, digest=folder.digest(), half=part, jobs=asked["jobs"], cache=asked["cache"])
    print(f"corpus {folder.path}\ndigest sha256:{given.digest}", flush=True)
    results = all_measured(given, chosen(only), model)
    report(results)
    own = folder.path / FLOORS
    pinned = Floors(own if own.exists() else Path(__file__).with_name(FLOORS), given.digest)
    if asked["pin"]:
        for line in pinned.pin(results[OURS].scores(), name=folder.path.name, lower=asked["lower"]):
            print(f"floor {line}")
    sys.exit(judged(pinned, results[OURS].scores(), require=require) if asked["check"] else 0)


def all_measured(given: Run, extractors: Sequence[Extractor], model: Path | None) -> dict[str, Result]:
    """Measure each extractor, ours with a model trained on the even half unless one is given."""
    with TemporaryDirectory() as scratch:
        wanted = any(e.name == OURS for e in extractors)
        learned = model or (trained(given.folder, Path(scratch)) if wanted else None)
        return {e.name: measured(with_model(e, learned) if learned else e, given) for e in extractors}


if __name__ == "__main__":
    try:
        main()
    except ThresherError as error:
        sys.exit(f"quality.py: {error}")
