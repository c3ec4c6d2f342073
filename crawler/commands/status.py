"""``thresher status``: what became of every URL, source by source, with sums that agree, and how the last runs ended."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from cleaning.errors import InputError
from crawler.alarms import NEEDS_A_LOOK, line, signs
from crawler.commands import corpus_option
from crawler.meant import meant

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.timetable import Timetable
    from pipelines.accounts import Account
    from pipelines.store import Corpus

_RUNS = """
SELECT id, command, started_at, finished_at, finish_reason, exit_code, requests FROM runs ORDER BY id DESC LIMIT ?
"""
_SHOWN = 5


@click.command("status")
@click.argument("source", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
@click.option("--check", is_flag=True, help="Say which source needs a look, and end with exit code 4 when one does.")
@corpus_option
def command(source: str | None, corpus: Path, *, as_json: bool, check: bool) -> None:
    """Count what became of every URL: discovered = listings + stored + rejected + … + pending.

    With SOURCE, say as well how often its feeds, sitemaps and pages are read, why, what they answered last and when they
    are due next; and how many articles are due for another look. With --check only what is out of the ordinary is said, as
    the page 'health' of 'thresher browse' has it.

    \b
    Example:
      thresher status
      thresher status courier --json
      thresher status --check || mail -s "look at the corpus" me
    """  # noqa: D301 - click wants the control character
    from crawler.hosts import held  # noqa: PLC0415 - quick help
    from pipelines.report import document  # noqa: PLC0415
    from pipelines.store import Corpus  # noqa: PLC0415

    with Corpus.open(corpus, readonly=True) as opened:
        if check:
            sys.exit(_check(opened, source, as_json=as_json))
        accounts = _accounts(opened, source)
        runs = last_runs(opened)
        paused = held(opened.db.conn, datetime.now(UTC))
        schedule = _schedule(opened, source) if source else None
    if as_json:
        facts: dict[str, Any] = {"runs": runs, "paused": [pause._asdict() for pause in paused]}
        facts |= {"schedule": asdict(schedule)} if schedule else {}
        click.echo(json.dumps({**document(accounts), **facts}, ensure_ascii=False, indent=2))
    else:
        _show(accounts, runs)
        for pause in paused:
            click.echo(pause.told())
        for line in schedule.told() if schedule else ():
            click.echo(line)


def _check(corpus: Corpus, source: str | None, *, as_json: bool) -> int:
    """Print the signs of the corpus, of one source when it is named, and return the exit code they ask for."""
    if source:
        _accounts(corpus, source)  # refuses a source there is not
    found = signs(corpus, source)
    if as_json:
        click.echo(json.dumps({"health": found}, ensure_ascii=False, indent=2))
    for row in () if as_json else found:
        click.echo(line(row))
    return NEEDS_A_LOOK if found else 0


def last_runs(corpus: Corpus) -> list[dict[str, Any]]:
    """Return the last runs, the newest first."""
    with corpus.snapshot() as db:
        return list(db.query(_RUNS, [_SHOWN]))


def _schedule(corpus: Corpus, source: str) -> Timetable:
    from crawler.timetable import timetable  # noqa: PLC0415 - quick help

    with corpus.snapshot() as db:
        return timetable(db.conn, source, datetime.now(UTC))


def _accounts(corpus: Corpus, source: str | None) -> tuple[Account, ...]:
    accounts = corpus.accounting()
    chosen = tuple(account for account in accounts if source in (None, account.source))
    if source and not chosen:
        names = [account.source for account in accounts]
        raise InputError(
            f"{corpus.path}: there is no source '{source}'; {meant(source, names, 'there are: ' + ', '.join(names))}"
        )
    return chosen


def _show(accounts: tuple[Account, ...], runs: list[dict[str, Any]]) -> None:
    """Print tables on a terminal, and lines where a program reads."""
    from pipelines.report import lines, tables  # noqa: PLC0415 - quick help

    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415

        Console().print(tables(accounts))
    else:
        click.echo("\n".join(lines(accounts)))
    for run in runs:
        ended = (
            f"{run['finished_at']} {run['finish_reason']}, exit {run['exit_code']}"
            if run["finished_at"]
            else "not ended"
        )
        click.echo(f"run {run['id']}: {run['command']} {run['started_at']} to {ended}, {run['requests']} requests")
