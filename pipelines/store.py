"""The corpus database: opening it, transactions, runs, and the commit. Only this module (with schema) opens SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from sqlite_utils import Database

from cleaning.errors import InputError, NewerSchemaError, StorageError
from pipelines import accounts, declared, upgrade
from pipelines.faults import storage_errors
from pipelines.fresh import fresh
from pipelines.intake import take_in
from pipelines.journal import set_up
from pipelines.ledger import Ledger
from pipelines.migrations import MIGRATIONS
from pipelines.reading import reading_mode
from pipelines.rows import insert, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from pipelines.accounts import Account
    from pipelines.delivery import Delivery
    from pipelines.outcomes import Link, Settled
    from pipelines.unsettled import Mark

DATABASE_NAME = "corpus.db"
PATIENCE = 15.0
"""Seconds to wait for another writer, e.g. somebody's shell with an open transaction."""

END_RUN = "UPDATE runs SET finished_at = ?, finish_reason = ?, exit_code = ?, requests = ? WHERE id = ?"


class Corpus:
    """An open corpus folder; a context manager that closes the database."""

    def __init__(self, folder: Path, db: Database, *, copy: Path | None = None) -> None:
        self.folder = folder
        self.db = db
        self.copy = copy
        """The database as it was before it was brought up to date; None where it already was."""

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, readonly: bool = False) -> Self:
        """Open the folder's database, bringing an older one up to date after a copy was made beside it.

        To read leaves the folder as it was, and needs no right to write to it unless a crawl was killed there.
        Raises InputError for a folder that is no corpus, NewerSchemaError for one of a newer version (nothing is
        changed), StorageError when the file is damaged or cannot be used.
        """
        path = folder / DATABASE_NAME
        if not path.is_file():
            _make_room(folder, create=create)
        with storage_errors(path), ExitStack() as unless_opened:
            mode = reading_mode(path) if readonly else f"mode={'rwc' if create else 'rw'}"
            db = Database(_connect(path, mode), execute_plugins=False)
            unless_opened.callback(db.close)
            copy = _prepare(db, path, create=create, readonly=readonly)
            unless_opened.pop_all()
        return cls(folder, db, copy=copy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; harmless when closed already."""
        self.db.close()

    def hurry(self) -> None:
        """Wait for another writer no longer than a second from now on: it has been waited for in vain."""
        self.db.conn.execute("PRAGMA busy_timeout = 1000")

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder / DATABASE_NAME

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Hold the write lock from the start; commit at the end, or leave no trace of what was done."""
        with storage_errors(self.path), _transaction(self.db.conn, "BEGIN IMMEDIATE"):
            yield self.db

    @contextmanager
    def snapshot(self) -> Iterator[Database]:
        """Read one consistent state, whatever is written meanwhile."""
        with storage_errors(self.path), _transaction(self.db.conn, "BEGIN"):
            yield self.db

    def sync_sources(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Take over the declared sources: id, name, home, and if given language, timezone, enabled, revisit_hours (JSON).

        A source no longer declared stays, disabled: its articles refer to it.
        """
        with self.transaction() as db:
            declared.sources(db.conn, rows)

    def sync_rules(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Take over the rules' descriptions: id, tier, category, description, and if given language."""
        with self.transaction() as db:
            declared.rules(db.conn, rows)

    def begin_run(self, command: str, *, cleaning_version: str) -> int:
        """Finish the takedowns that were begun, note that a command starts, and return the run's id. The run lock must be held."""
        from pipelines.takedown import finish  # noqa: PLC0415 - it opens databases too

        finish(self)
        with self.transaction() as db:
            row = {"command": command, "started_at": now(), "cleaning_version": cleaning_version}
            return insert(db.conn, "runs", row)

    def end_run(self, run_id: int, *, finish_reason: str, exit_code: int, requests: int) -> None:
        """Note how a run ended."""
        with self.transaction() as db:
            db.conn.execute(END_RUN, (now(), finish_reason, exit_code, requests, run_id))

    def discover(self, run_id: int, source: str, links: Iterable[Link]) -> None:
        """Make a source's declared feeds, sitemaps and pages known; those done in an earlier run are due again."""
        with self.transaction() as db:
            Ledger(db.conn, run_id, now()).discover(source, links)

    def commit(self, run_id: int, items: Sequence[Delivery | Settled], marks: Iterable[Mark] = ()) -> None:
        """Store what became of some URLs, all of it or nothing, in one transaction.

        A page seen before with the same text and title only moves ``last_seen_at``; a changed one gets a revision.
        ``marks`` say how far the archive's files are accounted for once that is done.
        """
        with self.transaction() as db:
            take_in(db.conn, run_id, items, marks)

    def accounting(self, source: str | None = None) -> tuple[Account, ...]:
        """Return where every known URL stands, an account a source; of one source when it is named."""
        with self.snapshot() as db:
            return tuple(a for a in accounts.read(db.conn) if source in (None, a.source))

    def run_accounting(self, run_id: int) -> tuple[Account, ...]:
        """Return what one run settled, an account a source that it touched."""
        with self.snapshot() as db:
            return accounts.read_run(db.conn, run_id)

    def backup(self, target: Path) -> None:
        """Write a compact copy of the database, also during a crawl; refuse to overwrite anything."""
        with storage_errors(target), fresh(target) as part, _may_write(self.db.conn):
            self.db.conn.execute("VACUUM INTO ?", (str(part),))


@contextmanager
def as_it_is(path: Path, mode: str = "mode=rw") -> Iterator[sqlite3.Connection]:
    """Open a copy of a database, of whatever version, and leave it at that version."""
    with storage_errors(path):
        conn = _connect(path, mode)
        try:
            yield conn
        finally:
            conn.close()


@contextmanager
def _transaction(conn: sqlite3.Connection, begin: str) -> Iterator[None]:
    conn.execute(begin)
    try:
        yield
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:  # a full disk ends the transaction by itself
            conn.execute("ROLLBACK")


@contextmanager
def _may_write(conn: sqlite3.Connection) -> Iterator[None]:
    """Let a connection for reading write to another file: SQLite's pragma does not tell them apart."""
    before = conn.execute("PRAGMA query_only").fetchone()[0]
    conn.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        conn.execute(f"PRAGMA query_only = {before}")


def _make_room(folder: Path, *, create: bool) -> None:
    if not create:
        raise InputError(f"{folder} is no corpus folder: it has no {DATABASE_NAME}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made a corpus folder: {error.strerror}") from error


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=PATIENCE)


def _prepare(db: Database, path: Path, *, create: bool, readonly: bool) -> Path | None:
    """Refuse what is not ours; then set what holds for the connection, and once for the file. Return the copy of an older one."""
    applied = {migration.name for migration in MIGRATIONS.applied(db)}
    _refuse(db, path, applied, create=create)
    pending = MIGRATIONS.pending(db)
    if readonly and pending:
        raise StorageError(f"{path} is of an older version of Thresher; any command that writes brings it up to date")
    db.conn.execute("PRAGMA foreign_keys = ON")
    db.conn.execute("PRAGMA synchronous = NORMAL")
    if readonly:
        db.conn.execute("PRAGMA query_only = ON")
        return None
    set_up(db.conn)
    return _migrate(db, path) if pending else None


def _migrate(db: Database, path: Path) -> Path | None:
    """Copy what there is, and apply all pending migrations or none. Nobody else writes from before the copy to the end."""
    with _transaction(db.conn, "BEGIN IMMEDIATE"):
        names = [migration.name for migration in MIGRATIONS.pending(db)]
        copy = None
        if names and db.table_names():
            with closing(_connect(path, "mode=rw")) as reader:
                copy = upgrade.copy_before(path, reader, names[0])
        MIGRATIONS.apply(db)
    if copy:
        upgrade.tell(path, copy, names[-1])
    return copy


def _refuse(db: Database, path: Path, applied: set[str], *, create: bool) -> None:
    empty = not set(db.table_names()) - {MIGRATIONS.migrations_table}
    if not applied and not (empty and create):
        raise InputError(f"{path} is not a Thresher database")
    with Database(memory=True, execute_plugins=False) as blank:
        known = {migration.name for migration in MIGRATIONS.pending(blank)}
    if newer := sorted(applied - known):
        raise NewerSchemaError(f"{path} was written by a newer version of Thresher ({newer[-1]}); upgrade Thresher")
