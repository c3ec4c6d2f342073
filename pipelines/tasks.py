"""What worker processes are asked to do. Imports happen there: the crawl's own process stays small and starts fast."""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaning.article import Article, Page, Rejection
    from cleaning.model import BlockModel
    from pipelines.sketch import Sketch

_SENTENCE = (
    b"<p>The council said on Sunday that work on the bridge will begin after the winter, and end within a year.</p>"
)
_SAMPLE = (
    b"<!DOCTYPE html><html lang=en><title>Work on the bridge to begin</title>"
    b"<body><main><article><h1>Work on the bridge to begin</h1><time>1 March 2026, 10:15</time>%s</article></main></body></html>"
    % (_SENTENCE * 8)
)


class Worked(NamedTuple):
    """What a worker makes of a page; an article comes with what its copies are found by."""

    result: Article | Rejection
    text_hash: str = ""
    sketch: Sketch | None = None


def cleaned(page: Page, model: BlockModel | None = None) -> Article | Rejection:
    """Clean a page under its site's, the user's and its source's learned rules, with another block model than the shipped one if given."""
    from cleaning.clean import clean
    from pipelines.learned_rules import learned_for
    from pipelines.phrase_rules import book_for
    from pipelines.site_rules import rules_for

    return clean(page, model=model, rules=rules_for(page), book=book_for(page), learned=learned_for(page))


def dated(article: Article, page: Page) -> Article:
    """Read an article's date candidates and choose."""
    from pipelines.dates import date

    return date(article, page)


def compared(text: str) -> tuple[str, Sketch]:
    """Return what exact copies of a text share, and what its near-copies are found by."""
    from pipelines.dedupe import text_hash
    from pipelines.sketch import sketch

    return text_hash(text), sketch(text)


def worked(
    page: Page,
    clean: Callable[[Page], Article | Rejection] = cleaned,
    date: Callable[[Article, Page], Article] = dated,
) -> Worked:
    """Do all that a page needs a worker for, in one trip; what is not stored of it stays here."""
    from cleaning.article import Article

    result = finished(page, clean, date)
    if isinstance(result, Article):
        return Worked(result.lean(), *compared(result.text))
    return Worked(replace(result, article=result.article and replace(result.article, blocks=())))


def standing(page: Page) -> list[tuple[str, str, str, float]]:
    """Return what today's rules keep of a page: kind, text, path and link share of each line; nothing of what is no article."""
    from cleaning.article import Article, Verdict

    result = cleaned(page)
    blocks = result.blocks if isinstance(result, Article) else ()
    return [(str(b.kind), b.text, b.path, b.link_share) for b in blocks if b.verdict is Verdict.KEPT]


def warm() -> None:
    """Load what the first page would otherwise wait for within its deadline: libraries, rules, models."""
    from cleaning.article import Article, Page

    page = Page(url="http://sample.invalid/2026/03/01/sample", body=_SAMPLE)
    article = cleaned(page)
    if isinstance(article, Article):
        compared(dated(article, page).text)


def finished(
    page: Page,
    clean: Callable[[Page], Article | Rejection] = cleaned,
    date: Callable[[Article, Page], Article] = dated,
) -> Article | Rejection:
    """Clean a page, and date it if it is an article: one trip to a worker for both."""
    from cleaning.article import Article

    result = clean(page)
    return date(result, page) if isinstance(result, Article) else result
