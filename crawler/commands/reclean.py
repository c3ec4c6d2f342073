"""``thresher reclean``: clean stored pages again by today's rules, show what would change, and take it over."""

from __future__ import annotations

import json
import sys
from datetime import UTC
from typing import TYPE_CHECKING, Any

import click

from crawler.commands import corpus_option
from crawler.commands.progress import measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from crawler.recleaning import Result, Ways
    from pipelines.reclean_report import Report

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("reclean")
@click.option("--source", metavar="ID", help="Only pages of this source.")
@click.option("--since", type=_DAY, metavar="DAY", help="Only pages fetched on this day, YYYY-MM-DD, or later.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change no article.")
@click.option("--yes", is_flag=True, help="Take the changes over without asking.")
@click.option("--all", "everything", is_flag=True, help="Clean pages too that today's rules made what they are.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes clean. [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@corpus_option
def command(corpus: Path, *, yes: bool, as_json: bool, quiet: bool, **chosen: Any) -> int:
    """Clean stored pages again by today's rules: your own in rules/, and those of this version.

    What would change is shown by rule, with examples, before any article is: on a terminal you are asked then. The text of
    before stays as a revision ('thresher history'), an article that is none by today's rules stays and gets the flag
    no-article, and articles that come out as they are cost nothing. Stopped or killed, the next call goes on from there.
    Exit code 4: some captures could not be cleaned.

    \b
    Example:
      thresher reclean --dry-run
      thresher reclean --source courier --yes
    """  # noqa: D301 - click wants the control character
    from crawler.recleaning import run_reclean  # noqa: PLC0415 - quick help

    ways = _ways(wants_asking=not (yes or as_json) and sys.stdin.isatty(), quiet=quiet or as_json)
    result = run_reclean(corpus, _asked(chosen), ways)
    if as_json:
        click.echo(json.dumps(_document(result), ensure_ascii=False, indent=2))
    elif result.exit_code or not quiet:
        if chosen["dry_run"] or (quiet and result.exit_code):
            _show(result.report)
        click.echo(summary(result))
    return result.exit_code


def _asked(chosen: dict[str, Any]) -> Any:
    from crawler.recleaning import Asked  # noqa: PLC0415 - quick help
    from pipelines.rows import instant  # noqa: PLC0415

    since: datetime | None = chosen["since"]
    return Asked(
        source=chosen["source"],
        since=instant(since.replace(tzinfo=UTC)) or "" if since else "",
        dry_run=chosen["dry_run"],
        everything=chosen["everything"],
        workers=chosen["jobs"] or 0,
    )


def _ways(*, wants_asking: bool, quiet: bool) -> Ways:
    from crawler.recleaning import Ways  # noqa: PLC0415 - quick help

    def may_take(report: Report) -> bool:
        if not quiet:
            _show(report)
        return not wants_asking or click.confirm(f"Take over {report.waiting:,} changes?", err=True)

    def cleaning(ones: Iterable[None], total: int) -> Iterable[None]:
        return ones if quiet else measured(ones, total, "Cleaning")

    def taking(ones: Iterable[int], total: int) -> Iterator[int]:
        return iter(ones) if quiet else _stepped(ones, total)

    return Ways(may_take=may_take, cleaning=cleaning, taking=taking)


def _stepped(ones: Iterable[int], total: int) -> Iterator[int]:
    """Show how many changes were taken over, which come some at a time."""
    each = (number if n == 0 else 0 for number in ones for n in range(number))
    return iter(measured(each, total, "Taking over"))


def _show(report: Report) -> None:
    from crawler.reclean_telling import lines  # noqa: PLC0415 - quick help

    for line in lines(report):
        click.echo(line)


def summary(result: Result) -> str:
    """Return how it ended in one line."""
    looked, report = result.looked, result.report
    if result.stopped and not result.report.waiting:
        return f"stopped early ({result.stopped}) after {looked.pages:,} pages; the next 'thresher reclean' goes on from there"
    left = looked.current + looked.known
    parts = [f"{looked.pages:,} pages, {left:,} of them known by today's rules, {looked.cleaned:,} cleaned again"]
    if looked.without_capture:
        parts.append(f"{looked.without_capture:,} have no capture")
    if failed := sum(change.number for change in report.failed.values()):
        parts.append(f"{failed:,} could not be cleaned: see thresher.log, and 'thresher verify'")
    parts.append(_taken(result))
    return "; ".join(parts) + "."


def _taken(result: Result) -> str:
    waiting = result.report.waiting
    if not waiting:
        return "nothing changes"
    if result.taken == waiting:
        return f"{waiting:,} changes taken over"
    how = "stopped early, " if result.stopped else ""
    return f"{how}{result.taken:,} of {waiting:,} changes taken over; 'thresher reclean' takes over the rest"


def _document(result: Result) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    ended = {"taken": result.taken, "stopped": result.stopped, "exit_code": result.exit_code}
    return {"looked": asdict(result.looked), "changes": result.report.document(), **ended}
