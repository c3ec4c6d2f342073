"""Crawls real pages end to end through the true command, over loopback under their own host names, and audits the database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import corpora
from town import FEED, Town, built

from cleaning.errors import ThresherError
from crawler.declaring import add_blocks
from crawler.guard import EVERYWHERE
from crawler.sources import Source
from crawler.sources_file import FILE
from pipelines.accounts import total
from pipelines.outcomes import Outcome
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.sources import Config
    from pipelines.accounts import Account

LEAST = 500
"""Pages that must come through."""
_NAMED = "discovered_via IN (SELECT url FROM urls WHERE kind = 'article')"
"""What a page names as its canonical URL lies outside the town: it is known, and cannot be reached."""
_SETTLED = frozenset({Outcome.STORED, Outcome.UNCHANGED, Outcome.REJECTED})


def declared(folder: Path, town: Town) -> Config:
    """Write the sources.toml of a town into a folder: a local source a host."""
    sources = []
    for number, house in enumerate(town.houses.values(), 1):
        root = town.root(house)
        own = {"id": f"house-{number:04}", "name": house.host, "home": f"{root}/", "feeds": (root + FEED,)}
        sources.append(Source(**own, delay=0.0, max_age_days=36500, local=True))
    return add_blocks(folder / FILE, sources)


def crawled(folder: Path) -> tuple[int, float, str]:
    """Run ``python -m crawler crawl`` on a corpus folder; return its exit code, the seconds it took and what it said."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "crawl", "-C", str(folder)],
        env=os.environ | {EVERYWHERE: "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, time.monotonic() - began, (done.stdout + done.stderr).strip()


def audited(folder: Path, town: Town) -> tuple[Account, list[str]]:
    """Return the account of all sources, and a line for everything in the database that does not add up."""
    with Corpus.open(folder, readonly=True) as corpus:
        account = total(corpus.accounting())
        with corpus.snapshot() as db:
            rows = {
                r["url"]: r
                for r in db.query(
                    f"SELECT url, state, outcome, reason FROM urls WHERE kind = 'article' AND NOT {_NAMED}"
                )
            }
            counts = next(
                db.query(
                    "SELECT (SELECT count(*) FROM urls) AS urls, (SELECT count(*) FROM articles) AS articles,"
                    f" (SELECT count(*) FROM urls WHERE state = 'pending' AND {_NAMED}) AS named"
                )
            )
    return account, [*_sums(account, counts), *_pages(rows, town)]


def _sums(account: Account, counts: dict[str, int]) -> Iterator[str]:
    if account.discovered != counts["urls"]:
        yield f"{counts['urls']} URLs, but {account.pending} pending + {account.leased} leased + {account.done} done"
    if account.pending > counts.get("named", 0) or account.leased:
        yield f"{account.pending} URLs are pending and {account.leased} leased after the crawl"
    if account.articles != counts["articles"]:
        yield f"{account.articles} URLs are articles, but the corpus has {counts['articles']}"


def _pages(rows: dict[str, dict[str, str]], town: Town) -> Iterator[str]:
    urls = town.urls()
    for url in sorted(urls.keys() | rows.keys()):
        row = rows.get(url)
        if row is None:
            yield f"{url}: served, but not known to the crawl"
        elif url not in urls:
            yield f"{url}: known to the crawl, but not served"
        elif row["outcome"] not in _SETTLED:
            yield f"{url}: {row['outcome']}({row['reason']}), neither stored nor rejected"
        elif town.asked[url] != 1:
            yield f"{url}: fetched {town.asked[url]} times"


def report(account: Account, seconds: float) -> None:
    """Print where every URL ended, and how fast."""
    print(f"{'discovered':28}{account.discovered:8,}")
    for (outcome, reason), number in sorted(account.outcomes.items(), key=lambda pair: (-pair[1], pair[0])):
        print(f"  {outcome + (f' ({reason})' if reason else ''):26}{number:8,}")
    print(f"  {'pending':26}{account.pending:8,}\n  {'leased':26}{account.leased:8,}")
    print(f"{'blocks removed':28}{sum(account.removed.values()):8,}")
    pages = settled(account)
    print(f"{pages:,} pages in {seconds:.1f} s, {pages / seconds:.1f} pages/s, all from fetch to commit")


def settled(account: Account) -> int:
    """Return how many pages were stored, or rejected with a reason."""
    return account.articles + account.count(Outcome.REJECTED)


@click.command()
@click.option("--pages", type=click.IntRange(min=1), default=600, show_default=True, help="How many pages to serve.")
@click.option("--check", is_flag=True, help=f"Fail unless all adds up, with at least {LEAST} pages.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus.")
def main(*, pages: int, check: bool, require: bool) -> None:
    """Crawl real pages of the corpus in THRESHER_BENCH_CORPUS over loopback."""
    source = corpora.found("benchmarks/crawl.py", require=require)
    print(f"corpus {source.path}\ndigest sha256:{source.digest()}", flush=True)
    with TemporaryDirectory(prefix="thresher-bench-") as name, Town(built(source.entries(), pages)) as town:
        folder = Path(name)
        declared(folder, town)
        print(f"{len(town.urls()):,} pages of {len(town.houses):,} hosts on port {town.server_port}", flush=True)
        code, seconds, said = crawled(folder)
        account, wrong = audited(folder, town)
    report(account, seconds)
    wrong += [f"the crawl ended with exit code {code}: {said}"] if code else []
    wrong += [f"only {settled(account)} pages came through"] if settled(account) < min(LEAST, pages) else []
    for line in wrong[:20]:
        print(f"WRONG: {line}", file=sys.stderr)
    print("everything adds up" if not wrong else f"{len(wrong)} things do not add up")
    sys.exit(1 if check and wrong else 0)


if __name__ == "__main__":
    try:
        main()
    except ThresherError as error:
        sys.exit(f"crawl.py: {error}")
