"""What is no article on the newsroom's sites is rejected by its kind, and no article is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaning.article import Article, Page, Reason, Rejection, SourceFacts
from cleaning.clean import clean
from crawler.newsroom.pages import Asked, answer
from crawler.newsroom.site import Site
from crawler.newsroom.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

WORLD = World()
OUTLETS = [outlet.id for outlet in WORLD.outlets]
KINDS = {
    "home": {Reason.SECTION_FRONT},
    "section": {Reason.SECTION_FRONT, Reason.NOT_AN_ARTICLE, Reason.NO_TEXT},
    "gallery": {Reason.GALLERY},
    "about": {Reason.NOT_AN_ARTICLE, Reason.NO_TEXT},
    "private": {Reason.NOT_AN_ARTICLE, Reason.NO_TEXT},
    "blank": {Reason.EMPTY, Reason.NO_TEXT},
}


def results(name: str, kinds: set[str]) -> Iterator[tuple[str, str, Article | Rejection]]:
    """Clean an outlet's pages of some kinds."""
    site, outlet = Site(WORLD, name), WORLD.outlet(name)
    facts = SourceFacts(id=outlet.id, name=outlet.name, language=outlet.language, timezone=outlet.timezone)
    for path, (kind, _) in site.routes.items():
        if kind in kinds:
            reply = answer(site, Asked(path=path, authority="127.0.0.1:80"))
            headers = (("Content-Type", reply.content_type),)
            yield kind, path, clean(Page(url=f"http://127.0.0.1{path}", body=reply.body, headers=headers, source=facts))


@pytest.mark.parametrize("name", OUTLETS)
def test_page_that_is_no_article_is_rejected_by_its_kind(name: str) -> None:
    for kind, path, result in results(name, set(KINDS)):
        assert isinstance(result, Rejection), (path, result)
        assert result.reason in KINDS[kind], (path, result.reason, result.evidence)
        assert result.evidence


@pytest.mark.parametrize("name", OUTLETS)
def test_no_article_is_rejected(name: str) -> None:
    told = [(path, result) for _, path, result in results(name, {"article"}) if not isinstance(result, Article)]
    assert not told
