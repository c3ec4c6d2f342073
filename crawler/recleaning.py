"""One cleaning of stored pages again, put together: the lock, the corpus, the archive and the workers, from start to exit code."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaning.article import SourceFacts
from cleaning.catalogue import entries
from cleaning.errors import ConfigError, StorageError
from cleaning.version import cleaning_version, version_under
from crawler.frontier import BURY
from crawler.interrupts import interrupts
from crawler.logbook import logbook
from crawler.shelves import own_rules
from crawler.sources import source_facts
from crawler.sources_file import begun
from crawler.stopping import Stop
from pipelines.archive import Archive
from pipelines.candidates import Selection
from pipelines.holdings import Holdings
from pipelines.learned_rules import settle
from pipelines.lock import run_lock
from pipelines.phrase_rules import book
from pipelines.reclean_apply import report, take_over
from pipelines.reclean_report import Report
from pipelines.recleaning import Bench, Looked, clean_again
from pipelines.site_order import site_orders
from pipelines.store import Corpus
from pipelines.tasks import warm
from pipelines.told import facts_from
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import TypeVar

    from crawler.sources import Config
    from pipelines.candidates import Facts

    One = TypeVar("One")

NEEDS_A_LOOK = 4
INTERRUPTED = 130
_DECLARED = "SELECT name, language, timezone FROM sources WHERE id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one call asks for."""

    source: str | None = None
    since: str = ""
    """Instant, as stored."""
    dry_run: bool = False
    everything: bool = False
    workers: int = 0


@dataclass(slots=True)
class Result:
    """How cleaning again ended."""

    looked: Looked = field(default_factory=Looked)
    report: Report = field(default_factory=Report)
    taken: int = 0
    """Changes taken over into the corpus."""
    stopped: str | None = None
    """Why it ended early."""
    is_declined: bool = False

    @property
    def exit_code(self) -> int:
        """0: done; 1: a page met a bug; 4: some captures could not be cleaned; 130: it was interrupted."""
        if self.looked.crashed:
            return 1
        if self.stopped:
            return INTERRUPTED
        return NEEDS_A_LOOK if self.report.failed else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How whoever asked is told, and answers."""

    may_take: Callable[[Report], bool] = lambda _: True
    """Is shown what would change, and tells whether to take it over."""
    cleaning: Callable[[Iterable[None], int], Iterable[None]] = lambda ones, _: ones
    """Is given what passes as each page is done, and about how many there are; passes it on."""
    taking: Callable[[Iterable[int], int], Iterable[int]] = lambda ones, _: ones
    """The same of changes, some at a time."""


def run_reclean(folder: Path, asked: Asked, ways: Ways | None = None) -> Result:
    """Clean the stored pages of a corpus again, say what would change, and take it over unless that is not wanted.

    Raises LockedError when another run is at work, RuleError when one of the user's own rules cannot be used, ConfigError for a
    source that is not known, StorageError when nothing more could be stored. The next call goes on where one ended.
    """
    ways = ways or Ways()
    own, stop = book(own_rules(folder)), Stop()
    with ExitStack() as stack:
        stack.enter_context(interrupts(stop))
        stack.enter_context(run_lock(folder))
        stack.enter_context(logbook(folder))
        corpus = stack.enter_context(Corpus.open(folder))
        settle(corpus)
        facts = stored_facts(corpus, begun(folder))
        _check(corpus, asked.source)
        if own:
            corpus.sync_rules([entry.row() for entry in entries(own)])
        version = version_under(own.digest) if own else cleaning_version()
        run_id = corpus.begin_run("reclean", cleaning_version=version)
        with corpus.transaction() as db:
            db.conn.execute(BURY, {"run": run_id})
        bench = Bench(
            corpus=corpus,
            archive=stack.enter_context(Archive(folder, holdings=Holdings(corpus, run_id))),
            workshop=stack.enter_context(Workshop(asked.workers, warm=warm)),
            run_id=run_id,
            facts=facts,
            selection=Selection(source=asked.source, since=asked.since),
            everything=asked.everything,
            is_stopped=lambda: stop.reason is not None,
        )
        return _Reclean(bench, asked, ways, stop).run()


def stored_facts(corpus: Corpus, config: Config) -> Facts:
    """Return what gives the facts of a source as a crawl would tell them that began now.

    Of a source that is not declared any more these are the ones that were told before, or what the database keeps.
    """
    ids = [source.id for source in config.sources]
    declared, known = source_facts(config.sources, site_orders(corpus, ids)), frozenset(ids)
    elsewhere = SourceFacts(own_rules=own_rules(config.path.parent), site_rules=config.site_rules)

    def facts(source: str, told: str | None) -> SourceFacts:
        if source in known:
            return declared(source)
        if told:
            return facts_from(told, beside=elsewhere)
        name, language, timezone = corpus.db.execute(_DECLARED, (source,)).fetchone()
        return SourceFacts(
            id=source, name=name, language=language, timezone=timezone, own_rules=elsewhere.own_rules,
            site_rules=elsewhere.site_rules,
        )  # fmt: skip

    return facts


def _check(corpus: Corpus, source: str | None) -> None:
    names = [name for (name,) in corpus.db.execute("SELECT id FROM sources ORDER BY id")]
    if source is not None and source not in names:
        raise ConfigError(f"{corpus.path}: there is no source '{source}'; there are: {', '.join(names)}")


class _Reclean:
    """One run, whose end is recorded however it ends."""

    def __init__(self, bench: Bench, asked: Asked, ways: Ways, stop: Stop) -> None:
        self._bench = bench
        self._asked = asked
        self._ways = ways
        self._stop = stop
        self._result = Result()

    def run(self) -> Result:
        """Clean, report, and take over."""
        reason, code = "crashed", 1
        try:
            self._work()
            self._result.stopped = self._stop.reason
            code = self._result.exit_code
            reason = self._stop.reason or self._ended()
        except StorageError:
            self._bench.corpus.hurry()
            raise
        finally:
            with suppress(StorageError):
                self._bench.corpus.end_run(self._bench.run_id, finish_reason=reason, exit_code=code, requests=0)
        return self._result

    def _ended(self) -> str:
        return "dry-run" if self._asked.dry_run else "declined" if self._result.is_declined else "finished"

    def _work(self) -> None:
        bench, result = self._bench, self._result
        for _ in self._ways.cleaning(clean_again(bench, result.looked), bench.expected()):
            pass
        if self._stop.reason:
            return
        bench.workshop.close()
        result.report = report(bench.corpus, bench.selection, bench.facts)
        if self._asked.dry_run or not result.report.waiting:
            return
        if not self._ways.may_take(result.report):
            result.is_declined = True
            return
        taking = take_over(bench.corpus, bench.run_id, bench.selection, bench.facts)
        for number in self._ways.taking(taking, result.report.waiting):
            result.taken += number
            if self._stop.reason:
                break
