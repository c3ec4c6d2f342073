"""One batch of deliveries and settlements turned into rows, within a transaction somebody else holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cleaning.article import Article, Rejection
from pipelines import articles, revisits, segments
from pipelines.brought import OLDER, Ended
from pipelines.ledger import Ledger
from pipelines.outcomes import Outcome, Settled, State
from pipelines.rows import insert, instant, now
from pipelines.takedowns import barred
from pipelines.told import keep_facts
from pipelines.validators import validators

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from pipelines.delivery import Capture, Delivery
    from pipelines.unsettled import Mark
    from pipelines.validators import Validators


SETTLED = "UPDATE warc_files SET settled = max(settled, ?), complete = ? WHERE name = ?"


def take_in(
    db: sqlite3.Connection, run_id: int, items: Sequence[Delivery | Settled], marks: Iterable[Mark] = ()
) -> list[Ended]:
    """Write everything that became known with these items: articles, evidence, captures, outcomes, links, counts.

    ``marks`` say how far the archive's files are accounted for with them. Returns what became of each.
    """
    batch = _Batch(db, run_id)
    ended = [batch.settle(item) if isinstance(item, Settled) else batch.deliver(item) for item in items]
    batch.ledger.close()
    segments.catch_up(db)
    db.executemany(SETTLED, marks)
    return ended


class _Batch:
    def __init__(self, db: sqlite3.Connection, run_id: int) -> None:
        self._db = db
        self._run_id = run_id
        self._now = now()
        self.ledger = Ledger(db, run_id, self._now)

    def settle(self, settled: Settled) -> Ended:
        if settled.via and self._known(settled.url) is not None:
            self.ledger.count(settled)
            return Ended(settled.outcome, settled.reason)
        if settled.outcome is Outcome.UNCHANGED:
            articles.seen_again(self._db, settled.url, self._now)
        if settled.outcome is Outcome.GONE:
            articles.unpublish(self._db, settled.url, self._now)
        fetched_at = None if settled.status is None else self._now
        self._end(settled, fetched_at)
        return Ended(settled.outcome, settled.reason)

    def deliver(self, item: Delivery) -> Ended:
        seen_at = instant(item.page.fetched_at) or self._now
        capture_id = self._capture(item, item.capture, seen_at) if item.capture else None
        settled = barred(self._db, item, self._run_id)
        settled = settled and replace(settled, via=item.via)
        if settled is None and item.via and seen_at < (self._known(item.page.url, State.DONE) or ""):
            settled = self._look_back(item, (capture_id, seen_at))
            return Ended(settled.outcome, settled.reason, capture_id)
        settled = settled or self._settled(item, (capture_id, seen_at))
        if item.capture and settled.outcome not in (Outcome.FAILED, Outcome.DEFERRED, Outcome.REFUSED):
            settled = replace(settled, validators=_said(item, item.capture))
        self._end(settled, seen_at)
        return Ended(settled.outcome, settled.reason, capture_id)

    def _known(self, url: str, state: str = "") -> str | None:
        """Return when a URL was last fetched, empty where it never was; None for one that is not known, or not in that state."""
        row = self._db.execute(
            "SELECT fetched_at FROM urls WHERE url = ? AND ? IN (state, '')", (url, state)
        ).fetchone()
        return (row[0] or "") if row else None

    def _look_back(self, item: Delivery, capture: tuple[int | None, str]) -> Settled:
        """Settle a page that was fetched before what is known of its URL: of an article that is here only the capture is kept."""
        if isinstance(item.result, Article) and articles.is_held(self._db, item.page.url):
            named: dict[str, Any] = {"url": item.page.url, "source": item.page.source.id}
            settled = Settled(**named, outcome=Outcome.UNCHANGED, reason=OLDER, via=item.via)
        else:
            settled = self._settled(item, capture)
        if settled.outcome is Outcome.STORED:
            self._end(settled, None)
        else:
            self.ledger.count(settled)
        return settled

    def _end(self, settled: Settled, fetched_at: str | None) -> None:
        """Write how a URL ended, and when it is due again: as it says, or as its article's age tells."""
        until = settled.until
        if until is None and settled.outcome in revisits.LOOKED_AT:
            until = revisits.due(self._db, settled.url, datetime.fromisoformat(self._now))
        self.ledger.settle(settled, due_at=instant(until), fetched_at=fetched_at)

    def _settled(self, item: Delivery, capture: tuple[int | None, str]) -> Settled:
        page, result = item.page, item.result
        if isinstance(result, Settled):
            if result.outcome is Outcome.UNCHANGED:
                articles.seen_again(self._db, page.url, capture[1])
            return result
        if isinstance(result, Article):
            outcome, reason = articles.keep(self._db, item, result, capture), None
        elif isinstance(result, Rejection):
            outcome, reason = self._reject(item, result, capture), result.reason
        else:
            raise TypeError(f"{page.url}: delivered without a result")
        named: dict[str, Any] = {"links": item.links, "refusals": item.refusals, "via": item.via}
        return Settled(url=page.url, source=page.source.id, outcome=outcome, reason=reason, status=page.status, **named)

    def _capture(self, item: Delivery, capture: Capture, seen_at: str) -> int:
        page = item.page
        row: dict[str, Any] = {
            "url": page.url,
            "final_url": page.final_url or page.url,
            "status": page.status,
            "fetched_at": seen_at,
        }
        row |= {"warc_file": capture.file, "warc_offset": capture.offset, "warc_length": capture.length}
        row |= {"content_type": page.header("Content-Type") or None, "digest": capture.digest}
        row |= {"revisit_of": capture.revisit_of, "rights": item.rights, "run_id": self._run_id}
        return insert(self._db, "captures", row)

    def _reject(self, item: Delivery, rejection: Rejection, capture: tuple[int | None, str]) -> Outcome:
        row: dict[str, Any] = {"url": item.page.url, "source": item.page.source.id, "run_id": self._run_id}
        row |= {"reason": rejection.reason, "evidence": rejection.evidence, "title": rejection.title}
        row |= {"cleaning_version": rejection.cleaning_version, "facts": keep_facts(self._db, item.page.source)}
        insert(self._db, "rejections", row | {"capture_id": capture[0], "rejected_at": capture[1]})
        return Outcome.REJECTED


def _said(item: Delivery, capture: Capture) -> Validators:
    """Return the validators of a page; one that was not cleaned is to come whole again, and gives none."""
    return validators(item.page.header("ETag"), item.page.header("Last-Modified"), capture.digest)
