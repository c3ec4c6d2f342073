"""Whether the crawl process stays small: over tens of thousands of pages, and beside a million URLs that it knows."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import click
from newspapers import HOSTS, declared, printed, small
from throughput import attended

from crawler.frontier import Frontier
from crawler.sources import row
from crawler.sources_file import load
from pipelines.accounts import total
from pipelines.store import Corpus

if TYPE_CHECKING:
    from newspapers import Printed

PAGES: Final = 50_000
GROWTH: Final = 40
"""Megabytes by which memory may grow from the first thousand pages to the last."""
KNOWN: Final = 1_000_000
MOST: Final = 300
"""Megabytes of the crawl process that knows so many URLs."""
_FILL: Final = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO urls (url, source, host, kind, state, outcome, discovered_at, due_at)
SELECT 'http://' || h.host || ':9/known/' || n.i, h.source, h.host, 'article',
  CASE WHEN n.i % 2 THEN 'done' ELSE 'pending' END, CASE WHEN n.i % 2 THEN 'stored' END,
  '2026-01-01T00:00:00Z', CASE WHEN n.i % 2 THEN NULL WHEN n.i % 4 THEN '2099-01-01T00:00:00Z' ELSE '2026-01-01T00:00:00Z' END
FROM n JOIN (SELECT value ->> 0 AS host, value ->> 1 AS source, key FROM json_each(:hosts)) h ON h.key = n.i % :houses
"""


def crawled(folder: Path, *words: str) -> dict[str, Any]:
    """Crawl what is declared in the folder, and return what was measured."""
    return attended("ours", folder, ["crawl", "--quiet", *words, "-C", str(folder)])


def filled(folder: Path, press: Printed, count: int) -> None:
    """Let the corpus know so many URLs: half of them done, a quarter due, a quarter not due for years."""
    hosts = [[host, f"press-{host[8:]}"] for host in press.pages]
    with Corpus.open(folder, create=True) as corpus:
        corpus.sync_sources(map(row, declared(folder, press).sources))
        with corpus.transaction():
            corpus.db.conn.execute(_FILL, {"count": count, "hosts": json.dumps(hosts), "houses": len(hosts)})


def leases(folder: Path) -> list[float]:
    """Return the milliseconds that each of some leases takes, the ones after the first look."""
    with Corpus.open(folder, create=True) as corpus:
        frontier = Frontier(
            corpus, run_id=corpus.begin_run("crawl", cleaning_version="0"), clock=lambda: datetime.now(UTC)
        )
        began = time.perf_counter()
        frontier.seed(load(folder).sources)
        print(f"seeding took {1000 * (time.perf_counter() - began):.0f} ms")
        taken = []
        for _ in range(200):
            began = time.perf_counter()
            frontier.lease(32, ())
            taken.append(1000 * (time.perf_counter() - began))
        frontier.release()
    return taken


def endurance(folder: Path, pages: int) -> int:
    """Crawl so many small pages and return the megabytes the crawl process grew after the first thousand."""
    with printed(pages, small) as press:
        declared(folder, press)
        found = crawled(folder)
    with Corpus.open(folder, readonly=True) as corpus:
        account = total(corpus.accounting())
    held = found["memory"]
    rate = pages / found["seconds"]
    settled = [megabytes // 1024 for at, megabytes in held if (at - held[0][0]) * rate >= min(1000, pages / 10)]
    print(
        f"{pages:,} pages in {found['seconds']:.0f} s ({rate:.0f}/s); {account.articles:,} articles, {account.pending:,} pending"
    )
    for one, _ in pairwise(settled[:: max(1, len(settled) // 10)]):
        print(f"  {one:5} MB")
    grown = max(settled[-5:]) - settled[0]
    print(
        f"crawl process: {settled[0]} MB after the first thousand pages, {settled[-1]} MB at the end; grown by {grown} MB (at most {GROWTH})"
    )
    return grown


def million(folder: Path, count: int) -> int:
    """Crawl beside so many known URLs, and return the most megabytes the crawl process had."""
    with printed(200, small) as press:
        filled(folder, press, count)
        taken = sorted(leases(folder))
        print(f"{count:,} known URLs: a lease takes {taken[len(taken) // 2]:.1f} ms, the longest {taken[-1]:.1f} ms")
        found = crawled(folder, "--max-requests", "300")
    most = max((kilobytes for _, kilobytes in found["memory"]), default=0) // 1024
    print(f"crawl process: {most} MB at most (bound {MOST}); {found['seconds']:.0f} s")
    return int(most)


@click.command()
@click.option("--pages", default=PAGES, show_default=True, help="Pages crawled while memory is watched; 0: none.")
@click.option("--known", default=KNOWN, show_default=True, help="URLs known in the second part; 0: skip it.")
@click.option("--check", is_flag=True, help="Exit code 1 where a bound is broken.")
def main(*, pages: int, known: int, check: bool) -> None:
    """Watch the memory of the crawl process, without its workers."""
    print(f"on {len(HOSTS)} hosts; server, loop and workers share this machine")
    with TemporaryDirectory(prefix="thresher-bench-") as one, TemporaryDirectory(prefix="thresher-bench-") as other:
        grown = endurance(Path(one), pages) if pages else 0
        most = million(Path(other), known) if known else 0
    if check and (grown > GROWTH or most > MOST):
        sys.exit("endurance.py: a bound is broken")


if __name__ == "__main__":
    main()
