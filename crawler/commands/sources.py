"""``thresher sources``: the sources that are declared, and lists of feeds as other programs read and write them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from crawler.commands import corpus_option, sources_export, sources_import
from crawler.sources_file import load

if TYPE_CHECKING:
    from pathlib import Path


@click.group("sources", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, with every field.")
@corpus_option
@click.pass_context
def command(ctx: click.Context, /, corpus: Path, *, as_json: bool) -> None:
    """List the declared sources; import and export lists of feeds (OPML).

    \b
    Example:
      thresher sources
      thresher sources import feeds.opml --contact mailto:you@example.org
      thresher sources export feeds.opml
    """  # noqa: D301 - click wants the control character
    if ctx.invoked_subcommand is not None:
        return
    found = load(corpus).sources
    if as_json:
        click.echo(json.dumps([asdict(source) for source in found], ensure_ascii=False, indent=2))
        return
    width = max((len(source.id) for source in found), default=0)
    for source in found:
        off = "" if source.enabled else "  (not enabled)"
        click.echo(f"{source.id:<{width}}  {source.name}  {source.home}{off}")


command.add_command(sources_import.command)
command.add_command(sources_export.command)
