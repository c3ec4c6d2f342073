"""One crawl, put together: the corpus, the archive, the workers and Scrapy, from the lock to the exit code.

A Twisted reactor runs once in a process, so ``run_crawl`` may be called once in a process.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cleaning.catalogue import entries
from cleaning.errors import ConfigError, StorageError
from cleaning.version import cleaning_version, version_under
from crawler.context import Context
from crawler.crawl_terms import CrawlOptions, CrawlResult
from crawler.frontier import Frontier
from crawler.guard import Guard
from crawler.hosts import Hosts, Pause
from crawler.interrupts import interrupts
from crawler.known import Known
from crawler.logbook import logbook
from crawler.process import Outlook, fetch, user_agent
from crawler.proxy import proxy_host
from crawler.shelves import own_rules
from crawler.site_files import Shelf
from crawler.sources import delays, hosts, reach, row, source_facts
from crawler.statements import statements
from crawler.stopping import Stop
from pipelines.archive import Archive
from pipelines.copies import catch_up
from pipelines.holdings import Holdings
from pipelines.learned_rules import settle
from pipelines.lock import run_lock
from pipelines.outcomes import Failure, Outcome
from pipelines.phrase_rules import book
from pipelines.recovery import Recovery
from pipelines.running import Run
from pipelines.site_order import site_orders
from pipelines.store import Corpus
from pipelines.takedown import finish
from pipelines.tasks import warm
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.sources import Config, Source
    from pipelines.accounts import Account
    from pipelines.delivery import Delivery
    from pipelines.outcomes import Settled

logger = logging.getLogger(__name__)

SOME_SOURCES_FAILED = 3
_CATCH_UP = 10


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
        stack.callback(_erase_what_came, corpus)
        corpus.sync_sources(map(row, config.sources))
        settle(corpus)
        corpus.sync_rules([entry.row() for entry in entries(own)])
        run_id = corpus.begin_run("crawl", cleaning_version=version_under(own.digest) if own else cleaning_version())
        holdings = Holdings(corpus, run_id)
        facts = source_facts(config.sources, site_orders(corpus, [source.id for source in config.sources]))
        archive = stack.enter_context(Archive(folder, user_agent=agent, holdings=holdings))
        run = Run(
            corpus=corpus,
            rights=statements(Shelf(corpus)),
            archive=archive,
            workshop=stack.enter_context(Workshop(options.workers, warm=warm)),
            run_id=run_id,
            facts=facts,
            recovery=Recovery(archive, holdings, facts),
        )
        look = Outlook(user_agent=agent, proxy=config.proxy, watch=watch, settings=options.settings)
        return _Crawl(run, sources, options, look, stop).crawl()


def chosen(config: Config, names: tuple[str, ...]) -> tuple[Source, ...]:
    """Return the sources of the given ids, or every enabled one; there must be at least one."""
    sources = tuple(map(config.get, names)) or tuple(source for source in config.sources if source.enabled)
    if not sources:
        raise ConfigError(f"{config.path}: there is no enabled source; declare one with 'thresher add URL'")
    return sources


class _Told(NamedTuple):
    """What a run that is over says of its sources; neither leases given back nor what is written of hosts changes it."""

    accounts: tuple[Account, ...]
    unread: frozenset[str]
    banned: tuple[Pause, ...]


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
            facts=run.facts,
            proxy=outlook.proxy,
            guard=Guard(
                (name for source in sources if source.local for name in hosts(source)), proxy=proxy_host(outlook.proxy)
            ),
            hosts=Hosts(run.corpus, declared=delays(sources)),
            known=Known(run.corpus, run.run_id),
            site_files=Shelf(run.corpus),
            left_over=() if run.recovery is None else run.recovery,
            stop=stop,
        )

    def crawl(self) -> CrawlResult:
        """Fetch until nothing is due, or the run is stopped."""
        end = partial(self._run.corpus.end_run, self._run.run_id)
        reason, code, requests = "crashed", 1, 0
        try:
            self._context.hosts.open(self._run.run_id, _now())
            self._frontier.seed(self._context.sources.values(), everything=self._options.everything)
            if self._run.recovery:
                self._run.recovery.take_stock()
            reason, requests = self._fetched()
            self._raise_trouble()
            self._relate()
            told = self._told()
            code = self._exit_code(told)
        finally:
            if self._run.troubles or self._context.stop.error:
                self._run.corpus.hurry()
            with suppress(StorageError):
                self._context.hosts.close()
                self._frontier.release()
                end(finish_reason=reason, exit_code=code, requests=requests)
        return self._result(reason, code, requests, told)

    def _fetched(self) -> tuple[str, int]:
        """Let Scrapy work, unless the run was asked to end while it started; return why it ended, and its requests."""
        if self._context.stop.reason:
            return self._context.stop.reason, 0
        ended = fetch(self._run, self._context, self._outlook, max_minutes=self._options.max_minutes)
        self._bugs = ended.bugs
        return ended.reason, ended.requests

    def _relate(self) -> None:
        """Look for the copies of articles that were stored before there was an index of them, a few thousand a run."""
        for _ in range(_CATCH_UP):
            with self._run.corpus.transaction() as db:
                if not catch_up(db.conn):
                    return

    def _raise_trouble(self) -> None:
        """Raise what kept the run from storing, the first trouble first."""
        for trouble in (*self._run.troubles, self._context.stop.error):
            if trouble is not None:
                raise trouble

    def _told(self) -> _Told:
        reached: frozenset[str] = frozenset().union(*map(reach, self._context.sources.values()))
        return _Told(
            accounts=self._run.corpus.run_accounting(self._run.run_id),
            unread=self._frontier.unread(),
            banned=self._context.hosts.banned(reached, _now()),
        )

    def _exit_code(self, told: _Told) -> int:
        if self._bugs or any(account.reasons(Outcome.FAILED).get(Failure.CRASH) for account in told.accounts):
            return 1
        return SOME_SOURCES_FAILED if told.unread or told.banned else 0

    def _result(self, reason: str, code: int, requests: int, told: _Told) -> CrawlResult:
        return CrawlResult(
            run_id=self._run.run_id,
            finish_reason=reason,
            exit_code=code,
            requests=requests,
            seconds=(_now() - self._started).total_seconds(),
            accounts=told.accounts,
            paused=told.banned,
            failed_sources=tuple(sorted(told.unread)),
            next_due=self._frontier.next_due(),
            pending=self._frontier.counts().get("pending", 0),
            recovered=self._run.recovery.number if self._run.recovery else 0,
            mended=self._run.recovery.mended if self._run.recovery else 0,
            copy=self._run.corpus.copy.name if self._run.corpus.copy else None,
        )


def _erase_what_came(corpus: Corpus) -> None:
    """Take out of the archive what only its commit showed to be a page that was taken down; else the next command does."""
    try:
        finish(corpus)
    except StorageError as error:
        logger.warning("a page that was taken down came again and is not erased yet: %s", error)


def _now() -> datetime:
    return datetime.now(UTC)
