"""Measures what rules for single sites do on annotated pages: every page whose host has a file, cleaned with it and without.

The block model that judges a page was trained on the other half of the corpus, so that both columns are honest. What the
guards of ``cleaning.site_rules.ruling`` allow was set on the even half.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
import corpora

from cleaning.article import Rejection
from cleaning.errors import ThresherError
from cleaning.site_rules import MISSED, names
from cleaning.urls import host
from crawler.batch import run
from crawler.evaluation import Prediction, cleaned, prediction
from pipelines.score import Figures, Tally, half
from pipelines.site_rules import shelf
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaning.model import BlockModel
    from crawler.annotated import Entry, Folder
    from crawler.stored import StoredPage

VARIABLE = "THRESHER_BENCH_SITE_RULES"
DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "site-rules"
HALVES = ("even", "odd")
_SHOWN = ("pages", "shingle_f1", "word_f1", "exact", "with", "leak", "title", "date", "time", "authors")


@dataclass(frozen=True, slots=True)
class Compared:
    """One page cleaned without its site's rules and with them."""

    without: Prediction
    under: Prediction
    missed: bool
    """The rules found no text, or what could not be all of it."""


@dataclass(slots=True)
class Sums:
    """The figures of many pages on both roads."""

    without: Tally = field(default_factory=Tally)
    under: Tally = field(default_factory=Tally)
    better: int = 0
    worse: int = 0
    missed: int = 0

    def add(self, entry: Entry, made: Compared) -> None:
        """Take one page."""
        self.without.add(entry.annotation, made.without)
        self.under.add(entry.annotation, made.under)
        before, after = quality(entry, made.without), quality(entry, made.under)
        self.better += after > before
        self.worse += after < before
        self.missed += made.missed


def compared(page: StoredPage, *, model: Path, rules: str) -> Compared:
    """Clean a page on both roads; made for worker processes."""
    plain = page.read()
    ruled = replace(plain, source=replace(plain.source, site_rules=(rules,)))
    without, under = cleaned(plain, _model(model)), cleaned(ruled, _model(model))
    article = under.article if isinstance(under, Rejection) else under
    missed = article is not None and MISSED in article.quality
    return Compared(prediction(page.id, without), prediction(page.id, under), missed)


@cache
def _model(path: Path) -> BlockModel:
    from cleaning.model import BlockModel  # noqa: PLC0415 - numpy is slow to load

    return BlockModel.of(path.read_bytes())


def matching(entries: Iterable[Entry], rules: str) -> Iterator[Entry]:
    """Yield the pages whose host has a file."""
    for entry in entries:
        if any(shelf(rules).get(name) for name in names(host(entry.page.url))):
            yield entry


def quality(entry: Entry, made: Prediction) -> tuple[float, float]:
    """Return shingle and word F1 of one page; where it has snippets only, the share found less the share leaked."""
    tally = Tally()
    tally.add(entry.annotation, made)
    figures = tally.figures()
    if entry.annotation["body"]:
        return float(figures["shingle_f1"] or 0), float(figures["word_f1"] or 0)
    return float(figures["with"] or 0) - float(figures["leak"] or 0), 0.0


def measured(folder: Folder, models: dict[str, Path], rules: str, jobs: int) -> dict[str, Sums]:
    """Print every page that has rules, and return the sums by half."""
    sums = {name: Sums() for name in HALVES}
    print(f"\n{'page':44} {'half':5} {'without':>15} {'with':>15}")
    for name in HALVES:
        task = partial(compared, model=models[name], rules=rules)
        for entry, made in run(task, matching(folder.entries(name), rules), workers=jobs):
            if isinstance(made, WorkshopError):
                print(f"{entry.page.id:44} {name:5} failed: {made}")
                continue
            sums[name].add(entry, made)
            print(_line(entry, made))
    return sums


def _line(entry: Entry, made: Compared) -> str:
    before, after = quality(entry, made.without), quality(entry, made.under)
    numbers = " ".join(f"{f1:7.3f} {words:7.3f}" for f1, words in (before, after))
    change = "better" if after > before else "worse" if after < before else ""
    note = "  general road" if made.missed else ""
    return f"{entry.page.id[:44]:44} {half(entry.annotation):5} {numbers}  {change:6}{note}".rstrip()


def loaded(rules: str) -> None:
    """Print how many directives the files hold, and what in them is not known."""
    files = list(shelf(rules).all())
    counts = Counter(line.name for one in files for line in one.lines)
    faults = [fault for one in files for fault in one.faults]
    print(f"{len(files)} files load: {counts.total():,} directives known, {len(faults)} lines not usable")
    print(", ".join(f"{name} {count}" for name, count in counts.most_common()))
    for fault in faults:
        print(f"  {fault}")


def report(sums: dict[str, Sums]) -> None:
    """Print the means of both roads, by half."""
    for name, total in sums.items():
        print(f"\n{name} half: {total.better} better, {total.worse} worse, {total.missed} by the general road")
        for label, tally in (("without", total.without), ("with", total.under)):
            print(f"{label:8} " + "  ".join(_figure(tally.figures(), key) for key in _SHOWN))


def _figure(figures: Figures, key: str) -> str:
    value = figures.get(key)
    return f"{key} {'-' if value is None else value if isinstance(value, int) else f'{value:.4f}'}"


def trained(folder: Folder, scratch: Path) -> dict[str, Path]:
    """Train a model on each half, and return for each half the one that has not seen it."""
    import train  # noqa: PLC0415 - needs the trainer's library

    models: dict[str, Path] = {}
    for name, other in zip(HALVES, reversed(HALVES), strict=True):
        model: tuple[bytes, Any] = train.learned(folder, other)
        models[name] = scratch / f"{other}.npz"
        models[name].write_bytes(model[0])
    return models


@click.command()
@click.option("--require", is_flag=True, help="Fail where there is no corpus, or there are no rules.")
@click.option("--even", type=click.Path(path_type=Path), help="A model trained on the odd half, to judge the even one.")
@click.option("--odd", type=click.Path(path_type=Path), help="A model trained on the even half, to judge the odd one.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes; 0: one a core.")
def main(*, require: bool, even: Path | None, odd: Path | None, jobs: int) -> None:
    """Measure the site rules of THRESHER_BENCH_SITE_RULES on the corpus of THRESHER_BENCH_CORPUS."""
    folder = corpora.found("benchmarks/site_rules.py", require=require)
    rules = Path(os.environ.get(VARIABLE) or DEFAULT).resolve()
    if not rules.is_dir():
        print(
            f"SKIPPED: benchmarks/site_rules.py measured nothing: no rules at {rules} (set {VARIABLE})", file=sys.stderr
        )
        sys.exit(1 if require else 0)
    loaded(str(rules))
    with TemporaryDirectory() as scratch:
        models = {"even": even, "odd": odd} if even and odd else trained(folder, Path(scratch))
        report(measured(folder, models, str(rules), jobs))


if __name__ == "__main__":
    try:
        main()
    except ThresherError as error:
        sys.exit(f"site_rules.py: {error}")
