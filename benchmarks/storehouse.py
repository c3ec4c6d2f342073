"""A corpus of generated pages that were archived, cleaned and committed as a crawl does it, without a crawl."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cleaning.article import Article, Page
from crawler.sources import row, source_facts
from crawler.sources_file import load
from pipelines.archive import Archive
from pipelines.delivery import Delivery
from pipelines.holdings import Holdings
from pipelines.store import Corpus
from pipelines.tasks import compared, finished

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HOST = "town.example"
_BEGAN = datetime(2026, 3, 1, 10, tzinfo=UTC)
_SOURCES = f"""contact = "mailto:desk@corpus.example"
[[source]]
id = "town"
home = "https://{HOST}/"
pages = ["https://{HOST}/"]
language = "en"
"""


def declare(folder: Path) -> None:
    """Make a corpus folder with one source."""
    folder.mkdir()
    (folder / "sources.toml").write_text(_SOURCES)


def page(number: int) -> Page:
    """Return a news page with six paragraphs and a note among them."""
    lines = [
        f"The council of ward {number} said on Monday that the ferry {number}-{n} will be repaired before the summer ends."
        for n in range(6)
    ]
    first, rest = ("".join(f"<p>{line}</p>" for line in part) for part in (lines[:3], lines[3:]))
    note = f'<p class="note">Gather round the kettle, friends of the ferry {number}, and hear what the harbour master says.</p>'
    title = f"Ferry {number} goes to the yard"
    markup = f"<!DOCTYPE html><html lang=en><title>{title}</title><body><article><h1>{title}</h1>{first}{note}{rest}"
    return Page(
        url=f"https://{HOST}/news/ferry-{number}-goes-to-the-yard",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=f"{markup}</article></body></html>".encode(),
        fetched_at=_BEGAN + timedelta(minutes=number),
    )


def commit(folder: Path, numbers: Iterable[int]) -> None:
    """Take in pages as a crawl does."""
    facts = source_facts(load(folder).sources)
    with Corpus.open(folder, create=True) as corpus:
        corpus.sync_sources(map(row, load(folder).sources))
        run = corpus.begin_run("crawl", cleaning_version="1")
        with Archive(folder, holdings=Holdings(corpus, run)) as archive:
            items = [_delivered(replace(page(number), source=facts("town")), archive) for number in numbers]
            corpus.commit(run, items, archive.unsettled.marks([item.capture for item in items if item.capture]))
        corpus.end_run(run, finish_reason="finished", exit_code=0, requests=len(items))


def _delivered(of: Page, archive: Archive) -> Delivery:
    result = finished(of)
    if not isinstance(result, Article):
        raise TypeError(f"{of.url} is no article: {result}")
    text_hash, sketch = compared(result.text)
    return Delivery(page=of, capture=archive.write(of), result=result, text_hash=text_hash, sketch=sketch)
