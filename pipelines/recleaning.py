"""Stored pages cleaned again by today's rules: what comes out otherwise waits in ``recleaned`` until it is looked at and taken over.

Nothing here changes an article. A run that was killed goes on where its last batch was written.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cleaning.errors import StorageError
from pipelines import article_state
from pipelines.candidates import What, candidates
from pipelines.coverage import Coverage
from pipelines.outcomes import Failure
from pipelines.remaking import Job, Remade, remade
from pipelines.rows import insert
from pipelines.told import keep_facts
from pipelines.workshop import CrashError, WorkshopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipelines.archive import Archive
    from pipelines.candidates import Candidate, Facts, Selection
    from pipelines.store import Corpus
    from pipelines.workshop import Workshop

logger = logging.getLogger(__name__)

_BATCH: Final = 50
_AGE: Final = 2.0
"""Seconds a result waits at most before it is written."""
_LAST_REASON: Final = "SELECT reason, capture_id FROM rejections WHERE url = ? ORDER BY id DESC LIMIT 1"
_COUNT: Final = {
    What.ARTICLE: "SELECT count(*) FROM articles WHERE source = ifnull(?, source)",
    What.REJECTION: "SELECT count(*) FROM urls WHERE outcome = 'rejected' AND source = ifnull(?, source)",
}


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What stored pages are cleaned with. Whoever starts the run opens and closes what it holds."""

    corpus: Corpus
    archive: Archive
    workshop: Workshop
    run_id: int
    facts: Facts
    selection: Selection
    everything: bool = False
    """Whether pages are cleaned too that today's rules made what they are."""
    is_stopped: Callable[[], bool] = lambda: False

    def expected(self) -> int:
        """Return about how many pages there are to look at."""
        with self.corpus.snapshot() as db:
            return sum(db.conn.execute(_COUNT[what], (self.selection.source,)).fetchone()[0] for what in What)


@dataclass(slots=True)
class Looked:
    """What became of the pages that were come to in this run."""

    pages: int = 0
    current: int = 0
    """Made by today's rules."""
    known: int = 0
    """Cleaned by them in an earlier run."""
    without_capture: int = 0
    cleaned: int = 0
    crashed: int = 0
    """Of those, the pages that met a bug."""
    is_complete: bool = False


