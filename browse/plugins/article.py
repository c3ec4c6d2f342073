"""What the page of one article shows: its text with the removed blocks in their places, and the evidence around it."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

hookimpl = HookimplMarker("datasette")

TEMPLATE = "row-corpus-articles.html"
ARTICLE = "SELECT * FROM articles WHERE id = :id"
REMOVED = "SELECT * FROM removed_blocks WHERE article_id = :id ORDER BY position"
ONE = {
    "source": "SELECT id, name, home FROM sources WHERE id = :source",
    "capture": "SELECT * FROM captures WHERE id = :capture_id",
}
COPIES_SHOWN = 50
MANY = {
    "dates": "SELECT * FROM date_candidates WHERE article_id = :id ORDER BY chosen DESC, role DESC, id LIMIT 200",
    "revisions": "SELECT number, kind, title, seen_at FROM revisions WHERE article_id = :id ORDER BY number LIMIT 200",
    "copies": f"""
SELECT d.kind, d.similarity, d.evidence, d.later, a.id, a.title, a.url, a.language, a.published_on, s.name AS source
FROM (
  SELECT other_id AS id, kind, similarity, evidence, 0 AS later FROM duplicates WHERE article_id = :id
  UNION ALL SELECT * FROM
    (SELECT article_id, kind, similarity, evidence, 1 FROM duplicates WHERE other_id = :id LIMIT {COPIES_SHOWN})
) AS d JOIN articles AS a ON a.id = d.id JOIN sources AS s ON s.id = a.source
ORDER BY d.later, d.similarity DESC, a.id LIMIT {COPIES_SHOWN}""",  # noqa: S608 - a number of ours
}
_NEAR = "SELECT id, title, language, published_on FROM articles WHERE source = :source AND"
DATED = (
    f"{_NEAR} (published_on, id) < (:published_on, :id) ORDER BY published_on DESC, id DESC LIMIT 1",
    f"{_NEAR} (published_on, id) > (:published_on, :id) ORDER BY published_on, id LIMIT 1",
)
UNDATED = (
    f"{_NEAR} published_on IS NULL AND id < :id ORDER BY id DESC LIMIT 1",
    f"{_NEAR} published_on IS NULL AND id > :id ORDER BY id LIMIT 1",
)


class Piece(NamedTuple):
    """One block as it is shown."""

    kind: str
    text: str
    removal: Mapping[str, Any] | None = None
    """The row of ``removed_blocks``; None for a block of the text."""


class Run(NamedTuple):
    """Neighbouring pieces that are shown together: of one kind, e.g. the items of a list, or removed for one reason."""

    kind: str
    pieces: list[Piece]

    @property
    def why(self) -> Mapping[str, Any] | None:
        """What removed them; None for the text."""
        return self.pieces[0].removal


class Layout(NamedTuple):
    """A text ready to be shown."""

    runs: list[Run]
    rest: list[Run]
    """Removed blocks whose place between the lines is not known."""


def lay_out(text: str, outline: object, removed: Sequence[Mapping[str, Any]]) -> Layout:
    """Put removed blocks back between the lines of a text.

    ``outline`` is a JSON list with ``[position, kind]`` for each line; without it, or with one that does not fit, the
    lines are paragraphs and the removed blocks come as the rest.
    """
    lines = text.split("\n") if text else []
    taken = [Piece(str(row["kind"]), str(row["text"]), row) for row in removed]
    places = _read_outline(outline)
    if len(places) != len(lines):
        return Layout(_runs(Piece("paragraph", line) for line in lines), _runs(taken))
    kept = [(position, Piece(kind, line)) for (position, kind), line in zip(places, lines, strict=True)]
    placed = kept + [(int(piece.removal["position"]), piece) for piece in taken if piece.removal]
    return Layout(_runs(piece for _, piece in sorted(placed, key=lambda pair: pair[0])), [])


def _read_outline(stored: object) -> list[tuple[int, str]]:
    try:
        found = json.loads(stored) if isinstance(stored, str) else []
        return [(int(position), str(kind)) for position, kind in found]
    except (ValueError, TypeError, RecursionError):
        return []


def _runs(pieces: Iterable[Piece]) -> list[Run]:
    return [Run(kind, list(found)) for (kind, *_), found in groupby(pieces, key=_together)]


def _together(piece: Piece) -> tuple[str, ...]:
    why = piece.removal
    return (piece.kind,) if why is None else ("removed", why["category"], why["rule"], why["reason"])


@hookimpl
def extra_template_vars(template: str, request: Any, datasette: Any) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Give the article page what it shows, as ``article``."""

    async def read() -> dict[str, Any]:
        database = datasette.get_database("corpus")
        return {"article": await _article(database, tilde_decode(request.url_vars["pks"]))}

    return read if template == TEMPLATE else None


async def _article(database: Any, article_id: str) -> dict[str, Any]:
    row = await _first(database, ARTICLE, {"id": article_id})
    if row is None:
        raise NotFound("Record not found")
    layout = lay_out(row["text"], row.get("outline"), removed := await _rows(database, REMOVED, row))
    found: dict[str, Any] = {name: await _rows(database, sql, row) for name, sql in MANY.items()}
    found |= {name: await _first(database, sql, row) for name, sql in ONE.items()}
    near = [await _first(database, sql, row) for sql in (DATED if row["published_on"] else UNDATED)]
    found |= {"before": near[0], "after": near[1], "copies_shown": COPIES_SHOWN}
    return found | {"row": row, "removed": removed, "runs": layout.runs, "rest": layout.rest}


async def _rows(database: Any, sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in await database.execute(sql, values)]


async def _first(database: Any, sql: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
    return next(iter(await _rows(database, sql, values)), None)
