"""Ours and the extractors it is measured against, each as a task that makes one prediction of one stored page.

A task runs in a worker process and imports its library there; one that is not installed is left out of a run.
"""

# ruff: noqa: PLC0415 - a library that is not installed must not keep the others from running

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from crawler.evaluation import Prediction, empty, predict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cleaning.article import Page
    from crawler.stored import StoredPage

SECONDS = "cpu_seconds"
"""The key under which a timed prediction says what it took, reading the file included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """One column of the comparison."""

    name: str
    module: str
    """What must be importable."""
    package: str
    """What installs it."""
    task: Callable[[StoredPage], Prediction]
    options: str = ""
    """How it is asked, in words; what is kept of an earlier run holds only as long as this and its version stay."""

    @property
    def installed(self) -> bool:
        """Tell whether it can run here."""
        return find_spec(self.module) is not None


def ours(page: StoredPage, *, model: Path | None = None) -> Prediction:
    """Clean and date a page as ``thresher eval`` does, with another block model than the shipped one if given."""
    start = time.process_time()
    return predict(page, model=model) | {SECONDS: time.process_time() - start}


def trafilatura(page: StoredPage) -> Prediction:
    """Ask trafilatura with its defaults, metadata included; comments are no text of the article."""
    return _timed(page, _trafilatura)


def trafilatura_precise(page: StoredPage) -> Prediction:
    """Ask trafilatura to favour precision."""
    return _timed(page, lambda given: _trafilatura(given, favor_precision=True))


def newspaper(page: StoredPage) -> Prediction:
    """Ask newspaper4k to parse: without its ``nlp``, which wants data from the network."""
    return _timed(page, _newspaper)


def readability(page: StoredPage) -> Prediction:
    """Ask readability-lxml, whose summary is markup: its text, a line a block."""
    return _timed(page, _readability)


def resiliparse(page: StoredPage) -> Prediction:
    """Ask resiliparse for the main content; it has no metadata."""
    return _timed(page, _resiliparse)


EXTRACTORS = (
    Extractor(name="ours", module="cleaning", package="thresher", task=ours),
    Extractor(name="trafilatura", module="trafilatura", package="trafilatura", task=trafilatura, options="metadata"),
    Extractor(
        name="precision",
        module="trafilatura",
        package="trafilatura",
        task=trafilatura_precise,
        options="metadata, favor_precision",
    ),
    Extractor(
        name="newspaper4k", module="newspaper", package="newspaper4k", task=newspaper, options="nothing fetched, no nlp"
    ),
    Extractor(name="readability", module="readability", package="readability-lxml", task=readability),
    Extractor(
        name="resiliparse", module="resiliparse", package="resiliparse", task=resiliparse, options="main_content"
    ),
)


def _timed(page: StoredPage, make: Callable[[Page], Prediction]) -> Prediction:
    start = time.process_time()
    made = make(page.read())
    return empty(page.id, None) | made | {SECONDS: time.process_time() - start}


def _trafilatura(page: Page, *, favor_precision: bool = False) -> Prediction:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        page.body, url=page.url or None, with_metadata=True, include_comments=False, favor_precision=favor_precision
    )
    if found is None:
        return {}
    people = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {"text": found.text, "title": found.title, "authors": people, "published": found.date}


def _newspaper(page: Page) -> Prediction:
    from newspaper import Article

    found = Article(page.url or "https://page.invalid/", fetch_images=False)
    found.html = _text(page)  # nothing is fetched
    found.parse()
    when = found.publish_date.isoformat() if found.publish_date else None
    return {"text": found.text, "title": found.title, "authors": list(found.authors), "published": when}


def _readability(page: Page) -> Prediction:
    from lxml.html import fromstring
    from readability import Document

    found = Document(_text(page))
    return {"text": "\n".join(map(str, fromstring(found.summary()).itertext())), "title": found.short_title()}


def _resiliparse(page: Page) -> Prediction:
    from resiliparse.extract.html2text import extract_plain_text

    return {"text": extract_plain_text(_text(page), main_content=True, alt_texts=False, comments=False)}


def _text(page: Page) -> str:
    """Decode for the libraries that want text; not part of what is compared."""
    from cleaning.decode import decode

    text: str = decode(page.body).text
    return text
