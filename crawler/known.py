"""What the corpus knows already, asked while deciding how far to follow a site. Only reads; what is due is the frontier's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.learned_patterns import Learned, learn
from pipelines.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.store import Corpus

_BEFORE = """
SELECT EXISTS (SELECT 1 FROM json_each(:urls) JOIN urls ON url = value
  WHERE run_id < :run OR discovered_at < (SELECT started_at FROM runs WHERE id = :run))
"""
# A redirect is no page of its own.
_PAGES = """
WITH RECURSIVE way(url, pages, steps) AS (
  SELECT :url, 0, 0
  UNION ALL
  SELECT f.url, pages + (f.outcome IS NOT 'redirected'), steps + 1
  FROM way JOIN urls t ON t.url = way.url JOIN urls f ON f.url = t.discovered_via AND f.kind = t.kind
  WHERE steps < 500)
SELECT max(pages) FROM way
"""
_MISSING = """
SELECT count(*) FROM json_each(:urls) JOIN urls ON url = value
WHERE state = 'done' AND outcome = 'failed' AND reason IN ('http-404', 'http-410')
"""
# What a wall, an error or an empty page would have been, nobody knows.
_NO_ARTICLES = ("not-an-article", "section-front", "live-index", "gallery", "video")
_ARTICLES = (Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED)
_TELLING = (*_ARTICLES, Outcome.REJECTED)
_LATEST = """
SELECT url, reason FROM urls WHERE source = ? AND state = 'done' AND outcome = ? ORDER BY id DESC LIMIT 500
"""


class Known:
    """Lookups for one run; without a corpus nothing is known."""

    def __init__(self, corpus: Corpus | None = None, run_id: int = 0) -> None:
        self._db = corpus.db.conn if corpus else None
        self._run = run_id
        self._learned: dict[str, Learned] = {}

    def before(self, urls: Iterable[str]) -> bool:
        """Tell whether one of the URLs was found or settled by an earlier run."""
        return bool(self._ask(_BEFORE, {"urls": json.dumps(list(urls)), "run": self._run}))

    def pages(self, url: str) -> int:
        """Count the pages before one: of the listing's own pages those that led here, of an article's likewise."""
        return self._ask(_PAGES, {"url": url})

    def missing(self, urls: Iterable[str]) -> int:
        """Count the URLs that were not there when they were last asked for."""
        return self._ask(_MISSING, {"urls": json.dumps(list(urls))})

    def learned(self, source: str) -> Learned:
        """Return what a source's latest URLs teach; as of the first time this run asks."""
        if self._db and source not in self._learned:
            seen = {outcome: self._db.execute(_LATEST, (source, outcome)).fetchall() for outcome in _TELLING}
            articles = [(url, True) for outcome, rows in seen.items() if outcome in _ARTICLES for url, _ in rows]
            others = [(url, False) for url, reason in seen[Outcome.REJECTED] if reason in _NO_ARTICLES]
            self._learned[source] = learn([*articles, *others])
        return self._learned.get(source, Learned())

    def _ask(self, sql: str, values: dict[str, object]) -> int:
        return int(self._db.execute(sql, values).fetchone()[0]) if self._db else 0
