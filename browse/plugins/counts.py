"""How many rows a table has, from the summaries: the pages of large tables are not to count them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from datasette.database import QueryInterrupted
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    App = Callable[[Scope, Any, Any], Awaitable[None]]

hookimpl = HookimplMarker("datasette")

CORPUS = "corpus"
SUMMED = {
    "articles": "SELECT sum(articles) FROM days",
    "rejections": "SELECT sum(pages) FROM rejected_days",
    "urls": "SELECT sum(urls) FROM url_counts",
}
LARGE = frozenset(
    {*SUMMED, "captures", "date_candidates", "duplicates", "removed_blocks", "revisions", "sketches", "fingerprints"}
)
LAST = "SELECT max(rowid) FROM [{table}]"
"""About as many rows as a table has that loses few."""


@hookimpl
def startup(datasette: Any) -> None:
    """Let Datasette's lists of tables have their counts from here: its own would spend their time limit on every large table."""
    if CORPUS in datasette.databases:
        database = datasette.get_database(CORPUS)
        database.table_counts = partial(table_counts, database)


async def table_counts(database: Any, limit: int = 10) -> dict[str, int | None]:
    """Return the number of rows of each table, counted for small ones within ``limit`` milliseconds; None where it is not known."""
    hidden = set(await database.hidden_table_names())
    return {
        table: None if table in hidden or table in LARGE - set(SUMMED) else await _count(database, table, limit)
        for table in await database.table_names()
    }


async def _count(database: Any, table: str, limit: int) -> int | None:
    try:
        found = await database.execute(SUMMED.get(table) or f"SELECT count(*) FROM [{table}]", custom_time_limit=limit)  # noqa: S608
    except QueryInterrupted:
        return None
    return int(found.rows[0][0] or 0)


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    """Spare Datasette the count of a large table that is shown as it is."""
    return uncounted


def uncounted(app: App) -> App:
    """Wrap an ASGI application so that the page of a large table without filters is asked for without its count."""

    async def answer(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and _is_whole(scope):
            query = scope.get("query_string", b"")
            scope = {**scope, "query_string": query + b"&_nocount=1" * (b"_nocount" not in query)}
        await app(scope, receive, send)

    return answer


@hookimpl
def extra_template_vars(
    template: str, database: str | None, table: str | None, request: Any, datasette: Any
) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Give the page of a large table without filters its number of rows, as ``all_rows``, and whether it is exact."""
    if not (request and table in LARGE and database == CORPUS and template != "row.html" and _is_whole(request.scope)):
        return None

    async def read() -> dict[str, Any]:
        sql = SUMMED.get(table) or LAST.format(table=table)
        try:
            found = await datasette.get_database(CORPUS).execute(sql)
        except QueryInterrupted:
            return {}
        return {"all_rows": found.rows[0][0] or 0, "exact": table in SUMMED}

    return read


def _is_whole(scope: Scope) -> bool:
    parts = str(scope["path"]).rpartition("/")
    asked = {name for name, _ in parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)}
    narrows = {
        name
        for name in asked
        if not name.startswith("_") or name.startswith(("_search", "_where", "_filter", "_through"))
    }
    return parts[0].endswith(f"/{CORPUS}") and parts[2] in LARGE and not narrows
