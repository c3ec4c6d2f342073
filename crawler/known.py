"""What the corpus knows already, asked while deciding how far to follow a site. Only reads; what is due is the frontier's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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


class Known:
    """Lookups for one run; without a corpus nothing is known."""

    def __init__(self, corpus: Corpus | None = None, run_id: int = 0) -> None:
        self._db = corpus.db.conn if corpus else None
        self._run = run_id

    def before(self, urls: Iterable[str]) -> bool:
        """Tell whether one of the URLs was found or settled by an earlier run."""
        return bool(self._ask(_BEFORE, {"urls": json.dumps(list(urls)), "run": self._run}))

    def pages(self, url: str) -> int:
        """Count the pages before one: of the listing's own pages those that led here, of an article's likewise."""
        return self._ask(_PAGES, {"url": url})

    def _ask(self, sql: str, values: dict[str, object]) -> int:
        return int(self._db.execute(sql, values).fetchone()[0]) if self._db else 0
