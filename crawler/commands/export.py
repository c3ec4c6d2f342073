"""``thresher export``: articles as JSON Lines, CSV, Parquet or a dataset folder, filtered, in a stable order."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.commands import corpus_option
from crawler.commands.progress import counted
from crawler.commands.selection import selection, selection_options

if TYPE_CHECKING:
    from pipelines.selecting import Selection

_FORMATS = ("jsonl", "csv", "parquet", "dataset")


@click.command("export")
@click.option(
    "-f", "--format", "form", type=click.Choice(_FORMATS), help="[default: by the name of --output, or jsonl]"
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File, or folder of a dataset. [default: stdout]")
@click.option("--url", "urls", metavar="URL", multiple=True, help="Only this article; may be given more than once.")
@selection_options
@corpus_option
def command(corpus: Path, form: str | None, output: Path | None, **chosen: Any) -> None:
    """Write articles out, the oldest number first; the same corpus gives the same bytes.

    Instants are UTC, days the publisher's. Also during a crawl: what is written is one consistent state.

    \b
    Example:
      thresher export --source courier --since 2026-01-01 -o courier.parquet
      thresher export --where "word_count > 300" | jq -r .title
      thresher export --format dataset --unique -o my-corpus/     (datasets.load_dataset("my-corpus"))
    """  # noqa: D301 - click wants the control character
    from pipelines.selecting import named  # noqa: PLC0415 - quick help
    from pipelines.store import Corpus  # noqa: PLC0415

    form = form or _form_of(output)
    if output is None and form in ("parquet", "dataset"):
        raise click.UsageError(f"{form} goes into a file of its own; name it with --output")
    with Corpus.open(corpus, readonly=True) as opened:
        wanted = replace(selection(chosen), urls=named(opened.db.conn, chosen["urls"]))
        number = _write(opened, wanted, form, output)
    if output is not None:
        click.echo(f"{number:,} articles in {output}", err=True)


def _write(opened: Any, wanted: Selection, form: str, output: Path | None) -> int:
    from pipelines.export import rows  # noqa: PLC0415 - quick help
    from pipelines.export_formats import WRITERS, dataset  # noqa: PLC0415
    from pipelines.fresh import fresh  # noqa: PLC0415

    found = rows(opened, wanted)
    chosen = found if output is None else counted(found, "articles")
    if form == "dataset" and output is not None:
        from pipelines.dataset_card import card  # noqa: PLC0415

        with fresh(output) as part:
            return dataset(chosen, part, card=card(opened, output.resolve().name, wanted))
    if output is None:
        return WRITERS[form](chosen, sys.stdout.buffer)
    with fresh(output) as part, part.open("wb") as out:
        return WRITERS[form](chosen, out)


def _form_of(output: Path | None) -> str:
    named = output.suffix.lstrip(".") if output else ""
    return named if named in _FORMATS else "jsonl" if output is None or named else "dataset"
