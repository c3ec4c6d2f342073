"""Corpora of pages that were fetched, archived, cleaned and committed as a crawl does it, without a crawl."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cleaning.article import Article, Page, SourceFacts
from crawler.sources import row, source_facts
from crawler.sources_file import load
from pipelines import site_rules
from pipelines.archive import Archive
from pipelines.delivery import Delivery
from pipelines.holdings import Holdings
from pipelines.store import Corpus
from pipelines.tasks import compared, finished
from tests.crawls import declare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

BEGAN = datetime(2026, 3, 1, 10, 0, 0, 123456, tzinfo=UTC)
HOST = "town.example"
NOTICE = "Gather round the kettle, friends of the ferry, and hear what the harbour master has to tell us all today."


def url(number: int, host: str = HOST) -> str:
    return f"https://{host}/news/ferry-{number}-goes-to-the-yard"


def body(number: int, *, notice: bool = True, **more: str) -> bytes:
    """A news page; ``more`` puts markup before (``lead``) or after (``tail``) its paragraphs."""
    lines = [
        f"The council of ward {number} said on Monday that the ferry number {number}{n} will be repaired before the summer ends."
        for n in range(6)
    ]
    lines = [*lines[:3], *([NOTICE] if notice else []), *lines[3:]]
    text = "".join(f'<p class="{"note" if line == NOTICE else "text"}">{line}</p>' for line in lines)
    title = f"Ferry {number} goes to the yard"
    return (
        f"<!DOCTYPE html><html lang=en><title>{title} - Town</title><body><article><h1>{title}</h1>"
        f"<time>2026-02-{number % 27 + 1:02} 10:15</time>{more.get('lead', '')}{text}{more.get('tail', '')}</article></body></html>"
    ).encode()


def page(number: int, content: bytes, **fields: Any) -> Page:
    given = {"url": url(number), "fetched_at": BEGAN + timedelta(minutes=number), "body": content}
    return Page(**(given | {"headers": (("Content-Type", "text/html; charset=utf-8"),)} | fields))


def declared(folder: Path, **fields: Any) -> Callable[[str], SourceFacts]:
    """Declare one source, and return what gives its facts."""
    folder.mkdir(exist_ok=True)
    declare(
        folder,
        {"id": "town", "home": f"https://{HOST}/", "pages": [f"https://{HOST}/"], "language": "en", "local": False}
        | fields,
    )
    return source_facts(load(folder).sources)


def commit(folder: Path, pages: Iterable[Page], **changed: Any) -> int:
    """Take pages in as a crawl does, cleaned under the folder's rules, and return the run; ``changed`` alters the articles."""
    facts = source_facts(load(folder).sources)
    with Corpus.open(folder, create=True) as corpus:
        corpus.sync_sources(map(row, load(folder).sources))
        run = corpus.begin_run("crawl", cleaning_version="1")
        holdings = Holdings(corpus, run)
        with Archive(folder, holdings=holdings) as archive:
            items = [_delivered(replace(one, source=facts("town")), archive, changed) for one in pages]
            corpus.commit(run, items, archive.unsettled.marks([item.capture for item in items if item.capture]))
        corpus.end_run(run, finish_reason="finished", exit_code=0, requests=len(items))
    return run


def _delivered(of: Page, archive: Archive, changed: dict[str, Any]) -> Delivery:
    result = finished(of)
    item = Delivery(page=of, capture=archive.write(of), result=result)
    if not isinstance(result, Article):
        return item
    result = replace(result, **changed)
    text_hash, sketch = compared(result.text)
    return replace(item, result=result, text_hash=text_hash, sketch=sketch)


def rule(folder: Path, text: str, host: str = HOST) -> None:
    """Write the user's rules for a site; none where they are empty."""
    (folder / "rules").mkdir(exist_ok=True)
    file = folder / "rules" / f"{host}.txt"
    file.write_text(text)
    if not text:
        file.unlink()
    site_rules._own.cache_clear()  # a process reads them once
