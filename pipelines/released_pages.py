"""Which releases a page is in that is taken down: they are never rewritten, only named. Opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pipelines.digests import url_digest
from pipelines.traces import Trace

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

_IN_IT: Final = "SELECT 1 FROM release_articles WHERE release_id = releases.id AND url_digest = ?"


class Release(NamedTuple):
    """A frozen folder that was given out under a name."""

    name: str
    place: str
    """As it was noted when it was made."""
    folder: Path


def in_releases(db: sqlite3.Connection, folder: Path, urls: Sequence[str]) -> list[Release]:
    """Return the releases that were made with one of these URLs in them, wherever they are."""
    digests = [url_digest(url) for url in urls]
    sql = f"SELECT name, place FROM releases WHERE complete = 1 AND EXISTS ({_IN_IT}) ORDER BY id"  # noqa: S608
    rows = {row for digest in digests for row in db.execute(sql, (digest,))}
    return [Release(name, place, folder / place) for name, place in sorted(rows)]


def gathered(found: Sequence[Trace], releases: Sequence[Release], folder: Path) -> list[Trace]:
    """Return traces with one for each release that is still there, in the place of those for its files."""
    there = [release for release in releases if release.folder.is_dir()]
    whole = [
        Trace(release.place, "the page", f"it is the release {release.name}: withdraw it, and make it anew")
        for release in there
    ]
    single = [t for t in found if not any((folder / t.path).is_relative_to(release.folder) for release in there)]
    return whole + single