@dataclass(slots=True)
class _Pass:
    """One look at all pages of a kind."""

    bench: Bench
    coverage: Coverage
    looked: Looked
    results: list[tuple[Candidate, str, dict[str, Any] | None]] = field(default_factory=list)
    """Pages with their standard and their row of ``recleaned``, None where nothing changes."""
    drawn: deque[tuple[Candidate, str, StorageError | None]] = field(default_factory=deque)
    """Pages in their order whose turn has not come, with their standard, and why they could not be read, if so."""
    written: float = field(default_factory=time.monotonic)

    def look(self, what: What) -> Iterator[None]:
        """Clean what has to be, and yield for every page that was come to."""
        for result in self.bench.workshop.map(remade, self._jobs(what)):
            yield from self._unreadable()
            candidate, standard, _ = self.drawn.popleft()
            self._take(candidate, standard, result)
            yield
        yield from self._unreadable()
        self._write()

    def _unreadable(self) -> Iterator[None]:
        """Take the pages at the front that could not be read: in their turn, since a batch tells how far the run has come."""
        while self.drawn and (error := self.drawn[0][2]):
            candidate, standard, _ = self.drawn.popleft()
            self._put(candidate, standard, _failed("unreadable", str(error)))
            yield

    def _jobs(self, what: What) -> Iterator[Job]:
        bench = self.bench
        for candidate in candidates(bench.corpus.db.conn, what, bench.selection, bench.facts):
            if bench.is_stopped():
                return
            self.looked.pages += 1
            standard = candidate.now_by()
            self.coverage.see(candidate, standard)
            if self._is_known(candidate, standard):
                continue
            try:
                job = Job(candidate.page(bench.archive), candidate.text_hash)
            except StorageError as error:
                self.drawn.append((candidate, standard, error))
                continue
            self.drawn.append((candidate, standard, None))
            yield job

    def _is_known(self, candidate: Candidate, standard: str) -> bool:
        if candidate.capture is None:
            self.looked.without_capture += 1
            return True
        if self.bench.everything:
            return False
        if candidate.standard == standard and not candidate.is_flagged:
            self.looked.current += 1
            return True
        if self.coverage.covers(candidate, standard):
            self.looked.known += 1
            return True
        return False

    def _take(self, candidate: Candidate, standard: str, result: Remade | WorkshopError) -> None:
        self.looked.cleaned += 1
        if isinstance(result, WorkshopError):
            trace = f"\n{result.trace}" if isinstance(result, CrashError) else ""
            logger.warning("cleaning %s again failed: %s%s", candidate.url, result, trace)
            self.looked.crashed += result.failure is Failure.CRASH
            self._put(candidate, standard, _failed(result.failure, str(result)))
        elif result.version != standard.partition("/")[0]:
            self._put(candidate, standard, _failed("rules-changed", "the rules were changed meanwhile; call it again"))
        elif candidate.what is What.REJECTION:
            self._put(candidate, standard, _staged("article", result) if result.state else None)
        elif result.refused:
            known = self._refusal(candidate)
            is_said = candidate.is_flagged and known == (result.refused.reason, candidate.capture_id)
            self._put(candidate, standard, None if is_said else _staged("rejected", result))
        else:
            is_same = article_state.read(self.bench.corpus.db.conn, candidate.id) == result.state
            self._put(candidate, standard, None if is_same else _staged("changed", result))

    def _refusal(self, candidate: Candidate) -> tuple[str, int] | None:
        found: tuple[str, int] | None = self.bench.corpus.db.execute(_LAST_REASON, (candidate.url,)).fetchone()
        return found

    def _put(self, candidate: Candidate, standard: str, row: dict[str, Any] | None) -> None:
        self.results.append((candidate, standard, row))
        if len(self.results) >= _BATCH or time.monotonic() - self.written > _AGE:
            self._write()

    def _write(self) -> None:
        """Write a batch: what changed, and how far the run has come."""
        if not self.results:
            return
        with self.bench.corpus.transaction() as db:
            for candidate, standard, row in self.results:
                db.conn.execute("DELETE FROM recleaned WHERE capture_id = ?", (candidate.capture_id,))
                if row:
                    keep_facts(db.conn, candidate.shell.source)
                    insert(db.conn, "recleaned", _about(candidate, standard) | row)
                self.coverage.reach(candidate, standard)
            self.coverage.write()
        self.results.clear()
        self.written = time.monotonic()


def clean_again(bench: Bench, looked: Looked) -> Iterator[None]:
    """Clean the chosen pages again that today's rules did not make, yielding after each; ``looked`` counts meanwhile."""
    coverage = Coverage(bench.corpus.db.conn, bench.run_id, since=bench.selection.since)
    for what in What:
        yield from _Pass(bench, coverage, looked).look(what)
        if bench.is_stopped():
            return
        with bench.corpus.transaction():
            coverage.finish(what)
    looked.is_complete = True


def _about(candidate: Candidate, standard: str) -> dict[str, Any]:
    return {
        "capture_id": candidate.capture_id,
        "article_id": candidate.id if candidate.what is What.ARTICLE else None,
        "rejection_id": candidate.id if candidate.what is What.REJECTION else None,
        "url": candidate.url,
        "source": candidate.source,
        "standard": standard,
        "seen_at": candidate.fetched_at,
    }


def _staged(found: str, result: Remade) -> dict[str, Any]:
    return {"found": found, "result": result.as_json()}


def _failed(what: str, detail: str) -> dict[str, Any]:
    return {"found": "failed", "result": f"{what}: {detail}"}
