"""The commands as data, and the corpus option that all of them take. Each command lives in its own module as ``command``."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., Any]")

_CORPUS = "crawler.corpus"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as ``thresher --help`` lists it; its module is imported when it is run."""

    name: str
    summary: str

    @property
    def module(self) -> str:
        """Where its click command stands, under the name ``command``."""
        return f"crawler.commands.{self.name}"


COMMANDS = (
    Entry("demo", "Do the whole job once, on a small news world built in."),
    Entry("add", "Declare a news site: finds its feeds and sitemaps."),
    Entry("sources", "List the declared sites; import and export lists of feeds (OPML)."),
    Entry("crawl", "Fetch, clean, date and store what is new."),
    Entry("ingest", "Bring in WARC files, folders of HTML and JSON Lines."),
    Entry("status", "Count what became of every URL."),
    Entry("browse", "Read and search the corpus in a web browser."),
    Entry("clean", "Clean one stored page and show what was removed and why."),
    Entry("rules", "List the cleaning rules, test them, and make new ones."),
    Entry("learn", "Find what recurs on a site's pages, and clean without it."),
    Entry("history", "Show how an article changed, word by word."),
    Entry("reclean", "Clean stored pages again by today's rules."),
    Entry("verify", "Check that nothing stored is damaged or missing."),
    Entry("export", "Write articles out: JSON Lines, CSV, Parquet, or a dataset."),
    Entry("release", "Freeze the corpus as a folder to cite, with datasheet and sums."),
    Entry("takedown", "Erase a page for good, and never fetch it again."),
    Entry("backup", "Copy the database while it is in use."),
    Entry("eval", "Clean a folder of annotated pages and score the result."),
)


@dataclass(slots=True)
class Session:
    """What one call of the command line knows of itself, for the report of a bug."""

    corpus: Path = field(default_factory=Path)


def corpus_option(function: Function) -> Function:
    """Give a command ``-C DIR`` as the parameter ``corpus``, a Path.

    The command's own option wins over the group's, that over ``THRESHER_CORPUS``, that over the current folder.
    """
    return _option(expose=True)(function)


def site_rules_option(function: Function) -> Function:
    """Give a command ``--site-rules DIR``, once or more, as the parameter ``site_rules``: absolute paths."""
    return click.option(
        "--site-rules",
        metavar="DIR",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, resolve_path=True),
        help="A folder of rules for single sites in the ftr-site-config format; may be given more than once.",
    )(function)


def group_corpus_option(function: Function) -> Function:
    """Let ``-C DIR`` stand before the command's name too."""
    return _option(expose=False)(function)


def _option(*, expose: bool) -> Callable[[Function], Function]:
    return click.option(
        "-C",
        "--corpus",
        "corpus",
        metavar="DIR",
        type=click.Path(path_type=Path),
        callback=_corpus,
        expose_value=expose,
        help="The corpus folder. [default: THRESHER_CORPUS, or the current folder]",
    )


def _corpus(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path:
    """Remember the folder in what the group's context shares with the command's."""
    corpus: Path = value or ctx.meta.get(_CORPUS) or Path(os.environ.get("THRESHER_CORPUS") or ".")
    ctx.meta[_CORPUS] = corpus
    if session := ctx.find_object(Session):
        session.corpus = corpus
    return corpus
