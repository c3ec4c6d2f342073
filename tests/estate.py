"""A corpus folder in which one page has left its traces everywhere, and the search for what is left of it; for takedowns."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import fastwarc
from warcio.archiveiterator import ArchiveIterator

from pipelines.archive import Archive
from pipelines.delivery import Capture, Earlier
from pipelines.holdings import Holdings
from pipelines.outcomes import Outcome, UrlKind
from pipelines.store import Corpus
from tests.specimens import SEEN, corpus, delivered, link, page, rejected, settled, url

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path
    from typing import Self

    from cleaning.article import Page
    from pipelines.delivery import Delivery

AMP = "http://amp.courier.example/a/1?output=amp-html"
"""What names the page as canonical, in a spelling that does not show it."""
WWW = "https://www.courier.example/1/"
LED = url(9050)
"""What redirected to it."""
LEANING = url(9, "tribune")
"""A capture whose body lies in the page's own record only."""
COPY = url(1, "tribune")
TITLE = "Oruvane's lantern went dark"


def story(number: int, state: str = "first") -> str:
    lines = (
        f"The {state} paragraph of story {number} tells of the ploughshare at Quennborough{number} and nothing else.",
        f"Звіт номер {number}, {state}: міська рада Квеннборо{number} ухвалила рішення про маяк увечері.",
        f"A third paragraph of the {state} story {number} closes with the harbour of Quennborough{number} at night.",
    )
    return "\n".join(lines)


class _Leaning(Holdings):
    """Takes a capture of another URL for the earlier one, as an archive from elsewhere may."""

    def earlier(self, url: str, digest: str) -> Earlier | None:  # noqa: ARG002
        row = self._db.execute(
            "SELECT id, warc_file, warc_offset, warc_length, digest FROM captures WHERE digest = ? ORDER BY id",
            (digest,),
        ).fetchone()
        return Earlier(id=row[0], capture=Capture(file=row[1], offset=row[2], length=row[3], digest=row[4]))


class Estate:
    """The corpus, while it is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus, self.run = corpus(folder)
        self._hour = 0

    @classmethod
    def copied(cls, whole: Path, folder: Path) -> Self:
        """A copy of a folder that nobody has open."""
        shutil.copytree(whole, folder)
        return cls(folder)

    def page(self, where: str, text: str, **fields: Any) -> Page:
        self._hour += 1
        name = "tribune" if "tribune" in where else "courier"
        given = {"url": where, "body": f"<p>{text}</p>".encode(), "fetched_at": SEEN + timedelta(hours=self._hour)}
        return page(source=name, **(given | fields))

    def store(self, archive: Archive, *items: Delivery) -> None:
        kept = [replace(item, capture=archive.write(item.page)) for item in items]
        captures = [item.capture for item in kept if item.capture]
        archive.sync()
        self.corpus.commit(self.run, kept, archive.unsettled.marks(captures))
        archive.unsettled.settle(captures)

    def archive(self, **fields: Any) -> Archive:
        return Archive(self.folder, **({"holdings": Holdings(self.corpus, self.run)} | fields))

    def article(self, where: str, text: str, **fields: Any) -> Delivery:
        return delivered(self.page(where, text), text, **fields)


def build(folder: Path, stories: int = 5) -> Estate:
    """Store stories 1 to ``stories``; story 1 is everywhere."""
    made = Estate(folder)
    links = [link(n, title=f"{TITLE} {n}") for n in range(1, stories + 1)]
    made.corpus.commit(made.run, [settled(9100, Outcome.LISTING, links=[*links, link(9100, UrlKind.FEED)])])
    made.corpus.commit(made.run, [settled(9050, Outcome.REDIRECTED, url(1), links=[link(1)])])
    with made.archive() as archive:
        made.store(archive, *(made.article(url(n), story(n), title=f"{TITLE} {n}") for n in range(1, stories + 1)))
        made.store(archive, made.article(url(1), story(1), title=f"{TITLE} 1"))  # a revisit
        made.store(archive, made.article(COPY, story(1, "second"), title="Elsewhere"))
    with made.archive() as archive:
        made.store(archive, made.article(url(1), story(1, "second"), title=f"{TITLE} again"))
        made.store(archive, made.article(AMP, story(1, "second"), title=f"{TITLE} 1", canonical_url=url(1)))
        made.store(archive, rejected(made.page(WWW, story(1, "third"))))
        made.store(archive, *(made.article(url(n), story(n, "second"), title="Changed") for n in range(2, stories + 1)))
    with made.archive(holdings=_Leaning(made.corpus, made.run)) as archive:
        made.store(archive, made.article(LEANING, story(1), title="Leaning"))
    (folder / "thresher.log").write_text(
        f"2026 INFO fetched {url(1)}.\n2026 INFO fetched {url(11)}\n2026 ERROR {story(1)!r}\n2026 INFO end\n"
    )
    made.corpus.backup(folder / "corpus.db.before-upgrade")
    made.corpus.db.conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return made


def holding(folder: Path, *needles: str) -> set[str]:
    """The files of a folder that hold one of some strings, in their bytes or in what these unpack to."""
    wanted = [needle.encode() for needle in needles]
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data += gzip.decompress(data) if path.suffix == ".gz" else b""
            if any(needle in data for needle in wanted):
                found.add(path.name)
    return found


def check(folder: Path) -> dict[str, str]:
    """What must hold of a corpus folder; returns the digest of the body of each capture by URL and time."""
    with Corpus.open(folder) as opened, Archive(folder, holdings=Holdings(opened, 0)) as archive:
        conn = opened.db.conn
        assert ("ok",) == conn.execute("PRAGMA integrity_check").fetchone()
        assert [] == conn.execute("PRAGMA foreign_key_check").fetchall()
        conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert [] == conn.execute("SELECT * FROM takedown_files").fetchall()
        assert [] == conn.execute("SELECT name FROM warc_files WHERE complete = 0").fetchall()
        found = _bodies(conn, archive)
        files = {name for (name,) in conn.execute("SELECT name FROM warc_files")}
    assert files == {path.name for path in (folder / "archive").iterdir()}
    assert len(found) == sum(_pages(path) for path in (folder / "archive").iterdir())
    return found


def _bodies(conn: sqlite3.Connection, archive: Archive) -> dict[str, str]:
    rows = conn.execute("SELECT url, fetched_at, warc_file, warc_offset, warc_length, digest, revisit_of FROM captures")
    names = ("file", "offset", "length", "digest", "revisit_of")
    found = {}
    for where, at, *place in rows.fetchall():
        capture = Capture(**dict(zip(names, place, strict=True)))
        assert archive.read(capture, url=where).url == where
        found[f"{where} {at}"] = capture.digest
    return found


def _pages(path: Path) -> int:
    """Count the pages of a file as two other programs read it."""
    with path.open("rb") as file:
        kinds = []
        for record in ArchiveIterator(file, check_digests=True):
            record.content_stream().read()
            kinds.append(record.rec_type)
            assert record.digest_checker.passed is not False
    theirs = [str(r.record_type) for r in fastwarc.ArchiveIterator(str(path), verify_digests=True)]
    assert [kind.rpartition(".")[2] for kind in theirs] == kinds
    assert kinds.count("request") == len([kind for kind in kinds if kind in ("response", "revisit")])
    return sum(kind in ("response", "revisit") for kind in kinds)
