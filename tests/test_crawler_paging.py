"""Pages of a listing: followed back to what is known, never further than allowed, across runs, and never in circles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from crawler.feeds import read_feed
from crawler.known import Known
from crawler.lease import Lease
from crawler.listing import Listing
from crawler.paging import is_further, turn
from crawler.sources import Source
from pipelines.outcomes import Link, Outcome, Refusal, Settled, UrlKind
from pipelines.store import Corpus
from tests.crawls import NEWS, declare, rows, thresher
from tests.loopback import FEED_TYPE, Loopback, Reply, loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
HOME = "https://courier.example/"
FEED = f"{HOME}feed"
SOURCE = Source(
    id="courier", home=HOME, feeds=(FEED, "https://feeds.example/courier"), pages=(f"{HOME}news",), deny=("/sport/",)
)
HOST = "127.0.0.197"


def links(*names: object) -> tuple[Link, ...]:
    return tuple(Link(url=f"{HOME}{name}", kind=UrlKind.ARTICLE) for name in names)


def page(number: int, kind: UrlKind = UrlKind.FEED) -> Link:
    return Link(url=f"{FEED}?page={number}", kind=kind)


class Desk:
    """A corpus whose runs follow one another, and the listings they read."""

    def __init__(self, folder: Path) -> None:
        self.corpus = Corpus.open(folder, create=True)
        self.corpus.sync_sources([{"id": "courier", "name": "Courier", "home": HOME}])
        self.begin()

    def begin(self) -> None:
        self.run = self.corpus.begin_run("crawl", cleaning_version="v")
        self.known = Known(self.corpus, self.run)
        self.corpus.discover(self.run, "courier", [Link(url=FEED, kind=UrlKind.FEED)])

    def read(self, url: str, listing: Listing, source: Source = SOURCE) -> tuple[Link, ...]:
        """Settle a page, and return what was added to its links."""
        found = turned(listing, url, source, known=self.known)
        done = Settled(url=url, source="courier", outcome=Outcome.LISTING, links=found.links, status=200)
        self.corpus.commit(self.run, [done])
        return found.links[len(listing.links) :]

    def age(self) -> None:
        """Let some days pass since all that was found and begun so far."""
        for sql in (
            "UPDATE urls SET discovered_at = datetime(discovered_at, '-3 days')",
            "UPDATE runs SET started_at = datetime(started_at, '-3 days')",
        ):
            with self.corpus.db.conn:
                self.corpus.db.execute(sql)

    def done(self, link: Link) -> None:
        self.corpus.commit(self.run, [Settled(url=link.url, source="courier", outcome=Outcome.STORED, status=200)])


def leased(url: str, kind: UrlKind = UrlKind.FEED) -> Lease:
    return Lease(id=1, url=url, source="courier", host="courier.example", kind=kind)


def turned(listing: Listing, url: str = FEED, source: Source = SOURCE, **facts: Any) -> Listing:
    return turn(
        listing, leased(url, facts.pop("kind", UrlKind.FEED)), source, known=facts.pop("known", Known()), now=NOW
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.corpus.close()


@pytest.mark.parametrize("kind", [UrlKind.FEED, UrlKind.PAGE])
def test_the_next_page_is_a_listing_of_its_own(kind: UrlKind) -> None:
    found = turned(Listing(links=links(1), next_page="?page=2&utm_source=x"), kind=kind)
    assert (*links(1), page(2, kind)) == found.links


@pytest.mark.parametrize("named", [None, FEED, "#top", HOME, f"{HOME}news", "javascript:more()", "http://"])
def test_what_is_no_further_page_is_not_followed(named: str | None) -> None:
    assert links(1) == turned(Listing(links=links(1), next_page=named)).links


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        ("https://elsewhere.example/feed?page=2", Refusal.OFF_SITE),
        ("http://169.254.169.254/", Refusal.OFF_SITE),
        ("/sport/feed?page=2", Refusal.DENIED),
        ("/feed/feed/feed/", Refusal.TRAP),
    ],
)
def test_a_page_is_refused_as_an_article_would_be(named: str, refusal: Refusal) -> None:
    found = turned(Listing(links=links(1), next_page=named))
    assert (links(1), [refusal]) == (found.links, [why for _, why in found.refusals])


def test_a_feeds_archive_may_be_named_by_month_but_not_a_pages_unless_the_user_lets_it_in() -> None:
    listing = Listing(links=links(1), next_page="/archive?month=2026-02")
    assert len(turned(listing).links) == 2
    assert [Refusal.TRAP] == [why for _, why in turned(listing, kind=UrlKind.PAGE).refusals]
    assert len(turned(listing, source=replace(SOURCE, allow=("/archive",)), kind=UrlKind.PAGE).links) == 2


def test_a_feed_goes_on_at_the_host_where_it_is_but_a_front_page_does_not() -> None:
    listing = Listing(links=links(1), next_page="https://feeds.example/courier?page=2")
    assert len(turned(listing, SOURCE.feeds[1]).links) == 2
    assert len(turned(listing, SOURCE.pages[0], kind=UrlKind.PAGE).links) == 1


def test_a_page_of_old_or_no_news_is_the_last() -> None:
    old = tuple((link, Refusal.TOO_OLD) for link in links(1, 2))
    assert () == turned(Listing(next_page="?page=2")).links
    assert links(3) == turned(Listing(links=links(3), refusals=old, next_page="?page=2")).links
    assert 3 == len(turned(Listing(links=links(3, 4), refusals=old[:1], next_page="?page=2")).links)


def test_an_archived_feed_goes_on_with_the_archive_before_it() -> None:
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>'
    archive = f'{head}<link rel="prev-archive" href="/2026/02.atom"/></feed>'
    both = f'{head}<link rel="prev-archive" href="/2026/02.atom"/><link rel="next" href="?page=2"/></feed>'
    assert ["/2026/02.atom", "?page=2"] == [read_feed(text.encode()).next_page for text in (archive, both)]


def test_pages_are_followed_as_far_as_the_source_says(desk: Desk) -> None:
    source = replace(SOURCE, follow_pages=2)
    followed = [desk.read(FEED, Listing(links=links(1), next_page="?page=2"), source)]
    followed += [desk.read(page(n).url, Listing(links=links(n), next_page=f"?page={n + 1}"), source) for n in (2, 3)]
    assert [(page(2),), (page(3),), ()] == followed
    assert (
        links(1) == turned(Listing(links=links(1), next_page="?page=2"), source=replace(SOURCE, follow_pages=0)).links
    )


def test_a_listing_that_is_all_new_is_followed_and_one_partly_known_is_not(desk: Desk) -> None:
    desk.read(FEED, Listing(links=links(1, 2)))
    for link in links(1, 2):
        desk.done(link)
    desk.begin()
    assert () == desk.read(FEED, Listing(links=links(3, 2), next_page="?page=2"))
    assert (page(2),) == desk.read(FEED, Listing(links=links(4, 5), next_page="?page=2"))


def test_what_this_run_found_is_no_reason_to_stop(desk: Desk) -> None:
    assert desk.read(FEED, Listing(links=links(1, 2), next_page="?page=2"))
    desk.done(links(1)[0])
    assert desk.read(page(2).url, Listing(links=links(1, 3), next_page="?page=3"))


def test_how_deep_a_page_stands_outlives_the_run(desk: Desk) -> None:
    source = replace(SOURCE, follow_pages=1)
    desk.read(FEED, Listing(links=links(1), next_page="?page=2"), source)
    desk.begin()
    assert () == desk.read(page(2).url, Listing(links=links(2), next_page="?page=3"), source)


def test_a_redirect_is_no_page(desk: Desk) -> None:
    moved = Settled(url=FEED, source="courier", outcome=Outcome.REDIRECTED, reason=page(9).url, links=(page(9),))
    desk.corpus.commit(desk.run, [moved])
    assert [0, 0] == [desk.known.pages(url) for url in (FEED, page(9).url)]
    desk.read(page(9).url, Listing(links=links(1), next_page="?page=2"))
    assert 1 == desk.known.pages(page(2).url)
    urls = (FEED, page(9).url, page(2).url)
    assert [False, False, True] == [is_further(leased(url), SOURCE, desk.known) for url in urls]


def test_a_chain_that_a_run_left_unfinished_is_measured_by_what_was_known_before_it_began(desk: Desk) -> None:
    desk.read(FEED, Listing(links=links(20, 19, 18), next_page="?page=2"))
    desk.age()
    desk.begin()
    assert () == desk.read(FEED, Listing(links=links(21, 20, 19), next_page="?page=2"))
    assert (page(3),) == desk.read(page(2).url, Listing(links=links(18, 17, 16), next_page="?page=3"))
    desk.age()
    desk.begin()
    assert (page(4),) == desk.read(page(3).url, Listing(links=links(18, 17, 15), next_page="?page=4"))


def test_an_unfinished_chain_stops_all_the_same_at_what_was_known_before_it_began(desk: Desk) -> None:
    desk.read(FEED, Listing(links=links(16, 15)))
    desk.age()
    desk.begin()
    desk.read(FEED, Listing(links=links(20, 19), next_page="?page=2"))
    desk.age()
    desk.begin()
    assert () == desk.read(page(2).url, Listing(links=links(18, 16), next_page="?page=3"))


def test_a_chain_that_meets_an_unfinished_one_goes_on_for_both(desk: Desk) -> None:
    desk.read(FEED, Listing(links=links(20, 19), next_page="?page=2"))
    desk.age()
    desk.begin()
    assert (page(2),) == desk.read(FEED, Listing(links=links(22, 21), next_page="?page=2"))
    assert (page(3),) == desk.read(page(2).url, Listing(links=links(20, 18), next_page="?page=3"))


def test_a_finished_chain_is_no_measure_for_the_next(desk: Desk) -> None:
    desk.read(FEED, Listing(links=links(20, 19), next_page="?page=2"))
    desk.read(page(2).url, Listing(links=links(18, 17)))
    desk.age()
    desk.begin()
    assert (page(2),) == desk.read(FEED, Listing(links=links(22, 21), next_page="?page=2"))
    assert () == desk.read(page(2).url, Listing(links=links(20, 19), next_page="?page=3"))


def test_a_page_that_moves_stays_in_its_chain(desk: Desk) -> None:
    elsewhere = Link(url=f"{HOME}feed/2", kind=UrlKind.FEED)
    moved = Settled(url=page(2).url, source="courier", outcome=Outcome.REDIRECTED, links=(elsewhere,))
    for number in (1, 2):
        desk.read(FEED, Listing(links=links(number), next_page="?page=2"))
        desk.corpus.commit(desk.run, [moved])
        assert (1, desk.run) == (desk.known.pages(elsewhere.url), desk.known.began(elsewhere.url))
        desk.read(elsewhere.url, Listing(links=links(number + 10)))
        desk.age()
        desk.begin()


def test_a_further_page_is_told_from_what_is_asked_by_itself(desk: Desk) -> None:
    def further(url: str, kind: UrlKind = UrlKind.FEED) -> bool:
        lease = Lease(id=1, url=url, source="courier", host="courier.example", kind=kind)
        return is_further(lease, SOURCE, desk.known)

    desk.read(FEED, Listing(links=links(1), next_page="?page=2"))
    child = Link(url=f"{HOME}1.xml", kind=UrlKind.SITEMAP)
    desk.corpus.discover(desk.run, "courier", [Link(url=f"{HOME}map.xml", kind=UrlKind.SITEMAP)])
    desk.read(f"{HOME}map.xml", Listing(links=(child,)))
    assert [False, True] == [further(FEED), further(page(2).url)]
    assert [1, False] == [desk.known.pages(child.url), further(child.url, UrlKind.SITEMAP)]


def _paged(world: Loopback, pages: int) -> None:
    """Serve a feed of so many pages with two articles each, the last of which leads back to the second."""
    for number in range(1, pages + 1):
        urls = [world.article(HOST, f"{NEWS}{number}-{n}") for n in (1, 2)]
        entries = "".join(f'<entry><title>News</title><link href="{url}"/></entry>' for url in urls)
        following = number + 1 if number < pages else 2
        body = (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{entries}'
            f'<link rel="next" href="/feed?page={following}"/></feed>'
        )
        path = "/feed" if number == 1 else f"/feed?page={number}"
        world.set(HOST, path, Reply(body=body.encode(), headers=FEED_TYPE))


def test_a_first_crawl_reads_the_pages_of_a_feed_and_the_next_one_asks_once(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        _paged(world, 3)
        declare(tmp_path, {"id": "courier", "home": world.url(HOST), "feeds": [world.url(HOST, "/feed")]})
        assert thresher(tmp_path, "crawl").returncode == 0
        first = sorted(path for path in world.paths(HOST) if path.startswith("/feed"))
        assert thresher(tmp_path, "crawl").returncode == 0
        both = sorted(path for path in world.paths(HOST) if path.startswith("/feed"))
    assert ["/feed", "/feed?page=2", "/feed?page=3"] == first
    assert ["/feed", *first] == both
    assert [(6,)] == rows(tmp_path, "SELECT count(*) FROM articles")
    assert [(1,)] == rows(tmp_path, "SELECT count(*) FROM urls WHERE kind = 'feed' AND due_at IS NOT NULL")
