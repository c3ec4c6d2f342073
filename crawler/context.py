"""What the parts of one running crawl share: handed to Scrapy's components as the value of one setting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from cleaning.article import SourceFacts
from crawler.guard import Guard
from crawler.hosts import Hosts
from crawler.known import Known
from crawler.site_files import Shelf
from crawler.stopping import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from crawler.frontier import Frontier
    from crawler.holds import Holds
    from crawler.sources import Source
    from pipelines.delivery import Delivery
    from pipelines.outcomes import Settled

SETTING = "THRESHER_CONTEXT"


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What the guards of every request ask for; a survey has nothing else in it, and nothing of it is kept."""

    clock: Callable[[], datetime]
    """Returns aware instants."""
    proxy: str | None = None
    """Through which everything is fetched."""
    guard: Guard = field(default_factory=Guard)
    hosts: Hosts = field(default_factory=Hosts)
    site_files: Shelf = field(default_factory=Shelf)
    stop: Stop = field(default_factory=Stop)

    @property
    def holds(self) -> Holds:
        """The hosts that are left alone for a while."""
        return self.hosts.holds

    def __deepcopy__(self, memo: object) -> Self:
        """Stay one object: Scrapy copies its settings for every crawler."""
        return self


@dataclass(frozen=True, kw_only=True)
class Context(Errand):
    """The one crawl of this process."""

    frontier: Frontier
    sources: Mapping[str, Source]
    """By id; the ones this run is about."""
    commit: Callable[[Settled], None]
    """Settles a URL outside the item pipelines, where these are at fault."""
    max_requests: int | None = None
    """How many URLs may be fetched at most; robots.txt is not counted."""
    facts: Callable[[str], SourceFacts] = lambda name: SourceFacts(id=name)
    """Returns what cleaning needs to know of a source, by its id."""
    known: Known = field(default_factory=Known)
    left_over: Iterable[Delivery] = ()
    """Pages that runs which were killed left in the archive; to be iterated once."""
