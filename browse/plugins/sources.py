"""The page of one source: how much it gives against what is expected, how complete, what is rejected and removed, and its schedule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
FIELDS = {"titled": "title", "authored": "author", "dated": "date", "timed": "time of day"}
SOURCE = "SELECT * FROM sources WHERE id = :source"
ONE = {
    "totals": """
SELECT sum(articles) AS articles, min(day) AS first, max(day) AS last, sum(words) AS words, sum(removed) AS removed,
  sum(titled) AS titled, sum(authored) AS authored, sum(dated) AS dated, sum(timed) AS timed FROM days WHERE source = :source""",
    "look": "SELECT * FROM source_looks WHERE source = :source",
    "gaps": "SELECT days, many FROM usual_gaps WHERE source = :source",
}
MANY = {
    "findings": "SELECT * FROM health WHERE source = :source",
    "bands": "SELECT * FROM volume_bands WHERE source = :source ORDER BY weekday",
    "counts": "SELECT outcome, urls FROM url_counts WHERE source = :source AND urls > 0 ORDER BY urls DESC",
    "rejections": """
SELECT reason, sum(pages) AS pages, max(day) AS last FROM rejected_days WHERE source = :source AND pages > 0
GROUP BY reason ORDER BY 2 DESC, 1 LIMIT 40""",
    "listings": """
SELECT id, url, kind, state, outcome, reason, detail, status, rate, fetched_at, due_at, distrusted FROM urls
WHERE source = :source AND kind <> 'article' ORDER BY fetched_at IS NULL, outcome = 'listing', url LIMIT 100""",
    "hosts": "SELECT h.* FROM source_hosts JOIN hosts AS h USING (host) WHERE source = :source ORDER BY host LIMIT 20",
}
END = "SELECT max(day) AS day FROM days WHERE source = :source AND day <= ifnull((SELECT date(now, '+1 day') FROM corpus_clock), '9999')"
DAILY = """
WITH RECURSIVE past (day) AS (
  SELECT date(:end, '-90 days') UNION ALL SELECT date(day, '+1 day') FROM past WHERE day < :end
)
SELECT past.day AS period, ifnull(d.articles, 0) AS articles, b.median, b.low, b.high FROM past
LEFT JOIN days AS d ON d.source = :source AND d.day = past.day
LEFT JOIN volume_bands AS b ON b.source = :source AND b.weekday = CAST(strftime('%w', past.day) AS INTEGER) ORDER BY 1"""
MONTHLY = """
SELECT substr(day, 1, 7) AS period, sum(articles) AS articles, sum(words + removed) AS words,
  sum(titled) AS titled, sum(authored) AS authored, sum(dated) AS dated, sum(timed) AS timed
FROM days WHERE source = :source AND day <= :end GROUP BY 1 ORDER BY 1 DESC LIMIT 36"""
REMOVED = """
SELECT substr(day, 1, 7) AS period, category, sum(words) AS words FROM removed_days
WHERE source = :source AND day >= :since || '-01' AND day <= :end GROUP BY 1, 2"""
LEARNED = "SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = 'site_blocks'"
BLOCKS = "SELECT * FROM site_blocks WHERE source = :source ORDER BY state = 'accepted' DESC, number LIMIT 50"


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the page."""
    return [(r"^/sources/(?P<source>[^/]+)$", answer)]


async def answer(request: Any, datasette: Any) -> Any:
    """Answer with the page of a source."""
    source = tilde_decode(request.url_vars["source"])
    if CORPUS not in datasette.databases:
        raise NotFound("There is no corpus here")
    database = datasette.get_database(CORPUS)
    found = await _rows(database, SOURCE, source=source)
    if not found:
        raise NotFound(f"There is no source {source}")
    page: dict[str, Any] = {
        name: next(iter(await _rows(database, sql, source=source)), {}) for name, sql in ONE.items()
    }
    page |= {name: await _rows(database, sql, source=source) for name, sql in MANY.items()}
    page |= await _charts(database, source)
    page |= {"source": found[0], "hours": json.loads(found[0]["revisit_hours"] or "[]"), "fields": FIELDS}
    there = await _rows(database, LEARNED)
    page["blocks"] = await _rows(database, BLOCKS, source=source) if there else None
    return Response.html(await datasette.render_template("source.html", page, request))


async def _charts(database: Any, source: str) -> dict[str, Any]:
    """Return the figures over time, for the macro ``chart``."""
    end = (await _rows(database, END, source=source))[0]["day"]
    if end is None:
        return {}
    months = list(reversed(await _rows(database, MONTHLY, source=source, end=end)))
    removed = await _rows(database, REMOVED, source=source, end=end, since=months[0]["period"])
    return {
        "daily": _daily(await _rows(database, DAILY, source=source, end=end)),
        "monthly": _figure("stack", "articles", months, {"articles": [row["articles"] for row in months]}),
        "coverage": _figure(
            "lines",
            "%",
            months,
            {said: [_share(row[name], row["articles"]) for row in months] for name, said in FIELDS.items()},
        ),
        "removals": _removals(months, removed),
    }


def _daily(days: list[dict[str, Any]]) -> dict[str, Any]:
    series = {"articles": [day["articles"] for day in days]}
    if any(day["median"] is not None for day in days):
        series |= {"expected": [day["median"] for day in days], "at least": [day["low"] for day in days]}
        series |= {"at most": [day["high"] for day in days]}
    return _figure("band", "articles", days, series)


def _removals(months: list[dict[str, Any]], removed: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    words: dict[str, dict[str, int]] = {}
    for row in removed:
        words.setdefault(row["category"], {})[row["period"]] = row["words"]
    most = sorted(words, key=lambda category: -sum(words[category].values()))[:9]
    series = {c: [_share(words[c].get(row["period"], 0), row["words"]) or 0 for row in months] for c in most}
    return _figure("stack", "%", months if series else [], series)


def _figure(kind: str, unit: str, rows: list[dict[str, Any]], series: Mapping[str, list[Any]]) -> dict[str, Any]:
    made = [{"name": name, "values": values} for name, values in series.items()]
    return {"kind": kind, "unit": unit, "labels": [row["period"] for row in rows], "series": made}


def _share(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 1) if whole else None


async def _rows(database: Any, sql: str, **values: object) -> list[dict[str, Any]]:
    return [dict(row) for row in (await database.execute(sql, values)).rows]
