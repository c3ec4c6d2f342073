"""Which URLs of a corpus are one page: its spellings, what led to it, and its variants by the publisher's own word. Writes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cleaning.errors import InputError
from cleaning.urls import canonical
from pipelines.canonical import CROWD, is_named_by_a_crowd
from pipelines.ledger import IS_LISTING
from pipelines.variants import key, stem, variants

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_KNOWN = """
SELECT value FROM json_each(:urls) WHERE EXISTS (SELECT 1 FROM urls WHERE url = value)
  OR EXISTS (SELECT 1 FROM articles WHERE url = value) OR EXISTS (SELECT 1 FROM captures WHERE url = value)
  OR EXISTS (SELECT 1 FROM captures WHERE final_url = value AND final_url <> url)
"""
_FEW: Final = 20
_LIKE = """
SELECT url FROM (SELECT url FROM urls UNION SELECT url FROM articles UNION SELECT url FROM captures
  UNION SELECT final_url FROM captures WHERE final_url <> url)
WHERE EXISTS (SELECT 1 FROM json_each(:stems) WHERE instr(url, value))
"""
_LED_HERE = """
SELECT url FROM urls WHERE outcome = 'redirected' AND reason = :url
UNION SELECT url FROM captures WHERE final_url = :url AND final_url <> url
"""
_LEADS_TO = """
SELECT reason FROM urls WHERE url = :url AND outcome = 'redirected'
UNION SELECT final_url FROM captures WHERE url = :url AND final_url <> url
"""
_HOLDS = "SELECT EXISTS (SELECT 1 FROM articles WHERE url = :url) OR EXISTS (SELECT 1 FROM captures WHERE :url IN (url, final_url))"
_LISTING = f"""
SELECT source FROM urls WHERE url IN (SELECT value FROM json_each(:urls)) AND {IS_LISTING}
UNION SELECT id FROM sources WHERE home IN (SELECT value FROM json_each(:urls)) LIMIT 1
"""  # noqa: S608 - our own words
_NAMED = (
    "SELECT canonical_url, source FROM articles WHERE url = ? AND canonical_url IS NOT NULL AND canonical_url <> url"
)
_SOURCES = "SELECT source FROM articles WHERE url = :url UNION SELECT source FROM urls WHERE url = :url"
_NAMING = "SELECT url, source FROM articles WHERE canonical_url = ? AND url <> canonical_url"
_COPIES = """
SELECT url FROM articles WHERE text_hash IN (SELECT text_hash FROM articles
  WHERE url IN (SELECT value FROM json_each(:urls))) AND url NOT IN (SELECT value FROM json_each(:urls)) ORDER BY id
"""
_SAYING: Final = """
SELECT a.url FROM articles a WHERE a.canonical_url IN (SELECT value FROM json_each(:urls))
  AND a.url NOT IN (SELECT value FROM json_each(:urls)) ORDER BY id LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Family:
    """One page to be taken down."""

    asked: str
    """In canonical form."""
    urls: tuple[str, ...]
    """Every known URL of it, and ``asked`` first, known or not."""
    copies: tuple[str, ...] = ()
    """Other articles with the very same text; they are copies, not this page."""
    naming: tuple[str, ...] = ()
    """Other articles that name it as canonical: another publisher's, or too many to be it."""
    known: bool = True
    """Whether the corpus has heard of it."""


def family(db: sqlite3.Connection, url: str) -> Family:
    """Return what belongs to a URL; raises InputError for what is no web address, and for a feed, sitemap or front page."""
    asked = canonical(url)
    if asked is None:
        raise InputError(f"{url!r} is no web address; give the http(s) URL of the article")
    if source := _listing(db, asked):
        raise InputError(
            f"{asked} is read for its links and nothing of it is kept; take it out of sources.toml (source {source})"
        )
    urls = tuple(_closure(db, asked))
    listed = {"urls": json.dumps(urls)}
    copies = tuple(found for (found,) in db.execute(_COPIES, listed))
    naming = tuple(found for (found,) in db.execute(_SAYING, listed) if found not in copies)
    known = bool(db.execute(_KNOWN + " LIMIT 1", listed).fetchone())
    return Family(asked=asked, urls=urls, copies=copies, naming=naming, known=known)


def spellings(db: sqlite3.Connection, url: str) -> list[str]:
    """Return the spellings of an address that the corpus knows."""
    return [found for (found,) in db.execute(_KNOWN, {"urls": json.dumps(variants(url))})]


def all_spellings(db: sqlite3.Connection, urls: Iterable[str]) -> list[str]:
    """Return every URL that the corpus knows, or has a capture of, with the same key as one of these; reads whole tables.

    ``spellings`` knows those that sites use, this finds whatever a site makes of them.
    """
    keys = {key(url) for url in urls}
    stems = {stem(one) for one in keys} if len(keys) <= _FEW else {one.partition("/")[0] for one in keys}
    found = db.execute(_LIKE, {"stems": json.dumps(sorted(stems))})
    return [url for (url,) in found if key(url) in keys]


def _closure(db: sqlite3.Connection, asked: str) -> list[str]:
    found, waiting = {asked: None}, [asked]
    while waiting:
        url = waiting.pop()
        for near in (*spellings(db, url), *_neighbours(db, url)):
            if near not in found:
                found[near] = None
                waiting.append(near)
    return list(found)


def _neighbours(db: sqlite3.Connection, url: str) -> Iterator[str]:
    yield from (led for (led,) in db.execute(_LED_HERE, {"url": url}).fetchall())
    for (target,) in db.execute(_LEADS_TO, {"url": url}).fetchall():
        if target and not _listing(db, target) and _is_its_own(db, target):
            yield target
    for named, source in db.execute(_NAMED, (url,)).fetchall():
        if not _listing(db, named) and not is_named_by_a_crowd(db, named, source) and _is_of(db, named, source):
            yield named
    own = {source for (source,) in db.execute(_SOURCES, {"url": url})}
    for naming, source in db.execute(_NAMING, (url,)).fetchmany(200):
        if source in own and not is_named_by_a_crowd(db, url, source):
            yield naming


def _is_its_own(db: sqlite3.Connection, target: str) -> bool:
    """Tell whether a redirect's target is the page's new address, and not where a site sends whatever it has no more."""
    led = db.execute(f"SELECT count(*) FROM ({_LED_HERE})", {"url": target}).fetchone()[0]  # noqa: S608
    return bool(led <= CROWD and db.execute(_HOLDS, {"url": target}).fetchone()[0])


def _is_of(db: sqlite3.Connection, url: str, source: str) -> bool:
    """Tell whether a URL is of this source, or of none that is known."""
    return {found for (found,) in db.execute(_SOURCES, {"url": url})} <= {source}


def _listing(db: sqlite3.Connection, url: str) -> str | None:
    row = db.execute(_LISTING, {"urls": json.dumps(variants(url))}).fetchone()
    return None if row is None else str(row[0])
