"""Lines of stored articles: one that was removed or leaked, to make a rule of, and all texts, to try one on. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cleaning.article import Kind
from cleaning.errors import InputError
from crawler.rulebench.effect import ARTICLES
from pipelines.store import DATABASE_NAME, Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.rulebench.effect import Stored

_REMOVED: Final = """
SELECT b.text, b.kind, b.category, a.language FROM removed_blocks b JOIN articles a ON a.id = b.article_id
WHERE a.id = ? AND b.position = ?
"""
_TEXT: Final = "SELECT text, language FROM articles WHERE id = ?"
_SIGNS: Final = {Kind.HEADING: "# ", Kind.ITEM: "- ", Kind.CAPTION: "! "}
_BRACKETS: Final = str.maketrans("[]", "()")
"""In the notation of examples, brackets would be links."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A line in the notation of examples, with what is known of it."""

    line: str
    category: str | None = None
    language: str | None = None


def picked(corpus: Path, article: int, block: int | None, number: int | None) -> Picked:
    """Return a removed block of an article by its position, or a line of its text by its number; InputError where there is none."""
    if (block is None) is (number is None):
        raise InputError("say which block with --block, or which line of the text with --line")
    with Corpus.open(corpus, readonly=True) as opened, opened.snapshot() as db:
        if block is not None:
            row = db.execute(_REMOVED, (article, block)).fetchone()
            return _removed(row) if row else _nothing(f"article {article} has no removed block at position {block}")
        row = db.execute(_TEXT, (article,)).fetchone()
    lines = row[0].splitlines() if row else []
    if not 1 <= (number or 0) <= len(lines):
        return _nothing(f"article {article} has no line {number}" if row else f"there is no article {article}")
    return Picked(line=_plain(lines[(number or 1) - 1]), language=row[1])


def stored(corpus: Path) -> Iterator[Stored]:
    """Yield what is stored; nothing where there is no database yet."""
    if not (corpus / DATABASE_NAME).is_file():
        return
    with Corpus.open(corpus, readonly=True) as opened, opened.snapshot() as db:
        yield from db.execute(ARTICLES)


def _removed(row: tuple[Any, ...]) -> Picked:
    text, kind, category, language = row
    return Picked(line=_SIGNS.get(Kind(kind), "") + _plain(text), category=category, language=language)


def _plain(text: str) -> str:
    return text.translate(_BRACKETS)


def _nothing(what: str) -> Picked:
    raise InputError(what)
