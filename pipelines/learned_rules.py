"""The accepted blocks as files in the corpus folder, one a source, for the workers, which open no database.

The table ``site_blocks`` is the truth: ``settle`` makes the files what it says, and a command that cleans pages does so first.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cleaning.errors import RuleError
from cleaning.learned import LearnedBook, read, written
from pipelines.faults import storage_errors
from pipelines.fresh import flush
from pipelines.replacing import replace
from pipelines.site_blocks import accepted
from pipelines.site_rules import OWN

if TYPE_CHECKING:
    from cleaning.article import Page
    from pipelines.store import Corpus

FOLDER: Final = "learned"
SUFFIX: Final = ".json"


def learned_for(page: Page) -> LearnedBook | None:
    """Return the learned rules of a page's source; None where it has none.

    Raises RuleError where the file is not what ``settle`` wrote.
    """
    source = page.source
    return book(Path(source.own_rules) / FOLDER, source.id) if source.own_rules and source.id else None


def book(folder: Path, source: str) -> LearnedBook | None:
    """Return the rules in the file of a source; it is read again only when it has changed."""
    path = folder / f"{source}{SUFFIX}"
    try:
        state = path.stat()
    except OSError:
        return None
    return _read(str(path), (state.st_mtime_ns, state.st_size, state.st_ino))


def make_room(corpus: Corpus) -> None:
    """Make the folder before the first block is accepted: where it is there, a crawl finds the rules that go by it."""
    folder = corpus.folder / OWN / FOLDER
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def settle(corpus: Corpus) -> int:
    """Make the files say what the table says, each whole or not at all; return how many were not so.

    Call with the run's lock held.
    """
    with corpus.snapshot() as db:
        wanted = {f"{source}{SUFFIX}": written(rules) for source, rules in accepted(db.conn).items()}
    folder = corpus.folder / OWN / FOLDER
    with storage_errors(folder):
        there = {file.name for file in folder.iterdir() if file.suffix == SUFFIX} if folder.is_dir() else set()
        stale = [name for name, data in wanted.items() if _content(folder / name) != data]
        for name in stale:
            folder.mkdir(parents=True, exist_ok=True)
            replace(folder / name, wanted[name])
        for name in there - set(wanted):
            (folder / name).unlink()
        if (stale or there - set(wanted)) and folder.is_dir():
            flush(folder)
    return len(stale) + len(there - set(wanted))


@lru_cache(maxsize=4096)
def _read(path: str, state: tuple[int, int, int]) -> LearnedBook | None:
    del state
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror or error}") from error
    return read(data, path)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
