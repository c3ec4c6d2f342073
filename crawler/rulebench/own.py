"""The rules of a corpus folder: its own files, and the book they make with the shipped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.rules import RuleBook, load
from crawler.shelves import own_rules
from pipelines.phrase_rules import book

if TYPE_CHECKING:
    from pathlib import Path


def book_of(corpus: Path) -> RuleBook:
    """Return the shipped rules with the user's own, if there are any; RuleError where one cannot be used."""
    return book(own_rules(corpus)) or load()
