"""What the files of a page's site say about its reuse, for the record of its capture. Asks for nothing: they lie there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.site_files import AI, TDMREP, Shelf, origin_of
from pipelines.rights import Site, stated
from pipelines.tdm import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaning.article import Page

_SITES = 1000
"""Origins whose files are remembered, those met first."""


def statements(shelf: Shelf) -> Callable[[Page], str | None]:
    """Return what records the rights stated with a page.

    The files of an origin are remembered once both are known: a page taken up from the archive comes before they are
    asked for, and others come while they are.
    """
    sites: dict[str, Site] = {}

    def site(origin: str) -> Site:
        if origin in sites:
            return sites[origin]
        tdm, ai = shelf.get(origin, TDMREP), shelf.get(origin, AI)
        found = Site(
            tdm=read(tdm.body) if tdm and tdm.found else (),
            ai_txt=ai.digest if ai and ai.found else None,
        )
        if tdm and ai and len(sites) < _SITES:
            sites[origin] = found
        return found

    def record(page: Page) -> str | None:
        return stated(page, site(origin_of(page.final_url or page.url)))

    return record
