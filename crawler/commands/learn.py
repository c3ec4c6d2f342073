"""``thresher learn``: finds the blocks that recur over a site's pages, and decides which of them go."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from crawler.commands import corpus_option
from crawler.commands.progress import measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipelines.learn import Learned
    from pipelines.site_blocks import SiteBlock

_NUMBER = re.compile(r"(?:learned/)?(?:(?P<source>[a-z0-9][a-z0-9._-]*)/)?(?P<number>[0-9]{1,9})")
_DECISIONS = {"accept": "accepted", "reject": "rejected", "undo": "undone"}
_TEXT = 160


@click.command("learn")
@click.option("--source", "sources", metavar="ID", multiple=True, help="Only this source; may be given more than once.")
@click.option("--auto", is_flag=True, help="Accept what is sure: a score of 0.65 or more, and no doubt.")
@click.option(
    "--accept", metavar="N", multiple=True, help="Accept a proposed block by its number; so on with the others."
)
@click.option("--reject", metavar="N", multiple=True, help="Never propose this block again; an accepted one is undone.")
@click.option("--undo", metavar="N", multiple=True, help="Take an accepted block's rule back.")
@click.argument("more", metavar="[N]...", nargs=-1)
@click.option("--list", "as_list", is_flag=True, help="Show what was found before, and what was decided.")
@click.option("--dry-run", "dry", is_flag=True, help="Look, show what would be proposed, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@corpus_option
def command(corpus: Path, sources: tuple[str, ...], more: tuple[str, ...], **asked: Any) -> None:
    """Find the blocks that recur over a site's pages and may go, and decide which of them do.

    Looks at the stored articles: the same words over many articles and weeks, numbers and names aside. What is found is
    proposed under a number; accepted, it is a rule of its source, such as learned/courier/7. Pages fetched from then on are
    cleaned by it, those stored with 'thresher reclean'. --undo gives the texts back in the same way.

    \b
    Example:
      thresher learn --source courier
      thresher learn --source courier --accept 1 2 5
      thresher learn --auto
      thresher learn --undo courier/2
      thresher learn --list --json | jq '.[] | select(.state == "accepted")'
    """  # noqa: D301 - click wants the control character
    chosen = {name: asked[name] for name in _DECISIONS if asked[name]}
    _check(chosen, more, asked)
    if chosen:
        shown = _decided(corpus, sources, _with(chosen, more))
    elif asked["as_list"]:
        shown = _listed(corpus, sources)
    else:
        found = _looked(corpus, sources, asked)
        shown = [block for one in found for block in one.blocks]
        if not asked["as_json"] and not asked["quiet"]:
            click.echo("\n".join(_report(found, dry=asked["dry"])))
            return
    if asked["as_json"]:
        click.echo(json.dumps([asdict(block) | {"rule": block.id} for block in shown], ensure_ascii=False, indent=2))
    elif not asked["quiet"]:
        click.echo("\n".join(line for block in shown for line in _lines(block)) or "nothing was learned yet")
        if chosen:
            click.echo("What is stored is cleaned anew with 'thresher reclean'.", err=True)


def _check(chosen: dict[str, tuple[str, ...]], more: tuple[str, ...], asked: dict[str, Any]) -> None:
    if more and len(chosen) != 1:
        raise click.UsageError("numbers alone say nothing; write --accept, --reject or --undo before them")
    looking = [
        f"--{name}"
        for name in ("auto", "dry_run", "list")
        if asked[{"dry_run": "dry", "list": "as_list"}.get(name, name)]
    ]
    if chosen and looking:
        raise click.UsageError(f"{looking[0].replace('_', '-')} goes with none of --accept, --reject and --undo")
    if asked["as_list"] and (asked["auto"] or asked["dry"]):
        raise click.UsageError("--list shows what is there; --auto and --dry-run look for more")


def _with(chosen: dict[str, tuple[str, ...]], more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {name: (*numbers, *more) for name, numbers in chosen.items()}


def _decided(corpus: Path, sources: tuple[str, ...], chosen: dict[str, tuple[str, ...]]) -> list[SiteBlock]:
    from crawler.learning import decided  # noqa: PLC0415 - quick help

    keys = {name: [_key(number, sources) for number in numbers] for name, numbers in chosen.items()}
    return [block for name, named in keys.items() for block in decided(corpus, _DECISIONS[name], named)]


def _key(number: str, sources: tuple[str, ...]) -> tuple[str, int]:
    """Return the source and number of ``7``, ``courier/7`` or ``learned/courier/7``."""
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise click.UsageError(f"'{number}' is no block; write a number as --list shows it, such as courier/7")
    if source := found["source"]:
        return source, int(found["number"])
    if len(sources) != 1:
        raise click.UsageError(
            f"of which source is block {number}? write it like courier/{number}, or name one --source"
        )
    return sources[0], int(found["number"])


def _listed(corpus: Path, sources: tuple[str, ...]) -> list[SiteBlock]:
    from crawler.learning import listed  # noqa: PLC0415 - quick help

    return [block for source in sources or (None,) for block in listed(corpus, source)]


def _looked(corpus: Path, sources: tuple[str, ...], asked: dict[str, Any]) -> list[Learned]:
    from crawler.learning import Wish, learned  # noqa: PLC0415 - quick help
    from crawler.sources_file import load  # noqa: PLC0415

    def passing(names: Sequence[str]) -> Iterator[str]:
        return iter(names) if asked["quiet"] else measured(names, len(names), "sources")

    wish = Wish(sources=sources, auto=asked["auto"], dry=asked["dry"])
    return learned(corpus, load(corpus), wish, passing=passing)


def _report(found: Iterable[Learned], *, dry: bool) -> Iterator[str]:
    proposed = accepted = 0
    for one in found:
        yield f"{one.source}: {one.articles:,} articles looked at, {_blocks(len(one.blocks))}"
        for block in one.blocks:
            proposed += block.state == "proposed"
            accepted += block.state == "accepted"
            yield from _lines(block)
    yield f"{proposed} proposed, {accepted} accepted" + (", nothing written" if dry else "")
    if accepted and not dry:
        yield "What is stored is cleaned anew with 'thresher reclean'."


def _lines(block: SiteBlock) -> Iterator[str]:
    number = f"{block.source}/{block.number or '-'}"
    where = {"start": "near the start", "end": "near the end"}.get(block.place, "anywhere")
    seen = f"{block.articles} of {block.pages} pages, {block.first_day} to {block.last_day}"
    yield f"  {number}  {_state(block.state)}  {block.score:.2f}  {block.category}: {seen}, {where}"
    text = block.text if len(block.text) <= _TEXT else f"{block.text[:_TEXT]}…"
    yield f"      {text}"
    if block.doubts:
        yield f"      doubts: {', '.join(block.doubts)}"


def _blocks(number: int) -> str:
    return "1 block recurs" if number == 1 else f"{number} blocks recur"


def _state(state: str) -> str:
    colours = {"accepted": "green", "rejected": "red", "undone": "yellow"}
    return click.style(state, fg=colours.get(state)) if sys.stdout.isatty() else state
