"""Stored pages that can be cleaned again: the last capture of each article, and of each URL that gave none. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from cleaning.article import Page, SourceFacts
from pipelines.delivery import Capture
from pipelines.ledger import hints
from pipelines.rows import by_name
from pipelines.told import standard, standard_for

if TYPE_CHECKING:
    import sqlite3

    from pipelines.archive import Archive

NO_ARTICLE: Final = "no-article"
"""The quality flag of an article whose page later rules reject; it stays as it was."""
_PAGE: Final = 200
_LARGEST: Final = 2**62

Facts = Callable[[str, str | None], SourceFacts]
"""Returns what to tell cleaning of a source, by its id and, as JSON, what was told before."""


class What(StrEnum):
    """What a capture had become."""

    ARTICLE = "article"
    REJECTION = "rejection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which pages; what is left empty does not restrict."""

    source: str | None = None
    since: str = ""
    """Instant, as stored; captures that are older are left out."""


_OF_CAPTURE = """
c.final_url, c.fetched_at, c.warc_file, c.warc_offset, c.warc_length, c.digest, c.revisit_of, u.hints, f.facts AS told
"""
_FROM_CAPTURE = """
LEFT JOIN captures c ON c.id = x.capture_id LEFT JOIN urls u ON u.url = x.url LEFT JOIN source_facts f ON f.digest = x.facts
WHERE x.id > :after AND x.id <= :last AND x.source = ifnull(:source, x.source) AND ifnull(c.fetched_at, '') >= :since
"""
_SELECT = {
    What.ARTICLE: f"""
SELECT x.id, x.url, x.source, x.capture_id, x.cleaning_version, x.facts, x.text_hash, x.quality, {_OF_CAPTURE}
FROM articles x {_FROM_CAPTURE}
ORDER BY x.id LIMIT :limit""",  # noqa: S608 - only our own words are put together
    What.REJECTION: f"""
SELECT x.id, x.url, x.source, x.capture_id, x.cleaning_version, x.facts, '' AS text_hash, '[]' AS quality, {_OF_CAPTURE}
FROM rejections x {_FROM_CAPTURE}
  AND +u.outcome = 'rejected' AND +u.state = 'done' AND x.id = (SELECT max(id) FROM rejections WHERE url = x.url)
  AND NOT EXISTS (SELECT 1 FROM articles WHERE url = x.url)
ORDER BY x.id LIMIT :limit""",  # noqa: S608
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored page, and what its result was made by."""

    what: What
    id: int
    """Number of the article, or of the row in ``rejections``."""
    url: str
    source: str
    capture_id: int | None
    standard: str
    """What its result was made by; of a version before these were noted, one that is never today's."""
    text_hash: str
    is_flagged: bool
    capture: Capture | None
    """None for a page that was not archived."""
    fetched_at: str
    shell: Page
    """The page without headers and body."""
    told: str | None

    def page(self, archive: Archive) -> Page:
        """Read the page as cleaning saw it when it was fetched; raises StorageError where that cannot be."""
        if self.capture is None:
            raise ValueError(f"{self.url} has no capture")
        stored = archive.read(self.capture, url=self.url)
        return replace(stored, source=self.shell.source, hints=self.shell.hints)

    def now_by(self) -> str:
        """Return the standard by which it would be cleaned now."""
        return standard_for(self.shell)


def candidates(db: sqlite3.Connection, what: What, selection: Selection, facts: Facts) -> Iterator[Candidate]:
    """Yield the chosen ones by their number; rows written meanwhile do no harm."""
    after = 0
    values = {"source": selection.source, "since": selection.since, "limit": _PAGE, "last": _LARGEST}
    while rows := list(by_name(db.execute(_SELECT[what], values | {"after": after}))):
        for row in rows:
            yield _candidate(what, row, facts)
        after = rows[-1]["id"]


def sample(db: sqlite3.Connection, what: What, ids: list[int], facts: Facts) -> Iterator[Candidate]:
    """Yield the ones of these numbers, those that are there, in their order."""
    for number in ids:
        values = {"source": None, "since": "", "limit": 1, "after": number - 1, "last": number}
        for row in by_name(db.execute(_SELECT[what], values)):
            yield _candidate(what, row, facts)


def _candidate(what: What, row: dict[str, Any], facts: Facts) -> Candidate:
    has_capture = row["warc_file"] is not None
    capture = Capture(
        file=row["warc_file"],
        offset=row["warc_offset"],
        length=row["warc_length"],
        digest=row["digest"],
        revisit_of=row["revisit_of"],
    )
    source = facts(row["source"], row["told"])
    same = {name: row[name] for name in ("id", "url", "source", "capture_id", "text_hash", "told")}
    return Candidate(
        what=what,
        standard=standard(row["cleaning_version"] or "", row["facts"] or ""),
        is_flagged=f'"{NO_ARTICLE}"' in row["quality"],
        capture=capture if has_capture else None,
        fetched_at=row["fetched_at"] or "",
        shell=Page(
            url=row["url"],
            final_url=row["final_url"] or "",
            body=b"",
            fetched_at=datetime.fromisoformat(row["fetched_at"]) if row["fetched_at"] else None,
            source=source,
            hints=hints(row["hints"]),
        ),
        **same,
    )
