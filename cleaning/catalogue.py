"""Every rule by which a block can be removed, for listing: the rule book's, and those of the extractor. Applies nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaning.article import Category
from cleaning.blocks import BY_MODEL
from cleaning.islands import ISLAND, LABEL, LINK_LINE
from cleaning.rules import load
from cleaning.taken import STANDFIRST, TRANSLATED
from cleaning.verdicts import CAPTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.rules import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A rule as people look it up by the id that stands in ``removed_blocks``."""

    id: str
    category: Category
    description: str
    language: str | None = None
    examples: tuple[str, ...] = ()
    look_alikes: tuple[str, ...] = ()

    @property
    def tier(self) -> str:
        """The kind of knowledge it holds: the first part of its id."""
        return self.id.split("/", 1)[0]

    def row(self) -> dict[str, object]:
        """Return what a database keeps of it."""
        names = ("id", "tier", "category", "language", "description")
        return {name: getattr(self, name) for name in names}


_LEFT_OUT = "the extractor leaves it out amid the article; its shape suggests {}"
_LIKELY = (Category.RELATED, Category.CAPTION_CREDIT, Category.ADVERT, Category.NAVIGATION)


def entries(book: RuleBook | None = None) -> tuple[Entry, ...]:
    """Return every rule, those of the rule book first, which defaults to the shipped one."""
    return (*_of_the_book(book or load()), *_of_the_extractor())


def _of_the_book(book: RuleBook) -> Iterator[Entry]:
    for rule in book.rules:
        yield Entry(
            id=rule.id,
            category=rule.category,
            description=rule.description,
            language=rule.language,
            examples=tuple(rule.examples),
            look_alikes=tuple(rule.look_alikes),
        )


def _of_the_extractor() -> Iterator[Entry]:
    yield Entry(id=CAPTION, category=Category.CAPTION_CREDIT, description="caption of a picture")
    yield Entry(
        id=STANDFIRST,
        category=Category.REPEATED_TEXT,
        description="standfirst, where the source's settings leave it out",
    )
    yield Entry(id=TRANSLATED, category=Category.SOURCE_LINK, description="note that a machine translated the text")
    for category in _LIKELY:
        yield Entry(id=f"{BY_MODEL}{category}", category=category, description=_LEFT_OUT.format(category.value))
    yield Entry(id=LINK_LINE, category=Category.RELATED, description="a line of links that the block model doubts")
    yield Entry(id=LABEL, category=Category.RELATED, description="a doubtful label above removed links")
    yield Entry(id=ISLAND, category=Category.ADVERT, description="a doubtful block alone among removed ones")
