"""``thresher sources import``: declares a source for each site of an OPML list, without asking the sites."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cleaning.errors import InputError
from crawler.commands import corpus_option
from crawler.commands.values import contact_option

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.subscriptions import Subscriptions


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--local", is_flag=True, help="Let sites be on this machine or in a private network.")
@contact_option
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made and what was skipped as JSON.")
@corpus_option
def command(file: str, corpus: Path, **given: Any) -> None:
    """Declare a source for each site of an OPML list of feeds, as feed readers export them.

    All feeds of a host become one source. What is declared already is skipped, and what cannot be used is named. Nothing is
    fetched, so language and time zone stay open; 'thresher add URL' finds them. FILE - is standard input.

    \b
    Example:
      thresher sources import feeds.opml --contact mailto:you@example.org
    """  # noqa: D301 - click wants the control character
    from crawler.declaring import add_blocks  # noqa: PLC0415 - quick help
    from crawler.opml import read  # noqa: PLC0415
    from crawler.sources_file import begun  # noqa: PLC0415
    from crawler.subscriptions import Skipped, Subscriptions  # noqa: PLC0415

    config = begun(corpus)
    made = Subscriptions(config, local=given["local"])
    listed = read(_body(file))
    made.take(listed.outlines)
    if listed.fault:
        made.skipped.append(Skipped("the rest of the list", f"it cannot be read: {listed.fault}"))
    wanted = bool(made.sources) and not given["dry_run"]
    if made.sources:
        who = config.reached_at(given["contact"], local=all(source.local for source in made.sources))
        add_blocks(config.path, made.sources, contact=who, write=wanted)
    if given["as_json"]:
        click.echo(json.dumps(_document(made, added=wanted), ensure_ascii=False, indent=2))
        return
    _show(made)
    done = f"{'Added to' if wanted else 'Nothing was written to'} {config.path}."
    click.echo(f"{len(made.sources):,} new, {len(made.skipped):,} skipped. {done}{' Next: thresher crawl' * wanted}")


def _body(file: str) -> bytes:
    """Read the list, no more of it than can be used."""
    from crawler.opml import MAX_BYTES  # noqa: PLC0415

    try:
        with click.open_file(file, "rb") as opened:
            return bytes(opened.read(MAX_BYTES + 1))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error


def _show(made: Subscriptions) -> None:
    for source in made.sources:
        click.echo(f"{source.id}  {source.name}  {source.home}  {len(source.listings)} to poll")
    for one in made.skipped:
        click.echo(f"skipped: {one.what}: {one.why}")


def _document(made: Subscriptions, *, added: bool) -> dict[str, Any]:
    return {
        "added": added,
        "file": str(made.config.path),
        "sources": [asdict(source) for source in made.sources],
        "skipped": [asdict(one) for one in made.skipped],
    }
