"""One crawl, put together: the corpus, the archive, the workers and Scrapy, from the lock to the exit code.

A Twisted reactor runs once in a process, so ``run_crawl`` may be called once in a process.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from cleaning.article import SourceFacts
from cleaning.catalogue import entries
from cleaning.errors import ConfigError, StorageError
from cleaning.version import cleaning_version, version_under
from crawler.context import Context
from crawler.frontier import Frontier
from crawler.guard import Guard
from crawler.holds import Holds
from crawler.interrupts import interrupts
from crawler.logbook import logbook
from crawler.process import Outlook, fetch, user_agent
from crawler.shelves import own_rules
from crawler.sources import facts, hosts
from crawler.stopping import Stop
from pipelines.archive import Archive
from pipelines.holdings import Holdings
from pipelines.lock import run_lock
from pipelines.outcomes import Failure, Outcome
from pipelines.phrase_rules import book
from pipelines.recovery import Recovery
from pipelines.stages import Run
from pipelines.store import Corpus
from pipelines.tasks import warm
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cleaning.catalogue import Entry
    from crawler.sources import Config, Source
    from pipelines.accounts import Account
    from pipelines.delivery import Delivery
    from pipelines.outcomes import Settled

SOME_SOURCES_FAILED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What one crawl is asked to do."""

    sources: tuple[str, ...] = ()
    """Ids; empty: every enabled source."""
    max_minutes: float | None = None
    max_requests: int | None = None
    """URLs fetched at most; robots.txt is not counted."""
    workers: int = 0
    """Processes that clean; 0: one a core."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Scrapy settings that go before ``crawler.settings``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """How a crawl ended."""

    run_id: int
    finish_reason: str
    """finished, max-minutes, max-requests, sigterm or sigint."""
    exit_code: int
    requests: int
    """HTTP requests sent, robots.txt included."""
    seconds: float
    accounts: tuple[Account, ...]
    """What this run settled, an account a source."""
    failed_sources: tuple[str, ...]
    """Sources none of whose listings could be read."""
    pending: int
    """URLs of any source left for later runs."""
    recovered: int = 0
    """Pages taken up from the archive that a run which was killed had fetched."""
    mended: int = 0
    """WARC files that such a run left with a torn end."""


def run_crawl(
    folder: Path,
    config: Config,
    options: CrawlOptions | None = None,
    *,
    watch: Callable[[Delivery | Settled], None] | None = None,
) -> CrawlResult:
    """Crawl the sources of a corpus folder and return how it ended; ``watch`` is called with every finished item.

    Raises LockedError when another run is at work, RuleError when one of the user's own rules cannot be used, StorageError
    when nothing more could be stored. What was fetched until then is kept, and every other URL stays pending.
    """
    options = options or CrawlOptions()
    sources, own = chosen(config, options.sources), book(own_rules(folder))
    agent = user_agent(config.contact)
    stop = Stop()
    with ExitStack() as stack:
        stack.enter_context(interrupts(stop))
        stack.enter_context(run_lock(folder))
        stack.enter_context(logbook(folder))
        corpus = stack.enter_context(Corpus.open(folder, create=True))
        corpus.sync_sources([_row(source) for source in config.sources])
        corpus.sync_rules([_rule(entry) for entry in entries(own)])
        run_id = corpus.begin_run("crawl", cleaning_version=version_under(own.digest) if own else cleaning_version())
        holdings = Holdings(corpus, run_id)
        archive = stack.enter_context(Archive(folder, user_agent=agent, holdings=holdings))
        run = Run(
            corpus=corpus,
            archive=archive,
            workshop=stack.enter_context(Workshop(options.workers, warm=warm)),
            run_id=run_id,
            recovery=Recovery(archive, holdings, source_facts(config)),
        )
        outlook = Outlook(user_agent=agent, watch=watch, settings=options.settings)
        return _Crawl(run, sources, options, outlook, stop).crawl()


def chosen(config: Config, names: tuple[str, ...]) -> tuple[Source, ...]:
    """Return the sources of the given ids, or every enabled one; there must be at least one."""
    sources = tuple(map(config.get, names)) or tuple(source for source in config.sources if source.enabled)
    if not sources:
        raise ConfigError(f"{config.path}: there is no enabled source; declare one with 'thresher add URL'")
    return sources


class _Crawl:
    """One run, whose end is recorded however it ends."""

    def __init__(
        self, run: Run, sources: tuple[Source, ...], options: CrawlOptions, outlook: Outlook, stop: Stop
    ) -> None:
        self._run = run
        self._options = options
        self._outlook = outlook
        self._started = _now()
        self._bugs = 0
        self._frontier = Frontier(run.corpus, run_id=run.run_id, clock=_now)
        self._context = Context(
            frontier=self._frontier,
            sources={source.id: source for source in sources},
            clock=_now,
            commit=lambda settled: run.corpus.commit(run.run_id, [settled]),
            max_requests=options.max_requests,
            guard=Guard(name for source in sources if source.local for name in hosts(source)),
            holds=Holds(),
            left_over=() if run.recovery is None else run.recovery,
            stop=stop,
        )

    def crawl(self) -> CrawlResult:
        """Fetch until nothing is due, or the run is stopped."""
        end = partial(self._run.corpus.end_run, self._run.run_id)
        reason, code, requests = "crashed", 1, 0
        try:
            self._frontier.seed(self._context.sources.values())
            if self._run.recovery:
                self._run.recovery.take_stock()
            for name, until in self._frontier.on_hold().items():
                self._context.holds.hold(name, until)
            reason, requests = self._fetched()
            self._raise_trouble()
            code = self._exit_code()
        finally:
            if self._run.troubles or self._context.stop.error:
                self._run.corpus.hurry()
            with suppress(StorageError):
                self._frontier.release()
                end(finish_reason=reason, exit_code=code, requests=requests)
        return self._result(reason, code, requests)

    def _fetched(self) -> tuple[str, int]:
        """Let Scrapy work, unless the run was asked to end while it started; return why it ended, and its requests."""
        if self._context.stop.reason:
            return self._context.stop.reason, 0
        ended = fetch(self._run, self._context, self._outlook, max_minutes=self._options.max_minutes)
        self._bugs = ended.bugs
        return ended.reason, ended.requests

    def _raise_trouble(self) -> None:
        """Raise what kept the run from storing, the first trouble first."""
        for trouble in (*self._run.troubles, self._context.stop.error):
            if trouble is not None:
                raise trouble

    def _exit_code(self) -> int:
        accounts = self._run.corpus.run_accounting(self._run.run_id)
        if self._bugs or any(account.reasons(Outcome.FAILED).get(Failure.CRASH) for account in accounts):
            return 1
        return SOME_SOURCES_FAILED if self._frontier.unread() else 0

    def _result(self, reason: str, code: int, requests: int) -> CrawlResult:
        return CrawlResult(
            run_id=self._run.run_id,
            finish_reason=reason,
            exit_code=code,
            requests=requests,
            seconds=(_now() - self._started).total_seconds(),
            accounts=self._run.corpus.run_accounting(self._run.run_id),
            failed_sources=tuple(sorted(self._frontier.unread())),
            pending=self._frontier.counts().get("pending", 0),
            recovered=self._run.recovery.number if self._run.recovery else 0,
            mended=self._run.recovery.mended if self._run.recovery else 0,
        )


def source_facts(config: Config) -> Callable[[str], SourceFacts]:
    """Return what tells cleaning of a source by its id; of one no longer declared it is the id alone."""
    declared = {source.id: facts(source) for source in config.sources}
    return lambda name: declared.get(name) or SourceFacts(id=name)


def _row(source: Source) -> dict[str, object]:
    names = ("id", "name", "home", "language", "timezone", "enabled")
    return {name: getattr(source, name) for name in names}


def _rule(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("id", "tier", "category", "language", "description")}


def _now() -> datetime:
    return datetime.now(UTC)
