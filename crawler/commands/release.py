"""``thresher release``: a frozen folder of the corpus that others can cite and check; lists releases, and checks one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from cleaning.errors import InputError
from crawler.commands import corpus_option
from crawler.commands.progress import told
from crawler.commands.selection import selection, selection_options


@click.command("release")
@click.argument("name", required=False)
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Make the folder NAME in DIR. [default: releases/ in the corpus folder]",
)
@click.option(
    "--since-release",
    "since_release",
    metavar="NAME",
    help="Say what is new since this release. [default: the newest that is different]",
)
@click.option("--replace", is_flag=True, help="A release of this name may be there; it goes when the new one is ready.")
@click.option("--purpose", default="", metavar="TEXT", help="What the corpus was collected for, for the datasheet.")
@click.option("--creator", default="", metavar="NAME", help="Who made it, for the datasheet and the citation.")
@click.option("--url", default="", metavar="URL", help="Where it is published, for the citation.")
@selection_options
@click.option("--list", "wants_list", is_flag=True, help="List the releases of the corpus instead.")
@click.option(
    "--check",
    "check",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Check a release's sums instead.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@corpus_option
def command(corpus: Path, name: str | None, check: Path | None, **chosen: Any) -> None:
    """Freeze the corpus as the folder NAME: SQLite, Parquet, JSON Lines, datasheet, Croissant metadata, sums.

    The same corpus gives the same bytes. Also during a crawl: what is released is one consistent state. What was added,
    revised and withdrawn since the release before stands in changes.md.

    \b
    Example:
      thresher release 2026-03 --creator "News Lab" --purpose "A study of corrections"
      thresher release uk-2026 --language uk --since 2026-01-01 --without-rights tdm-reserved
      thresher release --check releases/2026-03
    """  # noqa: D301 - click wants the control character
    shown = {key: chosen.pop(key) for key in ("as_json", "quiet")}
    if check is not None:
        _check(check, **shown)
    elif chosen.pop("wants_list"):
        _list(corpus, as_json=shown["as_json"])
    elif name is None:
        raise click.UsageError("name the release, e.g. 2026-03")
    else:
        _make(corpus, name, chosen, **shown)


def _make(corpus: Path, name: str, chosen: dict[str, Any], *, as_json: bool, quiet: bool) -> None:
    from pipelines.datasheet import Told  # noqa: PLC0415 - quick help
    from pipelines.release import Plan, make  # noqa: PLC0415
    from pipelines.store import Corpus  # noqa: PLC0415

    said = Told(*(chosen.pop(key) for key in Told._fields))
    folder = chosen.pop("folder") or corpus / "releases"
    since, replace = chosen.pop("since_release"), chosen.pop("replace")
    plan = Plan(name=name, folder=folder, selection=selection(chosen), since=since, replace=replace, told=said)
    with Corpus.open(corpus) as opened, told(wanted=not (quiet or as_json)) as show:
        row = make(opened, plan, show or (lambda _: None))
    if as_json:
        click.echo(json.dumps(row | {"folder": str(plan.target)}, ensure_ascii=False, indent=2))
    elif not quiet:
        click.echo(f"{plan.target}: {row['articles']:,} articles as of {row['as_of']}; {_since(row)}")


def _since(row: dict[str, Any]) -> str:
    if row["base"] is None:
        return "the first release"
    counts = ", ".join(f"{number:,} {what}" for what, number in row["changes"].items() if number)
    return f"since {row['base']}: {counts or 'nothing new'}"


def _list(corpus: Path, *, as_json: bool) -> None:
    from pipelines.releases import listed  # noqa: PLC0415 - quick help
    from pipelines.store import Corpus  # noqa: PLC0415

    with Corpus.open(corpus, readonly=True) as opened, opened.snapshot() as db:
        found = listed(db.conn)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for row in found:
        click.echo(
            f"{row['name']}  {row['articles']:,} articles as of {row['as_of']}  in {row['place']}  {_since(row)}"
        )
    if not found:
        click.echo("no releases yet; make one with: thresher release NAME", err=True)


def _check(folder: Path, *, as_json: bool, quiet: bool) -> None:
    from pipelines import sums  # noqa: PLC0415 - quick help

    found = list(sums.faults(folder))
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "faults": found}, ensure_ascii=False, indent=2))
    if found:
        raise InputError(f"{folder} is not as it was released: {'; '.join(found)}")
    if not (quiet or as_json):
        click.echo(f"{folder}: every file is as it was released")
