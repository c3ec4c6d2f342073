"""Writing an article: its row, its evidence, its revisions, and the edges to its exact copies. Opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaning.article import Verdict
from pipelines import canonical, copies
from pipelines.changes import kind_of
from pipelines.outcomes import Outcome, RevisionKind
from pipelines.rows import insert, insert_all, instant, json_list, storable

if TYPE_CHECKING:
    import sqlite3

    from cleaning.article import Article, Block, DateCandidate
    from pipelines.delivery import Delivery
    from pipelines.sketch import Sketch

COPY_OF_EARLIEST = """
INSERT INTO duplicates (article_id, other_id, kind, similarity, evidence)
SELECT max(:id, min(id)), min(:id, min(id)), 'exact', 1.0, 'same text: ' || :hash
FROM articles WHERE text_hash = :hash AND id <> :id HAVING min(id) IS NOT NULL
ON CONFLICT DO NOTHING
"""
COPIES_OF_EARLIEST = """
INSERT INTO duplicates (article_id, other_id, kind, similarity, evidence)
SELECT id, (SELECT min(id) FROM articles WHERE text_hash = :hash), 'exact', 1.0, 'same text: ' || :hash
FROM articles WHERE text_hash = :hash AND id > (SELECT min(id) FROM articles WHERE text_hash = :hash)
ON CONFLICT DO NOTHING
"""


_LANGUAGE = ("language", "declared_language", "detected_language", "language_source")


def keep(db: sqlite3.Connection, delivery: Delivery, article: Article, capture: tuple[int | None, str]) -> Outcome:
    """Store an article, or what is new about it; ``capture`` is the capture's id and when it was made.

    The same clean text and title leave all but ``last_seen_at`` as it was. Where other rules made the stored text, it is the
    last capture under today's that counts, and it becomes a state of its own before an edit. Call inside a transaction.
    """
    if not delivery.text_hash:
        raise ValueError(f"{article.url}: an article needs its text hash before it is stored")
    row = _row(delivery, article, capture)
    known = db.execute(
        "SELECT id, title, text, revision, text_hash, capture_id FROM articles WHERE url = ?", (row["url"],)
    ).fetchone()
    if known is None:
        outcome = _first(db, row, article, delivery.sketch)
    elif (delivery.before or (known[1], known[2])) != (row["title"], row["text"]):
        outcome = _revise(db, row, article, (known, delivery))
    else:
        seen_again(db, row["url"], row["last_seen_at"])
        return Outcome.UNCHANGED
    canonical.relate(db, row["url"])
    return outcome


def seen_again(db: sqlite3.Connection, url: str, seen_at: str) -> None:
    """Move an article's ``last_seen_at``, never backwards."""
    db.execute("UPDATE articles SET last_seen_at = max(last_seen_at, ?) WHERE url = ?", (seen_at, url))


def unpublish(db: sqlite3.Connection, url: str, seen_at: str) -> None:
    """Note that an article's page was taken away, once; title and text stay as they were last seen."""
    known = db.execute(
        "SELECT a.id, a.title, a.text, a.revision, r.kind FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.revision"
        " WHERE url = ?",
        (url,),
    ).fetchone()
    if known is None or known[4] == RevisionKind.UNPUBLISHED:
        return
    article_id, title, text, revision, _ = known
    row = {"title": title, "text": text, "capture_id": None, "last_seen_at": seen_at}
    _record(db, article_id, row, revision + 1, RevisionKind.UNPUBLISHED)
    db.execute("UPDATE articles SET revision = revision + 1 WHERE id = ?", (article_id,))


def _first(db: sqlite3.Connection, row: dict[str, Any], article: Article, drawn: Sketch | None) -> Outcome:
    article_id = insert(db, "articles", row)
    _record(db, article_id, row, 1, RevisionKind.FIRST)
    _add_evidence(db, article_id, article)
    db.execute(COPY_OF_EARLIEST, {"id": article_id, "hash": row["text_hash"]})
    _relate(db, article_id, drawn)
    return Outcome.STORED


