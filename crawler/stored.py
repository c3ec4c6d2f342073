"""Pages that lie on disk as files, plain or gzipped, and how they become a Page. What is in them is not looked at."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from cleaning.article import Page, SourceFacts
from cleaning.errors import InputError
from cleaning.quality import LARGEST

if TYPE_CHECKING:
    from pathlib import Path

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """Where a page lies and what is known of it; small enough to be sent to a worker."""

    id: str
    file: Path
    url: str = ""
    fetched_at: datetime | None = None
    """Aware."""
    content_type: str = ""
    """As the server declared it; empty when unknown."""
    source: SourceFacts = field(default_factory=SourceFacts)

    def read(self) -> Page:
        """Read the page from disk; raises InputError where that fails."""
        return self.holding(read_file(self.file))

    def holding(self, body: bytes) -> Page:
        """Return the page as if these bytes lay in its file."""
        headers = (("Content-Type", self.content_type),) if self.content_type else ()
        return Page(url=self.url, headers=headers, body=body, fetched_at=self.fetched_at, source=self.source)


def read_file(file: Path) -> bytes:
    """Read a page's bytes, unzipped where they are gzipped; raises InputError where that fails.

    No more is read than shows that a page is too large to be cleaned.
    """
    try:
        with file.open("rb") as opened:
            return read_stream(opened, str(file))
    except FileNotFoundError as error:
        raise InputError(f"{file}: there is no such page") from error
    except IsADirectoryError as error:
        raise InputError(f"{file}: is a folder, not a page; 'thresher eval' cleans a folder of pages") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """Read a page from an open stream as ``read_file`` does; ``name`` is for the message."""
    data = stream.read(LARGEST + 1)
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as inner:
            return inner.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{name}: is gzipped, but broken: {error}") from error


def moment(text: str) -> datetime:
    """Read an ISO 8601 instant, in UTC where it has no offset; raises ValueError."""
    instant = datetime.fromisoformat(text.strip())
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
