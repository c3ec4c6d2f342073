"""``thresher sources export``: the declared sources as an OPML list, which feed readers take and ``import`` reads back."""

from __future__ import annotations

from pathlib import Path

import click

from cleaning.errors import InputError
from crawler.commands import corpus_option


@click.command("export")
@click.argument("file", default="-", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@corpus_option
def command(file: str, corpus: Path, *, force: bool) -> None:
    """Write the declared sources as an OPML list of feeds, to FILE or to standard output.

    A source without feeds is a link in it. Fields that OPML does not know are carried for 'thresher sources import'; folders
    of site rules are not.

    \b
    Example:
      thresher sources export feeds.opml
    """  # noqa: D301 - click wants the control character
    from crawler.opml import write  # noqa: PLC0415 - quick help
    from crawler.sources_file import load  # noqa: PLC0415
    from crawler.subscriptions import outlines  # noqa: PLC0415
    from pipelines.replacing import replace  # noqa: PLC0415

    found = load(corpus).sources
    listed = write((outline for source in found for outline in outlines(source)), title="Sources of Thresher")
    if file == "-":
        click.echo(listed, nl=False)
        return
    path = Path(file)
    if path.exists() and not force:
        raise InputError(f"{path}: is there already; --force writes over it")
    replace(path, listed)
    click.echo(f"{len(found):,} sources written to {path}")
