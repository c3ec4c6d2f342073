"""Databases of the versions there were, stored beside the tests: one for each migration, with rows in every table it had.

``python -m tests.released`` makes those that are missing, from true rows of today's version; one that is there stays as it is.
"""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlite_utils import Database

from pipelines.migrations import MIGRATIONS
from pipelines.outcomes import Outcome, Refusal
from pipelines.store import DATABASE_NAME
from pipelines.validators import Validators
from tests.desk import Desk
from tests.specimens import captured, delivered, link, page, rejected, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "databases"
OWN = "type = 'table' AND sql LIKE '%STRICT%'"
WORDS = "The council met on Sunday and chose a new bridge over the river for the year to come, as {} said."


def name_of(migration: str) -> str:
    """The name of the file that holds a database in which this migration is the last."""
    return f"{migration.partition('_')[0]}.db.gz"


def unpacked(stored: Path, folder: Path) -> Path:
    """Put a stored database into a corpus folder."""
    folder.mkdir(exist_ok=True)
    target = folder / DATABASE_NAME
    target.write_bytes(gzip.decompress(stored.read_bytes()))
    return target


def tables(db: Database) -> list[str]:
    return [name for (name,) in db.execute(f"SELECT name FROM sqlite_master WHERE {OWN} ORDER BY rowid")]


def lived_in(folder: Path) -> Path:
    """A corpus with something in every table, as one run leaves it."""
    desk = Desk(folder)
    desk.corpus.sync_rules(
        [{"id": "phrase/en/related/read-also", "tier": "phrase", "category": "related", "description": "Read also."}]
    )
    text = "\n".join(WORDS.format(f"mayor number {n}") for n in range(12))
    feed = settled(90, Outcome.LISTING, links=[link(n, title=f"Story {n}") for n in range(1, 7)], rate=1.5, status=200,
                   validators=Validators(etag='"a"', last_modified=None, digest="sha256:00"))  # fmt: skip
    refused = replace(feed, url="http://courier.example/91", links=(), refusals=((link(80), Refusal.ROBOTS),))
    asked = settled(
        81, Outcome.DEFERRED, "http-503", detail="asked to wait", until=datetime.now(UTC) + timedelta(hours=1)
    )
    desk.commit(feed, refused, asked, settled(82, Outcome.FAILED, "dns"))
    first = page(1)
    desk.commit(
        delivered(first, text),
        delivered(page(2, source="tribune"), text),
        delivered(page(3), f"{text}\nOne more line."),
    )
    desk.commit(delivered(first, f"{text}\nCorrection: the bridge is old.", capture=captured(100)), rejected(page(4)))
    desk.commit(
        replace(delivered(page(5), "Заголовок і текст новини про міст."), sketch=None),
        settled(3, Outcome.GONE, status=410),
    )
    with desk.corpus.transaction() as db:
        seen = "2026-03-01T10:00:00Z"
        db["hosts"].insert({"host": "courier.example", "delay": 1.0, "last_request_at": seen})
        db["site_files"].insert({"origin": "http://courier.example", "name": "robots.txt", "status": 200, "body": b"User-agent: *",
                                 "digest": "sha256:00", "fetched_at": seen, "changed_at": seen})  # fmt: skip
        db["warc_files"].insert({"name": "a.warc.gz", "run_id": desk.run, "begun_at": seen, "settled": 100})
        release = {"name": "spring", "place": "/releases/spring", "as_of": seen, "made_at": seen, "articles": 3}
        db["releases"].insert(release | {"state": "{}", "sums": "{}", "complete": 1})
        digests = dict.fromkeys(("url_digest", "text_digest", "row_digest"), b"12")
        db["release_articles"].insert(digests | {"release_id": 1, "revision": 1})
        gone = {"url": "http://courier.example/70", "key": "courier.example/70", "asked": "http://courier.example/70"}
        db["takedowns"].insert(gone | {"source": "courier", "reason": "asked for", "taken_at": seen, "state": "done"})
    desk.corpus.end_run(desk.run, finish_reason="finished", exit_code=0, requests=9)
    desk.check()
    desk.corpus.close()
    return desk.corpus.path


def state(target: Path, last: str, rows: Path) -> None:
    """Write a database in which ``last`` is the last migration, with the rows of another as far as it has tables and columns."""
    db = Database(target)
    later = [m.name for m in MIGRATIONS.pending(db)]
    db.execute("PRAGMA journal_mode = WAL")
    MIGRATIONS.apply(db, stop_before=later[later.index(last) + 1 :])
    db.execute("ATTACH ? AS lived", [str(rows)])
    for table in tables(db):
        columns = ", ".join(column.name for column in db[table].columns)
        db.conn.execute(f"DELETE FROM {table}")  # what triggers wrote of the tables before
        db.conn.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM lived.{table}")
    db.conn.commit()
    db.execute("DETACH lived")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def missing() -> Iterator[str]:
    db = Database(memory=True)
    yield from (m.name for m in MIGRATIONS.pending(db) if not (FOLDER / name_of(m.name)).exists())
    db.close()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for last in list(missing()):
        with TemporaryDirectory() as name:
            state(Path(name) / "old.db", last, lived_in(Path(name) / "lived"))
            packed = gzip.compress((Path(name) / "old.db").read_bytes(), mtime=0)
        (FOLDER / name_of(last)).write_bytes(packed)
        print(f"{name_of(last)}: {len(packed)} bytes")


if __name__ == "__main__":
    main()
