"""The one value that travels through the stages: a page, where its capture lies, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaning.article import Article, Page, Rejection  # noqa: TC001 - dataclass fields are read at run time by tools
from pipelines.outcomes import Link, Refusal, Settled  # noqa: TC001
from pipelines.sketch import Sketch  # noqa: TC001


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Where the archive holds one HTTP response."""

    file: str
    """Name of the WARC file inside the corpus folder's ``archive``."""
    offset: int
    """Byte offset of the record's gzip member."""
    length: int
    """Bytes of that member."""
    digest: str
    """``sha256:`` and the hexadecimal digest of the stored body."""
    revisit_of: int | None = None
    """Id of the capture that holds the body, where this record is a revisit: headers only, the body being the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A capture that is in the database, and holds its body itself."""

    id: int
    capture: Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A fetched page on its way to the database; each stage returns a fuller copy."""

    page: Page
    capture: Capture | None = None
    """None for a page that was not archived."""
    via: str | None = None
    """``ingest:FILE`` for a page that was brought in: when it was fetched says nothing of what came before."""
    rights: str | None = None
    """What was said about reuse, as JSON; see ``rights``."""
    result: Article | Rejection | Settled | None = field(default=None, repr=False)
    """None before cleaning; a Settled when the page could not be cleaned (deadline, crash) or need not be, its body being
    the last one's: its capture is kept all the same."""
    text_hash: str = ""
    """Set for an Article: what equal texts share."""
    sketch: Sketch | None = field(default=None, repr=False)
    """Set for an Article: what near-copies are found by."""
    before: tuple[str | None, str] | None = field(default=None, repr=False)
    """Title and text of the article's last capture under today's rules; None where today's rules made the article."""
    links: tuple[Link, ...] = ()
    """Pages of the same source that an Article's page names as its own."""
    refusals: tuple[tuple[Link, Refusal], ...] = ()
    """Those of them that are not to be fetched."""
