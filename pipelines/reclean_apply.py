"""What cleaning again found, read for the report and taken over into the corpus, in transactions of a few articles."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pipelines import article_state, articles, canonical, copies, revisits, segments
from pipelines.candidates import NO_ARTICLE, What, sample
from pipelines.ledger import Ledger
from pipelines.outcomes import Outcome, Settled
from pipelines.reclean_report import Report
from pipelines.remaking import Remade
from pipelines.rows import by_name, insert, instant, json_list, now
from pipelines.sketch import sketch
from pipelines.takedowns import taken_down
from pipelines.told import keep_facts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from pipelines.candidates import Candidate, Facts, Selection
    from pipelines.store import Corpus

_BATCH: Final = 50
_WAITING: Final = """
SELECT capture_id, article_id, rejection_id, standard, found, result FROM recleaned
WHERE capture_id > :after AND source = ifnull(:source, source) AND seen_at >= :since ORDER BY capture_id LIMIT :limit
"""
_BEFORE: Final = "SELECT canonical_url, credit, text_hash, quality FROM articles WHERE id = ?"
_STATUS: Final = "SELECT status FROM captures WHERE id = ?"


class Waiting(NamedTuple):
    """A result that waits, and the page it was made of."""

    candidate: Candidate
    found: str
    """As ``recleaned.found``."""
    result: str
    """A Remade as JSON; of one that failed, why."""

    @property
    def remade(self) -> Remade:
        """What was made of the page."""
        return Remade.of(self.result)


def waiting(db: sqlite3.Connection, selection: Selection, facts: Facts) -> Iterator[list[Waiting]]:
    """Yield what waits, some at a time; call the next in a transaction: what no longer holds is forgotten.

    That is a result of other rules than today's, or of a capture that is no longer the last.
    """
    values = {"source": selection.source, "since": selection.since, "limit": _BATCH, "after": 0}
    while rows := list(by_name(db.execute(_WAITING, values))):
        found = [(row, _candidate(db, row, facts)) for row in rows]
        stale = [row["capture_id"] for row, candidate in found if candidate is None]
        db.executemany("DELETE FROM recleaned WHERE capture_id = ?", [(number,) for number in stale])
        yield [Waiting(candidate, row["found"], row["result"]) for row, candidate in found if candidate]
        values["after"] = rows[-1]["capture_id"]


def _candidate(db: sqlite3.Connection, row: dict[str, Any], facts: Facts) -> Candidate | None:
    what = What.REJECTION if row["article_id"] is None else What.ARTICLE
    candidate = next(sample(db, what, [row["article_id"] or row["rejection_id"]], facts), None)
    if candidate is None or candidate.capture_id != row["capture_id"] or candidate.now_by() != row["standard"]:
        return None
    return candidate


def report(corpus: Corpus, selection: Selection, facts: Facts) -> Report:
    """Say what would change if all that waits were taken over."""
    made = Report()
    batches = waiting(corpus.db.conn, selection, facts)
    while True:
        with corpus.transaction() as db:
            batch = next(batches, None)
            if batch is None:
                return made
            for one in batch:
                _count(db.conn, one, made)


def _count(db: sqlite3.Connection, one: Waiting, made: Report) -> None:
    candidate = one.candidate
    if one.found == "failed":
        made.fail(candidate.url, one.result)
        return
    result = one.remade
    if result.refused:
        made.reject(candidate.url, result.refused.reason, result.refused.evidence)
    elif result.state and candidate.what is What.ARTICLE:
        made.differ(candidate.url, candidate.source, article_state.read(db, candidate.id), result.state)
    elif result.state:
        made.find(candidate.url, result.state)


def take_over(corpus: Corpus, run_id: int, selection: Selection, facts: Facts) -> Iterator[int]:
    """Take over all that waits; yields after each transaction how many results it held. What failed goes on waiting."""
    batches = waiting(corpus.db.conn, selection, facts)
    while True:
        with corpus.transaction() as db:
            batch = next(batches, None)
            if batch is None:
                return
            taking = _Taking(db.conn, run_id)
            done = [one.candidate.capture_id for one in batch if taking.take(one)]
            db.conn.executemany("DELETE FROM recleaned WHERE capture_id = ?", [(number,) for number in done])
            taking.ledger.close()
            segments.catch_up(db.conn)
        yield len(done)


class _Taking:
    """One transaction that takes results over."""

    def __init__(self, db: sqlite3.Connection, run_id: int) -> None:
        self._db = db
        self._run_id = run_id
        self._now = now()
        self.ledger = Ledger(db, run_id, self._now)

    def take(self, one: Waiting) -> bool:
        """Take one result over, and tell whether it is done with; a page that names one that was taken down stays as it is."""
        if one.found == "failed":
            return False
        result, candidate = one.remade, one.candidate
        address = result.state.row["canonical_url"] if result.state else None
        if address and taken_down(self._db, address):
            return True
        made = {"cleaning_version": result.version, "facts": keep_facts(self._db, candidate.shell.source)}
        if result.refused:
            self._reject(candidate, result, made)
        elif candidate.what is What.ARTICLE:
            self._change(candidate, result, made)
        else:
            self._find(candidate, result, made)
        return True

    def _change(self, candidate: Candidate, result: Remade, made: dict[str, str]) -> None:
        """Put another state in an article's place, and see to its edges as far as what they rest on has changed."""
        if result.state is None:
            raise ValueError(f"{candidate.url}: nothing was made of it")
        address, credit, text_hash, _ = self._db.execute(_BEFORE, (candidate.id,)).fetchone()
        row = made | {"text_hash": result.text_hash, "last_seen_at": self._now}
        articles.remake(self._db, candidate.id, row, result.state, result.sketch)
        after = result.state.row
        is_other_text = text_hash != result.text_hash
        if not is_other_text and (after["credit"], after["canonical_url"]) != (credit, address):
            copies.relate(self._db, candidate.id, sketch(after["text"]))
        if is_other_text or after["canonical_url"] != address:
            canonical.withdraw(self._db, candidate.id)
            canonical.relate(self._db, candidate.url)

    def _find(self, candidate: Candidate, result: Remade, made: dict[str, str]) -> None:
        """Make an article of a page that was rejected, as of when it was fetched; its URL's outcome follows."""
        if result.state is None:
            raise ValueError(f"{candidate.url}: nothing was made of it")
        row = made | {"url": candidate.url, "source": candidate.source, "text_hash": result.text_hash}
        seen = {"first_seen_at": candidate.fetched_at, "last_seen_at": candidate.fetched_at}
        state = result.state
        articles.first(self._db, state.row | row | seen | {"capture_id": candidate.capture_id}, state, result.sketch)
        canonical.relate(self._db, candidate.url)
        status = self._db.execute(_STATUS, (candidate.capture_id,)).fetchone()[0]
        ended = Settled(url=candidate.url, source=candidate.source, outcome=Outcome.STORED, status=status)
        due = revisits.due(self._db, candidate.url, datetime.fromisoformat(self._now))
        self.ledger.settle(ended, due_at=instant(due))

    def _reject(self, candidate: Candidate, result: Remade, made: dict[str, str]) -> None:
        """Note why today's rules reject an article, and flag it; it stays as it was."""
        if result.refused is None:
            raise ValueError(f"{candidate.url}: was not rejected")
        row = {"url": candidate.url, "source": candidate.source, "run_id": self._run_id, **made}
        why = result.refused._asdict() | {"capture_id": candidate.capture_id, "rejected_at": candidate.fetched_at}
        insert(self._db, "rejections", row | why)
        *_, quality = self._db.execute(_BEFORE, (candidate.id,)).fetchone()
        flags = json_list(sorted({*json.loads(quality), NO_ARTICLE}))
        self._db.execute("UPDATE articles SET quality = ? WHERE id = ?", (flags, candidate.id))
