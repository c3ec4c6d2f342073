"""The page of all cleaning rules: how often each fired, on how many sources, what it took out, and how much of that looks wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils import tilde_encode
from datasette.utils.asgi import NotFound, Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
COUNTED = "rule_sources"
PAGE = 100
"""Rules on a page."""
COUNTS = """
SELECT c.rule, min(c.category) AS category, sum(c.blocks) AS blocks, sum(c.articles) AS articles,
  count(DISTINCT c.source) AS sources, sum(c.suspects) AS suspects, r.description, r.language, r.tier
FROM rule_sources AS c LEFT JOIN rules AS r ON r.id = c.rule
WHERE :source = '' OR c.source = :source GROUP BY c.rule"""
SILENT = """
SELECT id AS rule, category, 0 AS blocks, 0 AS articles, 0 AS sources, 0 AS suspects, description, language, tier
FROM rules WHERE id NOT IN (SELECT rule FROM rule_sources) ORDER BY id"""
EXAMPLES = """
SELECT j.value AS rule, (SELECT text FROM removed_blocks AS b WHERE b.rule = j.value ORDER BY id LIMIT 1) AS example
FROM json_each(:rules) AS j"""
SOURCES = "SELECT id, name FROM sources ORDER BY name"
ORDERS: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {
    "suspects": ("Most like article text", lambda row: -row["suspects"]),
    "blocks": ("Most removed", lambda row: -row["blocks"]),
    "sources": ("On most sources", lambda row: -row["sources"]),
    "rule": ("By name", lambda row: row["rule"]),
}
FILTERS = ("tier", "category", "language")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the list of rules."""
    return [(r"^/rules$", rules_page)]


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Let templates link to a rule: ``{{ id|rule_url }}``."""
    env.filters["rule_url"] = lambda rule: datasette.urls.path(f"rules/{tilde_encode(str(rule))}")


async def rules_page(datasette: Any, request: Any) -> Any:
    """Answer with the rules that fired, or with those that never did."""
    if CORPUS not in datasette.databases or not await datasette.get_database(CORPUS).table_exists(COUNTED):
        raise NotFound(
            "There are no counts of rules here: they are kept in a corpus that thresher writes, not in a copy of a part"
        )
    await datasette.ensure_permissions(request.actor, [("view-table", (CORPUS, "removed_blocks")), "view-instance"])
    asked = {name: request.args.get(name) or "" for name in (*FILTERS, "source", "order", "silent", "q", "page")}
    context = await _context(datasette.get_database(CORPUS), asked)
    return Response.html(await datasette.render_template("rules.html", context, request=request))


async def _context(database: Any, asked: dict[str, str]) -> dict[str, Any]:
    sql = SILENT if asked["silent"] else COUNTS
    every = [dict(row) | {"tier": _tier(row)} for row in await database.execute(sql, asked)]
    order = asked["order"] if asked["order"] in ORDERS else "blocks"
    found = sorted(_matching(every, asked), key=lambda row: (ORDERS[order][1](row), -row["blocks"], row["rule"]))
    page = min(max(1, int(asked["page"]) if asked["page"].isdecimal() else 1), 1 + max(0, len(found) - 1) // PAGE)
    shown = found[(page - 1) * PAGE : page * PAGE]
    examples = dict(
        tuple(row) for row in await database.execute(EXAMPLES, {"rules": json.dumps([row["rule"] for row in shown])})
    )
    return {
        "rules": [row | {"example": examples.get(row["rule"])} for row in shown],
        "found": len(found),
        "totals": {name: sum(row[name] for row in found) for name in ("blocks", "suspects")},
        "asked": asked | {"order": order},
        "choices": {name: sorted({str(row[name]) for row in every if row[name]}) for name in FILTERS},
        "orders": {name: label for name, (label, _) in ORDERS.items()},
        "sources": [tuple(row) for row in await database.execute(SOURCES)],
        "before": _address(asked, page - 1) if page > 1 else None,
        "after": _address(asked, page + 1) if len(found) > page * PAGE else None,
    }


def _tier(row: Any) -> str:
    """Return the kind of knowledge of a rule: the first part of its id, where the rules do not say."""
    return row["tier"] or str(row["rule"]).partition("/")[0]


def _matching(rows: Sequence[dict[str, Any]], asked: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    words = asked["q"].casefold().split()
    for row in rows:
        text = f"{row['rule']} {row['description'] or ''}".casefold()
        if all(row[name] == asked[name] for name in FILTERS if asked[name]) and all(word in text for word in words):
            yield row


def _address(asked: Mapping[str, str], page: int) -> str:
    kept = {name: value for name, value in asked.items() if value and name != "page"}
    return "?" + urlencode(kept | {"page": page})
