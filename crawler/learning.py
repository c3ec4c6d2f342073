"""Learning in a corpus folder, put together: the lock, the corpus, the archive, the workers; what is asked for is a Wish."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaning.errors import InputError
from cleaning.version import cleaning_version
from crawler.shelves import own_rules
from crawler.sources import source_facts
from pipelines import site_blocks
from pipelines.archive import Archive
from pipelines.holdings import Holdings
from pipelines.learn import look
from pipelines.learned_rules import make_room, settle
from pipelines.lock import run_lock
from pipelines.phrase_rules import book
from pipelines.places import Cabinet
from pipelines.site_order import site_orders
from pipelines.store import Corpus
from pipelines.tasks import warm
from pipelines.weighing import certain
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cleaning.article import SourceFacts
    from crawler.sources import Config
    from pipelines.learn import Learned
    from pipelines.site_blocks import SiteBlock

_READING = 0
"""A run that writes nothing has no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What of learning is wanted."""

    sources: tuple[str, ...] = ()
    """Empty: all that have articles."""
    auto: bool = False
    """Accept what is sure."""
    dry: bool = False
    """Write nothing."""


def decided(folder: Path, state: str, keys: Sequence[tuple[str, int]]) -> list[SiteBlock]:
    """Accept, reject or undo blocks of a corpus; all of them or none. Raises InputError where one cannot be."""
    with run_lock(folder), Corpus.open(folder) as corpus:
        run = corpus.begin_run("learn", cleaning_version=cleaning_version())
        reason, code = "crashed", 1
        try:
            make_room(corpus)
            with corpus.transaction() as db:
                blocks = site_blocks.decide(db.conn, state, keys)
            settle(corpus)
            reason, code = "finished", 0
        except InputError as error:
            reason, code = "refused", error.exit_code
            raise
        finally:
            corpus.end_run(run, finish_reason=reason, exit_code=code, requests=0)
    return blocks


def listed(folder: Path, source: str | None) -> list[SiteBlock]:
    """Return what is known of a corpus, or of a source in it, without changing anything."""
    with Corpus.open(folder, readonly=True) as corpus, corpus.snapshot() as db:
        return site_blocks.listed(db.conn, source)


def learned(
    folder: Path, config: Config, wish: Wish, *, passing: Callable[[Sequence[str]], Iterator[str]] = iter
) -> list[Learned]:
    """Look at the stored articles of sources and note what recurs, unless the wish is for a dry run.

    ``passing`` is given the sources' ids and yields them one by one: whoever shows progress counts there. What was found on a
    source is noted before the next one is looked at. Raises RuleError when one of the user's own rules cannot be used.
    """
    book(own_rules(folder))
    with ExitStack() as stack:
        if not wish.dry:
            stack.enter_context(run_lock(folder))
        corpus = stack.enter_context(Corpus.open(folder, readonly=wish.dry))
        sources = _sources(corpus, config, wish.sources)
        facts = source_facts(config.sources, site_orders(corpus, sources))
        run = _READING if wish.dry else corpus.begin_run("learn", cleaning_version=cleaning_version())
        archive = stack.enter_context(Archive(folder, holdings=Holdings(corpus, run)))
        cabinet = Cabinet(corpus, archive, stack.enter_context(Workshop(warm=warm)))
        reason, code = "crashed", 1
        try:
            found = [_looked(cabinet, facts(source), wish) for source in passing(sources)]
            reason, code = "finished", 0
        finally:
            if not wish.dry:
                corpus.end_run(run, finish_reason=reason, exit_code=code, requests=0)
    return found


def _looked(cabinet: Cabinet, facts: SourceFacts, wish: Wish) -> Learned:
    found = look(cabinet, facts)
    if wish.dry:
        return found
    if wish.auto:
        make_room(cabinet.corpus)
    with cabinet.corpus.transaction() as db:
        blocks = site_blocks.propose(db.conn, found.blocks)
        if wish.auto:
            sure = {b.id for b in blocks if b.state == site_blocks.PROPOSED and certain(b.score, b.doubts)}
            keys = [(b.source, b.number) for b in blocks if b.id in sure]
            site_blocks.decide(db.conn, site_blocks.ACCEPTED, keys, by="auto")
        now = {block.number: block for block in site_blocks.listed(db.conn, facts.id)}
    settle(cabinet.corpus)
    return found.having(tuple(now[block.number] for block in blocks))


def _sources(corpus: Corpus, config: Config, names: tuple[str, ...]) -> list[str]:
    """Return the ids of the sources that were named, or of all that are declared and have articles."""
    if names:
        return [config.get(name).id for name in names]
    with corpus.snapshot() as db:
        there = {source for (source,) in db.conn.execute("SELECT DISTINCT source FROM articles")}
    return [source.id for source in config.sources if source.id in there]
