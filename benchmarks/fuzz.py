"""Cleans and dates spoiled pages of the corpus in worker processes: none may raise, and the account of each must add up."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from statistics import quantiles
from typing import TYPE_CHECKING

import click
import corpora
from audit import faults
from mutations import mutated

from cleaning.article import Article
from crawler.annotated import Folder
from crawler.evaluation import cleaned
from pipelines.tasks import warm
from pipelines.workshop import CrashError, Workshop, WorkshopError

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.stored import StoredPage

DEADLINE = 30.0
"""Seconds that a page has in a crawl."""


@dataclass(frozen=True)
class Spoiled:
    """Which page, and how; the same numbers give the same bytes."""

    corpus: Path
    seed: int
    number: int


@dataclass(frozen=True)
class Fate:
    """What became of a spoiled page."""

    outcome: str
    seconds: float
    wrong: tuple[str, ...] = ()


@cache
def _pages(corpus: Path) -> list[StoredPage]:
    """Read the list of pages once in each worker."""
    return [entry.page for entry in Folder(corpus).entries()]


def tried(spoiled: Spoiled) -> Fate:
    """Make a page, clean and date it, and look at the account; for worker processes."""
    random, pages = Random(f"{spoiled.seed}/{spoiled.number}"), _pages(spoiled.corpus)
    whole, other = pages[random.randrange(len(pages))].read(), pages[random.randrange(len(pages))].read()
    body, ways = mutated(random, whole.body, other.body)
    page = replace(whole, body=body)
    began = time.perf_counter()
    result = cleaned(page)
    seconds = time.perf_counter() - began
    article = result if isinstance(result, Article) else result.article
    wrong = faults(article, page) if article else []
    outcome = "article" if isinstance(result, Article) else result.reason.value
    return Fate(outcome, seconds, tuple(f"{line} ({', '.join(ways)})" for line in wrong))


def _shown(seconds: list[float]) -> str:
    cuts = quantiles(seconds, n=1000)
    return ", ".join(f"{cuts[at - 1] * 1000:,.0f} ms at {at / 10:g} %" for at in (500, 900, 990, 999))


@click.command()
@click.option("--pages", default=20_000, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="Another seed, other pages.")
@click.option(
    "--start", default=0, show_default=True, help="Begin with this number: to go on, or to look at one again."
)
@click.option("--workers", default=0, help="Processes; 0: one a core.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus.")
def main(pages: int, seed: int, start: int, *, workers: int, require: bool) -> None:
    """Try spoiled pages; exit code 1 if one raised, was late or did not add up."""
    corpus = corpora.found("fuzz.py", require=require).path
    outcomes, wrong, seconds = Counter[str](), 0, list[float]()
    spoiled = (Spoiled(corpus, seed, number) for number in range(start, start + pages))
    with Workshop(workers, deadline=DEADLINE, warm=warm) as workshop:
        for number, fate in enumerate(workshop.map(tried, spoiled), start):
            if isinstance(fate, WorkshopError):
                wrong += 1
                outcomes[f"FAILED {fate.failure.value}"] += 1
                print(f"WRONG {number}: {fate}\n{fate.trace if isinstance(fate, CrashError) else ''}", flush=True)
                continue
            outcomes[fate.outcome] += 1
            seconds.append(fate.seconds)
            wrong += bool(fate.wrong)
            for line in fate.wrong:
                print(f"WRONG {number}: {line}", flush=True)
            if (number + 1) % 1_000 == 0:
                print(f"{number + 1:,} of seed {seed}: {wrong} wrong", flush=True)
    print(f"{pages:,} pages: {', '.join(f'{count:,} {name}' for name, count in outcomes.most_common())}; {wrong} wrong")
    print(f"{_shown(seconds)}, {max(seconds):.1f} s the slowest")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
