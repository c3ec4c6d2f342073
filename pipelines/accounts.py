"""Where every known URL of a source stands, read from the database in one consistent look."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.outcomes import Outcome, State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

STATES = """
SELECT source, state, coalesce(outcome, ''),
  CASE WHEN outcome IN ('rejected', 'refused', 'failed') THEN coalesce(reason, '') ELSE '' END AS why, count(*)
FROM urls GROUP BY 1, 2, 3, 4
"""
REMOVED = """
SELECT source, category, count(*) FROM removed_blocks JOIN articles ON articles.id = article_id GROUP BY 1, 2
"""
RUN = """
SELECT source, CASE outcome WHEN 'deferred' THEN 'pending' ELSE 'done' END, outcome, reason, sum(count)
FROM run_sources WHERE run_id = ? GROUP BY 1, 2, 3, 4
"""
RUN_REMOVED = """
SELECT a.source, category, count(*) FROM captures AS c JOIN articles AS a ON a.capture_id = c.id
JOIN removed_blocks AS r ON r.article_id = a.id WHERE c.run_id = ? GROUP BY 1, 2
"""
ARTICLES = frozenset({Outcome.STORED, Outcome.REVISED, Outcome.UNCHANGED})
"""The outcomes that mean: this URL is an article in the corpus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One source's URLs; ``discovered == pending + leased + done`` and ``done`` is the sum of its outcomes."""

    source: str
    name: str = ""
    pending: int = 0
    leased: int = 0
    outcomes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(outcome, reason) to number of URLs that are done; reason is empty but for rejected, refused and failed."""
    removed: Mapping[str, int] = field(default_factory=dict)
    """Category to number of blocks removed from the source's articles."""

    @property
    def done(self) -> int:
        """URLs with an outcome."""
        return sum(self.outcomes.values())

    @property
    def discovered(self) -> int:
        """All URLs known."""
        return self.pending + self.leased + self.done

    @property
    def articles(self) -> int:
        """URLs that are articles in the corpus."""
        return sum(self.count(outcome) for outcome in ARTICLES)

    def count(self, outcome: Outcome) -> int:
        """Return the number of URLs that ended so, whatever the reason."""
        return sum(self.reasons(outcome).values())

    def reasons(self, outcome: Outcome) -> dict[str, int]:
        """Return the reasons of an outcome with their numbers, the most frequent first."""
        found = {reason: n for (name, reason), n in self.outcomes.items() if name == outcome}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def read(db: sqlite3.Connection) -> tuple[Account, ...]:
    """Return an account of each source, in order of id, also of those without URLs."""
    return _accounts(db, db.execute(STATES), db.execute(REMOVED))


def read_run(db: sqlite3.Connection, run_id: int) -> tuple[Account, ...]:
    """Return what one run settled (as done) and put off (as pending), and what it removed from new and revised texts."""
    found = _accounts(db, db.execute(RUN, (run_id,)), db.execute(RUN_REMOVED, (run_id,)))
    return tuple(account for account in found if account.discovered)


def total(accounts: Iterable[Account]) -> Account:
    """Return the sum of accounts, under the name ``total``."""
    rows = list(accounts)
    outcomes: Counter[tuple[str, str]] = Counter()
    removed: Counter[str] = Counter()
    for row in rows:
        outcomes.update(row.outcomes)
        removed.update(row.removed)
    pending, leased = sum(row.pending for row in rows), sum(row.leased for row in rows)
    return Account(source="total", pending=pending, leased=leased, outcomes=outcomes, removed=removed)


def _accounts(
    db: sqlite3.Connection,
    states: Iterable[tuple[str, str, str, str, int]],
    removals: Iterable[tuple[str, str, int]],
) -> tuple[Account, ...]:
    counts: dict[str, dict[State, dict[tuple[str, str], int]]] = defaultdict(lambda: {s: {} for s in State})
    for source, state, outcome, reason, number in states:
        counts[source][State(state)][outcome, reason] = number
    removed: dict[str, dict[str, int]] = defaultdict(dict)
    for source, category, number in removals:
        removed[source][category] = number
    sources = db.execute("SELECT id, name FROM sources ORDER BY id").fetchall()
    return tuple(_account(source, name, counts[source], removed[source]) for source, name in sources)


def _account(
    source: str, name: str, states: Mapping[State, Mapping[tuple[str, str], int]], removed: Mapping[str, int]
) -> Account:
    return Account(
        source=source,
        name=name,
        pending=sum(states[State.PENDING].values()),
        leased=sum(states[State.LEASED].values()),
        outcomes=states[State.DONE],
        removed=removed,
    )
