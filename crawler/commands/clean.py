"""``thresher clean``: cleans one stored page and shows what was kept, what was removed by which rule, and the date evidence."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaning.errors import InputError
from crawler.commands import corpus_option, site_rules_option
from crawler.commands.values import instant

if TYPE_CHECKING:
    from cleaning.article import Page
    from crawler.why import Reasoned

_STDIN = "-"
_DEADLINE = 60.0


def _field(name: str) -> Any:
    """Return a callback that holds an option to what the field of that name in sources.toml may be."""

    def check(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
        from crawler.fields import CHECKS, FieldError  # noqa: PLC0415 - quick help

        try:
            return CHECKS[name](value) if value else None
        except FieldError as error:
            raise click.BadParameter(str(error)) from None

    return check


@click.command("clean")
@click.argument("path", metavar="PAGE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--url", default="", help="Where the page came from.")
@click.option(
    "--fetched",
    "fetched_at",
    metavar="TIME",
    callback=instant,
    help="When it was fetched, ISO 8601; UTC where no offset is given. Relative dates need it.",
)
@click.option(
    "--content-type", default="", metavar="TYPE", help="What the server declared, such as 'text/html; charset=koi8-u'."
)
@click.option(
    "--source-name", default="", metavar="NAME", help="The outlet as people write it; never taken for an author."
)
@click.option("--source-language", metavar="CODE", callback=_field("language"), help="The outlet's language.")
@click.option(
    "--timezone", metavar="ZONE", callback=_field("timezone"), help="The outlet's time zone, for times without offset."
)
@site_rules_option
@click.option("--outside", is_flag=True, help="Show the page furniture around the article too.")
@click.option(
    "--why",
    metavar="BLOCK",
    help="Show only why one block fared so: its position (see --json), or words that stand in it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@corpus_option
def command(path: Path, corpus: Path, *, why: str | None, as_json: bool, **asked: Any) -> None:
    """Clean one stored page and show what was removed and why.

    PAGE is an HTML file, gzipped or not; - reads it from standard input.

    \b
    Example:
      thresher clean page.html --url https://news.example/2026/03/01/bridge --timezone Europe/Kyiv
    """  # noqa: D301 - click wants the control character
    from crawler import proof  # noqa: PLC0415 - quick help
    from crawler.why import lines  # noqa: PLC0415

    outside = asked.pop("outside")
    made = _cleaned(_page(path, corpus, asked), str(path), with_reasons=as_json or why is not None)
    if as_json:
        click.echo(
            _safe(json.dumps(proof.document(str(path), made.result, made.reasons), ensure_ascii=False, indent=2))
        )
    else:
        for line in lines(made, why) if why else proof.lines(made.result, outside=outside):
            click.echo(line)


def _page(path: Path, corpus: Path, known: dict[str, Any]) -> Page:
    from cleaning.article import SourceFacts  # noqa: PLC0415
    from crawler.shelves import own_rules  # noqa: PLC0415
    from crawler.stored import StoredPage, read_file, read_stream  # noqa: PLC0415

    source = SourceFacts(
        name=known.pop("source_name"),
        language=known.pop("source_language"),
        timezone=known.pop("timezone"),
        own_rules=own_rules(corpus),
        site_rules=known.pop("site_rules"),
    )
    stored = StoredPage(id=str(path), file=path, source=source, **known)
    from_stdin = str(path) == _STDIN
    return stored.holding(read_stream(sys.stdin.buffer, "standard input") if from_stdin else read_file(path))


def _cleaned(page: Page, name: str, *, with_reasons: bool) -> Reasoned:
    """Clean in a process of its own, so that not even the most hostile page takes this one with it."""
    from crawler.why import cleaned_only, reasoned  # noqa: PLC0415
    from pipelines.phrase_rules import book_for  # noqa: PLC0415
    from pipelines.workshop import CrashError, Workshop, WorkshopError  # noqa: PLC0415

    book_for(page)  # a rule of the user's that cannot be used is an error to mend, no crash of the worker
    with Workshop(1, deadline=_DEADLINE) as workshop:
        result = next(workshop.map(reasoned if with_reasons else cleaned_only, [page]))
    if isinstance(result, CrashError):
        result.add_note(result.trace)
        raise result
    if isinstance(result, WorkshopError):
        raise InputError(f"{name}: could not be cleaned: {result}")
    return result


def _safe(document: str) -> str:
    """Escape what JSON may hold as it is, but a terminal would obey (C1 controls, bidi overrides)."""
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in document)
