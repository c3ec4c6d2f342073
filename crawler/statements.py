"""What the files of a page's site say about its reuse, for the record of its capture. Asks for nothing: they lie there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.site_files import AI, TDMREP, Shelf, origin_of
from pipelines.rights import Site, stated
from pipelines.tdm import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaning.article import Page

_SITES = 1000


def statements(shelf: Shelf) -> Callable[[Page], str | None]:
    """Return what records the rights stated with a page; it looks at the files of each origin once in a run."""

    @lru_cache(maxsize=_SITES)
    def site(origin: str) -> Site:
        tdm, ai = shelf.get(origin, TDMREP), shelf.get(origin, AI)
        return Site(
            tdm=read(tdm.body) if tdm and tdm.found else (),
            ai_txt=ai.digest if ai and ai.found else None,
        )

    def record(page: Page) -> str | None:
        return stated(page, site(origin_of(page.final_url or page.url)))

    return record
