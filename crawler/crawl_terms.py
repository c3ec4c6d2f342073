"""What one crawl is asked to do, and how it ended: the values that ``crawler.run`` takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.hosts import Pause
    from pipelines.accounts import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What one crawl is asked to do."""

    sources: tuple[str, ...] = ()
    """Ids; empty: every enabled source."""
    max_minutes: float | None = None
    max_requests: int | None = None
    """URLs fetched at most; robots.txt is not counted."""
    everything: bool = False
    """Whether listings are asked that are not due yet."""
    workers: int = 0
    """Processes that clean; 0: one a core."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Scrapy settings that go before ``crawler.settings``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """How a crawl ended."""

    run_id: int
    finish_reason: str
    """finished, max-minutes, max-requests, sigterm, sigint or crashed."""
    exit_code: int
    requests: int
    """HTTP requests sent, robots.txt included."""
    seconds: float
    accounts: tuple[Account, ...]
    """What this run settled, an account a source."""
    failed_sources: tuple[str, ...]
    """Sources none of whose listings could be read."""
    next_due: str | None = None
    """When the next listing is to be read; UTC, as stored."""
    paused: tuple[Pause, ...]
    """Hosts that turned us away and are left alone for a while, whether this run or an earlier one found it."""
    pending: int
    """URLs of any source left for later runs."""
    recovered: int = 0
    """Pages taken up from the archive that a run which was killed had fetched."""
    mended: int = 0
    """WARC files that such a run left with a torn end."""
    copy: str | None = None
    """File name of the database as it was before this run brought it up to date."""
