"""A URL in the hands of the fetcher, with what the frontier knows of it. Which one is leased when is ``frontier``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.ledger import LISTINGS, hints
from pipelines.outcomes import UrlKind
from pipelines.rows import moment
from pipelines.validators import NONE, Validators

if TYPE_CHECKING:
    from datetime import datetime

    from cleaning.article import Hint

ATTEMPTS = "iif(state = 'done', 0, attempts)"
"""Those of before are forgotten when an article is looked at again."""
COLUMNS = f"""id, url, source, host, kind, {ATTEMPTS}, hints, etag, last_modified, body_digest, body_at, silent, distrusted, rate, fetched_at,
kind <> 'article' OR EXISTS (SELECT 1 FROM articles WHERE articles.url = urls.url)"""  # noqa: S608 - only our own words are put together
"""What ``leased`` reads, of the table ``urls``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A URL handed to the fetcher."""

    id: int
    url: str
    source: str
    host: str
    kind: UrlKind
    attempts: int = 1
    """Which attempt this is, from 1."""
    hints: tuple[Hint, ...] = ()
    validators: Validators = NONE
    """Of the last good answer."""
    held: bool = False
    """Whether the corpus holds what that answer brought: the article, or a listing's links."""
    body_at: datetime | None = None
    """When that answer came."""
    silent: int = 0
    """Answers 304 in a row since."""
    distrusted: bool = False
    """Whether its server was caught with another body under the same validator."""

    rate: float | None = None
    """New URLs an hour that a listing is expected to name."""
    fetched_at: datetime | None = None
    """When it was last fetched."""

    @property
    def is_listing(self) -> bool:
        """Whether it is read for its links."""
        return self.kind in LISTINGS


def leased(row: tuple[Any, ...]) -> Lease:
    """Make a lease of a row of COLUMNS."""
    (
        key,
        url,
        source,
        name,
        kind,
        attempts,
        said,
        etag,
        modified,
        digest,
        at,
        silent,
        distrusted,
        rate,
        fetched,
        held,
    ) = row
    return Lease(
        id=key,
        url=url,
        source=source,
        host=name,
        kind=UrlKind(kind),
        attempts=attempts + 1,
        hints=hints(said),
        validators=Validators(etag=etag, last_modified=modified, digest=digest),
        held=bool(held and digest),
        body_at=moment(at),
        silent=silent,
        distrusted=bool(distrusted),
        rate=rate,
        fetched_at=moment(fetched),
    )
