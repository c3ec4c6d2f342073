"""A release: the corpus of an instant, or a part of it, as a folder of files that never change and can be checked.

Equal corpora make equal bytes: no clock, no path and no order of writing goes into a file. What the corpus remembers of its
releases is ``releases``; the tables are ``release_tables``, and what is new ``release_changes``.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from cleaning.errors import InputError, StorageError
from pipelines import release_changes, release_tables, releases, sums
from pipelines.columns import COLUMNS, TABLES
from pipelines.croissant import Facts, croissant
from pipelines.datasheet import UNSAID, Told, datasheet
from pipelines.export import all_rows
from pipelines.export_formats import json_lines, parquet
from pipelines.faults import storage_errors
from pipelines.fresh_folder import part_folder, put, settle
from pipelines.lock import RELEASE_LOCK_NAME, run_lock
from pipelines.release_columns import OWN_COLUMNS, OWN_TABLES
from pipelines.released_schema import columns
from pipelines.rows import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    from pipelines.release_changes import Base
    from pipelines.release_tables import Copied
    from pipelines.selecting import Selection
    from pipelines.store import Corpus

DATABASE: Final = "corpus.db"
_ATTEMPTS: Final = 3
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What release is wanted."""

    name: str
    folder: Path
    """The folder that the release's own folder is made in."""
    selection: Selection
    since: str | None = None
    """The release to compare with; by default the newest of other contents."""
    replace: bool = False
    """Whether a release of this name may be there, and goes."""
    told: Told = UNSAID

    @property
    def target(self) -> Path:
        """The release's own folder."""
        return self.folder / self.name


def make(corpus: Corpus, plan: Plan, told: Callable[[str], None]) -> dict[str, Any]:
    """Make a release and remember it; return its record, as ``releases.listed`` gives it.

    Nothing is seen of it before it is whole and on the disk. One that a killed process had all but finished is
    finished. Raises InputError for a name that is taken or none, or where no article is chosen; StorageError where
    the disk is full; LockedError while another is made.
    """
    if not _NAME.fullmatch(plan.name):
        raise InputError(f"{plan.name!r} is no name for a release: letters, digits, dots, dashes and underscores")
    with run_lock(corpus.folder, RELEASE_LOCK_NAME):
        with corpus.transaction() as db:
            mended = releases.mend(db.conn, corpus.folder)
        if (found := _record(db.conn, plan)) and found["id"] in mended and not plan.replace:
            return found
        _refuse_taken(db.conn, plan)
        number = next(filter(None, (_attempt(corpus, plan, told) for _ in range(_ATTEMPTS))), None)
        if number is None:
            raise StorageError(
                f"{plan.target}: articles were taken down each time it was nearly ready; release it again"
            )
        return next(row for row in releases.listed(db.conn) if row["id"] == number)


def _attempt(corpus: Corpus, plan: Plan, told: Callable[[str], None]) -> int | None:
    """Make a release and return its number; None where something was taken down meanwhile that may be in it."""
    db = corpus.db.conn
    with storage_errors(plan.target), part_folder(plan.target) as part:
        row, copied = _make_files(db, part, plan, told)
        told("onto the disk")
        settle(part)
        with corpus.transaction():
            number = releases.announce(db, row | {"place": _place(corpus.folder, plan.target), "made_at": now()})
        with corpus.transaction():  # from here on nothing is taken down until it is remembered that this release has it
            if release_tables.taken_down(db) != copied.taken_down:
                releases.forget(db, number)
                return None
            put(part, plan.target)
            releases.finish(db, number)
        return number


def _record(db: sqlite3.Connection, plan: Plan) -> dict[str, Any] | None:
    chosen = plan.selection.stated()
    return next((r for r in releases.listed(db) if r["name"] == plan.name and r["filters"] == chosen), None)


