"""Whether an article that is seen again was edited, by its page and by what was taken out of its source's pages. Writes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cleaning.article import Verdict
from cleaning.decode import decode
from pipelines.edits import Known, is_edit
from pipelines.rows import storable

if TYPE_CHECKING:
    import sqlite3

    from cleaning.article import Article, Page
    from pipelines.delivery import Delivery

_LARGEST: Final = 2_000_000
"""Bytes of the largest page that is read once more."""
_TAKEN_OUT: Final = """
SELECT DISTINCT text FROM removed_blocks WHERE article_id = :id OR article_id IN
  (SELECT id FROM articles WHERE source = :source ORDER BY published_on DESC LIMIT 50)
"""


def is_changed(
    db: sqlite3.Connection, before: tuple[str | None, str], now: tuple[Delivery, Article], *, article_id: int
) -> bool:
    """Tell whether the publisher changed an article: its title, or its text by an edit (``edits``).

    ``before`` is its title and text. What was taken out of other pages of the source is no part of a text when it gets by
    once; and what is gone from the text but stands on the page still was not deleted.
    """
    delivery, article = now
    title, text = storable(article.title), storable(article.text)
    if before == (title, text):
        return False
    if before[0] != title:
        return True
    found = db.execute(_TAKEN_OUT, {"id": article_id, "source": delivery.page.source.id})
    known = Known(
        taken_out={line for (line,) in found} | {block.text for block in article.removed},
        linked={block.text: block.link_share for block in article.blocks if block.verdict is Verdict.KEPT},
    )
    return is_edit(before[1], text, known) and is_edit(before[1], text, replace(known, standing=shown(delivery.page)))


def shown(page: Page) -> frozenset[str]:
    """Return the texts of a page's visible blocks; none of one that is too large to be read once more."""
    from cleaning.document import parse  # noqa: PLC0415 - a page is seldom read here

    if not page.body or len(page.body) > _LARGEST:
        return frozenset()
    document = parse(decode(page.body, page.header("Content-Type")).text)
    return frozenset(block.text for block in document.blocks) if document else frozenset()
