"""A small corpus with something of everything that a release holds, and short ways to release it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.outcomes import Outcome
from pipelines.release import Plan, make
from pipelines.selecting import Selection
from pipelines.store import Corpus
from tests.specimens import SEEN, delivered, page, rejected, settled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

DAY = date(2026, 3, 1)
FILES = {
    "SHA256SUMS",
    "articles.jsonl.gz",
    "articles.parquet",
    "changes.json",
    "changes.md",
    "corpus.db",
    "croissant.json",
    "datasheet.md",
    "metadata.json",
}


def collect(desk: Desk) -> None:
    """Four articles of two sources, copies among them, a page that is none, and one that failed."""
    dated = {"published_on": DAY, "published_at": SEEN}
    desk.commit(
        delivered(page(1), "The council met on Sunday.", language="en", **dated),
        delivered(page(2), "Річка вийшла з берегів.", language="uk", quality=("short",), **dated),
        delivered(page(3, source="tribune"), "The council met on Sunday.", language="en", access="paywalled"),
        delivered(page(4), "A bridge | with three arches.", language="en", title="A | bridge"),
        rejected(page(5)),
        settled(6, Outcome.FAILED, "timeout"),
    )
    desk.corpus.db.execute("UPDATE captures SET rights = ?", (json.dumps({"directives": ["noarchive"]}),))


def frozen(corpus: Corpus, name: str, folder: Path, **fields: Any) -> dict[str, Any]:
    plan = Plan(**({"name": name, "folder": folder, "selection": Selection()} | fields))
    return make(corpus, plan, lambda _: None)


def copied(corpus: Corpus, folder: Path) -> Corpus:
    """The same corpus in another place."""
    corpus.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(corpus.folder, folder)
    return Corpus.open(folder)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def changes(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "changes.json").read_text()))


def asked(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{(folder / 'corpus.db').as_uri()}?immutable=1", uri=True)) as db:
        return db.execute(sql).fetchall()