def _revise(
    db: sqlite3.Connection, row: dict[str, Any], article: Article, before: tuple[tuple[Any, ...], Delivery]
) -> Outcome:
    (article_id, title, text, revision, text_hash, capture_id), delivery = before
    if delivery.before and delivery.before != (title, text):
        title, text = delivery.before
        revision += 1
        state = {"title": title, "text": text, "capture_id": capture_id, "last_seen_at": row["last_seen_at"]}
        _record(db, article_id, state, revision, RevisionKind.RECLEANED)
    kind = kind_of((title, text), (row["title"], row["text"]))
    changed = {k: v for k, v in row.items() if k not in ("url", "source", "first_seen_at")} | {"revision": revision + 1}
    sets = ", ".join(f"{name} = :{name}" for name in changed)
    db.execute(f"UPDATE articles SET {sets} WHERE id = :id", changed | {"id": article_id})  # noqa: S608 - our own names
    _record(db, article_id, row, revision + 1, kind)
    for table in ("removed_blocks", "date_candidates"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608
    _add_evidence(db, article_id, article)
    if text_hash != row["text_hash"]:
        _regroup(db, article_id, text_hash, row["text_hash"])
        _relate(db, article_id, delivery.sketch)
    return Outcome.REVISED


def _relate(db: sqlite3.Connection, article_id: int, drawn: Sketch | None) -> None:
    """Find an article's near-copies; one delivered without a sketch waits for ``copies.catch_up``."""
    if drawn:
        copies.relate(db, article_id, drawn)
    else:
        copies.leave(db, article_id)


def _regroup(db: sqlite3.Connection, article_id: int, old: str, new: str) -> None:
    """Take an article out of the copies of its old text and put it among those of the new one."""
    db.execute("DELETE FROM duplicates WHERE kind = 'exact' AND ? IN (article_id, other_id)", (article_id,))
    db.execute(COPIES_OF_EARLIEST, {"hash": old})
    db.execute(COPY_OF_EARLIEST, {"id": article_id, "hash": new})


def _record(db: sqlite3.Connection, article_id: int, row: dict[str, Any], number: int, kind: RevisionKind) -> None:
    shared = {name: row[name] for name in ("title", "text", "capture_id")}
    state = {"article_id": article_id, "number": number, "kind": kind, "seen_at": row["last_seen_at"]}
    insert(db, "revisions", state | shared)


def _add_evidence(db: sqlite3.Connection, article_id: int, article: Article) -> None:
    insert_all(db, "removed_blocks", [_removed(article_id, block) for block in article.removed])
    insert_all(db, "date_candidates", [_candidate(article_id, candidate) for candidate in article.dates])


def _row(delivery: Delivery, article: Article, capture: tuple[int | None, str]) -> dict[str, Any]:
    capture_id, seen_at = capture
    row = {
        "url": delivery.page.url,
        "source": delivery.page.source.id,
        "text_hash": delivery.text_hash,
        "capture_id": capture_id,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
    }
    row |= _described(article) | _dated(article) | _measured(article)
    return {name: storable(value) for name, value in row.items()}


def _described(article: Article) -> dict[str, Any]:
    same = ("canonical_url", "title", "text", "byline", "credit", "section", "image", "access", "licence", *_LANGUAGE)
    lists = ("authors", "tags", "quality")
    row: dict[str, Any] = {name: getattr(article, name) for name in same}
    row |= {name: json_list(getattr(article, name)) for name in lists}
    outline = [[b.position, b.kind] for b in article.blocks if b.verdict is Verdict.KEPT]
    return row | {"outline": json_list(outline), "cleaning_version": article.cleaning_version}


def _dated(article: Article) -> dict[str, str | None]:
    return {
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "published_at": instant(article.published_at),
        "published_offset": article.published_offset,
        "published_precision": article.published_precision,
        "published_source": article.published_source,
        "modified_at": instant(article.modified_at),
    }


def _measured(article: Article) -> dict[str, int]:
    return {name: getattr(article, name) for name in ("word_count", "words_removed", "words_outside")}


def _removed(article_id: int, block: Block) -> dict[str, Any]:
    same = ("position", "kind", "text", "category", "rule", "reason", "score")
    return {"article_id": article_id} | {name: getattr(block, name) for name in same}


def _candidate(article_id: int, candidate: DateCandidate) -> dict[str, Any]:
    same = ("role", "place", "raw", "offset", "precision", "rule")
    return {
        "article_id": article_id,
        "instant": instant(candidate.instant),
        "day": candidate.day.isoformat() if candidate.day else None,
        "ambiguous": int(candidate.ambiguous),
        "chosen": int(candidate.chosen),
    } | {name: getattr(candidate, name) for name in same}
