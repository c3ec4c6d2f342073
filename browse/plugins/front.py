"""What the front page shows: how much there is, day by day and source by source, what came last, and what needs a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
SPANS = {"90": "three months", "365": "a year", "all": "all, by month"}
DRAWN = 8
"""Sources that have a colour of their own in the chart."""
SHOWN = 60
"""Sources listed, those with most articles first."""
QUERIES = {
    "totals": """
SELECT sum(articles) AS articles, (SELECT min(published_on) FROM articles) AS first,
  (SELECT max(published_on) FROM articles) AS last FROM days""",
    "languages": """
WITH RECURSIVE v (one) AS (
  SELECT min(language) FROM articles UNION ALL SELECT (SELECT min(language) FROM articles WHERE language > one) FROM v
  WHERE one IS NOT NULL LIMIT 400
) SELECT one AS language FROM v WHERE one IS NOT NULL""",
    "sources": """
SELECT s.id, s.name, s.language, s.enabled, sum(d.articles) AS articles,
  (SELECT max(published_on) FROM articles WHERE source = s.id) AS last
FROM sources AS s LEFT JOIN days AS d ON d.source = s.id GROUP BY s.id ORDER BY articles DESC, s.name""",
    "urls": """
SELECT source, sum(urls) AS known, sum(iif(outcome IN ('', 'deferred'), urls, 0)) AS pending,
  sum(iif(outcome = 'rejected', urls, 0)) AS rejected, sum(iif(outcome = 'failed', urls, 0)) AS failed
FROM url_counts GROUP BY source""",
    "newest": """
SELECT a.id, a.title, a.published_on, a.language, s.name AS source FROM articles AS a JOIN sources AS s ON s.id = a.source
WHERE a.published_on <= date('now', '+2 days') ORDER BY a.published_on DESC, a.published_at DESC LIMIT 8""",
    "runs": "SELECT * FROM runs ORDER BY id DESC LIMIT 5",
    "outcomes": """
SELECT run_id, outcome, sum(count) AS urls FROM run_sources
WHERE run_id IN (SELECT id FROM runs ORDER BY id DESC LIMIT 5) GROUP BY 1, 2 ORDER BY 1, 3 DESC""",
    "warnings": "SELECT h.*, s.name FROM health AS h JOIN sources AS s ON s.id = h.source",
}
REMOVALS = (
    "SELECT category, sum(blocks) AS blocks FROM rule_sources GROUP BY 1 ORDER BY 2 DESC, 1",
    "SELECT category, sum(blocks) AS blocks FROM removed_days GROUP BY 1 ORDER BY 2 DESC, 1",
)
"""The first from a summary that a corpus may lack, the second from one that each has."""
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'rule_sources'"
END = "SELECT max(day) AS day FROM days WHERE day <= ifnull((SELECT date(now, '+1 day') FROM corpus_clock), '9999')"
VOLUME = """
SELECT substr(day, 1, :width) AS period, source, sum(articles) AS articles FROM days
WHERE day > iif(:back = '', '', date(:end, :back)) AND day <= :end GROUP BY 1, 2"""


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the page ourselves: Datasette's own view would look into every table first. Its ``/.json`` stays."""
    return [(r"^/$", answer)]


async def answer(request: Any, datasette: Any) -> Any:
    """Answer with the front page."""
    page = {"metadata": datasette.metadata() or {}}
    return Response.html(await datasette.render_template("index.html", page, request))


@hookimpl
def extra_template_vars(template: str, datasette: Any, request: Any) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Give the front page its figures, as ``front``; without a corpus there are none."""

    async def read() -> dict[str, Any]:
        span, database = request.args.get("span") or "90", datasette.get_database(CORPUS)
        if not await database.table_exists("days"):
            return {"front": None}
        return {"front": await _figures(database, span if span in SPANS else "90")}

    return read if template == "index.html" and CORPUS in datasette.databases else None


async def _figures(database: Any, span: str) -> dict[str, Any]:
    found = {name: await _rows(database, sql) for name, sql in QUERIES.items()}
    urls = {row["source"]: row for row in found.pop("urls")}
    outcomes = found.pop("outcomes")
    for source in found["sources"]:
        source["urls"] = urls.get(source["id"], {})
    for run in found["runs"]:
        run["outcomes"] = [row for row in outcomes if row["run_id"] == run["id"]]
    names = {source["id"]: source["name"] for source in found["sources"]}
    more: dict[str, Any] = {"removals": await _rows(database, REMOVALS[not await _rows(database, TABLES)])}
    more |= {"chart": await _volume(database, span, names), "span": span, "spans": SPANS, "shown": SHOWN}
    return {**found, **more, "totals": next(iter(found["totals"]), {})}


async def _volume(database: Any, span: str, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the articles of each day or month, the largest sources by themselves, for the macro ``chart``."""
    end = next((row["day"] for row in await _rows(database, END)), None)
    back = "" if span == "all" else f"-{span} days"
    rows = await _rows(database, VOLUME, {"width": 7 if span == "all" else 10, "back": back, "end": end}) if end else []
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row["source"], {})[row["period"]] = row["articles"]
    labels = sorted({row["period"] for row in rows})
    largest = sorted(counts, key=lambda source: (-sum(counts[source].values()), source))
    series = [{"name": names.get(s, s), "values": [counts[s].get(at, 0) for at in labels]} for s in largest[:DRAWN]]
    if rest := largest[DRAWN:]:
        series.append({"name": "others", "values": [sum(counts[s].get(at, 0) for s in rest) for at in labels]})
    return {"kind": "stack", "unit": "articles", "labels": labels, "series": series} if labels else None


async def _rows(database: Any, sql: str, values: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
    """Run a query; one that takes too long counts as unknown, so that the page stays up."""
    try:
        return [dict(row) for row in (await database.execute(sql, values)).rows]
    except QueryInterrupted:
        return []
