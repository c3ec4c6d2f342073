"""A page seen again under other rules: its last capture is cleaned again first, so that a rule's change is no publisher's edit.

DESIGN §3.6. The text of before, as today's rules read it, travels with the delivery; ``articles.keep`` compares with that.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from cleaning.article import Article
from cleaning.errors import StorageError
from pipelines import tasks
from pipelines.coverage import IS_COVERED
from pipelines.delivery import Capture, Delivery
from pipelines.running import RUN_SETTING
from pipelines.told import facts_digest, standard
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from cleaning.article import Page
    from pipelines.outcomes import Settled
    from pipelines.running import Run

logger = logging.getLogger(__name__)

_LAST = f"""
SELECT c.warc_file, c.warc_offset, c.warc_length, c.digest, c.revisit_of
FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.url = :url AND a.cleaning_version <> :version
AND NOT ({IS_COVERED})
"""  # noqa: S608 - only our own words are put together


class Recheck:
    """Cleans what an article was made from once more, where other rules made it than those of today."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the run in the crawler's settings."""
        return cls(crawler.settings[RUN_SETTING])

    async def process_item(self, item: Delivery | Settled) -> Delivery | Settled:
        """Set what the text of before is under today's rules; leave it unknown where the capture cannot be read or cleaned."""
        if not isinstance(item, Delivery) or not isinstance(item.result, Article):
            return item
        page = self._last(item.page, item.result.cleaning_version)
        if page is None:
            return item
        try:
            before = await self._run.workshop.run(tasks.cleaned, page)
        except WorkshopError as error:
            logger.warning("%s: the capture of before could not be cleaned again: %s", page.url, error)
            return item
        return replace(item, before=(before.title, before.text)) if isinstance(before, Article) else item

    def _last(self, page: Page, version: str) -> Page | None:
        """Return the page that the article was made from, if it may come out otherwise under this version."""
        try:
            with self._run.corpus.snapshot() as db:
                by = standard(version, facts_digest(page.source))
                found = db.conn.execute(_LAST, {"url": page.url, "version": version, "standard": by}).fetchone()
            if found is None:
                return None
            file, offset, length, digest, revisit_of = found
            capture = Capture(file=file, offset=offset, length=length, digest=digest, revisit_of=revisit_of)
            last = self._run.archive.read(capture, url=page.url)
        except StorageError as error:
            logger.warning("%s: the capture of before cannot be read: %s", page.url, error)
            return None
        return replace(last, source=page.source, hints=page.hints)
