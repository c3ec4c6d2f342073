"""What the parts of one running crawl share: handed to Scrapy's components as the value of one setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from crawler.guard import Guard
from crawler.holds import Holds
from crawler.stopping import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from crawler.frontier import Frontier
    from crawler.sources import Source
    from pipelines.outcomes import Settled

SETTING = "THRESHER_CONTEXT"


@dataclass(frozen=True, kw_only=True)
class Context:
    """The one crawl of this process."""

    frontier: Frontier
    sources: Mapping[str, Source]
    """By id; the ones this run is about."""
    clock: Callable[[], datetime]
    """Returns aware instants."""
    commit: Callable[[Settled], None]
    """Settles a URL outside the item pipelines, where these are at fault."""
    max_requests: int | None = None
    """How many URLs may be fetched at most; robots.txt is not counted."""
    proxy: str | None = None
    """Through which everything is fetched."""
    guard: Guard = field(default_factory=Guard)
    holds: Holds = field(default_factory=Holds)
    stop: Stop = field(default_factory=Stop)

    def __deepcopy__(self, memo: object) -> Self:
        """Stay one object: Scrapy copies its settings for every crawler."""
        return self
