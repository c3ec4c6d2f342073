"""Edges between articles whose texts are nearly the same, or of which one holds the other. Opens nothing, deletes no article.

An article is compared with those that share keys with it (``sketch``): with the ones that share most, at most
MOST_COMPARED, so that the cost of an article does not depend on how many there are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipelines.rows import by_name
from pipelines.sketch import MOST_SAMPLES, SAMPLED, VERSION, likeness, shingles, sketch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from pipelines.sketch import Likeness, Sketch

NEAR: Final = 0.7
"""Jaccard similarity of three-word shingles from which two articles are near-copies."""
CONTAINED: Final = 0.8
"""Share of the shorter text's shingles that must stand in the longer one."""
LEAST: Final = 30
"""Shingles a text must have: shorter ones are alike by chance."""
MOST_COMPARED: Final = 10
_CROWD: Final = 64
"""So many articles, the earliest, are looked up by a key. One of so many is a turn of phrase, or boilerplate."""
_ENOUGH: Final = 2
"""A key that is not of a crowd counts for so many that are."""

_SHARING = "SELECT article_id FROM fingerprints WHERE key = ? AND article_id <> ? LIMIT ?"
_FACTS = "SELECT id, url, canonical_url, source, text, text_hash, credit, published_at, published_on FROM articles WHERE id = ?"
_SKETCHED = """
INSERT INTO sketches (article_id, version, shingles) VALUES (?, ?, ?)
ON CONFLICT (article_id) DO UPDATE SET version = excluded.version, shingles = excluded.shingles
"""
_EDGE = """
INSERT INTO duplicates (article_id, other_id, kind, similarity, evidence)
VALUES (max(:a, :b), min(:a, :b), :kind, :similarity, :evidence)
ON CONFLICT DO UPDATE SET similarity = excluded.similarity, evidence = excluded.evidence
"""
_LEFT = "SELECT article_id, text FROM unsketched JOIN articles ON articles.id = article_id ORDER BY 1 LIMIT ?"
_EARLIEST = "SELECT min(id) FROM articles WHERE text_hash = ? AND id <> ?"


@dataclass(frozen=True, slots=True)
class _Edge:
    kind: str
    similarity: float
    evidence: str


def relate(db: sqlite3.Connection, article_id: int, drawn: Sketch) -> None:
    """Write an article's keys and its edges to earlier and later copies, in place of those it had.

    Call within the transaction that stored the article.
    """
    forget(db, article_id)
    mine = _facts(db, article_id)
    for other in _rivals(db, article_id, mine, drawn):
        for edge in _edges(mine, other):
            row = {"kind": edge.kind, "similarity": edge.similarity, "evidence": edge.evidence}
            db.execute(_EDGE, row | {"a": article_id, "b": other["id"]})
    db.executemany("INSERT INTO fingerprints (key, article_id) VALUES (?, ?)", [(k, article_id) for k in drawn.keys])
    db.execute(_SKETCHED, (article_id, VERSION, drawn.shingles))
    db.execute("DELETE FROM unsketched WHERE article_id = ?", (article_id,))


