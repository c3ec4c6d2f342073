"""The options that say which articles are taken out; ``export`` and ``release`` have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawler.commands import Function
    from pipelines.selecting import Selection

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_OPTIONS = (
    click.option(
        "--source", "sources", metavar="ID", multiple=True, help="Only this source; may be given more than once."
    ),
    click.option("--language", "languages", metavar="CODE", multiple=True, help="Only this language; likewise."),
    click.option("--since", type=_DAY, metavar="DAY", help="Published on this day, YYYY-MM-DD, or later."),
    click.option("--until", type=_DAY, metavar="DAY", help="Published on this day or earlier."),
    click.option(
        "--access", type=click.Choice(["free", "paywalled"]), help="As the page declares it; silent pages are free."
    ),
    click.option(
        "--licence",
        "licences",
        metavar="PART",
        multiple=True,
        help="Only where the page gives a licence with this in it, e.g. creativecommons.org; 'any': whatever licence.",
    ),
    click.option(
        "--without-rights",
        metavar="WORD",
        multiple=True,
        help="Leave out where this was stated: tdm-reserved, ai-txt, or to robots, e.g. noarchive; 'any': anything.",
    ),
    click.option(
        "--without", metavar="FLAG", multiple=True, help="Leave out articles with this quality flag, e.g. truncated."
    ),
    click.option("--unique", is_flag=True, help="Of exact copies the earliest alone."),
    click.option("--where", metavar="SQL", help='A condition over the columns of articles, e.g. "word_count > 300".'),
)


def selection_options(function: Function) -> Function:
    """Give a command the options of a Selection, as parameters of its fields' names."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def selection(chosen: dict[str, Any]) -> Selection:
    """Return the Selection that the values of those options mean."""
    from pipelines.selecting import Selection  # noqa: PLC0415 - quick help

    days = {name: f"{chosen[name]:%Y-%m-%d}" if chosen[name] else None for name in ("since", "until")}
    return Selection(**(chosen | days))
