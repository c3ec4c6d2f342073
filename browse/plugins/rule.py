"""The page of one cleaning rule: everything it took out, what looks most like article text first, and from whose pages."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
COUNTED = "rule_sources"
PAGE = 40
"""Removals on a page."""
SAMPLE = 600
"""Newest removals of a rule among which those that repeat, and those without a score, are looked at."""
REACH = 5000
"""Removals of a rule that are looked through for those of one source."""
LONGEST = 1200
"""Characters of a removed block that are shown."""
RULE = "SELECT * FROM rules WHERE id = :rule"
BY_SOURCE = """
SELECT c.source, s.name, sum(c.blocks) AS blocks, sum(c.articles) AS articles, sum(c.suspects) AS suspects
FROM rule_sources AS c JOIN sources AS s ON s.id = c.source WHERE c.rule = :rule GROUP BY c.source ORDER BY blocks DESC"""
_WITH_ARTICLE = """
SELECT b.id, b.article_id, b.position, b.kind, b.category, b.reason, b.score, substr(b.text, 1, 1201) AS text,
  a.title, a.language, a.source, a.published_on
FROM (SELECT id FROM removed_blocks WHERE rule = :rule AND {what} LIMIT CASE :source WHEN '' THEN :limit ELSE :reach END) AS picked
CROSS JOIN removed_blocks AS b ON b.id = picked.id CROSS JOIN articles AS a ON a.id = b.article_id
WHERE :source = '' OR a.source = :source ORDER BY {order} LIMIT :limit"""
SUSPECTS = _WITH_ARTICLE.format(
    what="score >= 0.5 AND (score < :score OR (score = :score AND id < :id)) ORDER BY score DESC, id DESC",
    order="b.score DESC, b.id DESC",
)
NEWEST = _WITH_ARTICLE.format(what="id < :id ORDER BY id DESC", order="b.id DESC")
ORDERS = {"article": "Most like article text", "newest": "Newest first"}
_ENDS = re.compile(r"[.!?。！？؟।…][”»\"'’)\]]*\s*$")
_WITHIN = re.compile(r"[.!?؟।]\s+\S|[。！？]\S")
_LINKED = re.compile(r"https?:|www\.|[@©#|•→›»]")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the page of a rule."""
    return [(r"^/rules/(?P<rule>[^/]+)$", rule_page)]


async def rule_page(datasette: Any, request: Any) -> Any:
    """Answer with what a rule took out."""
    if CORPUS not in datasette.databases or not await datasette.get_database(CORPUS).table_exists(COUNTED):
        raise NotFound(
            "There are no counts of rules here: they are kept in a corpus that thresher writes, not in a copy of a part"
        )
    await datasette.ensure_permissions(request.actor, [("view-table", (CORPUS, "removed_blocks")), "view-instance"])
    asked = {name: request.args.get(name) or "" for name in ("source", "order", "after")}
    asked["rule"] = tilde_decode(request.url_vars["rule"])
    context = await _context(datasette.get_database(CORPUS), asked)
    return Response.html(await datasette.render_template("rule.html", context, request=request))


async def _context(database: Any, asked: dict[str, str]) -> dict[str, Any]:
    about = next(iter(await _rows(database, RULE, asked)), None)
    sources = await _rows(database, BY_SOURCE, asked)
    if about is None and not sources:
        raise NotFound("No rule of this name")
    order = asked["order"] if asked["order"] in ORDERS else "article"
    sample = await _rows(database, NEWEST, _bounds(asked, "", SAMPLE))
    removals, more = await _page(database, asked | {"order": order}, sample)
    return {
        "rule": {"id": asked["rule"], "tier": asked["rule"].partition("/")[0]} | (about or {}),
        "sources": sources,
        "totals": {name: sum(row[name] for row in sources) for name in ("blocks", "articles", "suspects")},
        "removals": _gathered(removals) if order == "article" else removals,
        "repeated": _repeated(sample),
        "sampled": len(sample),
        "asked": asked | {"order": order},
        "orders": ORDERS,
        "next": "?" + urlencode({"order": order, "source": asked["source"], "after": more}) if more else None,
    }


async def _page(
    database: Any, asked: Mapping[str, str], sample: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], str]:
    """Return one page of removals, and what the next one comes after; empty for the last."""
    sql = NEWEST if asked["order"] == "newest" else SUSPECTS
    found = await _rows(database, sql, _bounds(asked, asked["after"], PAGE + 1))
    if len(found) > PAGE:
        last = found[PAGE - 1]
        return _likened(found[:PAGE]), f"{last['score']},{last['id']}"
    if asked["order"] == "newest" or asked["after"]:
        return _likened(found), ""
    known = {row["id"] for row in found}
    rest = _likened([row for row in sample if row["id"] not in known])
    return (_likened(found) + sorted(rest, key=lambda row: -row["likeness"]))[:PAGE], ""


def _bounds(asked: Mapping[str, str], after: str, limit: int) -> dict[str, Any]:
    """Return the values of NEWEST and SUSPECTS; ``after`` is the score and the id of the last one shown."""
    score, _, number = after.partition(",")
    try:
        place = {"score": float(score), "id": int(number)}
    except ValueError:
        place = {"score": 2.0, "id": int(number) if number.isdecimal() and len(number) < 18 else 2**62}
    return {"rule": asked["rule"], "source": asked["source"], "limit": limit, "reach": REACH, **place}


def _likened(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say of each removal how much it looks like article text, and whether that is the block model's word."""
    times = Counter(row["text"] for row in rows)
    for row in rows:
        row["scored"] = row["score"] is not None
        row["likeness"] = row["score"] if row["scored"] else prose(row["text"], row["kind"]) / times[row["text"]]
        row["cut"] = len(row["text"]) > LONGEST
        row["text"] = row["text"][:LONGEST]
    return list(rows)


def _gathered(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put what stands on a page more than once under its first, as ``also``."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        if (known := first.setdefault(row["text"], row | {"also": []})) and known["id"] != row["id"]:
            known["also"].append(row)
    return list(first.values())


def prose(text: str, kind: str) -> float:
    """Return how much a block without a score looks like article text, 0 to 1: long, in sentences, without links.

    >>> prose("Share", "item") < 0.1 < 0.5 < prose("The bridge was closed. It opened again on Sunday." * 3, "paragraph")
    True
    """
    length = min(1.0, len(text) / 200)
    whole = 0.5 + 0.25 * bool(_ENDS.search(text)) + 0.25 * bool(_WITHIN.search(text))
    figures = sum(c.isdigit() for c in text) / max(1, len(text))
    linked = 0.5 if _LINKED.search(text) else 1.0
    return length * whole * linked * (1 - figures) * (1.0 if kind in {"paragraph", "quotation"} else 0.5)


def _repeated(sample: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return the texts that came more than once, with their number, the most frequent first."""
    times = Counter(str(row["text"])[:200] for row in sample)
    return [(text, count) for text, count in times.most_common(8) if count > 1]


async def _rows(database: Any, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in await database.execute(sql, values)]
