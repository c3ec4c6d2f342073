"""A takedown from the tombstone to the last byte: begun in one transaction, finished by steps that can each be done again.

``begin`` makes the tombstones and deletes the rows; from then on nothing of the page is taken in again. ``finish`` does what
SQLite and the archive need to forget it, and whatever was left by a takedown that was killed. The run lock must be held.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines import erasure, older_copies
from pipelines.families import all_spellings
from pipelines.ledger import COUNT
from pipelines.outcomes import Outcome, Refusal
from pipelines.redaction import redact
from pipelines.renewal import renew
from pipelines.rows import now
from pipelines.scouring import empty_log, overwrite, scour
from pipelines.takedowns import tombstone
from pipelines.traces import phrases
from pipelines.variants import key

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from pipelines.families import Family
    from pipelines.store import Corpus
    from pipelines.traces import Phrases

_BURY = """
INSERT INTO takedowns (url, key, asked, source, article_id, reason, ticket, taken_by, taken_at, state, erased, digests, run_id)
VALUES (:url, :key, :asked, :source, :article_id, :reason, :ticket, :taken_by, :now, 'begun', :erased, :digests, :run_id)
ON CONFLICT (key) DO UPDATE SET state = 'begun', done_at = NULL, erased = excluded.erased, digests = excluded.digests,
  source = coalesce(source, excluded.source), article_id = coalesce(excluded.article_id, article_id)
"""
_ABOUT = """
SELECT coalesce((SELECT source FROM urls WHERE url IN (SELECT value FROM json_each(:urls))),
  (SELECT source FROM articles WHERE url IN (SELECT value FROM json_each(:urls)))),
  (SELECT id FROM articles WHERE url IN (SELECT value FROM json_each(:urls)) ORDER BY id LIMIT 1)
"""
_LED_BY = "UPDATE urls SET discovered_via = NULL WHERE discovered_via IN (SELECT value FROM json_each(?))"
_STANDING = """
SELECT source, count(*) FROM urls WHERE url IN (SELECT value FROM json_each(?))
AND NOT (outcome IS 'refused' AND reason IS 'takedown') GROUP BY source
"""
_BEGUN = "SELECT url, run_id FROM takedowns WHERE state = 'begun' ORDER BY id"
_DONE = "UPDATE takedowns SET state = 'done', done_at = ? WHERE state = 'begun'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why something is taken down, as given."""

    reason: str
    ticket: str | None = None
    taken_by: str | None = None


def begin(corpus: Corpus, run_id: int, families: Iterable[Family], grounds: Grounds) -> Phrases:
    """Make the tombstones of some pages and delete their rows, all of it or nothing; return what their texts are known by.

    What the logs quote of them is taken out first: afterwards nobody knows the words.
    """
    pages = list(families)
    urls = [url for page in pages for url in page.urls]
    overwrite(corpus.db.conn)
    said = phrases(corpus.db.conn, urls)
    redact(corpus.folder, urls, said.all)
    with corpus.transaction() as db:
        for page in pages:
            for same in _by_key(page).values():
                _bury(db.conn, page.asked, same, (grounds, run_id))
    return said


def finish(
    corpus: Corpus, run_id: int | None = None, *, every_file: bool = False, tell: Callable[[str], None] | None = None
) -> int:
    """Erase what is left of every takedown that was begun, and return how many there were.

    Raises StorageError when it cannot be done now; what was begun stays refused, and the next call goes on.
    """
    begun = corpus.db.conn.execute(_BEGUN).fetchall()
    if not begun:
        return 0
    say, urls = tell or (lambda _: None), [url for url, _ in begun]
    run = run_id if run_id is not None else max((run or 0 for _, run in begun), default=0)
    overwrite(corpus.db.conn)
    say("deleting rows")
    with corpus.transaction() as db:
        known = list(dict.fromkeys([*urls, *all_spellings(db.conn, urls)]))
        erasure.erase(db.conn, known)
        db.conn.execute(_LED_BY, (json.dumps(known),))
    say("writing archive files anew")
    renew(corpus, known, run, every_file=every_file)
    say("looking through copies of the database and logs")
    older_copies.clean(corpus.folder, urls)
    redact(corpus.folder, known)
    say("writing the database anew")
    scour(corpus.db.conn, corpus.path)
    with corpus.transaction() as db:
        db.conn.execute(_DONE, (now(),))
    empty_log(corpus.db.conn, corpus.path)
    return len(begun)


def _by_key(page: Family) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for url in page.urls:
        grouped.setdefault(key(url), []).append(url)
    return grouped


def _bury(db: sqlite3.Connection, asked: str, urls: Sequence[str], why: tuple[Grounds, int]) -> None:
    grounds, run_id = why
    source, article_id = db.execute(_ABOUT, {"urls": json.dumps(urls)}).fetchone()
    before = tombstone(db, urls[0])
    erased = Counter(before.erased if before else {}) + Counter(erasure.counts(db, urls))
    texts = dict.fromkeys([*erasure.digests(db, urls), *(before.digests if before else ())])
    row: dict[str, Any] = {"url": urls[0], "key": key(urls[0]), "asked": asked, "source": source, "run_id": run_id}
    row |= {"reason": grounds.reason, "ticket": grounds.ticket, "taken_by": grounds.taken_by, "now": now()}
    row |= {
        "article_id": article_id,
        "erased": json.dumps(dict(sorted(erased.items()))),
        "digests": json.dumps(list(texts)),
    }
    db.execute(_BURY, row)
    standing = db.execute(_STANDING, (json.dumps(urls),)).fetchall()
    db.executemany(COUNT, [(run_id, name, Outcome.REFUSED, Refusal.TAKEDOWN, number) for name, number in standing])
    erasure.erase(db, urls, run_id)
