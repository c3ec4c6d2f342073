"""What a crawl would do now, read without writing anything: the answer of ``thresher crawl --dry-run``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipelines.rows import instant
from pipelines.store import DATABASE_NAME, Corpus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from crawler.sources import Source

_DUE = """
SELECT source, count(*) FROM urls
WHERE state <> 'done' AND kind = 'article' AND coalesce(due_at, '') <= ? GROUP BY source
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One source's part of a crawl."""

    source: str
    listings: tuple[str, ...]
    """Feeds, sitemaps and pages that would be read."""
    articles: int
    """Known articles that are due; what the listings name comes on top."""
    delay: float
    """Least seconds between two requests to one of its hosts; its robots.txt may ask for more."""


def plan(folder: Path, sources: Iterable[Source]) -> list[Planned]:
    """Return what is due for each source; a folder without a database has nothing due but the listings."""
    due: dict[str, int] = {}
    if (folder / DATABASE_NAME).is_file():
        with Corpus.open(folder, readonly=True) as corpus, corpus.snapshot() as db:
            due = dict(db.conn.execute(_DUE, (instant(datetime.now(UTC)),)).fetchall())
    return [Planned(source=s.id, listings=s.listings, articles=due.get(s.id, 0), delay=s.delay) for s in sources]
