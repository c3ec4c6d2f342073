"""``thresher ingest``: bring in what others have crawled: WARC files, folders of HTML, JSON Lines."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.commands import corpus_option
from crawler.commands.progress import told
from crawler.commands.values import checked, instant
from crawler.fields import CHECKS, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.ingesting import IngestResult, Told
    from crawler.inputs import Input
    from pipelines.brought import Ended, Item

_WORDS = (("stored", "new"), ("revised", "revised"), ("unchanged", "unchanged"), ("rejected", "rejected"))
_MOST = 5


@click.command("ingest")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--source", metavar="ID", callback=checked(CHECKS["id"]), help="The source of all pages; made if need be."
)
@click.option(
    "--base-url",
    metavar="URL",
    callback=checked(web_address),
    help="Where a folder of HTML came from, for pages that do not say it.",
)
@click.option(
    "--fetched",
    metavar="TIME",
    callback=instant,
    help="When pages were fetched that do not say it. [default: when the file was written]",
)
@click.option("--url-field", metavar="NAME", default="url", show_default=True, help="What JSON Lines call the URL.")
@click.option("--html-field", metavar="NAME", default="html", show_default=True, help="What JSON Lines call the page.")
@click.option(
    "--date-field",
    metavar="NAME",
    default="",
    help="What JSON Lines call the time of the fetch. [default: fetched_at, fetched, date …]",
)
@click.option("--again", is_flag=True, help="Read files again that were read to their end.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@corpus_option
def command(paths: tuple[Path, ...], corpus: Path, *, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Bring in pages that others have crawled, and store them clean.

    PATH is a WARC file (also of CC-NEWS), JSON Lines with URL and HTML, an HTML file, each gzipped or not, or a folder of
    such files. Pages keep the time of their fetch. What was killed goes on where it was; a file read to its end is skipped.
    A page belongs to the declared source that has its host; where there is none, one is made that is never crawled.

    \b
    Example:
      thresher ingest CC-NEWS-20260301001122-00042.warc.gz
      thresher ingest saved-pages/ --base-url https://news.example/
      thresher ingest dump.jsonl.gz --url-field link --source courier
    """  # noqa: D301 - click wants the control character
    from crawler.ingesting import IngestOptions, run_ingest  # noqa: PLC0415 - quick help
    from crawler.inputs import Manner, inputs  # noqa: PLC0415
    from crawler.sources_file import begun  # noqa: PLC0415

    config = begun(corpus)
    source, again = asked.pop("source"), asked.pop("again")
    options = IngestOptions(manner=_manner(Manner, asked), source=source, again=again)
    found = inputs(paths)
    with _progress(found, wanted=not (quiet or as_json)) as watch:
        result = run_ingest(corpus, config, found, options, watch=watch)
    if as_json:
        click.echo(json.dumps(_document(result), ensure_ascii=False, indent=2))
    elif result.exit_code or not quiet:
        click.echo(summary(result))
    return result.exit_code


def _manner(make: Callable[..., Any], asked: dict[str, Any]) -> Any:
    return make(fetched_at=asked.pop("fetched"), **{name: value or "" for name, value in asked.items()})


def summary(result: IngestResult) -> str:
    """Return how an ingest ended in one line."""
    outcomes = _sum(result.files)
    totals: Counter[str] = Counter()
    for (outcome, _), number in outcomes.items():
        totals[outcome] += number
    said = [f"{totals[outcome]} {word}" for outcome, word in _WORDS if totals[outcome] or outcome == "stored"]
    said += [f"{totals[name]} {name} ({_reasons(outcomes, name)})" for name in ("refused", "failed") if totals[name]]
    read = [told for told in result.files if told.ended != "skipped"]
    before = len(result.files) - len(read)
    what = f"{', '.join(said)}; {_files(len(read))} in {result.seconds:.0f} s."
    if totals["skipped"]:
        what += f" No pages: {_reasons(outcomes, 'skipped')}."
    if before:
        what += f" Read before, and skipped: {_files(before)} (--again reads them again)."
    if result.finish_reason != "finished":
        what += f" Stopped early: {result.finish_reason}; the same command goes on from there."
    if result.made:
        named = ", ".join(result.made[:_MOST]) + (" …" if len(result.made) > _MOST else "")
        what += f" Made for hosts that are not declared, disabled: {len(result.made)} source{'s' * (len(result.made) > 1)} ({named})."
    return what + (" There was a bug: see thresher.log." if result.exit_code == 1 else "")


def _sum(files: Sequence[Told]) -> Counter[tuple[str, str]]:
    return sum((told.outcomes for told in files), Counter())


def _reasons(outcomes: Counter[tuple[str, str]], name: str) -> str:
    return ", ".join(f"{why} {number}" for (outcome, why), number in outcomes.most_common() if outcome == name)


def _files(number: int) -> str:
    return f"{number} file{'s' * (number != 1)}"


def _document(result: IngestResult) -> dict[str, Any]:
    def counts(outcomes: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
        return [{"outcome": o, "reason": why or None, "count": n} for (o, why), n in sorted(outcomes.items())]

    return {
        "run": result.run_id,
        "finish_reason": result.finish_reason,
        "exit_code": result.exit_code,
        "seconds": round(result.seconds, 3),
        "files": [
            {"path": t.path, "kind": t.kind, "ended": t.ended, "resumed": t.resumed, "outcomes": counts(t.outcomes)}
            for t in result.files
        ],
        "outcomes": counts(_sum(result.files)),
        "sources_made": list(result.made),
    }


@contextmanager
def _progress(found: Sequence[Input], *, wanted: bool) -> Iterator[Callable[[Input, Item, Ended], None]]:
    """Show on a terminal how far the file at hand is read, and what came of it."""
    with told(wanted=wanted) as tell:
        counts: Counter[str] = Counter()
        number = {id(one): place for place, one in enumerate(found, 1)}

        def watch(one: Input, item: Item, ended: Ended) -> None:
            if tell is None:
                return
            counts[str(ended.outcome)] += 1
            whole = len(one.names) if one.names else one.size
            share = min(100, 100 * item.after.byte // max(1, whole))
            shown = ", ".join(f"{n} {name}" for name, n in counts.items())
            tell(f"{one.path.name} ({number[id(one)]} of {len(found)}), {share} %: {shown}")

        yield watch
