"""Pages that lie whole in the archive, but whose outcome a run that was killed could not commit: delivered, not fetched again."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cleaning.errors import StorageError
from pipelines.cutting import cut_back
from pipelines.delivery import Capture, Delivery
from pipelines.rows import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaning.article import SourceFacts
    from pipelines.archive import Archive
    from pipelines.holdings import Holdings
    from pipelines.members import Found

logger = logging.getLogger(__name__)

_LEASE = timedelta(days=1)


class _Waiting(NamedTuple):
    file: str
    found: Found


class Recovery:
    """What earlier runs left in the archive; iterated once, it reads one record at a time.

    ``facts`` gives what cleaning needs to know of a source, by its id.
    """

    def __init__(self, archive: Archive, holdings: Holdings, facts: Callable[[str], SourceFacts]) -> None:
        self._archive = archive
        self._holdings = holdings
        self._facts = facts
        self._waiting: list[_Waiting] = []
        self.mended = 0
        """Files that had to be cut behind their last whole record."""

    @property
    def number(self) -> int:
        """How many pages were found."""
        return len(self._waiting)

    def take_stock(self) -> None:
        """Mend the files of runs that did not end, and lease the URLs of the pages in them that have no outcome.

        Only what was written after the last commit is read. The run lock must be held.
        """
        cut_back(self._archive.folder, self._holdings)
        for name, settled in self._holdings.unfinished():
            if lost := self._archive.mend(name, settled):
                self.mended += 1
                logger.warning(
                    "%s was cut by a run that did not end: %d bytes behind its last record are gone", name, lost
                )
            self._look_through(name, settled)
        self._note([])
        if self._waiting:
            until = instant(datetime.now(UTC) + _LEASE)
            self._holdings.lease((waiting.found.url for waiting in self._waiting), until)
            logger.info("%d pages in the archive have no outcome yet and are taken up", self.number)

    def __iter__(self) -> Iterator[Delivery]:
        """Yield each page as if it had just been fetched; one that cannot be read is left to be fetched again."""
        for file, found in self._waiting:
            try:
                yield self._delivery(file, found)
            except StorageError as error:
                logger.warning("%s is fetched again: %s", found.url, error)
                self._note([_capture(file, found)])
                self._holdings.free(found.url)

    def _note(self, given_up: list[Capture]) -> None:
        self._holdings.mark(self._archive.unsettled.marks(given_up))
        self._archive.unsettled.settle(given_up)

    def _look_through(self, name: str, settled: int) -> None:
        left = [
            _Waiting(name, found)
            for found in self._archive.walk(name, settled)
            if not self._holdings.is_known(name, found)
            and self._holdings.described(found.url)
            and not self._holdings.is_taken_down(found.url)
        ]
        if size := self._archive.size(name):
            self._archive.unsettled.wrote(name, size, [waiting.found.offset for waiting in left])
            self._archive.unsettled.close(name)
            self._waiting += left
        else:
            self._holdings.forget(name)

    def _delivery(self, file: str, found: Found) -> Delivery:
        capture = _capture(file, found)
        if found.is_revisit:
            earlier = self._holdings.earlier(found.url, found.digest)
            capture = replace(capture, revisit_of=earlier.id if earlier else None)
        page = self._archive.read(capture, url=found.url)
        source, hints = self._holdings.described(found.url) or ("", ())
        return Delivery(page=replace(page, source=self._facts(source), hints=hints), capture=capture)


def _capture(file: str, found: Found) -> Capture:
    return Capture(file=file, offset=found.offset, length=found.length, digest=found.digest)
