"""What a rule would remove from the articles that are stored: counted and sampled, nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import re2

from cleaning.boilerplate import Context, strip
from cleaning.rules import examples
from cleaning.rules.patterns import options
from cleaning.rules.phrasing import framed
from cleaning.rules.wording import core, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaning.rules import RuleBook
    from cleaning.rules.model import Phrase

SAMPLES: Final = 3
Stored = tuple[int, str | None, str]
"""Id, language and text of an article."""
ARTICLES: Final = "SELECT id, language, text FROM articles ORDER BY id"


@dataclass(slots=True)
class Effect:
    """What goes, by the wording alone: of stored text it is not known what was a link."""

    articles: int = 0
    """How many were looked at."""
    touched: int = 0
    """How many lose a line."""
    lines: int = 0
    samples: list[tuple[int, str]] = field(default_factory=list)
    """Article and line."""


def effect(rule: Phrase, book: RuleBook, articles: Iterable[Stored]) -> Effect:
    """Apply a rule of a book to stored articles; only those in which its wording stands are cleaned again."""
    wording, seen = re2.compile(framed(rule), options()), Effect()
    for number, language, text in articles:
        seen.articles += 1
        if any(wording.search(core(fold(line))) for line in text.splitlines()):
            _add(seen, number, _gone(rule, book, language, text))
    return seen


def _gone(rule: Phrase, book: RuleBook, language: str | None, text: str) -> list[str]:
    """Return the lines of a text that the rule removes."""
    blocks = examples.plain(text)
    return [block.text for block in strip(blocks, Context(language=language), book=book) if block.rule == rule.id]


def _add(seen: Effect, number: int, gone: list[str]) -> None:
    seen.touched += bool(gone)
    seen.lines += len(gone)
    seen.samples += [(number, line) for line in gone[: max(0, SAMPLES - len(seen.samples))]]
