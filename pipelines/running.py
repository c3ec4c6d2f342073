"""What one crawl works with while it runs. Whoever starts the crawl opens and closes what it holds."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaning.article import SourceFacts
from pipelines.rights import stated

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from cleaning.article import Page
    from pipelines import archive, store, workshop
    from pipelines.recovery import Recovery

logger = logging.getLogger(__name__)

RUN_SETTING = "THRESHER_RUN"


@dataclass(frozen=True, kw_only=True, repr=False)
class Run:
    """What one crawl works with; goes into the settings under ``THRESHER_RUN``."""

    corpus: store.Corpus
    archive: archive.Archive
    workshop: workshop.Workshop
    run_id: int
    rights: Callable[[Page], str | None] = stated
    """Returns what was said about reuse of a page, as JSON."""
    facts: Callable[[str], SourceFacts] = lambda name: SourceFacts(id=name)
    """Returns what cleaning needs to know of a source, by its id."""
    recovery: Recovery | None = None
    """What runs that were killed left in the archive."""
    troubles: list[BaseException] = field(default_factory=list)
    """Why storing failed, the first first; whoever started the crawl raises it for the exit code."""

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """Return the run itself: scrapy copies its settings, and an open database has no copy."""
        return self

    def failed(self, stop: Callable[[], None], error: BaseException) -> None:
        """Note that nothing more can be stored and stop the crawl; what was not stored stays due."""
        self.troubles.append(error)
        if len(self.troubles) == 1:
            logger.error("storing failed, the crawl stops: %s", error)
            stop()
