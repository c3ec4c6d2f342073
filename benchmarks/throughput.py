"""What the crawl's own process costs beside a plain Scrapy spider on the same pages, and how near it comes to what the workers alone can do.

Server, crawl process and workers share this machine's cores; the figures of a machine with more of them are better.
"""

from __future__ import annotations

import json
import os
import pstats
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import click
from attended import PROFILE
from newspapers import declared, drafts, marked, printed

from cleaning.article import Page
from crawler import settings
from pipelines import tasks
from pipelines.accounts import total
from pipelines.store import Corpus
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from newspapers import Printed

CPU: Final = 2.5
"""How many times the CPU of the plain spider a page may cost in the crawl process."""
PACE: Final = 0.85
"""The least share of what the workers reach alone."""
SAME: Final = ("CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "CONCURRENT_ITEMS", "DOWNLOAD_MAXSIZE")
"""Settings that the plain spider shares with ours."""
PARTS: Final = {
    "robots": ("crawler/robots", "protego", "in SafeRobots"),
    "frontier": ("crawler/frontier", "crawler/scheduler", "crawler/schedule"),
    "WARC": ("pipelines/archive", "warcio", "zlib", "sha", "base64"),
    "workers": ("pebble", "pickle", "multiprocessing", "workshop", "concurrent/futures", "pipelines/tasks"),
    "storing": (
        "pipelines/store",
        "pipelines/intake",
        "pipelines/articles",
        "pipelines/ledger",
        "pipelines/rows",
        "sqlite3",
    ),
    "ours, other": ("crawler/", "pipelines/", "cleaning/"),
    "scrapy": ("scrapy/", "w3lib", "parsel", "itemadapter"),
    "twisted": ("twisted/", "zope"),
    "asyncio": ("asyncio/", "selectors", "select.epoll"),
}
"""The parts of the loop by words in the names of files and functions; the first part that fits has it."""


@cache
def _drafts(size: int) -> list[bytes]:
    return drafts(size)


def page(number: int, size: int) -> bytes:
    """Return the page of a number."""
    made = _drafts(size)
    return marked(made[number % len(made)], number)


def attended(kind: str, folder: Path, words: list[str], profile: Path | None = None) -> dict[str, Any]:
    """Run attended.py, and return what it measured."""
    report = folder / f"{kind}.json"
    extra = {PROFILE: str(profile)} if profile else {}
    subprocess.run(
        [sys.executable, Path(__file__).with_name("attended.py"), kind, report, *words],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"PYTHONPATH": "."} | extra,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if kind == "plain" else None,
        check=True,
    )
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def plain(folder: Path, press: Printed) -> dict[str, Any]:
    """Download everything by a plain spider."""
    (folder / "urls").write_text("\n".join(press.urls()))
    same = {name: getattr(settings, name) for name in SAME}
    rest = {"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "INFO", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    return attended("plain", folder, [str(folder / "urls"), json.dumps(same | rest)])


def ours(folder: Path, press: Printed, profile: Path | None = None) -> dict[str, Any]:
    """Crawl everything by the true command, and see that all of it was stored."""
    folder.mkdir()
    declared(folder, press)
    found = attended("ours", folder, ["crawl", "--quiet", "-C", str(folder)], profile)
    with Corpus.open(folder, readonly=True) as corpus:
        account = total(corpus.accounting())
    wanted = sum(map(len, press.pages.values()))
    if account.articles != wanted:
        sys.exit(f"throughput.py: {account.articles} of {wanted} articles were stored: {dict(account.outcomes)}")
    return found


def workers_alone(count: int, size: int) -> float:
    """Return the seconds that the workers take for all pages, fed from memory; their start counts, as it does in a crawl."""
    _drafts(size)
    began = time.monotonic()
    pages = (Page(url=f"http://127.0.0.31/{n}.html", body=page(n, size)) for n in range(count))
    with Workshop(warm=tasks.warm) as workshop:
        for _ in workshop.map(finished, pages):
            pass
    return time.monotonic() - began


def finished(one: Page) -> Any:
    """Do all that a crawl asks of its workers."""
    return tasks.worked(one)


def parts(profile: Path) -> dict[str, float]:
    """Return the seconds each part of the loop took, by a profile, the longest first; a profile makes all of them longer."""
    seconds = dict.fromkeys([*PARTS, "other"], 0.0)
    waiting = ("epoll", "acquire")
    for (file, _, name), (_, _, own, _, callers) in pstats.Stats(str(profile)).stats.items():  # type: ignore[attr-defined]
        if any(word in name for word in waiting):
            continue
        if file == "~" and callers:  # a function in C belongs to whoever calls it, unless its name tells
            known = _part(name)
            for (where, _, _), figures in callers.items():
                seconds[known or _part(where) or "other"] += figures[2]
        else:
            seconds[_part(f"{file}:{name}") or "other"] += own
    return dict(sorted(seconds.items(), key=lambda pair: -pair[1]))


def _part(name: str) -> str | None:
    return next((part for part, words in PARTS.items() if any(word in name for word in words)), None)


@click.command()
@click.option("--pages", default=1000, show_default=True, help="Pages crawled.")
@click.option("--size", default=100_000, show_default=True, help="Bytes of a page.")
@click.option(
    "--profile", "profiled", is_flag=True, help="Crawl once more under a profiler, and say where the loop's time goes."
)
@click.option("--check", is_flag=True, help="Exit code 1 where a bound is broken.")
def main(*, pages: int, size: int, profiled: bool, check: bool) -> None:
    """Compare a crawl with a plain spider and with the workers alone."""
    with TemporaryDirectory(prefix="thresher-bench-") as name, printed(pages, lambda n: page(n, size)) as press:
        folder = Path(name)
        print(
            f"{pages:,} pages of {size:,} bytes on {len(press.pages)} hosts; server, loop and workers share {os.cpu_count()} cores"
        )
        spider = plain(folder, press)
        tell("plain spider", spider, pages)
        crawl = ours(folder / "corpus", press)
        tell("crawl process", crawl, pages)
        seconds = workers_alone(pages, size)
        print(f"{'workers alone':16}{pages / seconds:8.1f} pages/s")
        cpu, pace = crawl["cpu"] / spider["cpu"], seconds / crawl["seconds"]
        print(f"CPU of the crawl process: {cpu:.2f} x the plain spider's (at most {CPU})")
        print(f"pace: {pace:.0%} of the workers' alone (at least {PACE:.0%})")
        if profiled:
            ours(folder / "profiled", press, folder / "profile")
            for part, taken in parts(folder / "profile").items():
                print(f"  {part:12}{1000 * taken / pages:8.2f} ms a page, profiled")
    if check and (cpu > CPU or pace < PACE):
        sys.exit("throughput.py: a bound is broken")


def tell(who: str, found: dict[str, Any], pages: int) -> None:
    """Print what one crawl cost."""
    print(
        f"{who:16}{pages / found['seconds']:8.1f} pages/s {1000 * found['cpu'] / pages:8.2f} ms CPU a page", flush=True
    )


if __name__ == "__main__":
    main()