def _refuse_taken(db: sqlite3.Connection, plan: Plan) -> None:
    if plan.replace:
        return
    if plan.target.exists():
        raise InputError(f"{plan.target} exists; choose another name, or --replace it")
    if releases.named(db, plan.name):
        raise InputError(f"there was a release {plan.name} of this corpus; choose another name, or --replace it")


def _place(corpus: Path, target: Path) -> str:
    target, corpus = target.resolve(), corpus.resolve()
    return target.relative_to(corpus).as_posix() if target.is_relative_to(corpus) else str(target)


def _make_files(
    db: sqlite3.Connection, part: Path, plan: Plan, told: Callable[[str], None]
) -> tuple[dict[str, Any], Copied]:
    """Write all files of a release; return what is to be remembered of it, and what was copied."""
    raw, path = part / "raw.db", part / DATABASE
    copied = release_tables.build(db, raw, plan.selection, told)
    if not copied.articles:
        raise InputError("no article is chosen; a release needs at least one")
    told(DATABASE)
    release_tables.compact(db, raw, path)
    state, filters = sums.digest(path), release_tables.filters(plan.selection)
    base = releases.base(db, plan.name, state=state, filters=filters, since=plan.since)
    with release_tables.attached(db, path, "ro"):
        told("changes")
        changes = release_changes.find(db, base)
        _write(db, part, told)
        _describe(db, part, plan, (base, changes))
        known = _croissant(db, part, plan, copied)
    row: dict[str, Any] = {
        "name": plan.name,
        "as_of": copied.as_of,
        "articles": copied.articles,
        "filters": filters,
        "state": state,
    }
    row |= {"base": base and base.name, "changes": json.dumps(changes), "sums": sums.write(part, known)}
    return row, copied


def _write(db: sqlite3.Connection, part: Path, told: Callable[[str], None]) -> None:
    """Write the articles as JSON Lines and as Parquet."""
    told("articles.jsonl.gz")
    with (part / "articles.jsonl.gz").open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as out:
        json_lines(all_rows(db, "out"), cast("BinaryIO", out))
    told("articles.parquet")
    with (part / "articles.parquet").open("wb") as file:
        parquet(all_rows(db, "out"), file)


def _describe(db: sqlite3.Connection, part: Path, plan: Plan, since: tuple[Base | None, dict[str, int]]) -> None:
    """Write what people read, and what Datasette does."""
    base, changes = since
    with (part / "changes.json").open("wb") as out:
        release_changes.write_json(db, base, out)
    texts = {
        "changes.md": release_changes.written(db, plan.name, base, changes),
        "datasheet.md": datasheet(db, plan.name, plan.told, since),
        "metadata.json": _metadata(db, plan.name),
    }
    for name, text in texts.items():
        (part / name).write_text(text, encoding="utf-8")


def _croissant(db: sqlite3.Connection, part: Path, plan: Plan, copied: Copied) -> dict[str, str]:
    known = sums.of_files(part)
    spoken = "SELECT DISTINCT language FROM out.articles WHERE language IS NOT NULL ORDER BY 1"
    languages = [language for (language,) in db.execute(spoken)]
    facts = Facts(name=plan.name, as_of=copied.as_of, articles=copied.articles, languages=languages, sums=known)
    (part / "croissant.json").write_text(croissant(facts, plan.told), encoding="utf-8")
    return known


def _metadata(db: sqlite3.Connection, name: str) -> str:
    """Return what Datasette says of the tables (``datasette corpus.db --metadata metadata.json``)."""
    tables: dict[str, Any] = {}
    for table in release_tables.TABLES:
        said = {column: COLUMNS[table][column] for column in columns(db, table)}
        tables[table] = {"description": TABLES[table], "columns": said}
    for table, text in OWN_TABLES.items():
        tables[table] = {"description": text, "columns": dict(OWN_COLUMNS[table])}
    document = {
        "title": name,
        "license": "The rights in the texts are their publishers'",
        "databases": {"corpus": {"tables": tables}},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
