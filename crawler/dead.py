"""Says of a feed or sitemap that was read that nothing comes of it any more. Pure but for one question to the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.outcomes import UrlKind

if TYPE_CHECKING:
    from crawler.known import Known
    from crawler.listing import Listing
    from crawler.sources import Source

_DEAD = "dead: "
"""How the detail of a listing begins that gives nothing at all."""


def remark(listing: Listing, kind: UrlKind, source: Source, known: Known) -> str | None:
    """Return what a person should know of a listing, for the ``detail`` of its row; None where all is well.

    Of an index it is told how many of its sitemaps were not there when they were last asked for. A front page is not
    judged: what it shows depends on our patterns.
    """
    if kind is UrlKind.PAGE:
        return None
    if not listing.links:
        return _nothing(listing, source.max_age_days)
    children = [link.url for link in listing.links if link.kind is UrlKind.SITEMAP]
    missing = known.missing(children) if children else 0
    if not missing:
        return None
    if missing == len(listing.links):
        return f"{_DEAD}missing are all sitemaps it names ({missing})"
    return f"missing: {missing} of the {len(children)} sitemaps it names"


def _nothing(listing: Listing, days: int) -> str | None:
    old = listing.too_old
    if old and old == len(listing.refusals):
        return f"{_DEAD}all {old} entries are older than {days} days"
    if listing.refusals:
        return f"{_DEAD}none of its {len(listing.refusals)} entries may be fetched"
    return f"{_DEAD}it names no articles"
