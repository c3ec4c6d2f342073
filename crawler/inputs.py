"""What ``thresher ingest`` is given: files and folders, and by how they begin, of which kind. Nothing is brought in here."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import zlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaning.errors import InputError
from pipelines import folder_items, line_items, warc_items
from pipelines.brought import START
from pipelines.ingests import File
from pipelines.warc_packed import tape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from pipelines.brought import Item, Place

WARC, LINES, PAGE, FOLDER = "warc", "lines", "page", "folder"
_WARC_ENDINGS = (".warc", ".warc.gz")
_LINE_ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_LOOK = 2**12
_BEGINNINGS = ((WARC, b"WARC/"), (LINES, b"{"), (PAGE, b"<"))
_FORMS = "WARC nor JSON Lines nor HTML, plain or gzipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the user wants files to be read."""

    url_field: str = "url"
    html_field: str = "html"
    date_field: str = ""
    base_url: str = ""
    fetched_at: datetime | None = None
    """When pages were fetched that do not say it themselves; aware."""

    def read_as(self, kind: str) -> str:
        """Return what of it matters for a kind of file, as JSON."""
        fields = {"url": self.url_field, "html": self.html_field, "date": self.date_field}
        usual = {"url": "url", "html": "html"}
        said: dict[str, str] = {k: v for k, v in fields.items() if kind == LINES and v and usual.get(k) != v}
        if kind in (PAGE, FOLDER) and self.base_url:
            said["base_url"] = self.base_url
        if self.fetched_at:
            said["fetched"] = self.fetched_at.isoformat()
        return json.dumps(said, sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One file, or the HTML files of a folder."""

    path: Path
    kind: str
    size: int
    modified: int
    """Nanoseconds since 1970."""
    names: tuple[str, ...] = field(default=(), repr=False)
    """Of a folder, the paths of its pages, relative."""

    def digest(self) -> str:
        """Return what tells its content apart; of a folder the names, sizes and times of its pages."""
        if self.kind != FOLDER:
            with self.path.open("rb") as file:
                return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
        said = hashlib.sha256()
        for name in self.names:
            about = (self.path / name).stat()
            said.update(os.fsencode(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\0"))
        return f"sha256:{said.hexdigest()}"

    def file(self, digest: str, manner: Manner) -> File:
        """Return it as the database notes it."""
        return File(
            path=str(self.path.resolve()), kind=self.kind, size=self.size, modified=self.modified, digest=digest,
            read_as=manner.read_as(self.kind),
        )  # fmt: skip

    def items(self, at: Place, manner: Manner) -> Iterator[Item]:
        """Yield what is in it from a place on; raises InputError when it cannot be read any more."""
        try:
            yield from self._items(at, manner)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror or error}") from error

    def _items(self, at: Place, manner: Manner) -> Iterator[Item]:
        if self.kind in (PAGE, FOLDER):
            folder, names = (self.path, self.names) if self.kind == FOLDER else (self.path.parent, (self.path.name,))
            yield from folder_items.items(folder, names, at, base_url=manner.base_url)
            return
        fields = line_items.Fields(url=manner.url_field, html=manner.html_field, fetched=manner.date_field)
        read: Callable[..., Iterator[Item]] = (
            warc_items.items if self.kind == WARC else partial(line_items.items, fields=fields)
        )
        with self.path.open("rb") as file:
            yield from read(file, at)


def inputs(paths: Iterable[Path]) -> list[Input]:
    """Return what lies under these paths, in order; of a folder its WARC and JSON Lines files, and its pages as one.

    Raises InputError for one that cannot be read or is none of the kinds we know: before anything is brought in.
    """
    found: list[Input] = []
    for path in paths:
        try:
            found += _under(path) if path.is_dir() else [_file(path)]
        except FileNotFoundError as error:
            raise InputError(f"{path}: there is no such file or folder") from error
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    return found


def _under(folder: Path) -> list[Input]:
    ends = (*_WARC_ENDINGS, *_LINE_ENDINGS)
    files = [_file(path) for path in _walked(folder) if path.name.lower().endswith(ends)]
    names = tuple(folder_items.files(folder))
    if names:
        about = [(folder / name).stat() for name in names]
        size, modified = sum(one.st_size for one in about), max(one.st_mtime_ns for one in about)
        files.append(Input(path=folder, kind=FOLDER, size=size, modified=modified, names=names))
    if not files:
        raise InputError(f"{folder}: has no file that ends in {', '.join((*ends, *folder_items.ENDINGS))}")
    return files


def _walked(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and below, in order; raises OSError for a folder that cannot be read."""

    def unreadable(error: OSError) -> None:
        raise error

    for at, folders, names in os.walk(folder, onerror=unreadable):
        folders.sort()
        yield from (Path(at) / name for name in sorted(names))


def _file(path: Path) -> Input:
    if not path.is_file() and path.exists():
        raise InputError(f"{path}: is neither a file nor a folder")
    about = path.stat()
    made: dict[str, Any] = {"path": path, "size": about.st_size, "modified": about.st_mtime_ns}
    return Input(kind=_kind(path), **made)


def _kind(path: Path) -> str:
    """Return the kind of a file by how it begins, unpacked."""
    is_warc = path.name.lower().endswith(_WARC_ENDINGS)
    with path.open("rb") as file:
        start = file.read(_LOOK)
        if is_warc and start and tape(file, START).hunt():
            return WARC
    plain = _unpacked(start).lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((kind for kind, beginning in _BEGINNINGS if plain.startswith(beginning)), None)
    if kind is None or is_warc:
        what = "is no WARC file: there is no record in it" if is_warc else f"is neither {_FORMS}"
        if start.startswith(_ZSTD):
            what = "is packed with zstd; unpack it with 'zstd -d'"
        raise InputError(f"{path}: {'is empty' if not start else what}")
    return kind


def _unpacked(start: bytes) -> bytes:
    if not start.startswith(_GZIP):
        return start
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, _LOOK)
    except (zlib.error, gzip.BadGzipFile):
        return b""
