"""Corpora for the benchmarks of learning: sources declared, and pages stored as a crawl would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaning.article import Article
from crawler.sources_file import load
from pipelines import tasks
from pipelines.archive import Archive
from pipelines.delivery import Delivery
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cleaning.article import Page, Rejection


def declare(folder: Path, homes: Mapping[str, str], languages: Mapping[str, str] | None = None) -> None:
    """Write a ``sources.toml`` with a source for each home, by id."""
    known = languages or {}
    blocks = (
        f'[[source]]\nid = "{name}"\nname = "{name.upper()}"\nhome = "{home}/"\nfeeds = ["{home}/feed"]\n'
        + (f'language = "{known[name]}"\n' if name in known else "")
        for name, home in homes.items()
    )
    (folder / "sources.toml").write_text('contact = "mailto:desk@corpus.example"\n' + "".join(blocks))


def fill(folder: Path, results: Iterable[tuple[Page, Article | Rejection]]) -> None:
    """Store pages with what cleaning made of them: archived, compared, committed."""
    with Corpus.open(folder, create=True) as corpus, Archive(folder) as archive:
        corpus.sync_sources(
            {name: getattr(s, name) for name in ("id", "name", "home", "language")} for s in load(folder).sources
        )
        run = corpus.begin_run("crawl", cleaning_version="benchmark")
        batch: list[Delivery] = []
        for page, result in results:
            delivery = Delivery(page=page, capture=archive.write(page), result=result)
            if isinstance(result, Article):
                text_hash, sketch = tasks.compared(result.text)
                delivery = replace(delivery, text_hash=text_hash, sketch=sketch)
            batch.append(delivery)
        archive.sync()
        corpus.commit(run, batch)
        corpus.end_run(run, finish_reason="finished", exit_code=0, requests=0)
