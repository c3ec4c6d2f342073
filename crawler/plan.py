"""What a crawl would do now, read without writing anything: the answer of ``thresher crawl --dry-run``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.answers import ASKED
from crawler.frontier import RESTING
from pipelines.rows import instant
from pipelines.store import DATABASE_NAME, Corpus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from crawler.sources import Source

_DUE = """
SELECT source, sum(state <> 'done'), sum(state = 'done') FROM urls
WHERE kind = 'article' AND (state <> 'done' AND coalesce(due_at, '') <= :now OR state = 'done' AND due_at <= :now)
GROUP BY source
"""
_RESTING = f"SELECT url FROM urls WHERE url IN (SELECT value FROM json_each(:urls)) AND {RESTING}"  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One source's part of a crawl."""

    source: str
    listings: tuple[str, ...]
    """Feeds, sitemaps and pages that are due."""
    articles: int
    """Known articles that were not fetched yet; what the listings name comes on top."""
    looks: int
    """Articles in the corpus that are due for another look."""
    delay: float
    """Least seconds between two requests to one of its hosts; its robots.txt may ask for more."""


def plan(folder: Path, sources: Iterable[Source], *, everything: bool = False) -> list[Planned]:
    """Return what is due for each source, or with ``everything`` all its listings and what else is due.

    A folder without a database has nothing due but the listings.
    """
    chosen, due, resting = tuple(sources), {}, frozenset[str]()
    if (folder / DATABASE_NAME).is_file():
        urls = json.dumps([url for source in chosen for url in source.listings])
        asked = {"now": instant(datetime.now(UTC)), "asked": ASKED, "all": everything, "urls": urls}
        with Corpus.open(folder, readonly=True) as corpus, corpus.snapshot() as db:
            due = {source: (new, again) for source, new, again in db.conn.execute(_DUE, asked)}
            resting = frozenset(url for (url,) in db.conn.execute(_RESTING, asked))
    return [_planned(source, resting, *due.get(source.id, (0, 0))) for source in chosen]


def _planned(source: Source, resting: frozenset[str], new: int, again: int) -> Planned:
    return Planned(
        source=source.id,
        listings=tuple(url for url in source.listings if url not in resting),
        articles=new,
        looks=again if source.revisit_hours else 0,
        delay=source.delay,
    )
