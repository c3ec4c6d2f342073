"""Cleans pages made to break a cleaner, in the worker processes of a crawl, and says what each cost: outcome, seconds, memory."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from bait import Bait, all_of_them

from cleaning.article import Article, Page
from crawler.evaluation import cleaned
from pipelines.tasks import warm
from pipelines.workshop import Workshop, WorkshopError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.article import Rejection

DEADLINE = 30.0
"""Seconds that a page has in a crawl."""
MEMORY = 1_000
"""Megabytes that a worker may take; a crawl has one worker a core."""
_SLOW = 1.0
_SIZES = Path("/proc/self/status")
_FORGET = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Cost:
    """What a worker says of a page."""

    outcome: str
    evidence: str = ""
    found: bool = True
    """Whether the word stands in a block, where blocks were made."""
    seconds: float = 0.0
    peak: int = 0
    """Greatest resident size while the page was cleaned, in megabytes."""


def measured(bait: tuple[Page, str]) -> Cost:
    """Clean and date a page in the worker."""
    page, shows = bait
    if _FORGET.exists():
        _FORGET.write_text("5")  # the peak begins anew (proc(5))
    began = time.perf_counter()
    result = cleaned(page)
    seconds = time.perf_counter() - began
    return Cost(*_outcome(result), found=_shown(result, shows), seconds=seconds, peak=_peak())


def _outcome(result: Article | Rejection) -> tuple[str, str]:
    return ("article", "") if isinstance(result, Article) else (result.reason.value, result.evidence)


def _shown(result: Article | Rejection, word: str) -> bool:
    article = result if isinstance(result, Article) else result.article
    return not word or article is None or any(word in block.text for block in article.blocks)


def _peak() -> int:
    if not _SIZES.exists():
        return 0
    return next(int(line.split()[1]) // 1024 for line in _SIZES.read_text().splitlines() if line.startswith("VmHWM"))


def costs(baits: list[Bait], workshop: Workshop) -> Iterator[tuple[Bait, Cost]]:
    """Yield each page with what it cost; a worker that was lost or a deadline missed is an outcome too."""
    pages = ((_page(bait), bait.shows) for bait in baits)
    for bait, cost in zip(baits, workshop.map(measured, pages), strict=True):
        if isinstance(cost, WorkshopError):
            yield bait, Cost(f"FAILED {cost.failure.value}", str(cost), found=False)
        else:
            yield bait, cost


def _page(bait: Bait) -> Page:
    headers = (("Content-Type", bait.content_type),) if bait.content_type else ()
    return Page(url="https://courier.example/2026/03/01/bridge", headers=headers, body=bait.make())


def faults(bait: Bait, cost: Cost) -> list[str]:
    """Say what is wrong with what became of a page."""
    wrong = [f"{bait.name}: {cost.outcome}: {cost.evidence}"] if cost.outcome.startswith("FAILED") else []
    wrong += [f"{bait.name}: {bait.shows!r} is lost"] if not cost.found and not wrong else []
    return wrong + ([f"{bait.name}: {cost.peak} MB"] if cost.peak > MEMORY else [])


@click.command()
@click.option("--only", default="", help="Pages whose name holds this text.")
@click.option("--deadline", default=DEADLINE, show_default=True, help="Seconds a page.")
@click.option(
    "--check", is_flag=True, help="Exit code 1 when a page gives no result, loses its text or takes too much."
)
def main(only: str, deadline: float, *, check: bool) -> None:
    """Clean hostile pages in worker processes; slow and large ones get a line of their own."""
    baits = [bait for bait in all_of_them() if only in bait.name]
    outcomes, wrong, seconds, peak = Counter[str](), [], 0.0, 0
    with Workshop(1, deadline=deadline, warm=warm) as workshop:
        for bait, cost in costs(baits, workshop):
            outcomes[cost.outcome] += 1
            seconds, peak = max(seconds, cost.seconds), max(peak, cost.peak)
            found = faults(bait, cost)
            wrong += found
            if found or cost.seconds > _SLOW or only or "declared" not in bait.name:
                print(
                    f"{cost.seconds:7.2f} s {cost.peak:6} MB  {cost.outcome:12} {bait.name[:50]:50} {cost.evidence[:60]}",
                    flush=True,
                )
    print(f"{len(baits):,} pages: {', '.join(f'{count:,} {name}' for name, count in outcomes.most_common())}")
    print(f"Slowest {seconds:.1f} s of {deadline:g}, largest {peak:,} MB of {MEMORY:,}")
    for line in wrong:
        print(f"WRONG {line}")
    sys.exit(1 if check and wrong else 0)


if __name__ == "__main__":
    main()
