"""What must hold of a corpus whatever happened to it: checks of the database alone. Each gives findings, and mends nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cleaning.errors import StorageError
from pipelines import accounts
from pipelines.outcomes import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipelines.store import Corpus

_MOST: Final = 20
"""Rows named of each check; more are counted by nobody."""
RESTORE: Final = "restore a backup, or bring the archive in again with 'thresher ingest'"
_REPORT: Final = "this is a bug of Thresher, or somebody else's change of the database; please report it"
_REBUILD: Final = "sqlite3 corpus.db \"INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')\""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it must be."""

    check: str
    where: str
    says: str
    cure: str
    is_damage: bool = True
    """False: nothing is lost, and cleaning again sets it right."""

    def told(self) -> str:
        """Return it in a line."""
        return f"{self.check}: {self.where}: {self.says}; {self.cure}"


def damaged(corpus: Corpus, *, thorough: bool) -> Iterator[Finding]:
    """Ask SQLite whether the file is sound; ``thorough``: its indexes too."""
    pragma = "integrity_check" if thorough else "quick_check"
    for (line,) in corpus.db.execute(f"PRAGMA {pragma}({_MOST})"):
        if line != "ok":
            yield Finding(check="database", where=str(corpus.path), says=line, cure=RESTORE)


def dangling(corpus: Corpus, *, thorough: bool) -> Iterator[Finding]:
    """Yield the rows that refer to one that is not there."""
    del thorough
    for table, rowid, other, _ in corpus.db.execute("PRAGMA foreign_key_check").fetchmany(_MOST):
        says = f"row {rowid} refers to a row of {other} that is not there"
        yield Finding(check="references", where=table, says=says, cure=RESTORE)


def unindexed(corpus: Corpus, *, thorough: bool) -> Iterator[Finding]:
    """Compare the full-text index with the articles, word by word."""
    del thorough
    try:
        with corpus.transaction() as db:
            db.conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    except (sqlite3.DatabaseError, StorageError):
        says = "the full-text index differs from the articles"
        yield Finding(check="search", where="articles_fts", says=says, cure=_REBUILD, is_damage=False)


_ARTICLE_WITHOUT: Final = f"""
SELECT url, outcome FROM urls WHERE state = '{State.DONE}' AND outcome IN ('{Outcome.STORED}', '{Outcome.REVISED}',
  '{Outcome.UNCHANGED}') AND kind = 'article' AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.url = urls.url)
"""  # noqa: S608 - only our own words are put together
_UNKNOWN_URL: Final = "SELECT url, id FROM articles WHERE NOT EXISTS (SELECT 1 FROM urls WHERE urls.url = articles.url)"
_NO_REASON: Final = f"""
SELECT url, reason FROM urls WHERE state = '{State.DONE}' AND outcome = '{Outcome.REJECTED}'
  AND NOT EXISTS (SELECT 1 FROM rejections WHERE rejections.url = urls.url)
"""  # noqa: S608
_ODD_STATE: Final = f"""
SELECT url, ifnull(outcome, 'none') FROM urls WHERE outcome NOT IN ({", ".join(f"'{o}'" for o in Outcome)})
  OR state NOT IN ({", ".join(f"'{s}'" for s in State)}) OR (state = '{State.DONE}' AND outcome IS NULL)
"""  # noqa: S608
_OTHER_LAST: Final = """
SELECT a.url, a.revision FROM articles a LEFT JOIN revisions r ON r.article_id = a.id AND r.number = a.revision
WHERE r.text IS NOT a.text OR r.title IS NOT a.title
"""
_GAPS: Final = """
SELECT a.url, count(*) FROM revisions r JOIN articles a ON a.id = r.article_id
GROUP BY r.article_id HAVING min(number) <> 1 OR max(number) <> count(*) OR max(number) <> a.revision
"""
_STATEMENTS: Final = (
    ("accounting", _ARTICLE_WITHOUT, "ended as {}, but there is no article"),
    ("accounting", _UNKNOWN_URL, "article {} has a URL the frontier does not know"),
    ("accounting", _NO_REASON, "was rejected ({}), but there is no row in rejections"),
    ("accounting", _ODD_STATE, "is in no state there is (outcome {})"),
    ("revisions", _OTHER_LAST, "title or text differ from those of its last revision, {}"),
    ("revisions", _GAPS, "its {} revisions are not numbered from 1 to the last"),
)


def unaccounted(corpus: Corpus, *, thorough: bool) -> Iterator[Finding]:
    """Check that URLs, articles, rejections and revisions agree (DESIGN §3.1)."""
    del thorough
    for check, sql, says in _STATEMENTS:
        for url, what in corpus.db.execute(sql).fetchmany(_MOST):
            yield Finding(check=check, where=url, says=says.format(what), cure=_REPORT)
    yield from _miscounted(corpus)


def _miscounted(corpus: Corpus) -> Iterator[Finding]:
    def number(sql: str) -> int:
        return int(corpus.db.execute(sql).fetchone()[0] or 0)

    known = number("SELECT count(*) FROM urls")
    accounted = sum(account.discovered for account in accounts.read(corpus.db.conn))
    if known != accounted:
        says = f"{known:,} URLs are known, but those of all sources sum to {accounted:,}"
        yield Finding(check="accounting", where="urls", says=says, cure=_REPORT)
    counted = number("SELECT sum(count) FROM run_sources WHERE outcome = 'stored'")
    articles = number("SELECT count(*) FROM articles")
    erased = number("SELECT count(*) FROM takedowns") if "takedowns" in corpus.db.table_names() else 0
    if not articles <= counted <= articles + erased:
        says = f"runs have counted {counted:,} new articles, but {articles:,} are there"
        yield Finding(check="accounting", where="run_sources", says=says, cure=_REPORT)


CHECKS: Final[dict[str, Callable[..., Iterator[Finding]]]] = {
    "database": damaged,
    "references": dangling,
    "search": unindexed,
    "accounting": unaccounted,
}
"""By name; each is given a corpus and whether to be thorough."""


def sound(corpus: Corpus, *, thorough: bool) -> Iterator[Finding]:
    """Make every check; one that the database is too damaged for is a finding itself."""
    for name, check in CHECKS.items():
        try:
            yield from check(corpus, thorough=thorough)
        except sqlite3.DatabaseError as error:
            yield Finding(check=name, where=str(corpus.path), says=f"cannot be checked: {error}", cure=RESTORE)


def measured(text: str, row: dict[str, Any], removed: Iterator[str]) -> Iterator[str]:
    """Name the sums stored with an article that do not fit its text and its removed blocks."""
    sums = {
        "word_count": len(text.split()),
        "words_removed": sum(len(block.split()) for block in removed),
    }
    yield from (f"{name} is {row[name]}, not {value}" for name, value in sums.items() if row[name] != value)
