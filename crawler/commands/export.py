"""``thresher export``: articles as JSON Lines, CSV, Parquet or a dataset folder, filtered, in a stable order."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.commands import corpus_option
from crawler.commands.progress import counted

if TYPE_CHECKING:
    from pipelines.export import Selection

_FORMATS = ("jsonl", "csv", "parquet", "dataset")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("export")
@click.option(
    "-f", "--format", "form", type=click.Choice(_FORMATS), help="[default: by the name of --output, or jsonl]"
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File, or folder of a dataset. [default: stdout]")
@click.option("--source", "sources", metavar="ID", multiple=True, help="Only this source; may be given more than once.")
@click.option("--language", "languages", metavar="CODE", multiple=True, help="Only this language; likewise.")
@click.option("--since", type=_DAY, metavar="DAY", help="Published on this day, YYYY-MM-DD, or later.")
@click.option("--until", type=_DAY, metavar="DAY", help="Published on this day or earlier.")
@click.option(
    "--access", type=click.Choice(["free", "paywalled"]), help="As the page declares it; silent pages are free."
)
@click.option(
    "--without", metavar="FLAG", multiple=True, help="Leave out articles with this quality flag, e.g. truncated."
)
@click.option("--unique", is_flag=True, help="Of exact copies the earliest alone.")
@click.option("--where", metavar="SQL", help='A condition over the columns of articles, e.g. "word_count > 300".')
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
    from pipelines.store import Corpus  # noqa: PLC0415 - quick help

    form = form or _form_of(output)
    if output is None and form in ("parquet", "dataset"):
        raise click.UsageError(f"{form} goes into a file of its own; name it with --output")
    selection = _selection(chosen)
    with Corpus.open(corpus, readonly=True) as opened:
        number = _write(opened, selection, form, output)
    if output is not None:
        click.echo(f"{number:,} articles in {output}", err=True)


def _write(opened: Any, selection: Selection, form: str, output: Path | None) -> int:
    from pipelines.export import rows  # noqa: PLC0415 - quick help
    from pipelines.export_formats import WRITERS, dataset  # noqa: PLC0415
    from pipelines.fresh import fresh  # noqa: PLC0415

    found = rows(opened, selection)
    chosen = found if output is None else counted(found, "articles")
    if form == "dataset" and output is not None:
        from pipelines.dataset_card import card  # noqa: PLC0415

        with fresh(output) as part:
            return dataset(chosen, part, card=card(opened, output.resolve().name))
    if output is None:
        return WRITERS[form](chosen, sys.stdout.buffer)
    with fresh(output) as part, part.open("wb") as out:
        return WRITERS[form](chosen, out)


def _selection(chosen: dict[str, Any]) -> Selection:
    from pipelines.export import Selection  # noqa: PLC0415 - quick help

    days = {name: f"{chosen[name]:%Y-%m-%d}" if chosen[name] else None for name in ("since", "until")}
    return Selection(**(chosen | days))


def _form_of(output: Path | None) -> str:
    named = output.suffix.lstrip(".") if output else ""
    return named if named in _FORMATS else "jsonl" if output is None or named else "dataset"
