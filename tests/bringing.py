"""Ingests within this process, whose workers are shared: what ``crawler.ingesting`` does, for tests that look at the corpus after it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

from crawler.inputs import Manner, inputs
from crawler.owners import Owners
from crawler.sources import row
from crawler.sources_file import begun
from pipelines.archive import Archive
from pipelines.bringing import Bringing, Reading
from pipelines.cutting import INGEST, cut_back
from pipelines.holdings import Holdings
from pipelines.ingests import Ingests
from pipelines.running import Run
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipelines.brought import Ended, Item
    from pipelines.workshop import Workshop


def bring(
    folder: Path,
    workshop: Workshop,
    path: Path,
    *,
    items: Callable[[Iterator[Item]], Iterator[Item]] = iter,
    **manner: Any,
) -> Counter[str]:
    """Bring a file in and count what became of its records, those that are no pages aside."""
    counts: Counter[str] = Counter()

    def heard(_item: Item, ended: Ended) -> None:
        if ended.outcome != "skipped":
            counts[f"{ended.outcome} {ended.reason or ''}".strip()] += 1

    config, source = begun(folder), manner.pop("source", None)
    (one,), asked = inputs([path]), Manner(**manner)
    with Corpus.open(folder, create=True) as corpus:
        corpus.sync_sources(map(row, config.sources))
        run_id = corpus.begin_run(INGEST, cleaning_version="1")
        holdings, ingests = Holdings(corpus, run_id), Ingests(corpus, run_id)
        with Archive(folder, user_agent=None, holdings=holdings) as archive:
            cut_back(archive.folder, holdings)
            owners = Owners(config, ingests, everything=source)
            run = Run(corpus=corpus, archive=archive, workshop=workshop, run_id=run_id, facts=owners.facts)
            file = one.file(one.digest(), asked)
            begun_at = ingests.find(file.digest, file.read_as) or ingests.begin(file)
            reading = Reading(
                file_id=begun_at.id, via=f"{INGEST}:{path.name}", fetched_at=asked.fetched_at, watch=heard
            )
            bringing = Bringing(run, ingests, owners.owner, reading)
            asyncio.run(bringing.bring(items(one.items(begun_at.at, asked))))
        corpus.end_run(run_id, finish_reason="finished", exit_code=0, requests=0)
    return counts


def rows(folder: Path, sql: str) -> list[Any]:
    """What a query finds; of one column the values."""
    with Corpus.open(folder, readonly=True) as corpus:
        return [row[0] if len(row) == 1 else row for row in corpus.db.execute(sql).fetchall()]


def check(folder: Path) -> None:
    """Hold a corpus to what must be true whatever was brought in, and its archive too."""
    with Corpus.open(folder) as corpus:
        conn = corpus.db.conn
        conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert [] == conn.execute("PRAGMA foreign_key_check").fetchall()
        known = conn.execute("SELECT count(*) FROM urls").fetchone()[0]
        assert known == sum(account.discovered for account in corpus.accounting())
        assert 0 == conn.execute("SELECT count(*) FROM urls WHERE state <> 'done'").fetchone()[0]
        found = {
            (name, one.offset, one.url)
            for (name,) in conn.execute("SELECT name FROM warc_files")
            for one in Archive(folder).walk(name, 0)
        }
        rowed = conn.execute("SELECT warc_file, warc_offset, url FROM captures").fetchall()
        assert len(rowed) == len(set(rowed))
        assert found == set(rowed)
