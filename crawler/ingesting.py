"""One ingest, put together: the corpus, the archive, the workers and the files, from the lock to the exit code."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cleaning.catalogue import entries
from cleaning.errors import InputError, StorageError
from cleaning.version import cleaning_version, version_under
from crawler.interrupts import interrupts
from crawler.logbook import logbook
from crawler.owners import Owners
from crawler.shelves import own_rules
from crawler.sources import row
from crawler.stopping import Stop
from pipelines.archive import Archive
from pipelines.bringing import Bringing, Reading
from pipelines.cutting import INGEST, cut_back
from pipelines.faults import storage_errors
from pipelines.holdings import Holdings
from pipelines.ingests import Ingests
from pipelines.lock import run_lock
from pipelines.outcomes import Failure, Outcome
from pipelines.phrase_rules import book
from pipelines.running import Run
from pipelines.site_order import site_orders
from pipelines.store import Corpus
from pipelines.tasks import warm
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from crawler.inputs import Input, Manner
    from crawler.sources import Config
    from pipelines.brought import Ended, Item
    from pipelines.ingests import Begun

Watch = "Callable[[Input, Item, Ended], None]"
SKIPPED_FILE, READ, STOPPED = "skipped", "read", "stopped"
"""A file that was read to its end before; one that now was; one that was not, for the run was asked to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How a run of ``thresher ingest`` is to go."""

    manner: Manner
    source: str | None = None
    """Id of the source that all pages are of."""
    again: bool = False
    """Read files again that were read to their end."""
    workers: int = 0
    """Processes that clean; 0: one a core."""


@dataclass(slots=True, kw_only=True)
class Told:
    """What became of one file in this run."""

    path: str
    kind: str
    ended: str = STOPPED
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Numbers of records by outcome and reason."""
    resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """How a run ended."""

    run_id: int
    finish_reason: str
    exit_code: int
    seconds: float
    files: tuple[Told, ...]
    made: tuple[str, ...]
    """Sources that were made, disabled, for hosts that nobody declared."""


def run_ingest(
    folder: Path,
    config: Config,
    found: Sequence[Input],
    options: IngestOptions,
    *,
    watch: Callable[[Input, Item, Ended], None] = lambda _input, _item, _ended: None,
) -> IngestResult:
    """Bring files into a corpus folder, which is made if need be; ``watch`` is called with every record that is accounted for.

    Raises LockedError when another run is at work, InputError for a file that cannot be read any more, StorageError when
    nothing more could be stored. What was brought in until then is kept, and the next run goes on from there.
    """
    stop = Stop()
    own = book(own_rules(folder))
    _make(folder)
    with ExitStack() as stack:
        stack.enter_context(interrupts(stop))
        stack.enter_context(run_lock(folder))
        stack.enter_context(logbook(folder))
        corpus = stack.enter_context(Corpus.open(folder, create=True))
        corpus.sync_sources(map(row, config.sources))
        names = ("id", "tier", "category", "language", "description")
        corpus.sync_rules([{name: getattr(entry, name) for name in names} for entry in entries(own)])
        version = version_under(own.digest) if own else cleaning_version()
        run_id = corpus.begin_run(INGEST, cleaning_version=version)
        holdings, ingests = Holdings(corpus, run_id), Ingests(corpus, run_id)
        archive = stack.enter_context(Archive(folder, user_agent=None, holdings=holdings))
        cut_back(archive.folder, holdings)
        owners = Owners(config, ingests, own_rules=own_rules(folder), everything=options.source)
        orders = site_orders(corpus, [name for name, _, _ in ingests.sources()])
        run = Run(
            corpus=corpus,
            archive=archive,
            workshop=stack.enter_context(Workshop(options.workers, warm=warm)),
            run_id=run_id,
            facts=lambda name: owners.facts(name, day_first=orders.get(name)),
        )
        return _Ingest(run, ingests, owners, options, stop).ingest(found, watch)


class _Ingest:
    """One run, whose end is recorded however it ends."""

    def __init__(self, run: Run, ingests: Ingests, owners: Owners, options: IngestOptions, stop: Stop) -> None:
        self._run = run
        self._ingests = ingests
        self._owners = owners
        self._options = options
        self._stop = stop
        self._started = datetime.now(UTC)
        self._told: list[Told] = []

    def ingest(self, found: Sequence[Input], watch: Callable[[Input, Item, Ended], None]) -> IngestResult:
        """Read the files one after the other."""
        reason, code = "crashed", 1
        try:
            for one in found:
                self._read(one, watch)
            reason = self._stop.reason or "finished"
            crashed = any(told.outcomes[Outcome.FAILED, Failure.CRASH] for told in self._told)
            code = 1 if crashed else 0
        except StorageError as error:
            reason, code = "storage", error.exit_code
            self._run.corpus.hurry()
            raise
        except InputError as error:
            reason, code = "input", error.exit_code
            raise
        finally:
            with suppress(StorageError):
                self._run.corpus.end_run(self._run.run_id, finish_reason=reason, exit_code=code, requests=0)
        return IngestResult(
            run_id=self._run.run_id,
            finish_reason=reason,
            exit_code=code,
            seconds=(datetime.now(UTC) - self._started).total_seconds(),
            files=tuple(self._told),
            made=tuple(self._owners.made),
        )

    def _read(self, one: Input, watch: Callable[[Input, Item, Ended], None]) -> None:
        told = Told(path=str(one.path), kind=one.kind)
        self._told.append(told)
        if self._stop.reason:
            return
        begun = self._begun(one)
        if begun.done:
            told.ended = SKIPPED_FILE
            return
        told.resumed = begun.at.byte > 0 or begun.at.inside > 0

        def heard(item: Item, ended: Ended) -> None:
            told.outcomes[str(ended.outcome), str(ended.reason or "")] += 1
            watch(one, item, ended)

        reading = Reading(
            file_id=begun.id,
            via=f"{INGEST}:{one.path.name}",
            fetched_at=self._options.manner.fetched_at or _written(one),
            stopped=lambda: self._stop.reason is not None,
            watch=heard,
        )
        bringing = Bringing(self._run, self._ingests, self._owners.owner, reading)
        is_done = asyncio.run(bringing.bring(one.items(begun.at, self._options.manner)))
        told.ended = READ if is_done else STOPPED

    def _begun(self, one: Input) -> Begun:
        """Return where to begin, by what is known of a file with this content."""
        with storage_errors(self._run.corpus.path):
            digest = self._ingests.digest(str(one.path.resolve()), one.size, one.modified) or _digest(one)
            file = one.file(digest, self._options.manner)
            begun = self._ingests.find(digest, file.read_as)
            is_over = begun is None or (begun.done and self._options.again)
            return self._ingests.begin(file) if begun is None or is_over else begun


def _digest(one: Input) -> str:
    try:
        return one.digest()
    except OSError as error:
        raise InputError(f"{one.path}: cannot be read: {error.strerror or error}") from error


def _written(one: Input) -> datetime:
    return datetime.fromtimestamp(one.modified // 10**9, UTC)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made a corpus folder: {error.strerror}") from error
