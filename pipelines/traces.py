"""What still stands of a page in files of a corpus folder that a takedown leaves alone: exports, releases, and whatever else lies there.

The archive, the database, its copies and the logs are not looked into: they are cleaned.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import re
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from cleaning.errors import StorageError
from pipelines.archive import ARCHIVE_NAME
from pipelines.older_copies import MAGIC, copies
from pipelines.redaction import forms, spelled
from pipelines.store import DATABASE_NAME, as_it_is
from pipelines.variants import variants

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Container, Iterator, Sequence
    from typing import IO

_CHUNK: Final = 2**22
_LEAST: Final = 24
"""Characters a line must have to be told from what stands anywhere."""
_LONGEST: Final = 80
"""Characters of a line that are looked for: a longer one is cut by the pages of a database."""
_SAMPLE: Final = 12
"""Lines of a page that are looked for in exports."""
_OURS: Final = (DATABASE_NAME, "sources.toml", "corpus.lock", "thresher.log")
_PARQUET: Final = ".parquet"
_URL: Final = "the URL"
_CLOSED: Final = (".zst", ".7z", ".rar")
_TEXTS: Final = """
SELECT title FROM articles WHERE url IN (SELECT value FROM json_each(:urls))
UNION SELECT text FROM articles WHERE url IN (SELECT value FROM json_each(:urls))
UNION SELECT r.title FROM revisions r JOIN articles a ON a.id = article_id WHERE url IN (SELECT value FROM json_each(:urls))
UNION SELECT r.text FROM revisions r JOIN articles a ON a.id = article_id WHERE url IN (SELECT value FROM json_each(:urls))
UNION SELECT title FROM rejections WHERE url IN (SELECT value FROM json_each(:urls))
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """A file that still holds something."""

    path: str
    what: str
    advice: str


class _Wanted(NamedTuple):
    urls: tuple[str, ...]
    url: re.Pattern[bytes] | None
    words: re.Pattern[bytes] | None


class Phrases(NamedTuple):
    """Lines of what is to be taken down."""

    all: list[str]
    own: list[str]
    """A sample of those that stand in no other article."""


def phrases(db: sqlite3.Connection, urls: Sequence[str]) -> Phrases:
    """Return what the texts of these URLs can be known by, to be held in memory until they are erased."""
    texts = [text for (text,) in db.execute(_TEXTS, {"urls": json.dumps(list(urls))}) if text]
    lines = [line.strip() for text in texts for line in text.split("\n")]
    found = sorted({line[:_LONGEST] for line in lines if len(line) >= _LEAST}, key=lambda line: (-len(line), line))
    own: list[str] = []
    for line in found:
        if len(own) == _SAMPLE:
            break
        if _is_own(db, line, set(urls)):
            own.append(line)
    return Phrases(found, own)


def traces(folder: Path, urls: Sequence[str], own: Sequence[str], archived: Container[str] = ()) -> list[Trace]:
    """Return the files of a corpus folder that still hold one of the URLs, or one of the lines.

    ``archived`` are the files of the archive that are accounted for; what else lies there is looked into.
    """
    lines = [re.escape(form) for line in own for form in forms(line)]
    wanted = _Wanted(tuple(urls), spelled(urls), re.compile(b"|".join(lines)) if lines else None)
    found = ((path, _found_in(path, wanted)) for path in _others(folder, archived))
    return [Trace(str(path.relative_to(folder)), what, _advice(path, folder)) for path, what in found if what]


def _is_own(db: sqlite3.Connection, line: str, urls: set[str]) -> bool:
    words = " ".join("".join(c if c.isalnum() else " " for c in line).split()[:-1])
    if not words:
        return False
    sql = "SELECT url FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid WHERE articles_fts MATCH ? LIMIT 50"
    return {url for (url,) in db.execute(sql, (f'"{words}"',))} <= urls


def _others(folder: Path, archived: Container[str]) -> Iterator[Path]:
    """Yield the files that a takedown does not change."""
    cleaned = {*copies(folder)}
    for place, folders, files in os.walk(folder):
        folders.sort()
        at_top, in_archive = Path(place) == folder, Path(place) == folder / ARCHIVE_NAME
        for name in sorted(files):
            path = Path(place) / name
            ours = (at_top and (name.startswith(_OURS) or path in cleaned)) or (in_archive and name in archived)
            if not ours and path.is_file() and not path.is_symlink():
                yield path


def _found_in(path: Path, wanted: _Wanted) -> str:
    """Return what of it stands in a file, or may; empty for nothing."""
    if path.suffix in _CLOSED:
        return "perhaps some of it (it is packed and was not looked into)"
    try:
        return _seen(path, wanted)
    except StorageError as error:
        return f"perhaps some of it ({error})"
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError) as error:
        return f"perhaps some of it (it cannot be read: {error})"


def _seen(path: Path, wanted: _Wanted) -> str:
    if _is_database(path) and _has_row(path, wanted.urls):
        return _URL
    for chunk in _chunks(path):
        if wanted.url and wanted.url.search(chunk):
            return _URL
        if wanted.words and wanted.words.search(chunk):
            return "words of it"
    return ""


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _has_row(path: Path, urls: Sequence[str]) -> bool:
    """Tell whether a database has an article of one of the URLs: in its bytes nothing parts one column from the next."""
    with as_it_is(path, "mode=ro&immutable=1") as conn:
        if not conn.execute("SELECT 1 FROM pragma_table_info('articles') WHERE name = 'url'").fetchone():
            return False
        listed = json.dumps([v for url in urls for v in variants(url)])
        sql = "SELECT 1 FROM articles WHERE url IN (SELECT value FROM json_each(?))"
        return conn.execute(sql, (listed,)).fetchone() is not None


def _chunks(path: Path) -> Iterator[bytes]:
    """Yield what a file holds, unpacked, each piece with the end of the one before."""
    if path.suffix == _PARQUET:
        yield from _rows(path)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                with packed.open(name) as file:
                    yield from _pieces(file)
    else:
        with closing(_opened(path)) as file:
            yield from _pieces(file)


def _opened(path: Path) -> Any:
    openers: dict[str, Callable[[Path, Literal["rb"]], Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    return openers.get(path.suffix, Path.open)(path, "rb")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while piece := file.read(_CHUNK):
        yield rest + piece
        rest = piece[-4096:]


def _rows(path: Path) -> Iterator[bytes]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to load

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=500):
            yield json.dumps(batch.to_pylist(), ensure_ascii=False, default=str).encode("utf-8", "replace")


def _advice(path: Path, folder: Path) -> str:
    within = path.relative_to(folder).parts
    if within[0] == ARCHIVE_NAME:
        return "no capture lies in it: delete it, or bring it in with 'thresher ingest' from elsewhere"
    if len(within) > 1:
        return f"{within[0]}/ is never rewritten: withdraw it, and make it anew from the corpus"
    return "delete it, or export anew"
