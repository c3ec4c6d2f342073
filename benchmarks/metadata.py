"""Measures what is said about an article (title, date, time, authors) beside trafilatura and newspaper4k, and what saying it costs.

The cost is that of metadata and dates together on a parsed page, beside trafilatura's metadata step with its date extraction
on a parsed tree: one process, the same pages, turn by turn. How good the text is, is ``quality.py``'s business.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import corpora
from extractors import EXTRACTORS
from metadata_cost import cost, dear, facts, prepared, told
from peers import FAILED, Kept
from quality import CACHE
from speed import OURS, THEIRS, sample

from crawler.annotated import PAGES, Folder
from crawler.batch import run
from crawler.evaluation import table
from pipelines.score import Tally, half
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.annotated import Entry
    from pipelines.score import Figures

MORE: Final = "more"
"""The further corpus, in a folder beside the one that is measured."""
PEERS: Final = (THEIRS, "newspaper4k")
SHOWN: Final = ("title", "date", "time", "authors")
ROUNDS: Final = 3
MUSTS: Final[Mapping[str, Mapping[str, float]]] = {
    "odd": {"title": 0.86, "date": 0.875, "authors": 0.68},
    "odd fundus": {"date": 0.98},
    "both": {"time": 0.95},
}
"""Least figures on ``dev``; on ``more`` ours must lead both peers in every column."""


def scores(folder: Folder, jobs: int, cache: Path) -> dict[str, dict[str, Figures]]:
    """Return the figures by group of pages, then by who made the predictions."""
    groups: dict[str, dict[str, Tally]] = {}
    for who, made in _columns(folder, jobs, cache):
        for entry, prediction in made:
            for name in _groups(entry):
                groups.setdefault(name, {}).setdefault(who, Tally()).add(entry.annotation, prediction)
    return {name: {who: _shown(tally) for who, tally in tallies.items()} for name, tallies in sorted(groups.items())}


def _shown(tally: Tally) -> Figures:
    figures = tally.figures()
    return {name: figures[name] for name in ("pages", *SHOWN)}


def _columns(folder: Folder, jobs: int, cache: Path) -> Iterator[tuple[str, Iterator[tuple[Entry, Mapping[str, Any]]]]]:
    yield OURS, ((entry, {} if isinstance(m, WorkshopError) else m) for entry, m in _asked(folder, jobs))
    digest = folder.digest()
    for extractor in EXTRACTORS:
        if extractor.name in PEERS and extractor.installed:
            kept = Kept(cache, extractor, digest).made(folder, None, jobs)
            yield extractor.name, ((entry, {} if FAILED in made else made) for entry, made in kept)


def _asked(folder: Folder, jobs: int) -> Iterator[tuple[Entry, Any]]:
    return run(facts, folder.entries(), workers=jobs)


def _groups(entry: Entry) -> Iterator[str]:
    """Name the groups a page belongs to: its half, all, and the half of its set where that has a must of its own."""
    part = half(entry.annotation)
    yield from (
        name for name in (part, "both", f"{part} {entry.annotation['set']}") if name in MUSTS or " " not in name
    )


def missed(found: Mapping[str, Mapping[str, Figures]]) -> Iterator[str]:
    """Yield a line for every figure of ours on ``dev`` that is below its must."""
    for group, musts in MUSTS.items():
        for name, least in musts.items():
            value = found.get(group, {}).get(OURS, {}).get(name)
            if value is None or value < least:
                yield f"{group} {name}: {'not measured' if value is None else f'{value:.4f}'}, must be {least}"


def behind(found: Mapping[str, Figures]) -> Iterator[str]:
    """Yield a line for every column in which a peer is not behind ours."""
    for who, figures in found.items():
        for name in SHOWN:
            value, own = figures[name], found[OURS][name]
            if who != OURS and value is not None and (own is None or own <= value):
                yield f"{MORE} {name}: {own}, {who} has {value:.4f}"


@click.command()
@click.option("--check", is_flag=True, help="Fail where a figure is below what it must be.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus.")
@click.option("--pages", type=click.IntRange(min=1), default=220, help="Pages of the race.")
@click.option("--rounds", type=click.IntRange(min=1), default=ROUNDS, help="Warm rounds, after a cold one.")
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="Where the peers' predictions are kept.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Processes; 0: one a core.")
def main(*, check: bool, require: bool, pages: int, rounds: int, cache: Path, jobs: int) -> None:  # noqa: PLR0913 - one an option
    """Measure titles, dates and authors on the corpus in THRESHER_BENCH_CORPUS, and on the one named more beside it."""
    folder = corpora.found("benchmarks/metadata.py", require=require)
    judge = partial(scores, jobs=jobs, cache=cache)
    found = judge(folder)
    _print(folder, found)
    faults = [*missed(found)]
    beside = folder.path.with_name(MORE)
    if (beside / PAGES).is_file():
        further = judge(Folder(beside))
        _print(Folder(beside), {"both": further["both"]})
        faults += behind(further["both"])
    parsed = list(prepared(sample(folder, pages)))
    spent = cost(parsed, rounds)
    print("\n".join(told(spent, len(parsed))))
    faults += dear(spent)
    print("\n".join(f"MISSED: {fault}" for fault in faults) or "\nevery must is met", file=sys.stderr)
    sys.exit(1 if check and faults else 0)


def _print(folder: Folder, found: Mapping[str, Mapping[str, Figures]]) -> None:
    print(f"corpus {folder.path}\ndigest sha256:{folder.digest()}")
    for name, columns in found.items():
        print(f"\n{name}\n" + "\n".join(table(columns)), flush=True)
    print()


if __name__ == "__main__":
    main()
