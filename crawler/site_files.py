"""The files in which a site says what it allows, kept in the table ``site_files`` from run to run. Fetches nothing.

robots.txt is asked for again, with its ETag or date, when HALF_DAY has passed; while it cannot be reached the old one
is used until it is a day old (RFC 9309 §2.4 allows no more), and from then on nothing is fetched from its host, however
long that lasts (§2.3.1.4 would let us take it for missing after 30 days; we do not). tdmrep.json and ai.txt are
statements to record and not orders to wait for: they are asked for once a week, and one that failed after a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipelines.rows import instant, moment
from pipelines.validators import digest

if TYPE_CHECKING:
    from pipelines.store import Corpus

ROBOTS, TDMREP, AI = "robots.txt", "tdmrep.json", "ai.txt"
PATHS = {ROBOTS: "/robots.txt", TDMREP: "/.well-known/tdmrep.json", AI: "/ai.txt"}
HALF_DAY, DAY, WEEK = timedelta(hours=12), timedelta(days=1), timedelta(days=7)
KEPT = {ROBOTS: 500 * 1024, TDMREP: 256 * 1024, AI: 64 * 1024}
"""Bytes of each file that are kept, and read."""

_COLUMNS = "origin, name, status, body, digest, etag, last_modified, fetched_at, changed_at, failed_since"
_GET = f"SELECT {_COLUMNS} FROM site_files WHERE origin = ? AND name = ?"  # noqa: S608 - our own words
_PUT = f"INSERT OR REPLACE INTO site_files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """One file of one origin, as last read."""

    origin: str
    name: str
    status: int
    """Of the answer its body came with; 0: it never answered, or must not be asked for."""
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime
    """When it was last read, or found to be as before."""
    changed_at: datetime
    failed_since: datetime | None = None

    @property
    def found(self) -> bool:
        """Whether the site has the file."""
        return 200 <= self.status < 300

    @property
    def digest(self) -> str:
        """``sha256:`` and the hexadecimal digest of the body."""
        return digest(self.body)

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it need not be asked for again; an age below nothing means that the clock was set back."""
        if self.name == ROBOTS:
            return self.failed_since is None and timedelta() <= now - self.fetched_at < HALF_DAY
        asked = self.failed_since or self.fetched_at
        return timedelta() <= now - asked < (DAY if self.failed_since else WEEK)

    def may_serve(self, now: datetime) -> bool:
        """Tell whether a robots.txt may be used while it cannot be reached."""
        return self.status != 0 and timedelta() <= now - self.fetched_at < DAY


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def same(before: SiteFile, now: datetime) -> SiteFile:
    """Return a file that was found to be as before."""
    return replace(before, fetched_at=now, failed_since=None)


def unreached(before: SiteFile | None, origin: str, name: str, now: datetime) -> SiteFile:
    """Return a file that could not be reached; what it said before stays."""
    if before is None:
        return SiteFile(origin=origin, name=name, status=0, fetched_at=now, changed_at=now, failed_since=now)
    since = now if name != ROBOTS or before.failed_since is None else before.failed_since
    return replace(before, failed_since=since)


def answered(before: SiteFile | None, new: SiteFile) -> SiteFile:
    """Return a file that was read, whose change is dated."""
    if before is None or before.status == 0:
        return new
    unchanged = before.body == new.body and before.found == new.found
    return replace(new, changed_at=before.changed_at) if unchanged else new


class Shelf:
    """The stored files; without a corpus, those of one run."""

    def __init__(self, corpus: Corpus | None = None) -> None:
        self._corpus = corpus
        self._files: dict[tuple[str, str], SiteFile] = {}

    def get(self, origin: str, name: str) -> SiteFile | None:
        """Return what is known of a file."""
        if self._corpus is None:
            return self._files.get((origin, name))
        row = self._corpus.db.conn.execute(_GET, (origin, name)).fetchone()
        return None if row is None else _file(row)

    def put(self, file: SiteFile) -> None:
        """Keep a file, at once: what it asks for must hold from now on."""
        if self._corpus is None:
            self._files[file.origin, file.name] = file
            return
        moments = (instant(file.fetched_at), instant(file.changed_at), instant(file.failed_since))
        row = (file.origin, file.name, file.status, file.body, file.digest, file.etag, file.last_modified, *moments)
        with self._corpus.transaction() as db:
            db.conn.execute(_PUT, row)


def _file(row: tuple[Any, ...]) -> SiteFile:
    origin, name, status, body, _, etag, last_modified, *moments, failed_since = row
    fetched_at, changed_at = map(datetime.fromisoformat, moments)
    return SiteFile(
        origin=origin, name=name, status=status, body=body, etag=etag, last_modified=last_modified,
        fetched_at=fetched_at, changed_at=changed_at, failed_since=moment(failed_since),
    )  # fmt: skip
