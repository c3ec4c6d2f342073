"""When a newly discovered URL is first due. Pure; only the order of fetching depends on it, never a date that is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.ages import latest
from pipelines.ledger import LISTINGS, hints
from pipelines.rows import instant

_UNDATED = timedelta(hours=1)


def first_due(kind: str, discovered_at: str, stored_hints: str | None, place: int) -> str:
    """Return the instant, as stored text, since when a URL is due: what is due since later is fetched earlier.

    A listing is due since it was discovered. News is due since its date; without a date it counts as an hour old. None
    is due as late as a listing discovered with it, and ``place``, the position among what was discovered together,
    keeps the order of the listing where dates do not tell.
    """
    if kind in LISTINGS:
        return discovered_at
    found = datetime.fromisoformat(discovered_at) - timedelta(seconds=place + 1)
    raw = [hint.published or hint.modified for hint in hints(stored_hints)]
    dates = [date for text in raw if text and (date := latest(text))]
    return instant(min(max(dates), found) if dates else found - _UNDATED) or discovered_at
