"""What still stands of a page in files of a corpus folder that a takedown leaves alone: exports, releases, and whatever else lies there.

The archive, the database, its copies and the logs are not looked into: they are cleaned.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from pipelines.archive import ARCHIVE_NAME
from pipelines.older_copies import copies
from pipelines.redaction import forms
from pipelines.store import DATABASE_NAME
from pipelines.variants import variants

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
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


def traces(folder: Path, urls: Sequence[str], own: Sequence[str]) -> list[Trace]:
    """Return the files of a corpus folder that still hold one of the URLs, or one of the lines."""
    spelled = {form for url in urls for v in variants(url) for form in (*forms(v), v.replace("/", "\\/").encode())}
    wanted = {"the URL": spelled, "words of it": {form for line in own for form in forms(line)}}
    found = ((path, _found_in(path, wanted)) for path in _others(folder))
    return [Trace(str(path.relative_to(folder)), what, _advice(path, folder)) for path, what in found if what]


def _is_own(db: sqlite3.Connection, line: str, urls: set[str]) -> bool:
    words = " ".join("".join(c if c.isalnum() else " " for c in line).split()[:-1])
    if not words:
        return False
    sql = "SELECT url FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid WHERE articles_fts MATCH ? LIMIT 50"
    return {url for (url,) in db.execute(sql, (f'"{words}"',))} <= urls


def _others(folder: Path) -> Iterator[Path]:
    """Yield the files that a takedown does not change."""
    cleaned = {*copies(folder)}
    for place, folders, files in os.walk(folder):
        at_top = Path(place) == folder
        folders[:] = sorted(name for name in folders if not (at_top and name == ARCHIVE_NAME))
        for name in sorted(files):
            path = Path(place) / name
            ours = at_top and (name.startswith(_OURS) or path in cleaned)
            if not ours and path.is_file() and not path.is_symlink():
                yield path


def _found_in(path: Path, wanted: Mapping[str, set[bytes]]) -> str:
    """Return what of it stands in a file; empty for nothing."""
    if path.suffix in _CLOSED:
        return "perhaps some of it (it is packed and was not looked into)"
    try:
        for chunk in _chunks(path):
            for what, needles in wanted.items():
                if any(needle in chunk for needle in needles):
                    return what
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError) as error:
        return f"perhaps some of it (it cannot be read: {error})"
    return ""


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
    if len(within) > 1:
        return f"{within[0]}/ is never rewritten: withdraw it, and make it anew from the corpus"
    return "delete it, or export anew"
