"""How a URL can end (DESIGN §3): the states of the frontier, the outcomes of a run, and the reasons that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a dataclass field
from enum import StrEnum

from pipelines.validators import Validators  # noqa: TC001 - a dataclass field


class State(StrEnum):
    """Where a URL stands in the frontier."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"


class Outcome(StrEnum):
    """What became of a URL; each stands with state done, but for ``deferred``, which is pending."""

    LISTING = "listing"
    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    REFUSED = "refused"
    REDIRECTED = "redirected"
    GONE = "gone"
    FAILED = "failed"
    DEFERRED = "deferred"


class Refusal(StrEnum):
    """Why a URL was never fetched."""

    ROBOTS = "robots"
    OFF_SITE = "off-site"
    PRIVATE_ADDRESS = "private-address"
    SCHEME = "scheme"
    TRAP = "trap"
    TOO_OLD = "too-old"
    DENIED = "denied"
    TAKEDOWN = "takedown"


class Failure(StrEnum):
    """Why a URL was given up; HTTP errors are written ``http-404`` and so on by the status itself."""

    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    DEADLINE = "deadline"
    TOO_LARGE = "too-large"
    BOMB = "bomb"
    DECODE = "decode"
    TLS = "tls"
    CRASH = "crash"
    REDIRECTS = "redirects"


class UrlKind(StrEnum):
    """What we take a URL for before it is fetched."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    ARTICLE = "article"


class RevisionKind(StrEnum):
    """What a revision changed."""

    FIRST = "first"
    HEADLINE = "headline"
    """Only the title."""
    BODY = "body"
    CORRECTION = "correction"
    """A paragraph is new that says the article was corrected."""
    GROWN = "grown"
    """Paragraphs were added and nearly all stayed, as in a live blog."""
    RECLEANED = "recleaned"
    """Nothing by the publisher: other rules read the same capture."""
    UNPUBLISHED = "unpublished"
    """The publisher took the page away; title and text stand as they were last seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL found in a listing, with what the listing said of it."""

    url: str
    """Absolute, canonical."""
    kind: UrlKind
    title: str | None = None
    published: str | None = None
    """Raw date string."""
    modified: str | None = None
    language: str | None = None
    author: str | None = None
    detail: str | None = None
    """Which trap it is, for a link that is refused as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A URL that ended without a page to clean: read as a listing, refused, redirected, gone, failed or put off."""

    url: str
    source: str
    outcome: Outcome
    reason: str | None = None
    """A Refusal, a Failure, ``http-NNN``, or the redirect's target."""
    detail: str | None = None
    """One line for a person who looks at the error."""
    links: tuple[Link, ...] = ()
    """What a listing named, refused links included (as ``refusals``)."""
    refusals: tuple[tuple[Link, Refusal], ...] = ()
    until: datetime | None = None
    """When a deferred URL, or a listing that was read, is due again; aware."""
    status: int | None = None
    rate: float | None = None
    """New URLs an hour that a listing is expected to name; None: as before."""
    via: str | None = None
    """``ingest:FILE`` for one that was brought in: it changes nothing where the URL is known."""
    validators: Validators | None = None
    """Of the answer's body; None: those known stay. Empty ones are forgotten."""
