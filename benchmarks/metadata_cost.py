"""What metadata and dates of a parsed page cost beside trafilatura's, and how often htmldate is asked. No corpus is known here."""

from __future__ import annotations

import copy
import statistics
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from speed import OURS, THEIRS, figures, once

from cleaning.article import Article
from cleaning.decode import decode
from cleaning.document import parse
from cleaning.language import believed
from cleaning.metadata import read
from crawler.evaluation import empty, published
from pipelines import dates
from pipelines.date_choice import STRUCTURED
from pipelines.date_reading import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cleaning.article import Page
    from cleaning.document import Document
    from crawler.evaluation import Prediction
    from crawler.stored import StoredPage

PARTS: Final = 400
"""Characters of a block that stand for the text where only its language matters."""
HTMLDATE: Final = 0.05
"""Share of the pages with structured dates on which htmldate may be asked, at most."""


class Parsed(NamedTuple):
    """A page with the tree of either side, which is not part of what is compared."""

    page: Page
    document: Document
    tree: Any


@dataclass(slots=True)
class Cost:
    """CPU seconds of each round by side, the first one cold, and how often htmldate was asked."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {OURS: [], THEIRS: []})
    structured: int = 0
    """Pages with a structured date."""
    asked: int = 0
    """Those of them on which htmldate was asked."""

    @property
    def ratio(self) -> float:
        """How many times the CPU of ours theirs takes: the median of the warm rounds."""
        return figures(self.seconds)["ratio"]

    @property
    def share(self) -> float:
        """The share of pages with structured dates on which htmldate was asked."""
        return self.asked / self.structured if self.structured else 0.0


def facts(page: StoredPage) -> Prediction:
    """Read metadata and dates of a stored page; made for worker processes."""
    given = page.read()
    document = _document(given)
    if document is None:
        return empty(page.id, None)
    article = said(given, document)
    made = {"title": article.title, "authors": list(article.authors), "published": published(article)}
    return empty(page.id, None) | made


def said(page: Page, document: Document) -> Article:
    """Return an article that has only what the page says of it."""
    found = read(document, page)
    text = "\n".join(block.text[:PARTS] for block in document.blocks)
    language = believed(found.language, page.source.language, text)
    bare = Article(
        url=page.url, title=found.title, text="", authors=found.authors, language=language, dates=found.dates
    )
    return dates.date(bare, page)


def _document(page: Page) -> Document | None:
    decoded = decode(page.body, page.header("Content-Type"))
    return parse(page.body if decoded.how == "utf-8" else decoded.text)


def theirs(parsed: Parsed) -> None:
    """Ask trafilatura for the metadata of a parsed tree, its settings as they are."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415 - a peer

    extract_metadata(parsed.tree, parsed.page.url or None)


def prepared(pages: Iterable[Page]) -> Iterator[Parsed]:
    """Parse each page for both sides."""
    from trafilatura.utils import load_html  # noqa: PLC0415 - a peer

    for page in pages:
        document, tree = _document(page), load_html(page.body)
        if document is not None and tree is not None:
            yield Parsed(page, document, tree)


def cost(pages: list[Parsed], rounds: int) -> Cost:
    """Race both sides over the same pages by turns; theirs gets a fresh copy of each tree, which it may change."""
    spent = Cost()
    for _ in range(rounds + 1):
        forget()  # a crawl sees other dates on every page
        spent.seconds[OURS].append(once(_ours, pages))
        fresh = [parsed._replace(tree=copy.deepcopy(parsed.tree)) for parsed in pages]
        spent.seconds[THEIRS].append(once(theirs, fresh))
    for parsed in pages:
        with _counted() as asked:
            article = said(parsed.page, parsed.document)
        is_structured = any(c.place in STRUCTURED and c.precision for c in article.dates)
        spent.structured += is_structured
        spent.asked += bool(asked) and is_structured
    return spent


def _ours(parsed: Parsed) -> None:
    said(parsed.page, parsed.document)


@contextmanager
def _counted() -> Iterator[list[Page]]:
    """Note on which pages htmldate is asked meanwhile."""
    asked: list[Page] = []
    before: Callable[[Page], Any] = dates.htmldate_date

    def noted(page: Page) -> Any:
        asked.append(page)
        return before(page)

    dates.htmldate_date = noted
    try:
        yield asked
    finally:
        dates.htmldate_date = before


def dear(spent: Cost) -> Iterator[str]:
    """Yield a line where metadata and dates cost more than they may."""
    if spent.ratio <= 1:
        yield f"CPU: trafilatura's metadata takes {spent.ratio:.2f} times ours, must be more than 1"
    if spent.share >= HTMLDATE:
        yield f"htmldate is asked on {spent.share:.1%} of the pages with structured dates, must be under {HTMLDATE:.0%}"


def told(spent: Cost, pages: int) -> Iterator[str]:
    """Yield what the race gave."""
    for who, rounds in spent.seconds.items():
        warm = 1000 * statistics.median(rounds[1:]) / pages
        yield f"{who:12}{warm:8.2f} ms a page, {1000 * rounds[0] / pages:.2f} cold"
    yield f"{'ratio':12}{spent.ratio:8.2f}"
    yield f"htmldate asked on {spent.asked} of {spent.structured} pages with structured dates"
