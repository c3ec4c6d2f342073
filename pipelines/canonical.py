"""Edges between articles one of which names the other as canonical (RFC 6596). Opens nothing, merges nothing.

What a page says of itself is evidence, not identity: both are kept. Fetching a page that is named is ``crawler.named_pages``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipelines.rows import by_name
from pipelines.sketch import likeness, shingles

if TYPE_CHECKING:
    import sqlite3

CROWD: Final = 3
"""So many different texts of a source may name one URL; of more it is a home page or a section, named by a template."""
_MOST: Final = 200
"""Articles looked at that name one URL."""

_FACTS = "SELECT id, url, canonical_url, source, text, text_hash FROM articles WHERE url = ?"
_NAMING = f"""
SELECT url FROM articles WHERE canonical_url = :url AND url <> :url ORDER BY id LIMIT {_MOST}
"""  # noqa: S608 - our own number
_TEXTS = f"""
SELECT count(DISTINCT text_hash) FROM
  (SELECT text_hash FROM articles WHERE canonical_url = :url AND source = :source AND url <> :url LIMIT {_MOST})
"""  # noqa: S608
_EDGE = """
INSERT INTO duplicates (article_id, other_id, kind, similarity, evidence)
VALUES (max(:a, :b), min(:a, :b), 'canonical', :similarity, :evidence) ON CONFLICT DO NOTHING
"""
_FORGET_NAMED = (
    "DELETE FROM duplicates WHERE (article_id = :a OR other_id = :a) AND kind = 'canonical' AND evidence LIKE :says"
)


def relate(db: sqlite3.Connection, url: str) -> None:
    """Write the edges that follow from what an article names as canonical, and from those that name it.

    Those it had by naming another are replaced. Call within the transaction that stored the article.
    """
    mine = _article(db, url)
    if mine is None:
        return
    _forget(db, mine["id"], f"article {mine['id']} names %")
    named = _article(db, mine["canonical_url"]) if mine["canonical_url"] not in (None, url) else None
    if named:
        _settle(db, mine, named)
    for (other,) in db.execute(_NAMING, {"url": url}).fetchall():
        if naming := _article(db, other):
            _settle(db, naming, mine)


def withdraw(db: sqlite3.Connection, article_id: int) -> None:
    """Take back the edges that rest on what an article named as canonical, before it names another."""
    _forget(db, article_id, f"article {article_id} names %")


def is_named_by_a_crowd(db: sqlite3.Connection, url: str, source: str) -> bool:
    """Tell whether more different texts of a source name a URL than can be one article."""
    return bool(db.execute(_TEXTS, {"url": url, "source": source}).fetchone()[0] > CROWD)


def _settle(db: sqlite3.Connection, naming: dict[str, Any], named: dict[str, Any]) -> None:
    """Join two articles if the statement counts; where it turns out to be a template's, undo what it joined."""
    if is_named_by_a_crowd(db, named["url"], naming["source"]):
        _forget(db, named["id"], f"%names article {named['id']} as canonical")
        return
    if naming["source"] != named["source"] and named["canonical_url"] not in (None, named["url"]):
        return
    row = {"a": naming["id"], "b": named["id"], "similarity": _similarity(naming, named)}
    says = f"article {naming['id']} names article {named['id']} as canonical"
    db.execute(_EDGE, row | {"evidence": says})


def _similarity(one: dict[str, Any], other: dict[str, Any]) -> float:
    if one["text_hash"] == other["text_hash"]:
        return 1.0
    return round(likeness(shingles(one["text"]), shingles(other["text"])).jaccard, 4)


def _forget(db: sqlite3.Connection, article_id: int, says: str) -> None:
    db.execute(_FORGET_NAMED, {"a": article_id, "says": says})


def _article(db: sqlite3.Connection, url: str) -> dict[str, Any] | None:
    return next(by_name(db.execute(_FACTS, (url,))), None)
