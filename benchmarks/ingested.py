"""What must hold of a corpus folder after an ingest, however often it was killed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.archive import Archive
from pipelines.store import Corpus

if TYPE_CHECKING:
    from pathlib import Path

_ARTICLES = """
SELECT url, title, text, authors, published_on, published_at, language, tags, access, quality, text_hash, first_seen_at,
last_seen_at, revision FROM articles ORDER BY url
"""
_SUMS = (
    ("captures that are there twice", "SELECT count(*) - count(DISTINCT url || fetched_at || digest) FROM captures"),
    ("records without a capture of their own", "SELECT count(*) - count(DISTINCT capture_id) FROM ingest_items WHERE reason IS NOT 'held' AND capture_id IS NOT NULL"),
    ("articles whose text was never indexed", "SELECT count(*) FROM articles WHERE id NOT IN (SELECT rowid FROM articles_fts)"),
    ("URLs that are not done", "SELECT count(*) FROM urls WHERE state <> 'done'"),
    ("files that are not done", "SELECT count(*) FROM ingest_files WHERE done = 0"),
    ("records counted otherwise than listed", "SELECT abs((SELECT count(*) FROM ingest_items) - (SELECT sum(count) FROM ingest_counts WHERE reason NOT IN ('request', 'warcinfo')))"),
    ("articles without a first state", "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM revisions WHERE number = 1)"),
    ("rows that refer to nothing", "SELECT count(*) FROM pragma_foreign_key_check"),
)  # fmt: skip


def articles(folder: Path) -> list[tuple[Any, ...]]:
    """Return what an article is to a reader."""
    with Corpus.open(folder, readonly=True) as corpus:
        return corpus.db.execute(_ARTICLES).fetchall()


def state(folder: Path) -> tuple[list[Any], ...]:
    """Return what must be the same however often an ingest was killed."""
    with Corpus.open(folder, readonly=True) as corpus:
        captures = "SELECT url, fetched_at, digest FROM captures ORDER BY 1, 2"
        urls = "SELECT url, source, outcome, reason FROM urls ORDER BY url"
        rest = [
            corpus.db.execute(sql).fetchall()
            for sql in (captures, urls, "SELECT url, reason FROM rejections ORDER BY 1")
        ]
    return articles(folder), *rest


def faults(folder: Path) -> list[str]:
    """Return a line for everything that is not as it must be once an ingest is done."""
    with Corpus.open(folder, readonly=True) as corpus:
        sums = [(what, corpus.db.execute(sql).fetchone()[0]) for what, sql in _SUMS]
        damaged = corpus.db.execute("PRAGMA integrity_check").fetchone()[0]
        known = sum(account.discovered for account in corpus.accounting())
        urls = corpus.db.execute("SELECT count(*) FROM urls").fetchone()[0]
        rows = set(corpus.db.execute("SELECT warc_file, warc_offset, url FROM captures"))
        files = [name for (name,) in corpus.db.execute("SELECT name FROM warc_files")]
    records = {(name, one.offset, one.url) for name in files for one in Archive(folder).walk(name, 0)}
    on_disk = {path.name for path in (folder / "archive").iterdir()}
    lines = [f"{folder.name}: {number} {what}" for what, number in sums if number]
    lines += [f"{folder.name}: the database is damaged: {damaged}"] if damaged != "ok" else []
    lines += [f"{folder.name}: {urls} URLs, but {known} accounted for"] if urls != known else []
    lines += (
        [f"{folder.name}: {len(records ^ rows)} records and captures do not belong together"] if records != rows else []
    )
    return lines + ([f"{folder.name}: files of the archive that nobody knows"] if on_disk != set(files) else [])
