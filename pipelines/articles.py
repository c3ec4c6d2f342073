"""Writing an article: its row, its evidence, its revisions, and the edges to its exact copies. Opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines import canonical, copies
from pipelines.article_state import state_of
from pipelines.changes import kind_of
from pipelines.outcomes import Outcome, RevisionKind
from pipelines.page_changes import is_changed
from pipelines.rows import insert, insert_all, storable
from pipelines.told import keep_facts

if TYPE_CHECKING:
    import sqlite3

    from cleaning.article import Article
    from pipelines.article_state import State
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
_LAST_KIND = """
SELECT a.id, a.title, a.text, a.revision, (SELECT kind FROM revisions WHERE article_id = a.id AND kind <> 'recleaned'
  ORDER BY number DESC LIMIT 1)
FROM articles a WHERE url = ?
"""


def keep(db: sqlite3.Connection, delivery: Delivery, article: Article, capture: tuple[int | None, str]) -> Outcome:
    """Store an article, or what is new about it; ``capture`` is the capture's id and when it was made.

    The same title, and the same clean text but for lines that nobody wrote (``edits``), leave all but ``last_seen_at`` as it
    was. Where other rules made the stored text, it is the last capture under today's that counts, and it becomes a state of
    its own before an edit. Call inside a transaction.
    """
    if not delivery.text_hash:
        raise ValueError(f"{article.url}: an article needs its text hash before it is stored")
    state = state_of(article)
    row = _row(delivery, article, state, capture)
    known = db.execute(
        "SELECT id, title, text, revision, text_hash, capture_id FROM articles WHERE url = ?", (row["url"],)
    ).fetchone()
    if known is None:
        row["facts"] = keep_facts(db, delivery.page.source)
        outcome = first(db, row, state, delivery.sketch)
    elif is_changed(db, delivery.before or (known[1], known[2]), (delivery, article), article_id=known[0]):
        row["facts"] = keep_facts(db, delivery.page.source)
        outcome = _revise(db, row, state, (known, delivery))
    else:
        seen_again(db, row["url"], row["last_seen_at"])
        return Outcome.UNCHANGED
    canonical.relate(db, row["url"])
    return outcome


def is_held(db: sqlite3.Connection, url: str) -> bool:
    """Tell whether there is an article of a URL."""
    return db.execute("SELECT 1 FROM articles WHERE url = ?", (url,)).fetchone() is not None


def seen_again(db: sqlite3.Connection, url: str, seen_at: str) -> None:
    """Move an article's ``last_seen_at``, never backwards."""
    db.execute("UPDATE articles SET last_seen_at = max(last_seen_at, ?) WHERE url = ?", (seen_at, url))


def unpublish(db: sqlite3.Connection, url: str, seen_at: str) -> None:
    """Note that an article's page was taken away, once; title and text stay as they were last seen."""
    known = db.execute(_LAST_KIND, (url,)).fetchone()
    if known is None or known[4] == RevisionKind.UNPUBLISHED:
        return
    article_id, title, text, revision, _ = known
    row = {"title": title, "text": text, "capture_id": None, "last_seen_at": seen_at}
    _record(db, article_id, row, revision + 1, RevisionKind.UNPUBLISHED)
    db.execute("UPDATE articles SET revision = revision + 1 WHERE id = ?", (article_id,))


def first(db: sqlite3.Connection, row: dict[str, Any], state: State, drawn: Sketch | None) -> Outcome:
    """Write a new article: its row, its first revision, its evidence, and its copies."""
    article_id = insert(db, "articles", row)
    _record(db, article_id, row, 1, RevisionKind.FIRST)
    _add_evidence(db, article_id, state)
    db.execute(COPY_OF_EARLIEST, {"id": article_id, "hash": row["text_hash"]})
    _relate(db, article_id, drawn)
    return Outcome.STORED


def remake(db: sqlite3.Connection, article_id: int, row: dict[str, Any], state: State, drawn: Sketch | None) -> bool:
    """Put in an article's place what other rules made of the same capture, and tell whether its title or text is another.

    Then it is a revision, and the text of before stays as the one before. ``row`` holds the columns that change beside the
    state's; of a text whose hash is the same the copies stay.
    """
    known = "SELECT title, text, revision, text_hash, capture_id FROM articles WHERE id = ?"
    title, text, revision, text_hash, capture_id = db.execute(known, (article_id,)).fetchone()
    row = state.row | row
    is_revised = (title, text) != (row["title"], row["text"])
    if is_revised:
        revision += 1
        _record(db, article_id, row | {"capture_id": capture_id}, revision, RevisionKind.RECLEANED)
    _replace(db, article_id, {k: v for k, v in row.items() if k != "last_seen_at"} | {"revision": revision}, state)
    if text_hash != row["text_hash"]:
        _regroup(db, article_id, text_hash, row["text_hash"])
        _relate(db, article_id, drawn)
    return is_revised


def _revise(
    db: sqlite3.Connection, row: dict[str, Any], state: State, before: tuple[tuple[Any, ...], Delivery]
) -> Outcome:
    (article_id, title, text, revision, text_hash, capture_id), delivery = before
    if delivery.before and delivery.before != (title, text):
        title, text = delivery.before
        revision += 1
        again = {"title": title, "text": text, "capture_id": capture_id, "last_seen_at": row["last_seen_at"]}
        _record(db, article_id, again, revision, RevisionKind.RECLEANED)
    kind = kind_of((title, text), (row["title"], row["text"]))
    changed = {k: v for k, v in row.items() if k not in ("url", "source", "first_seen_at")} | {"revision": revision + 1}
    _record(db, article_id, row, revision + 1, kind)
    _replace(db, article_id, changed, state)
    if text_hash != row["text_hash"]:
        _regroup(db, article_id, text_hash, row["text_hash"])
        _relate(db, article_id, delivery.sketch)
    return Outcome.REVISED


def _replace(db: sqlite3.Connection, article_id: int, changed: dict[str, Any], state: State) -> None:
    """Write another state over an article's: its columns and its evidence."""
    sets = ", ".join(f"{name} = :{name}" for name in changed)
    db.execute(f"UPDATE articles SET {sets} WHERE id = :id", changed | {"id": article_id})  # noqa: S608 - our own names
    for table in ("removed_blocks", "date_candidates"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608
    _add_evidence(db, article_id, state)


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


def _add_evidence(db: sqlite3.Connection, article_id: int, state: State) -> None:
    insert_all(db, "removed_blocks", [{"article_id": article_id, **block} for block in state.removed])
    insert_all(db, "date_candidates", [{"article_id": article_id, **candidate} for candidate in state.dates])


def _row(delivery: Delivery, article: Article, state: State, capture: tuple[int | None, str]) -> dict[str, Any]:
    capture_id, seen_at = capture
    return {
        "url": storable(delivery.page.url),
        "source": delivery.page.source.id,
        "text_hash": delivery.text_hash,
        "capture_id": capture_id,
        "cleaning_version": article.cleaning_version,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        **state.row,
    }
