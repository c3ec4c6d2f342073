"""What the corpus knows already, asked while a run decides what becomes of an answer, and how far to follow a site.

Writes nothing; what is due is the frontier's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler.learned_patterns import Learned, learn
from pipelines.outcomes import Outcome
from pipelines.takedowns import taken_down

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.store import Corpus

_BEFORE = """
SELECT EXISTS (SELECT 1 FROM json_each(:urls) JOIN urls ON url = value
  WHERE run_id < :run OR discovered_at < (SELECT started_at FROM runs WHERE id = :run))
"""
_HELD = "SELECT 1 FROM articles WHERE url = :url"
_FOUND = "SELECT count(*) FROM json_each(:urls) WHERE EXISTS (SELECT 1 FROM urls WHERE url = value)"
# The run in which the first of the pages was found that led to one which an earlier run has left unread. Later chains that
# asked the same pages began later, so too much is taken for news here, never too little.
_LEFT_OVER = """
WITH RECURSIVE way(via, found, kind, steps) AS (
  SELECT discovered_via, discovered_at, kind, 0 FROM urls WHERE url = :url AND state <> 'done'
  UNION ALL
  SELECT discovered_via, discovered_at, way.kind, steps + 1
  FROM way JOIN urls ON url = way.via AND urls.kind = way.kind
  WHERE discovered_via IS NOT NULL AND steps < 500)
SELECT (SELECT coalesce(max(id), 0) FROM runs WHERE id < :run AND started_at <= (SELECT min(found) FROM way))
WHERE EXISTS (SELECT 1 FROM way)
"""
_WAY = """
WITH RECURSIVE way(url, steps) AS (
  SELECT :url, 0
  UNION ALL
  SELECT f.url, steps + 1 FROM way JOIN urls t ON t.url = way.url JOIN urls f ON f.url = t.discovered_via
  WHERE f.outcome = 'redirected' AND steps < :most)
SELECT url FROM way WHERE steps > 0 ORDER BY steps
"""
_REDIRECTS = 50
_MOVES = 9
"""Redirects that a page may be away from the address under which its chain asked for it."""
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
        self.run = run_id
        self._began: dict[str, int] = {}
        self._learned: dict[str, Learned] = {}

    def before(self, urls: Iterable[str], run: int) -> bool:
        """Tell whether one of the URLs was found or settled by a run before that one."""
        return bool(self._ask(_BEFORE, {"urls": json.dumps(list(urls)), "run": run}))

    def began(self, url: str) -> int:
        """Return the run in which the chain began that a listing's further page is read in.

        That is this one, unless an earlier run ended, or was killed, before it came to the page.
        """
        for place in (url, *self.way(url, most=_MOVES)):
            if place in self._began:
                return self._began[place]
        left = self._left_over(url)
        return self.run if left is None else left

    def had(self, url: str) -> bool:
        """Tell whether the corpus holds an article of this URL."""
        return self._first(_HELD, {"url": url}) is not None

    def is_taken_down(self, url: str) -> bool:
        """Tell whether a URL was taken down, so that nothing of it may be fetched."""
        return self._db is not None and taken_down(self._db, url)

    def unknown(self, urls: Iterable[str]) -> int:
        """Count the URLs that were never found."""
        listed = list(urls)
        return len(listed) - self._ask(_FOUND, {"urls": json.dumps(listed)})

    def way(self, url: str, *, most: int = _REDIRECTS) -> tuple[str, ...]:
        """Return the URLs whose redirects led to a URL, the last of them first; of a circle, some rounds."""
        return tuple(found for (found,) in self._db.execute(_WAY, {"url": url, "most": most})) if self._db else ()

    def ask(self, url: str, run: int) -> None:
        """Note that a page is to be read in the chain that began in that run, or in an earlier one that left it over."""
        left = self._began[url] if url in self._began else self._left_over(url)
        self._began[url] = run if left is None else min(run, left)

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

    def _left_over(self, url: str) -> int | None:
        left: int | None = self._first(_LEFT_OVER, {"url": url, "run": self.run})
        return left

    def _ask(self, sql: str, values: dict[str, object]) -> int:
        return int(self._first(sql, values) or 0)

    def _first(self, sql: str, values: dict[str, object]) -> Any:
        row = self._db.execute(sql, values).fetchone() if self._db else None
        return row[0] if row else None
