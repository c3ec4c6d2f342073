"""Feeds and sitemaps that give nothing any more say so in their row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.dead import remark
from crawler.known import Known
from crawler.listing import Listing
from crawler.sources import Source
from pipelines.outcomes import Link, Outcome, Refusal, UrlKind
from tests.crawls import declare, rows, thresher
from tests.desk import Desk
from tests.loopback import HTML_TYPE, Reply, loopback
from tests.specimens import link, settled

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = Source(id="courier", home="http://courier.example/")
HOST = "127.0.0.199"


def refused(*reasons: Refusal) -> tuple[tuple[Link, Refusal], ...]:
    return tuple((link(number), why) for number, why in enumerate(reasons))


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (Listing(links=(link(1),)), None),
        (Listing(links=(link(1),), refusals=refused(Refusal.TOO_OLD, Refusal.OFF_SITE)), None),
        (Listing(), "dead: it names no articles"),
        (Listing(refusals=refused(Refusal.TOO_OLD, Refusal.TOO_OLD)), "dead: all 2 entries are older than 30 days"),
        (
            Listing(refusals=refused(Refusal.TOO_OLD, Refusal.OFF_SITE)),
            "dead: none of its 2 entries may be fetched",
        ),
    ],
)
def test_a_listing_that_gives_nothing_is_dead(listing: Listing, said: str | None) -> None:
    assert [said, said] == [remark(listing, kind, SOURCE, Known()) for kind in (UrlKind.SITEMAP, UrlKind.FEED)]
    assert remark(listing, UrlKind.PAGE, SOURCE, Known()) is None


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (0, None),
        (1, "missing: 1 of the 3 sitemaps it names"),
        (3, "dead: missing are all sitemaps it names (3)"),
    ],
)
def test_an_index_says_which_of_its_sitemaps_were_missing(tmp_path: Path, missing: int, said: str | None) -> None:
    desk = Desk(tmp_path)
    for number in range(missing):
        desk.commit(settled(number, Outcome.FAILED, "http-410" if number else "http-404", status=404))
    desk.commit(settled(9, Outcome.FAILED, "http-404", status=404))
    listing = Listing(links=tuple(link(number, UrlKind.SITEMAP) for number in range(3)))
    assert said == remark(listing, UrlKind.SITEMAP, SOURCE, Known(desk.corpus, desk.run))
    desk.corpus.close()


def _sitemap(*entries: str, tag: str = "url") -> Reply:
    listed = "".join(f"<{tag}>{entry}</{tag}>" for entry in entries)
    root = "urlset" if tag == "url" else "sitemapindex"
    return Reply(body=f"<?xml version='1.0'?><{root}>{listed}</{root}>".encode(), headers=HTML_TYPE)


def test_two_crawls_note_what_is_dead_and_forget_it_when_it_lives_again(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        old = world.url(HOST, "/2019/05/17/the-council-met")
        world.set(HOST, "/empty.xml", _sitemap())
        world.set(HOST, "/old.xml", _sitemap(f"<loc>{old}</loc>"))
        world.set(HOST, "/index.xml", _sitemap(f"<loc>{world.url(HOST, '/gone.xml')}</loc>", tag="sitemap"))
        maps = [world.url(HOST, path) for path in ("/empty.xml", "/old.xml", "/index.xml")]
        declare(tmp_path, {"id": "courier", "home": world.url(HOST), "sitemaps": maps, "max_age_days": 365})
        sql = "SELECT detail FROM urls WHERE kind = 'sitemap' AND url NOT LIKE '%gone%' ORDER BY id"
        thresher(tmp_path, "crawl")
        first = [detail for (detail,) in rows(tmp_path, sql)]
        world.set(HOST, "/empty.xml", _sitemap(f"<loc>{world.article(HOST, '/a/4711')}</loc>"))
        gone = f"<loc>{world.url(HOST, '/gone.xml')}</loc><lastmod>2026-03-01</lastmod>"
        world.set(HOST, "/index.xml", _sitemap(gone, tag="sitemap"))  # what is the same again is not read again
        thresher(tmp_path, "crawl")
        second = [detail for (detail,) in rows(tmp_path, sql)]
    too_old = "dead: all 1 entries are older than 365 days"
    assert ["dead: it names no articles", too_old, None] == first
    assert [None, too_old, "dead: missing are all sitemaps it names (1)"] == second
