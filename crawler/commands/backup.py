"""``thresher backup``: a compact copy of the database, also while a crawl writes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.commands import corpus_option


@click.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@corpus_option
def command(target: Path | None, corpus: Path) -> None:
    """Copy the database to TARGET, also during a crawl; nothing is overwritten.

    TARGET is a file that does not exist yet, or a folder; by default a dated file in the corpus folder. The archive
    holds files that only grow: copy them with any tool.

    \b
    Example:
      thresher backup /mnt/safe/corpus.db
    """  # noqa: D301 - click wants the control character
    from pipelines.store import Corpus  # noqa: PLC0415 - quick help

    dated = f"corpus-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    place = target or corpus
    path = place / dated if place.is_dir() else place
    with Corpus.open(corpus, readonly=True) as opened:
        opened.backup(path)
    click.echo(f"{path} ({path.stat().st_size} bytes)")
