"""What is brought in from outside, item by item: a page, or why there is none, and where in which file it stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - a dataclass field
from typing import NamedTuple

from cleaning.article import Page  # noqa: TC001 - a dataclass field

PAGE_LIMIT = 20 * 2**20
"""Bytes of the largest page, as a crawl reads it."""
SKIPPED = "skipped"
"""The outcome of what is no page, and was not meant to be one: a request, a redirect, an image."""
BROKEN = "failed"
"""The outcome of what should have been a page."""
HELD, OLDER = "held", "older"
"""Why a page is unchanged: its capture is here already; what is here was fetched after it."""


class Place(NamedTuple):
    """Where reading can begin: a byte of the file (of a folder the number of a file, of JSON Lines also the line)."""

    byte: int = 0
    inside: int = 0
    """Unpacked bytes from there on, where that byte begins a gzip member; of JSON Lines, the lines before."""


START = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a WARC revisit says of the record that holds its body; what it does not say is empty."""

    digest: str = ""
    url: str = ""
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record, line or file."""

    where: str
    """Where it stands in what is brought in: ``1234``, the byte; ``1234+56``, unpacked bytes after it; ``line 7``; a path."""
    after: Place
    """Where to go on when it is in the database."""
    page: Page | None = field(default=None, repr=False)
    """Without source or hints."""
    url: str = ""
    """Canonical; empty where there is none."""
    outcome: str = ""
    """Without a page: SKIPPED or BROKEN."""
    reason: str = ""
    detail: str = ""
    digest: str = ""
    """The payload digest that a WARC record declares."""
    refers: Reference | None = None
    """Of a revisit: what its page, which has no body, refers to."""
    is_worth_a_row: bool = True
    """Whether anybody would look for it: a request is only counted."""


class Ended(NamedTuple):
    """What became of an item."""

    outcome: str
    reason: str | None = None
    capture_id: int | None = None
