"""What the front page shows: how much there is, source by source, what came last, and how the last runs ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
QUERIES = {
    "totals": """
SELECT count(*) AS articles, count(DISTINCT source) AS sources, min(published_on) AS first, max(published_on) AS last
FROM articles""",
    "languages": "SELECT language, count(*) AS articles FROM articles GROUP BY 1 ORDER BY 2 DESC, 1",
    "sources": """
SELECT s.id, s.name, s.language, s.enabled, count(a.id) AS articles, max(a.published_on) AS last
FROM sources AS s LEFT JOIN articles AS a ON a.source = s.id GROUP BY s.id ORDER BY articles DESC, s.name""",
    "urls": """
SELECT source, count(*) AS known, sum(state <> 'done') AS pending, sum(outcome IS 'rejected') AS rejected,
  sum(outcome IS 'failed') AS failed FROM urls GROUP BY source""",
    "removals": "SELECT category, count(*) AS blocks FROM removed_blocks GROUP BY 1 ORDER BY 2 DESC, 1",
    "newest": """
SELECT a.id, a.title, a.published_on, a.language, s.name AS source FROM articles AS a JOIN sources AS s ON s.id = a.source
WHERE a.published_on <= date('now', '+2 days') ORDER BY a.published_on DESC, a.published_at DESC LIMIT 8""",
    "runs": "SELECT * FROM runs ORDER BY id DESC LIMIT 5",
    "outcomes": """
SELECT run_id, outcome, sum(count) AS urls FROM run_sources
WHERE run_id IN (SELECT id FROM runs ORDER BY id DESC LIMIT 5) GROUP BY 1, 2 ORDER BY 1, 3 DESC""",
}


@hookimpl
def extra_template_vars(template: str, datasette: Any) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Give the front page its figures, as ``front``; without a corpus there are none."""

    async def read() -> dict[str, Any]:
        return {"front": await _figures(datasette.get_database(CORPUS))}

    return read if template == "index.html" and CORPUS in datasette.databases else None


async def _figures(database: Any) -> dict[str, Any]:
    found = {name: await _rows(database, sql) for name, sql in QUERIES.items()}
    urls = {row["source"]: row for row in found.pop("urls")}
    outcomes = found.pop("outcomes")
    for source in found["sources"]:
        source["urls"] = urls.get(source["id"], {})
    for run in found["runs"]:
        run["outcomes"] = [row for row in outcomes if row["run_id"] == run["id"]]
    return {**found, "totals": next(iter(found["totals"]), {})}


async def _rows(database: Any, sql: str) -> list[dict[str, Any]]:
    """Run a query; one that takes too long counts as unknown, so that the page stays up."""
    try:
        return [dict(row) for row in await database.execute(sql)]
    except QueryInterrupted:
        return []
