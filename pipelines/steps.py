"""What is done with a page between its fetch and the database, for a crawl's stages and for an ingest alike."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipelines import tasks
from pipelines.outcomes import Outcome, Refusal, Settled
from pipelines.takedowns import taken_down
from pipelines.workshop import CrashError, WorkshopError

if TYPE_CHECKING:
    from cleaning.article import Page
    from pipelines.delivery import Delivery
    from pipelines.running import Run
    from pipelines.workshop import Workshop

logger = logging.getLogger(__name__)


def archived(run: Run, delivery: Delivery) -> Delivery | Settled:
    """Write the capture, and what was said about the page's reuse, each unless it is there; nothing of one that was taken down."""
    page = delivery.page
    if delivery.capture is None and _is_taken_down(run, page):
        named: dict[str, Any] = {"url": page.url, "source": page.source.id, "via": delivery.via}
        return Settled(**named, outcome=Outcome.REFUSED, reason=Refusal.TAKEDOWN)
    capture = delivery.capture or run.archive.write(page)
    rights = run.rights(page) if delivery.rights is None else delivery.rights
    return replace(delivery, capture=capture, rights=rights)


def _is_taken_down(run: Run, page: Page) -> bool:
    conn = run.corpus.db.conn
    return any(taken_down(conn, url) for url in {page.url, page.final_url or page.url})


async def worked(workshop: Workshop, delivery: Delivery) -> Delivery:
    """Set what a worker makes of a page, unless it is known; one over its deadline, or killing its worker, is settled as failed."""
    if delivery.result is not None:
        return delivery
    try:
        made = await workshop.run(tasks.worked, delivery.page, tasks.cleaned, tasks.dated)
    except WorkshopError as error:
        return replace(delivery, result=_gave_up(delivery, error))
    return replace(delivery, **made._asdict())


def without_body(item: Delivery | Settled) -> Delivery | Settled:
    """Let go of the bytes, which lie in the archive by now: a batch of large pages is large."""
    return item if isinstance(item, Settled) else replace(item, page=replace(item.page, body=b""))


def _gave_up(delivery: Delivery, error: WorkshopError) -> Settled:
    page = delivery.page
    if isinstance(error, CrashError):
        logger.error("cleaning %s failed: %s\n%s", page.url, error, error.trace)
    else:
        logger.warning("cleaning %s failed: %s", page.url, error)
    return Settled(
        url=page.url,
        source=page.source.id,
        outcome=Outcome.FAILED,
        reason=error.failure,
        detail=str(error),
        status=page.status,
        via=delivery.via,
    )
