"""The pages of the runs: what became of the URLs of each, as one bar, and the sum that shows nothing was lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Callable

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
PAGE = 25
ORDER = ("stored", "revised", "unchanged", "listing", "rejected", "refused", "redirected", "gone", "failed", "deferred")
RUNS = "SELECT * FROM runs WHERE id < :before ORDER BY id DESC LIMIT :size"
RUN = "SELECT * FROM runs WHERE id = :run"
OUTCOMES = """
SELECT run_id, outcome, sum(count) AS urls FROM run_sources WHERE run_id BETWEEN :first AND :last GROUP BY 1, 2"""
STANDING = "SELECT outcome, sum(urls) AS urls FROM url_counts GROUP BY 1"
LEASED = "SELECT count(*) AS urls FROM urls WHERE state = 'leased'"
SETTLED = """
SELECT source, s.name, outcome, reason, sum(count) AS urls FROM run_sources JOIN sources AS s ON s.id = source
WHERE run_id = :run GROUP BY source, outcome, reason ORDER BY s.name, source, urls DESC"""
ERRORS = "SELECT id, url, source, reason, detail, status FROM urls WHERE run_id = :run AND outcome = 'failed' ORDER BY id LIMIT 200"
REJECTED = "SELECT id, url, source, reason, evidence FROM rejections WHERE run_id = :run ORDER BY id LIMIT 50"


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the pages."""
    return [(r"^/runs$", listed), (r"^/runs/(?P<run>\d{1,15})$", one)]


async def listed(request: Any, datasette: Any) -> Any:
    """Answer with the last runs; ``?before=`` goes back."""
    database = _corpus(datasette)
    given = request.args.get("before") or ""
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 2**60
    runs = await _rows(database, RUNS, before=before, size=PAGE)
    if runs:
        outcomes = await _rows(database, OUTCOMES, first=runs[-1]["id"], last=runs[0]["id"])
        for run in runs:
            run.update(_bar({row["outcome"]: row["urls"] for row in outcomes if row["run_id"] == run["id"]}))
            run.update(_took(run))
    standing = {row["outcome"]: row["urls"] for row in await _rows(database, STANDING)}
    leased = (await _rows(database, LEASED))[0]["urls"]
    waiting = standing.pop("", 0) + standing.pop("deferred", 0)
    page = {"runs": runs, "more": len(runs) == PAGE, "standing": _bar(standing), "leased": leased, "waiting": waiting}
    return Response.html(await datasette.render_template("runs.html", page, request))


async def one(request: Any, datasette: Any) -> Any:
    """Answer with one run: what it settled, source by source, and what failed."""
    database = _corpus(datasette)
    number = int(request.url_vars["run"])
    found = await _rows(database, RUN, run=number)
    if not found:
        raise NotFound(f"There is no run {number}")
    settled = await _rows(database, SETTLED, run=number)
    total: dict[str, int] = {}
    sources: dict[str, dict[str, Any]] = {}
    for row in settled:
        total[row["outcome"]] = total.get(row["outcome"], 0) + row["urls"]
        own = sources.setdefault(row["source"], {"name": row["name"], "outcomes": {}, "reasons": []})
        own["outcomes"][row["outcome"]] = own["outcomes"].get(row["outcome"], 0) + row["urls"]
        if row["reason"]:
            own["reasons"].append(row)
    lists = {name: await _rows(database, sql, run=number) for name, sql in (("errors", ERRORS), ("rejected", REJECTED))}
    shown = [name for name in ORDER if name in total]
    page = {"run": found[0] | _bar(total) | _took(found[0]), "sources": sources, "shown": shown, **lists}
    return Response.html(await datasette.render_template("run.html", page, request))


def _bar(outcomes: dict[str, int]) -> dict[str, Any]:
    """Return the outcomes in order, each with its place and width in hundredths, and their sum."""
    total = sum(outcomes.values())
    parts, at = [], 0.0
    for name in sorted(outcomes, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)):
        width = 100 * outcomes[name] / total if total else 0
        parts.append({"outcome": name, "urls": outcomes[name], "at": round(at, 3), "width": round(width, 3)})
        at += width
    return {"parts": parts, "total": total}


def _took(run: dict[str, Any]) -> dict[str, Any]:
    """Return how long a run took, in words; None while it is not known."""
    try:
        seconds = int(
            (datetime.fromisoformat(run["finished_at"]) - datetime.fromisoformat(run["started_at"])).total_seconds()
        )
    except (TypeError, ValueError):
        return {"took": None}
    hours, minutes = divmod(seconds // 60, 60)
    return {
        "took": f"{hours} h {minutes} min"
        if hours
        else f"{minutes} min {seconds % 60} s"
        if minutes
        else f"{seconds} s"
    }


def _corpus(datasette: Any) -> Any:
    if CORPUS not in datasette.databases:
        raise NotFound("There is no corpus here")
    return datasette.get_database(CORPUS)


async def _rows(database: Any, sql: str, **values: object) -> list[dict[str, Any]]:
    return [dict(row) for row in (await database.execute(sql, values)).rows]
