"""Measures cleaning and dating on an annotated corpus, beside other extractors on the same pages in the same run.

The block model is trained on the even half as this runs, and rules and thresholds were tuned there: its figures show what was
learned. Those of the odd half are the report. The shipped model has seen all pages, so its own figures here would say nothing.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import corpora
from extractors import EXTRACTORS, SECONDS, Extractor, ours
from floors import Floors

from cleaning.errors import ThresherError
from crawler.batch import run
from crawler.evaluation import table
from pipelines.score import Tally, half
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from crawler.annotated import Folder
    from pipelines.score import Figures

FLOORS = "floors.toml"
"""Where floors are pinned: beside this script, or in a corpus that brings its own."""
_HALVES = ("even", "odd")
_SHOWN = 3


@dataclass(slots=True)
class Result:
    """What one extractor reached, by half."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in _HALVES})
    seconds: float = 0.0
    """CPU seconds in the workers."""
    failed: dict[str, str] = field(default_factory=dict)
    """Page to what went wrong."""

    def scores(self) -> dict[str, Figures]:
        """Return the figures of the halves that have pages."""
        return {name: tally.figures() for name, tally in self.tallies.items() if tally.pages}

    @property
    def speed(self) -> float:
        """Pages per CPU second."""
        return sum(tally.pages for tally in self.tallies.values()) / self.seconds if self.seconds else 0.0


def measured(extractor: Extractor, folder: Folder, jobs: int) -> Result:
    """Run one extractor over all pages; one that fails on a page gives that page no text."""
    result = Result()
    for entry, made in run(extractor.task, folder.entries(), workers=jobs):
        if isinstance(made, WorkshopError):
            result.failed[entry.page.id] = str(made)
        else:
            result.seconds += made[SECONDS]
        result.tallies[half(entry.annotation)].add(entry.annotation, {} if isinstance(made, WorkshopError) else made)
    return result


def chosen(names: tuple[str, ...]) -> list[Extractor]:
    """Return the extractors to run, and say which are not installed."""
    wanted = [e for e in EXTRACTORS if (e.name in names if names else e.is_default)]
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
    return replace(extractor, task=partial(ours, model=model)) if extractor.name == "ours" else extractor


def report(results: dict[str, Result]) -> None:
    """Print one table a half, a column an extractor."""
    for name in _HALVES:
        scores = {who: result.scores()[name] for who, result in results.items() if name in result.scores()}
        if scores:
            print(f"\n{name} half")
            print("\n".join(table(scores)))
    print("\nspeed and failures, all pages")
    for who, result in results.items():
        print(f"{who:12} {result.speed:8.1f} pages per CPU second  {len(result.failed)} failed")
        for page, why in list(result.failed.items())[:_SHOWN]:
            print(f"{'':14}{page}: {why.splitlines()[0]}")


def judged(floors: Floors, scores: dict[str, Figures], *, require: bool) -> int:
    """Compare with the floors and return the exit code."""
    if not floors.known:
        print("NOT CHECKED: no floors are pinned for this corpus; pin them with --raise", file=sys.stderr)
        return 1 if require else 0
    broken = list(floors.broken(scores))
    for line in broken:
        print(f"BELOW THE FLOOR: {line}", file=sys.stderr)
    if not broken:
        print("\nevery floor holds")
    return 1 if broken else 0


@click.command()
@click.option("--check", is_flag=True, help="Fail where a figure is worse than its floor.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus, or nothing is pinned for it.")
@click.option("--raise", "pin", is_flag=True, help="Raise the floors to these figures; none falls.")
@click.option("--lower", is_flag=True, help="With --raise: let floors fall too.")
@click.option("--only", multiple=True, type=click.Choice([e.name for e in EXTRACTORS]), help="Run only these.")
@click.option("--model", type=click.Path(path_type=Path), help="Judge by this model file; train none.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes; 0: one a core.")
def main(*, only: tuple[str, ...], jobs: int, model: Path | None, require: bool, **floors: bool) -> None:
    """Measure quality on the corpus in THRESHER_BENCH_CORPUS."""
    if floors["lower"] and not floors["pin"]:
        raise click.UsageError("--lower goes with --raise")
    if (floors["check"] or floors["pin"]) and only and "ours" not in only:
        raise click.UsageError("--check and --raise need the figures of ours")
    folder = corpora.found("benchmarks/quality.py", require=require)
    digest = folder.digest()
    print(f"corpus {folder.path}\ndigest sha256:{digest}", flush=True)
    with TemporaryDirectory() as scratch:
        learned = model or trained(folder, Path(scratch))
        results = {e.name: measured(with_model(e, learned), folder, jobs) for e in chosen(only)}
    report(results)
    own = folder.path / FLOORS
    pinned = Floors(own if own.exists() else Path(__file__).with_name(FLOORS), digest)
    if floors["pin"]:
        for line in pinned.pin(results["ours"].scores(), name=folder.path.name, lower=floors["lower"]):
            print(f"floor {line}")
    sys.exit(judged(pinned, results["ours"].scores(), require=require) if floors["check"] else 0)


if __name__ == "__main__":
    try:
        main()
    except ThresherError as error:
        sys.exit(f"quality.py: {error}")
