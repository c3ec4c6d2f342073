"""The demo: the whole job on the built-in newsroom, and what came out of it held against the newsroom's own truth."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaning.errors import ConfigError
from crawler.declaring import add_blocks
from crawler.sources import Source
from crawler.sources_file import load
from pipelines import revisits
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from crawler.newsroom import Newsroom, Outlet, Truth
    from crawler.sources import Config

_SOURCES = "sources.toml"
_AGE = 36_500
"""The newsroom's stories have fixed dates, so none is ever too old."""
_LATER = 24.0
"""Hours from one edition to the next."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the stored texts of one outlet compare with the truth."""

    source: str
    articles: int
    paragraphs: int
    """Paragraphs of the truth that were looked for."""
    lost: tuple[str, ...]
    """Those that the stored text does not have."""
    leaked: tuple[str, ...]
    """Lines of boilerplate that the stored text still has."""


def prepare(folder: Path, room: Newsroom) -> Config:
    """Declare the newsroom's outlets in a corpus folder, or find them declared there already.

    Raises ConfigError for a folder whose sources are somebody's own: the demo does not write among them.
    """
    path = folder / _SOURCES
    wanted = [_source(room, outlet) for outlet in room.world.outlets]
    if path.exists():
        return _ours(folder, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    add_blocks(path, wanted)
    return load(folder)


def _ours(folder: Path, wanted: list[Source]) -> Config:
    config = load(folder)
    if {s.home for s in config.sources} != {s.home for s in wanted}:
        raise ConfigError(
            f"{config.path}: these are not the demo's sources on this port; give the demo a folder of its own: thresher demo -C DIR"
        )
    return config


def _source(room: Newsroom, outlet: Outlet) -> Source:
    def urls(paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(room.url(outlet.id, path) for path in paths)

    return Source(
        id=outlet.id,
        name=outlet.name,
        home=room.home(outlet.id),
        feeds=urls(outlet.feeds),
        sitemaps=urls(outlet.sitemaps),
        pages=urls(outlet.pages),
        language=outlet.language,
        timezone=outlet.timezone,
        delay=0.0,
        poll_min_minutes=0.0,
        poll_max_minutes=0.0,
        revisit_hours=(_LATER,),
        max_age_days=_AGE,
        local=True,
    )


def turn_over(folder: Path) -> None:
    """Make every known article due for another look, as it is a day after: the next edition has corrected some."""
    with Corpus.open(folder) as corpus, corpus.transaction() as db:
        revisits.hasten(db.conn)


def judge(folder: Path, room: Newsroom) -> list[Verdict]:
    """Compare every stored text with what the newsroom really wrote, an outlet at a time."""
    with Corpus.open(folder, readonly=True) as corpus:
        rows = corpus.db.query("SELECT url, text FROM articles")
        texts = {row["url"]: row["text"] for row in rows}
    truths: dict[str, list[Truth]] = {outlet.id: [] for outlet in room.world.outlets}
    for outlet, truth in room.world.truths(room.edition):
        truths[outlet.id].append(truth)
    return [_verdict(room, source, listed, texts) for source, listed in truths.items()]


def _verdict(room: Newsroom, source: str, truths: list[Truth], texts: Mapping[str, str]) -> Verdict:
    lost: list[str] = []
    leaked: list[str] = []
    paragraphs = articles = 0
    for truth in truths:
        text = texts.get(room.url(source, truth.path))
        paragraphs += len(truth.kept)
        if text is None:
            lost += truth.kept
            continue
        articles += 1
        lines = set(text.split("\n"))
        lost += [line for line in truth.kept if line not in lines]
        leaked += [scrap.text for scrap in truth.boilerplate if scrap.stands_in(text)]
    return Verdict(source, articles, paragraphs, tuple(lost), tuple(leaked))


def remove(folder: Path) -> None:
    """Forget a demo corpus, so that the next demo starts anew; only a folder that holds one."""
    if (folder / _SOURCES).exists() and all(source.local for source in load(folder).sources):
        shutil.rmtree(folder)
