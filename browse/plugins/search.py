"""The search page, and its results as CSV and JSON: ranked hits, filters, and when they were published. All of it in the URL."""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils.asgi import NotFound, Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
PAGE = 20
EXPORTED = 1000
"""Hits of an export at most, the best first."""
RANKED = 10_000
"""Where more articles than these hold the words, the newest of them are counted and ranked: a common word tells little."""
FILTERS = {
    "source": "a.source = :source",
    "language": "a.language = :language",
    "section": "a.section = :section",
    "since": "a.published_on >= :since",
    "until": "a.published_on <= :until",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
DAILY = 92
"""Days up to which the results are drawn day by day; over that by month."""
TERMS = "SELECT fts_terms(:q) AS words, fts_grams(:q) AS grams"
FOUND = """
SELECT f.rowid AS id, a.published_on, a.source FROM {index} AS f
CROSS JOIN articles AS a INDEXED BY articles_found ON a.id = f.rowid
WHERE {index} MATCH :match{narrowed}"""
COUNTED = f"""
WITH hits AS MATERIALIZED ({FOUND} ORDER BY f.rowid DESC LIMIT {RANKED} + 1)
SELECT substr(published_on, 1, :width) AS period, source, count(*) AS articles, min(id) AS oldest FROM hits GROUP BY 1, 2"""  # noqa: S608 - our own words
BEST = (
    FOUND.replace("a.published_on, a.source", "bm25({index}, 4.0, 1.0) AS score")
    + """
  AND f.rowid >= :oldest ORDER BY score, f.rowid DESC LIMIT :size OFFSET :skip"""
)
NEWEST = FOUND + " AND f.rowid >= :oldest ORDER BY a.published_on DESC, f.rowid DESC LIMIT :size OFFSET :skip"
SHOWN = """
SELECT a.id, a.title, s.name AS source, a.published_on, a.language, a.section, a.word_count, a.url, {passage} AS found
FROM articles AS a JOIN sources AS s ON s.id = a.source{joined} WHERE a.id = :id"""
PASSAGES = {
    "articles_fts": (
        "snippet(articles_fts, 1, '⟦', '⟧', ' … ', 40)",
        " JOIN articles_fts ON articles_fts.rowid = a.id AND articles_fts MATCH :match",
    ),
    "articles_fts_grams": ("fts_snippet(a.text, :q)", ""),
}
SOURCES = "SELECT id, name FROM sources ORDER BY name"
DISTINCT = """
WITH RECURSIVE v (one) AS (
  SELECT min({column}) FROM articles UNION ALL SELECT (SELECT min({column}) FROM articles WHERE {column} > one) FROM v
  WHERE one IS NOT NULL LIMIT 200
) SELECT one FROM v WHERE one IS NOT NULL"""


class Asked:
    """A search as the URL has it."""

    def __init__(self, args: Mapping[str, str]) -> None:
        self.q = (args.get("q") or "").strip()
        given = {name: (args.get(name) or "").strip() for name in FILTERS}
        self.wrong = [name for name in ("since", "until") if given[name] and not _is_day(given[name])]
        self.filters = {name: value for name, value in given.items() if value and name not in self.wrong}
        self.newest = args.get("order") == "newest"
        number = args.get("page") or "1"
        self.page = min(max(int(number), 1), RANKED // PAGE) if number.isascii() and number[:6].isdigit() else 1

    def link(self, **changed: object) -> str:
        """Return the query string of this search, with something changed; the first page unless named."""
        state: dict[str, object] = {"q": self.q, **self.filters, "order": "newest" if self.newest else ""} | changed
        return urlencode({name: value for name, value in state.items() if value})

    @property
    def width(self) -> int:
        """Characters of a date that name a period: of a day or of a month."""
        days = [date.fromisoformat(self.filters[name]) for name in ("since", "until") if name in self.filters]
        return 10 if len(days) == 2 and (days[1] - days[0]).days <= DAILY else 7


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the search, and lead old addresses to it; ``/corpus/search.json`` and ``.csv`` stay Datasette's."""
    return [(r"^/search(?:\.(?P<form>csv|json))?$", answer), (r"^/corpus/search$", moved)]


async def moved(request: Any, datasette: Any) -> Any:
    """Lead from the address of the stock query to the page."""
    return Response.redirect(f"{datasette.urls.path('/search')}?{request.query_string}")


async def answer(request: Any, datasette: Any) -> Any:
    """Answer a search as a page, as CSV or as JSON."""
    if CORPUS not in datasette.databases:
        raise NotFound("There is no corpus here")
    asked, form = Asked(request.args), request.url_vars.get("form")
    size, skip = (EXPORTED, 0) if form else (PAGE, (asked.page - 1) * PAGE)
    found = await search(datasette.get_database(CORPUS), asked, size, skip)
    if form == "csv":
        return Response(_csv(found["rows"]), content_type="text/csv; charset=utf-8")
    if form == "json":
        shown = ("total", "truncated", "hint", "rows")
        return Response.json({"query": {"q": asked.q, **asked.filters}} | {name: found[name] for name in shown})
    return Response.html(
        await datasette.render_template("search.html", await _context(datasette, asked, found), request)
    )


async def search(database: Any, asked: Asked, size: int, skip: int) -> dict[str, Any]:
    """Return total, truncated, groups (period, source, articles), rows, and a hint where there is nothing to show."""
    nothing: dict[str, Any] = {"total": 0, "truncated": False, "groups": [], "rows": [], "hint": ""}
    terms = (await _rows(database, TERMS, {"q": asked.q}))[0]
    match = terms["grams"] or terms["words"]
    if match == '""':
        return nothing | {"hint": "nothing" if not asked.q else "minus" if asked.q.startswith("-") else "words"}
    index = "articles_fts_grams" if terms["grams"] else "articles_fts"
    narrowed = "".join(f" AND {FILTERS[name]}" for name in asked.filters)
    values = {"match": match, "q": asked.q, "width": asked.width, "size": size, "skip": skip, **asked.filters}
    try:
        groups = await _rows(database, COUNTED.format(index=index, narrowed=narrowed), values)
        total = sum(group["articles"] for group in groups)
        values["oldest"] = min((group["oldest"] for group in groups), default=0)
        order = NEWEST if asked.newest else BEST
        hits = await _rows(database, order.format(index=index, narrowed=narrowed), values) if total else []
        rows = [row for hit in hits for row in await _rows(database, _shown(index), values | {"id": hit["id"]})]
    except QueryInterrupted:
        return nothing | {"hint": "slow"}
    found = {"total": min(total, RANKED), "truncated": total > RANKED, "groups": groups, "rows": rows}
    return nothing | found | {"hint": "" if total else "none"}


async def _context(datasette: Any, asked: Asked, found: dict[str, Any]) -> dict[str, Any]:
    database = datasette.get_database(CORPUS)
    names = {row["id"]: row["name"] for row in await _rows(database, SOURCES, {})}
    choices = {
        f"{column}s": [row["one"] for row in await _rows(database, DISTINCT.format(column=column), {})]
        for column in ("language", "section")
    }
    pages = {"last": -(-found["total"] // PAGE), "before": asked.page - 1}
    return {
        **found,
        **choices,
        "asked": asked,
        "names": names,
        "pages": pages,
        "chart": _chart(asked, found["groups"], names),
    }


def _chart(asked: Asked, groups: list[dict[str, Any]], names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the results over time, by source, for the macro ``chart``; None where there is nothing to draw."""
    dated = [group for group in groups if group["period"]]
    periods = sorted({group["period"] for group in dated})
    counts: dict[str, dict[str, int]] = {}
    for group in dated:
        counts.setdefault(group["source"], {})[group["period"]] = group["articles"]
    largest = sorted(counts, key=lambda source: -sum(counts[source].values()))
    series = [(names.get(source, source), counts[source]) for source in largest[:8]]
    if rest := largest[8:]:
        series.append(("others", {period: sum(counts[source].get(period, 0) for source in rest) for period in periods}))
    links = ["?" + asked.link(since=_first(period), until=_last(period)) for period in periods]
    made = [{"name": name, "values": [values.get(period, 0) for period in periods]} for name, values in series]
    return {"kind": "stack", "unit": "articles", "labels": periods, "series": made, "links": links} if periods else None


def _shown(index: str) -> str:
    passage, joined = PASSAGES[index]
    return SHOWN.format(passage=passage, joined=joined)


def _first(period: str) -> str:
    return f"{period}-01"[:10]


def _last(period: str) -> str:
    year, month = int(period[:4]), int(period[5:7])
    return period if len(period) == 10 else f"{period}-{monthrange(year, month)[1]:02}"


def _csv(rows: list[dict[str, Any]]) -> str:
    """Write rows so that no spreadsheet takes a value for a formula: those that could be one begin with an apostrophe."""
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(["id", "title", "source", "published_on", "language", "section", "word_count", "url", "found"])
    for row in rows:
        out.writerow(
            [f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value for value in row.values()]
        )
    return written.getvalue()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


async def _rows(database: Any, sql: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
    return [dict(row) for row in (await database.execute(sql, values)).rows]
