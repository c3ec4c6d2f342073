"""What the search page needs beside its query in metadata.yaml: words made safe for the index, and sources to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils import escape_fts
from pluggy import HookimplMarker

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable

hookimpl = HookimplMarker("datasette")

TEMPLATE = "query-corpus-search.html"
SOURCES = "SELECT id, name FROM sources ORDER BY name"
LANGUAGES = "SELECT DISTINCT language FROM articles WHERE language IS NOT NULL ORDER BY 1 LIMIT 200"


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give SQL the function ``fts_terms``."""
    conn.create_function("fts_terms", 1, fts_terms, deterministic=True)


def fts_terms(asked: str | None) -> str:
    """Return what a person typed as an FTS5 expression that is always valid; without any word it matches nothing.

    >>> fts_terms('new "ferry bridge" c++')
    '"new" "ferry bridge" "c++"'
    """
    return escape_fts((asked or "").replace("\0", " ")) or '""'


@hookimpl
def extra_template_vars(template: str, datasette: Any) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Give the search page its choices: ``sources`` as (id, name), ``languages`` as codes."""

    async def read() -> dict[str, Any]:
        database = datasette.get_database("corpus")
        sources = [tuple(row) for row in await database.execute(SOURCES)]
        return {"sources": sources, "languages": [row[0] for row in await database.execute(LANGUAGES)]}

    return read if template == TEMPLATE else None
