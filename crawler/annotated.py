"""A folder of stored pages, with or without annotations, read line by line. Nothing is cleaned or scored here.

It holds ``pages.jsonl`` and the files that names. A line: ``{"id", "html", "url", "fetched", "domain", "set", "body",
"with", "without", "title", "authors", "published"}``; all but ``id`` may be missing or null.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaning.errors import InputError
from crawler.stored import StoredPage, moment
from pipelines.score import Annotation, half

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

PAGES = "pages.jsonl"
_TEXTS = ("html", "set", "url", "domain", "fetched", "body", "title", "published")
_LISTS = ("with", "without", "authors")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of a folder and its annotation, whose fields are all there."""

    page: StoredPage
    annotation: Annotation


class Folder:
    """A folder of stored pages; memory does not grow with their number."""

    def __init__(self, path: Path) -> None:
        """Check that ``path`` is such a folder; raises InputError otherwise."""
        self.path = path
        self._list = path / PAGES
        if not self._list.is_file():
            raise InputError(f"'{path}' is no folder of stored pages: it has no {PAGES}")

    def entries(self, only: str | None = None) -> Iterator[Entry]:
        """Yield the pages in order, those of the ``even`` or ``odd`` half if asked; raises InputError at a faulty line."""
        with self._opened() as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    entry = self._entry(line, f"{self._list}, line {number}")
                    if only in (None, half(entry.annotation)):
                        yield entry

    def digest(self) -> str:
        """Return the SHA-256 over the list of pages, and the name and content of every page file."""
        digest = hashlib.sha256()
        for file in (self._list, *sorted(self.path.glob("html/*"))):
            try:
                with file.open("rb") as opened:
                    content = hashlib.file_digest(opened, "sha256")
            except OSError as error:
                raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error
            digest.update(file.name.encode("utf-8", "surrogateescape") + b"\0" + content.digest())
        return digest.hexdigest()

    def _opened(self) -> BinaryIO:
        try:
            return self._list.open("rb")
        except OSError as error:
            raise InputError(f"{self._list}: cannot be read: {error.strerror or error}") from error

    def _entry(self, line: bytes, where: str) -> Entry:
        annotation = _annotation(line, where)
        page = StoredPage(
            id=annotation["id"],
            file=self._file(annotation["html"], where),
            url=annotation["url"] or "",
            fetched_at=_fetched(annotation["fetched"], where),
        )
        return Entry(page, annotation)

    def _file(self, name: str, where: str) -> Path:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise InputError(f"{where}: '{name}' lies outside the folder")
        return self.path / name


def _annotation(line: bytes, where: str) -> Annotation:
    """Read one line and fill in what it leaves out."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: is not JSON: {error}") from error
    if not isinstance(values, dict) or not isinstance(values.get("id"), str) or not values["id"]:
        raise InputError(f"{where}: is no page: it has no id")
    given = {name: value for name, value in values.items() if value is not None}
    rest = {"set": "pages", "html": f"html/{values['id']}.html.gz"}
    filled = dict.fromkeys(_TEXTS) | {name: [] for name in _LISTS} | rest | given
    _check(filled, where)
    return filled


def _check(annotation: dict[str, Any], where: str) -> None:
    for name in _TEXTS:
        if not isinstance(annotation[name], str | None):
            raise InputError(f"{where}: '{name}' is neither a text nor null")
    for name in _LISTS:
        value = annotation[name]
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise InputError(f"{where}: '{name}' is no list of texts")


def _fetched(text: str | None, where: str) -> datetime | None:
    try:
        return moment(text) if text else None
    except ValueError as error:
        raise InputError(f"{where}: 'fetched' is no ISO 8601 instant: {text!r}") from error
