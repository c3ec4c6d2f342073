"""The page a maintainer opens in the morning: which source needs a look, and why. The judgement is the view ``health`` of the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Callable

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
SIGNS = {
    "silent": "Gone silent",
    "unread": "Not read",
    "blocked": "Turned away",
    "listing": "A feed, sitemap or page fails",
    "robots": "Site files changed",
    "volume": "Out of its band",
    "coverage": "A field is missing",
    "removal": "Removals jumped",
    "rejections": "Rejections jumped",
}
"""What each sign is called, the gravest first."""
FINDINGS = "SELECT h.*, s.name FROM health AS h JOIN sources AS s ON s.id = h.source"
CLOCK = "SELECT now FROM corpus_clock"
WATCHED = "SELECT count(*) AS sources FROM source_looks"
QUIET = (
    "SELECT id, name FROM sources WHERE enabled AND id NOT IN (SELECT source FROM source_looks) ORDER BY name LIMIT 100"
)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the page."""
    return [(r"^/health$", answer)]


@hookimpl
def extra_template_vars() -> dict[str, Any]:
    """Give every template the names of the signs."""
    return {"signs": SIGNS}


async def answer(request: Any, datasette: Any) -> Any:
    """Answer with the sources that need a look, those with the gravest signs first."""
    if CORPUS not in datasette.databases:
        raise NotFound("There is no corpus here")
    database = datasette.get_database(CORPUS)
    order = list(SIGNS)
    sources: dict[str, dict[str, Any]] = {}
    for row in sorted(await _rows(database, FINDINGS), key=lambda row: order.index(row["sign"])):
        sources.setdefault(row["source"], {"name": row["name"], "findings": []})["findings"].append(row)
    page = {
        "sources": sources,
        "now": (await _rows(database, CLOCK))[0]["now"],
        "watched": (await _rows(database, WATCHED))[0]["sources"],
        "quiet": await _rows(database, QUIET),
    }
    return Response.html(await datasette.render_template("health.html", page, request))


async def _rows(database: Any, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in (await database.execute(sql)).rows]
