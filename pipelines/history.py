"""An article's revisions, read for people and programs: which change came when, and what it changed. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleaning.errors import InputError
from cleaning.urls import canonical
from pipelines.changes import words_changed
from pipelines.takedowns import refuse_taken

if TYPE_CHECKING:
    import sqlite3

    from pipelines.changes import Run

_ARTICLE = (
    "SELECT id, url, title FROM articles WHERE id = :key OR url = :key OR url = :canonical ORDER BY url = :key DESC"
)
_REVISIONS = "SELECT number, kind, title, text, seen_at FROM revisions WHERE article_id = ? ORDER BY number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an article, beside the one before."""

    number: int
    kind: str
    seen_at: str
    title: str | None
    title_before: str | None
    """None for the first state."""
    text: str
    runs: tuple[Run, ...] = ()
    """The way here from the text before, word by word; empty for the first state and where the text is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An article with all its states, the first one first."""

    article_id: int
    url: str
    title: str | None
    revisions: tuple[Revision, ...]


def history(db: sqlite3.Connection, key: str) -> History:
    """Return the history of an article named by its URL or its number; raises InputError where there is none."""
    wanted: dict[str, Any] = {"key": int(key) if key.isascii() and key.isdigit() else key, "canonical": canonical(key)}
    found = db.execute(_ARTICLE, wanted).fetchone()
    if found is None:
        refuse_taken(db, wanted["key"])
        raise InputError(f"there is no article {key!r}; give its URL, or its number as 'thresher export' shows it")
    article_id, url, title = found
    states = db.execute(_REVISIONS, (article_id,)).fetchall()
    before = [None, *states[:-1]]
    revisions = tuple(_revision(old, new) for old, new in zip(before, states, strict=True))
    return History(article_id=article_id, url=url, title=title, revisions=revisions)


def _revision(
    before: tuple[int, str, str | None, str, str] | None, state: tuple[int, str, str | None, str, str]
) -> Revision:
    number, kind, title, text, seen_at = state
    changed = before is not None and before[3] != text
    return Revision(
        number=number,
        kind=kind,
        seen_at=seen_at,
        title=title,
        title_before=before[2] if before else None,
        text=text,
        runs=words_changed(before[3], text) if before and changed else (),
    )
