"""``thresher demo``: crawl the built-in newsroom and show what was kept, what was removed, and that nothing was lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.commands import corpus_option

if TYPE_CHECKING:
    from crawler.demo import Verdict
    from crawler.newsroom import Newsroom

_FOLDER = Path("demo-corpus")


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the newsroom. [default: 8750]")
@click.option(
    "--edition", type=click.IntRange(1, 2), default=1, show_default=True, help="2: what the outlets publish next."
)
@click.option("--fresh", is_flag=True, help="Forget the last demo first.")
@click.option("--browse", "then_browse", is_flag=True, help="Open the corpus in the web browser afterwards.")
@corpus_option
def command(corpus: Path, port: int | None, edition: int, *, fresh: bool, then_browse: bool) -> int:
    """Do the whole job once, on a small news world built in.

    Seven outlets on this machine, in six languages, with feeds, sitemaps, donation appeals, "Read also" lists and
    visit counters. The demo declares them in demo-corpus/ (or -C DIR), crawls them, and compares every stored text with
    what was really written. A second demo fetches no article twice; with --edition 2, a day later, it
    finds what is new and what was corrected.

    \b
    Example:
      thresher demo --browse
      thresher demo --edition 2
    """  # noqa: D301 - click wants the control character
    from crawler.demo import remove  # noqa: PLC0415 - quick help
    from crawler.newsroom import PORT, Newsroom  # noqa: PLC0415

    folder = corpus if corpus != Path() else _FOLDER
    if fresh:
        remove(folder)
    with Newsroom(port or PORT, edition=edition) as room:
        click.echo(
            f"The newsroom is open: {len(room.world.outlets)} outlets, the first at {room.home('courier')}", err=True
        )
        code = _crawl_and_tell(folder, room)
    if then_browse:
        from crawler.commands.browse import serve, show  # noqa: PLC0415 - quick help

        serve(folder, ready=show)
    else:
        click.echo(f"\nRead it: thresher browse -C {folder}")
    return code


def _crawl_and_tell(folder: Path, room: Newsroom) -> int:
    from rich.console import Console  # noqa: PLC0415 - quick help

    from crawler.commands.crawl import crawl, summary  # noqa: PLC0415
    from crawler.demo import judge, prepare, turn_over  # noqa: PLC0415
    from pipelines.report import tables  # noqa: PLC0415
    from pipelines.store import DATABASE_NAME, Corpus  # noqa: PLC0415

    config = prepare(folder, room)
    if room.edition > 1 and (folder / DATABASE_NAME).exists():
        turn_over(folder)
    result = crawl(folder, config)
    with Corpus.open(folder, readonly=True) as corpus:
        accounts = corpus.accounting()
    Console().print(tables(accounts))
    click.echo(f"This run: {summary(result)}")
    _tell(judge(folder, room))
    return result.exit_code


def _tell(verdicts: list[Verdict]) -> None:
    lost = [line for verdict in verdicts for line in verdict.lost]
    leaked = [line for verdict in verdicts for line in verdict.leaked]
    click.echo(
        f"Against the newsroom's own truth: {sum(v.articles for v in verdicts)} articles, "
        f"{sum(v.paragraphs for v in verdicts)} paragraphs, {len(lost)} lost; {len(leaked)} boilerplate lines in the stored texts."
    )
    for what, lines in (("lost", lost), ("leaked", leaked)):
        for line in lines[:10]:
            click.echo(f"  {what}: {line[:100]}")
