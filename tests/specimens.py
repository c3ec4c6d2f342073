"""Hand-made pages, articles and deliveries, and the functions that worker processes are given in tests."""

from __future__ import annotations

import os
import resource
import signal
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from cleaning.article import (
    Article,
    Block,
    Category,
    DateCandidate,
    Kind,
    Page,
    Reason,
    Rejection,
    Role,
    SourceFacts,
    Verdict,
)
from pipelines.dedupe import text_hash
from pipelines.delivery import Capture, Delivery
from pipelines.outcomes import Link, Outcome, Settled, UrlKind
from pipelines.sketch import sketch
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = (
    {"id": "courier", "name": "East Bank Courier", "home": "http://courier.example/", "language": "en"},
    {"id": "tribune", "name": "Tribune", "home": "http://tribune.example/"},
)
SEEN = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
TEXT = "The council met on Sunday.\nIt chose a new bridge."


def corpus(folder: Path) -> tuple[Corpus, int]:
    """A corpus with two sources and a run under way."""
    opened = Corpus.open(folder, create=True)
    opened.sync_sources(SOURCES)
    return opened, opened.begin_run("crawl", cleaning_version="1")


def url(number: int, source: str = "courier") -> str:
    return f"http://{source}.example/{number}"


def page(number: int = 1, *, source: str = "courier", **fields: Any) -> Page:
    given = {"url": url(number, source), "body": b"<p>Hello</p>", "fetched_at": SEEN, "source": SourceFacts(id=source)}
    return Page(**(given | {"headers": (("Content-Type", "text/html"),)} | fields))


def block(position: int, text: str, verdict: Verdict = Verdict.KEPT) -> Block:
    plain = Block(position=position, kind=Kind.PARAGRAPH, text=text, path="html/body/p", verdict=verdict)
    if verdict is not Verdict.REMOVED:
        return plain
    return replace(plain, category=Category.RELATED, rule="phrase/en/related/read-also", reason="begins with Read also")


def article(of: Page, text: str = TEXT, **fields: Any) -> Article:
    blocks = (
        block(0, "Home News Sport", Verdict.OUTSIDE),
        block(1, text),
        block(2, "Read also: a dog", Verdict.REMOVED),
    )
    dates = (
        DateCandidate(role=Role.PUBLISHED, place="json-ld", raw="2026-03-01T09:00+02:00", instant=SEEN, chosen=True),
        DateCandidate(role=Role.PUBLISHED, place="url", raw="/2026/03/01/", day=date(2026, 3, 1), precision="day"),
    )
    given = {"url": of.url, "title": "Bridge", "text": text, "blocks": blocks, "dates": dates, "cleaning_version": "1"}
    return Article(**(given | fields))


def delivered(of: Page | None = None, text: str = TEXT, *, capture: Capture | None = None, **fields: Any) -> Delivery:
    """An article on its way to the database."""
    found = of or page()
    made = article(found, text, **fields)
    kept = capture or captured()
    return Delivery(page=found, capture=kept, result=made, text_hash=text_hash(text), sketch=sketch(text))


def rejected(of: Page, reason: Reason = Reason.NO_TEXT) -> Delivery:
    return Delivery(page=of, capture=captured(), result=Rejection(url=of.url, reason=reason, evidence="12 words"))


def captured(offset: int = 0) -> Capture:
    return Capture(file="a.warc.gz", offset=offset, length=100, digest="sha256:00")


def link(number: int, kind: UrlKind = UrlKind.ARTICLE, **fields: Any) -> Link:
    return Link(**({"url": url(number), "kind": kind} | fields))


def settled(number: int, outcome: Outcome, reason: str | None = None, **fields: Any) -> Settled:
    return Settled(**({"url": url(number), "source": "courier", "outcome": outcome, "reason": reason} | fields))


def clean_plainly(of: Page) -> Article | Rejection:
    """Stands for cleaning: the body is the text, and says what to do when it is a command."""
    body = of.body.decode()
    if body == "sleep":
        time.sleep(30)
    if body == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if body == "raise":
        raise ValueError("a bug of ours")
    if body == "reject":
        return Rejection(url=of.url, reason=Reason.NO_TEXT, evidence="nothing")
    return article(of, body)


def date_plainly(made: Article, of: Page) -> Article:
    """Stands for dating: the fetch time is the date."""
    if made.text == "raise in dates":
        raise ValueError("a bug in dates")
    return replace(made, published_at=of.fetched_at, published_on=of.fetched_at.date() if of.fetched_at else None)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let the system refuse to make any file larger than this."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
