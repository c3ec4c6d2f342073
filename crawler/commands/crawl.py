"""``thresher crawl``: fetch what is due, clean it, date it, store it. Made for a terminal and for cron."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from crawler.alarms import NEEDS_A_LOOK, line, signs
from crawler.commands import corpus_option
from crawler.commands.progress import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.crawl_terms import CrawlResult
    from crawler.sources import Config
    from pipelines.delivery import Delivery
    from pipelines.outcomes import Settled


@click.command("crawl")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option("--max-minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after so many minutes.")
@click.option("--max-requests", type=click.IntRange(min=1), help="Fetch at most so many URLs (robots.txt not counted).")
@click.option("--all", "everything", is_flag=True, help="Ask every feed, sitemap and page, due or not.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; fetch and write nothing.")
@click.option("--alarms", is_flag=True, help="Say which source needs a look, and end with exit code 4 when one does.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@corpus_option
def command(sources: tuple[str, ...], corpus: Path, *, dry_run: bool, **asked: Any) -> int:
    """Fetch what is new at every source, or at the ones named, and store it clean.

    Feeds, sitemaps and pages are read again when they are due, by what they lately yielded; articles are looked at again
    at growing ages (revisit_hours). A crawl that was stopped, even by a power cut, is taken up by the next one.

    \b
    Example:
      thresher crawl
      thresher crawl courier --max-minutes 10
      thresher crawl --quiet --alarms
    """  # noqa: D301 - click wants the control character
    from crawler.sources_file import load  # noqa: PLC0415 - quick help

    config = load(corpus)
    alarms, as_json, quiet = (asked.pop(name) for name in ("alarms", "as_json", "quiet"))
    if dry_run:
        _tell_plan(corpus, config, sources, everything=asked["everything"], as_json=as_json)
        return 0
    result = crawl(corpus, config, {"sources": sources, **asked}, quiet=quiet or as_json)
    found = _alarms(corpus) if alarms else []
    if as_json:
        health = {"health": found} if alarms else {}
        click.echo(json.dumps(_document(result) | health, ensure_ascii=False, indent=2))
        return result.exit_code or (NEEDS_A_LOOK if found else 0)
    if result.exit_code or not quiet:
        click.echo(summary(result))
    for sign in found:
        click.echo(line(sign))
    return result.exit_code or (NEEDS_A_LOOK if found else 0)


def _alarms(corpus: Path) -> list[dict[str, Any]]:
    from pipelines.store import Corpus  # noqa: PLC0415 - quick help

    with Corpus.open(corpus, readonly=True) as opened:
        return signs(opened)


def summary(result: CrawlResult) -> str:
    """Return how a crawl ended in one line."""
    from pipelines.report import summary as counts  # noqa: PLC0415 - quick help

    ended = "" if result.finish_reason == "finished" else f" Stopped early: {result.finish_reason}."
    left = f" {result.pending} URLs are left for the next crawl." if result.pending else ""
    failed = f" Could not be read: {', '.join(result.failed_sources)}." if result.failed_sources else ""
    found = (
        f" Taken up from the archive: {_pages(result.recovered)} of a run that did not end." if result.recovered else ""
    )
    torn = (
        f" The torn end of {result.mended} WARC file{'s' * (result.mended > 1)} was cut off." if result.mended else ""
    )
    paused = "".join(f" {pause.told()}." for pause in result.paused)
    notes = " There was a bug: see thresher.log." if result.exit_code == 1 else ""
    notes += (
        f" The database was brought up to date; as it was before, it is kept as {result.copy}." if result.copy else ""
    )
    if not (result.requests or result.accounts or result.pending) and result.finish_reason == "finished":
        when = f"; the next listing is due at {result.next_due}" if result.next_due else ""
        return f"nothing is due{when}.{notes}"
    what = counts(result.accounts) or "nothing to do"
    return f"{what}; {result.requests} requests in {result.seconds:.0f} s.{ended}{left}{found}{torn}{failed}{paused}{notes}"


def _pages(number: int) -> str:
    return f"{number} page{'s' * (number != 1)}"


def crawl(corpus: Path, config: Config, asked: dict[str, Any] | None = None, *, quiet: bool = False) -> CrawlResult:
    """Crawl with the fields of CrawlOptions, showing progress on a terminal; once in a process."""
    from crawler.crawl_terms import CrawlOptions  # noqa: PLC0415 - quick help
    from crawler.run import run_crawl  # noqa: PLC0415

    with _progress(wanted=not quiet) as watch:
        return run_crawl(corpus, config, CrawlOptions(**(asked or {})), watch=watch)


@contextmanager
def _progress(*, wanted: bool) -> Iterator[Callable[[Delivery | Settled], None] | None]:
    """Count finished URLs on a terminal; give nothing to call where there is none."""
    with told(wanted=wanted) as tell:
        if tell is None:
            yield None
            return
        counts: dict[str, int] = {"articles": 0}

        def watch(item: Delivery | Settled) -> None:
            counts[_kind(item)] = counts.get(_kind(item), 0) + 1
            tell(", ".join(f"{n} {kind}" for kind, n in counts.items()))

        yield watch


def _kind(item: Delivery | Settled) -> str:
    """Name a finished item for the progress line."""
    from cleaning.article import Article, Rejection  # noqa: PLC0415 - quick help
    from pipelines.delivery import Delivery  # noqa: PLC0415
    from pipelines.outcomes import Outcome  # noqa: PLC0415

    ended = item.result if isinstance(item, Delivery) else item
    if isinstance(ended, Article):
        return "articles"
    if ended is None or isinstance(ended, Rejection) or ended.outcome is Outcome.FAILED:
        return "rejected or failed"
    return {"listing": "listings", "deferred": "put off"}.get(ended.outcome, ended.outcome.value)


def _tell_plan(corpus: Path, config: Config, names: tuple[str, ...], *, everything: bool, as_json: bool) -> None:
    from crawler.plan import plan  # noqa: PLC0415 - quick help
    from crawler.run import chosen  # noqa: PLC0415

    planned = plan(corpus, chosen(config, names), everything=everything)
    if as_json:
        click.echo(json.dumps([asdict(part) for part in planned], ensure_ascii=False, indent=2))
        return
    for part in planned:
        looks = f", {part.looks} to look at again" if part.looks else ""
        new = f"{len(part.listings)} listings to read, {part.articles} known articles to fetch"
        click.echo(f"{part.source}: {new}{looks}")


def _document(result: CrawlResult) -> dict[str, Any]:
    from pipelines.report import document  # noqa: PLC0415 - quick help

    facts = {name: value for name, value in asdict(result).items() if name != "accounts"}
    facts["paused"] = [pause._asdict() for pause in result.paused]
    return {**facts, **document(result.accounts)}