def forget(db: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of the index, with the edges that rest on its text; those of exact copies are left alone."""
    known = db.execute("SELECT 1 FROM sketches WHERE article_id = ?", (article_id,)).fetchone()
    if known:
        db.execute("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))
        db.execute("DELETE FROM sketches WHERE article_id = ?", (article_id,))
        kinds = "kind IN ('near', 'contained', 'syndicated')"
        db.execute(f"DELETE FROM duplicates WHERE article_id = ? AND {kinds}", (article_id,))  # noqa: S608 - our own words
        db.execute(f"DELETE FROM duplicates WHERE other_id = ? AND {kinds}", (article_id,))  # noqa: S608


def leave(db: sqlite3.Connection, article_id: int) -> None:
    """Let an article that came without a sketch wait for ``catch_up``."""
    forget(db, article_id)
    db.execute("INSERT INTO unsketched (article_id) VALUES (?) ON CONFLICT DO NOTHING", (article_id,))


def catch_up(db: sqlite3.Connection, *, limit: int = 500) -> bool:
    """Relate some of the articles that wait, those stored before there was an index among them; tell whether any are left."""
    rows = db.execute(_LEFT, (limit,)).fetchall()
    for article_id, text in rows:
        relate(db, article_id, sketch(text))
    return len(rows) == limit


def _rivals(db: sqlite3.Connection, article_id: int, mine: dict[str, Any], drawn: Sketch) -> list[dict[str, Any]]:
    """Return the articles worth comparing, those that share most keys first, and the earliest exact copy."""
    shared: Counter[int] = Counter()
    for key in drawn.keys:
        sharing = db.execute(_SHARING, (key, article_id, _CROWD)).fetchall()
        weight = 1 if len(sharing) == _CROWD else _ENOUGH
        for (other,) in sharing:
            shared[other] += weight
    best = sorted(shared, key=lambda other: (-shared[other], other))[:MOST_COMPARED]
    worth = [other for other in best if shared[other] >= _ENOUGH * _least_shared(db, other, drawn)]
    same = db.execute(_EARLIEST, (mine["text_hash"], article_id)).fetchone()[0]
    return [_facts(db, other) for other in dict.fromkeys([*([same] if same else []), *worth])]


def _least_shared(db: sqlite3.Connection, other: int, drawn: Sketch) -> float:
    """Return how many keys two copies share at least: half of the sampled ones that one with CONTAINED of the other has."""
    known = int(db.execute("SELECT shingles FROM sketches WHERE article_id = ?", (other,)).fetchone()[0])
    return max(1.0, CONTAINED / 2 * min(drawn.shingles, known, SAMPLED * MOST_SAMPLES) / SAMPLED)


def _facts(db: sqlite3.Connection, article_id: int) -> dict[str, Any]:
    (facts,) = by_name(db.execute(_FACTS, (article_id,)))
    return facts


def _edges(mine: dict[str, Any], other: dict[str, Any]) -> Iterator[_Edge]:
    """Say how two articles are copies; exact ones get their edge elsewhere."""
    mine.setdefault("shingles", shingles(mine["text"]))
    theirs = shingles(other["text"])
    alike, least = likeness(mine["shingles"], theirs), min(len(mine["shingles"]), len(theirs))
    is_exact = mine["text_hash"] == other["text_hash"]
    held = alike.contained >= CONTAINED
    if least < LEAST or not (is_exact or alike.jaccard >= NEAR or held):
        return
    if not is_exact:
        yield _likeness_edge(mine, other, alike, shorter=mine if len(mine["shingles"]) <= len(theirs) else other)
    if why := _why_syndicated(mine, other):
        yield _Edge("syndicated", round(max(alike.jaccard, alike.contained), 4), why)


def _likeness_edge(mine: dict[str, Any], other: dict[str, Any], alike: Likeness, *, shorter: dict[str, Any]) -> _Edge:
    if alike.jaccard >= NEAR:
        return _Edge("near", round(alike.jaccard, 4), f"{alike.jaccard:.0%} of their three-word shingles are the same")
    longer = other if shorter is mine else mine
    share = f"{alike.contained:.0%} of the shingles of article {shorter['id']} stand in article {longer['id']}"
    return _Edge("contained", round(alike.contained, 4), share)


def _why_syndicated(mine: dict[str, Any], other: dict[str, Any]) -> str | None:
    """Return what shows that a text of two sources has one origin, or None."""
    if mine["source"] == other["source"]:
        return None
    reasons = [
        f"article {one['id']} names article {two['id']} as canonical"
        for one, two in ((mine, other), (other, mine))
        if one["canonical_url"] == two["url"]
    ]
    if mine["credit"] and other["credit"] and mine["credit"].casefold() == other["credit"].casefold():
        reasons.append(f"both credit {mine['credit']}")
    elif credited := mine["credit"] or other["credit"]:
        reasons.append(f"article {(mine if mine['credit'] else other)['id']} credits {credited}")
    return "; ".join([*reasons, *_earlier(mine, other)]) if reasons else None


def _earlier(mine: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """Say which was published first, as far as both times, or both days, are known."""
    for name in ("published_at", "published_on"):
        if mine[name] and other[name]:
            if mine[name] != other[name]:
                first, last = sorted((mine, other), key=lambda facts: str(facts[name]))
                yield f"article {first['id']} was published earlier, {first[name]} against {last[name]}"
            return
