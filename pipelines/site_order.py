"""Which of day and month each source writes first, learned from the dates of its stored articles. Reads no page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipelines.date_order import shown_order
from pipelines.date_reading import read
from pipelines.date_values import Setting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.store import Corpus

ARTICLES: Final = 300
"""Articles of a source that are asked, those published last."""
_RAWS: Final = """
SELECT DISTINCT date_candidates.raw
FROM (SELECT id FROM articles WHERE source = ? ORDER BY published_on DESC, id DESC LIMIT ?) AS latest
JOIN date_candidates ON date_candidates.article_id = latest.id
WHERE date_candidates.rule LIKE '%day-first%' OR date_candidates.rule LIKE '%month-first%'
"""


def site_orders(corpus: Corpus, sources: Iterable[str]) -> dict[str, bool]:
    """Return whether each source puts the day first; those that have shown neither order, or both, are left out.

    Asked once as a run begins, so that all pages of the run are read alike whatever their order.
    """
    with corpus.snapshot() as db:
        raws = {source: [raw for (raw,) in db.conn.execute(_RAWS, (source, ARTICLES))] for source in sources}
    return {source: order for source, found in raws.items() if (order := site_order(found)) is not None}


def site_order(raw: Iterable[str]) -> bool | None:
    """Say from date strings of a site's pages whether it writes the day first; None where none shows it, or both do.

    >>> site_order(["27/03/2026", "03/04/2026"])
    True
    """
    return shown_order([read(string, Setting()) for string in raw])
