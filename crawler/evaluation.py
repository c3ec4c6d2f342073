"""What ``thresher eval`` makes of its pages: one prediction a page, and the account and the scores of all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any

from cleaning.article import Article, Rejection
from cleaning.errors import ConfigError, InputError
from pipelines import tasks
from pipelines.score import Annotation, Figures, Tally
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cleaning.article import Page
    from cleaning.model import BlockModel
    from crawler.annotated import Entry
    from crawler.stored import StoredPage

Prediction = dict[str, Any]
"""One line of the output, with the keys of DESIGN §6."""

UNREADABLE = "unreadable"
ALL = "all"


def predict(page: StoredPage, *, model: Path | None = None, site_rules: tuple[str, ...] = ()) -> Prediction:
    """Read, clean and date one page; made for worker processes. A page that cannot be read says so as its ``rejected``.

    ``model`` is the file of another block model than the shipped one; ``site_rules`` are folders of rules for single
    sites, beside those of the page's source.
    """
    try:
        return prediction(page.id, cleaned(_under(page.read(), site_rules), _model(model) if model else None))
    except InputError:
        return empty(page.id, UNREADABLE)


def _under(page: Page, site_rules: tuple[str, ...]) -> Page:
    return replace(page, source=replace(page.source, site_rules=(*page.source.site_rules, *site_rules)))


@cache
def _model(path: Path) -> BlockModel:
    """Read a model file once in each process."""
    from cleaning.model import BlockModel  # noqa: PLC0415 - numpy is slow to load

    try:
        return BlockModel.of(path.read_bytes())
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"{path}: cannot be used as a block model: {error}") from error


def cleaned(page: Page, model: BlockModel | None = None) -> Article | Rejection:
    """Clean a page and read its dates, those of a rejected one too."""
    result = tasks.cleaned(page, model)
    if isinstance(result, Article):
        return tasks.dated(result, page)
    return replace(result, article=tasks.dated(result.article, page)) if result.article else result


def prediction(name: str, result: Article | Rejection) -> Prediction:
    """Return what is said of a page; a rejected one gives its best text, and what else could be read."""
    rejected = result.reason.value if isinstance(result, Rejection) else None
    article = result.article if isinstance(result, Rejection) else result
    if article is None:
        return empty(name, rejected)
    return empty(name, rejected) | {
        "text": article.text,
        "title": article.title,
        "authors": list(article.authors),
        "published": published(article),
        "language": article.language,
        "removed": [
            {"category": b.category and b.category.value, "rule": b.rule, "reason": b.reason, "text": b.text}
            for b in article.removed
        ],
    }


def empty(name: str, rejected: str | None) -> Prediction:
    """Return the prediction of a page of which nothing is known."""
    blank: Prediction = {"id": name, "text": "", "title": None, "authors": [], "published": None, "language": None}
    return blank | {"removed": [], "rejected": rejected}


def published(article: Article) -> str | None:
    """Return when an article appeared: ISO 8601 with the publisher's offset, a bare day where no time is known, or None."""
    if article.published_at is None:
        return article.published_on.isoformat() if article.published_on else None
    return article.published_at.astimezone(_zone(article.published_offset)).isoformat()


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that gave no result, which is no verdict on the page."""

    id: str
    what: str
    """``unreadable``, or a Failure."""
    detail: str


@dataclass(slots=True)
class Account:
    """What became of the pages, and how good it is; takes one page at a time and keeps no text."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    """By set, in order of appearance, and ``all``."""
    rejected: Counter[str] = field(default_factory=Counter)
    failed: list[Failed] = field(default_factory=list)
    annotated: bool = False
    """Whether any page had something to be scored against."""
    taught: frozenset[int] = frozenset()
    """The marks of the pages that taught the shipped model."""
    trained_on: int = 0
    """How many of them were among the pages: their scores say nothing."""

    def take(self, entry: Entry, result: Prediction | WorkshopError) -> Prediction:
        """Count one page and return its prediction; a page that failed gives an empty one."""
        made = empty(entry.page.id, result.failure.value) if isinstance(result, WorkshopError) else result
        if isinstance(result, WorkshopError):
            self.failed.append(Failed(entry.page.id, result.failure.value, str(result)))
        elif made["rejected"] == UNREADABLE:
            self.failed.append(Failed(entry.page.id, UNREADABLE, str(entry.page.file)))
        elif made["rejected"]:
            self.rejected[made["rejected"]] += 1
        self.annotated = self.annotated or _is_annotated(entry.annotation)
        self.trained_on += _is_taught(entry.page, self.taught)
        for name in {entry.annotation["set"], ALL}:
            self.tallies.setdefault(name, Tally()).add(entry.annotation, made)
        return made

    def scores(self) -> dict[str, Figures]:
        """Return the figures per set, sorted, then of all pages."""
        names = [*sorted(self.tallies.keys() - {ALL}), ALL]
        return {name: self.tallies.get(name, Tally()).figures() for name in names}


def _is_taught(page: StoredPage, taught: frozenset[int]) -> bool:
    """Tell whether a page, known by id or address, is among those of some marks."""
    from cleaning.model.taught import marks  # noqa: PLC0415

    return not taught.isdisjoint(marks(page.id, page.url))


def _is_annotated(annotation: Annotation) -> bool:
    return any(annotation[name] for name in ("body", "with", "without", "title", "authors", "published"))


def _zone(offset: str | None) -> tzinfo | None:
    return datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo if offset else UTC


def table(scores: Mapping[str, Figures]) -> list[str]:
    """Return the scores as aligned lines for people: a row a figure, a column a set."""
    width = max(10, *(len(name) + 2 for name in scores))
    rows = {name: [_shown(values[name]) for values in scores.values()] for name in next(iter(scores.values()))}
    return [
        f"{name:11}" + "".join(f"{cell:>{width}}" for cell in cells) for name, cells in ({"": [*scores]} | rows).items()
    ]


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
