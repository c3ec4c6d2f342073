"""How links become known, what listings say of them, when listings are due again, and the counts of a run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Hint
from pipelines.ledger import hints
from pipelines.outcomes import Outcome, Refusal, UrlKind
from tests.specimens import corpus, delivered, link, page, settled, url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.outcomes import Link
    from pipelines.store import Corpus

FEED = 100
MAP = 101


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Corpus]:
    made, _ = corpus(tmp_path)
    with made:
        yield made


def seed(opened: Corpus, run: int = 1) -> None:
    opened.discover(run, "courier", [link(FEED, UrlKind.FEED), link(MAP, UrlKind.SITEMAP)])


def read(opened: Corpus, listing: int, *links: Link, run: int = 1, refusals: tuple[Any, ...] = ()) -> None:
    opened.commit(run, [settled(listing, Outcome.LISTING, links=links, refusals=refusals, status=200)])


def row(opened: Corpus, number: int) -> dict[str, Any]:
    (found,) = opened.db["urls"].rows_where("url = ?", [url(number)])
    return dict(found)


def counts(opened: Corpus, run: int = 1) -> dict[tuple[str, str], int]:
    rows = opened.db["run_sources"].rows_where("run_id = ?", [run])
    return {(r["outcome"], r["reason"]): r["count"] for r in rows}


class TestDiscovery:
    def test_declared_urls_are_pending_and_due_now(self, opened: Corpus) -> None:
        seed(opened)
        found = row(opened, FEED)
        assert ("pending", "feed", None, None, "courier.example") == tuple(
            found[k] for k in ("state", "kind", "due_at", "discovered_via", "host")
        )

    def test_a_link_is_known_by_the_listing_that_named_it_first(self, opened: Corpus) -> None:
        seed(opened)
        read(opened, FEED, link(1))
        read(opened, MAP, link(1))
        found = row(opened, 1)
        assert ("pending", "article", url(FEED)) == (found["state"], found["kind"], found["discovered_via"])

    def test_a_link_belongs_to_the_source_of_its_listing(self, opened: Corpus) -> None:
        seed(opened)
        opened.commit(1, [settled(FEED, Outcome.LISTING, source="tribune", links=(link(1),))])
        assert ("courier", "courier") == (row(opened, FEED)["source"], row(opened, 1)["source"])
        assert {"courier"} == {r["source"] for r in opened.db["run_sources"].rows}

    def test_a_known_article_is_not_opened_again(self, opened: Corpus) -> None:
        seed(opened)
        read(opened, FEED, link(1))
        opened.commit(1, [delivered(page(1))])
        later = opened.begin_run("crawl", cleaning_version="1")
        read(opened, FEED, link(1), run=later)
        assert ("done", "stored") == (row(opened, 1)["state"], row(opened, 1)["outcome"])

    def test_a_redirect_makes_its_target_known(self, opened: Corpus) -> None:
        opened.commit(1, [settled(1, Outcome.REDIRECTED, url(2), links=(link(2),), status=301)])
        assert ("pending", url(1)) == (row(opened, 2)["state"], row(opened, 2)["discovered_via"])


class TestHints:
    def test_of_feed_and_news_sitemap_stand_side_by_side(self, opened: Corpus) -> None:
        seed(opened)
        read(opened, FEED, link(1, title="Міст", published="Sun, 01 Mar 2026 09:00:00 GMT", author="Jo"))
        read(opened, MAP, link(1, title="A bridge", published="2026-03-01", language="en"))
        expected = (
            Hint(place="feed", title="Міст", published="Sun, 01 Mar 2026 09:00:00 GMT", author="Jo"),
            Hint(place="news-sitemap", title="A bridge", published="2026-03-01", language="en"),
        )
        assert expected == hints(row(opened, 1)["hints"])

    def test_of_a_plain_sitemap_are_told_from_a_news_sitemap(self, opened: Corpus) -> None:
        seed(opened)
        read(opened, MAP, link(1, modified="2026-03-01"))
        assert (Hint(place="sitemap", modified="2026-03-01"),) == hints(row(opened, 1)["hints"])

    def test_said_again_take_the_place_of_the_old_and_leave_the_rest(self, opened: Corpus) -> None:
        seed(opened)
        read(opened, FEED, link(1, title="Bridge", author="Jo"))
        read(opened, FEED, link(1, title="Tunnel"))
        assert (Hint(place="feed", title="Tunnel", author="Jo"),) == hints(row(opened, 1)["hints"])

    def test_are_taken_in_when_the_url_was_known_without(self, opened: Corpus) -> None:
        seed(opened)
        opened.discover(1, "courier", [link(1)])
        read(opened, FEED, link(1, title="Bridge"))
        assert (Hint(place="feed", title="Bridge"),) == hints(row(opened, 1)["hints"])

    def test_stay_as_they_were_when_the_page_was_fetched(self, opened: Corpus) -> None:
        seed(opened)
        read(opened, FEED, link(1, title="Bridge"))
        opened.commit(1, [delivered(page(1))])
        read(opened, FEED, link(1, title="Tunnel"))
        opened.db.execute("UPDATE urls SET state = 'pending', outcome = NULL WHERE url = ?", (url(1),))
        read(opened, FEED, link(1, title="Tunnel"))
        assert (Hint(place="feed", title="Bridge"),) == hints(row(opened, 1)["hints"])

    def test_are_frozen_while_the_page_is_being_fetched(self, opened: Corpus) -> None:
        seed(opened)
        read(opened, FEED, link(1, title="Bridge"))
        opened.db.execute("UPDATE urls SET state = 'leased' WHERE url = ?", (url(1),))
        read(opened, FEED, link(1, title="Tunnel"))
        assert (Hint(place="feed", title="Bridge"),) == hints(row(opened, 1)["hints"])

    def test_of_a_page_link_are_none(self, opened: Corpus) -> None:
        opened.discover(1, "courier", [link(7, UrlKind.PAGE)])
        read(opened, 7, link(1, title="More"))
        assert () == hints(row(opened, 1)["hints"])

    @given(title=st.text(alphabet=st.characters(codec="utf-8")), author=st.none() | st.text(max_size=5))
    def test_are_read_as_they_were_written(self, title: str, author: str | None) -> None:
        said = {"title": title} | ({"author": author} if author is not None else {})
        assert (Hint(place="feed", title=title, author=author),) == hints(json.dumps({"feed": said}))


class TestListingsAgain:
    @pytest.mark.parametrize("kind", [UrlKind.FEED, UrlKind.SITEMAP, UrlKind.PAGE])
    def test_are_due_again_in_a_later_run(self, opened: Corpus, kind: UrlKind) -> None:
        opened.discover(1, "courier", [link(5, kind)])
        read(opened, 5)
        opened.discover(1, "courier", [link(5, kind)])
        assert "done" == row(opened, 5)["state"]
        later = opened.begin_run("crawl", cleaning_version="1")
        opened.discover(later, "courier", [link(5, kind)])
        found = row(opened, 5)
        assert ("pending", None, None) == (found["state"], found["outcome"], found["due_at"])

    def test_also_when_another_listing_names_them(self, opened: Corpus) -> None:
        opened.discover(1, "courier", [link(5, UrlKind.SITEMAP)])
        read(opened, 5, link(6, UrlKind.SITEMAP))
        read(opened, 6)
        later = opened.begin_run("crawl", cleaning_version="1")
        read(opened, 5, link(6, UrlKind.SITEMAP), run=later)
        assert "pending" == row(opened, 6)["state"]

    def test_also_when_they_failed(self, opened: Corpus) -> None:
        opened.discover(1, "courier", [link(5, UrlKind.FEED)])
        opened.commit(1, [settled(5, Outcome.FAILED, "timeout")])
        later = opened.begin_run("crawl", cleaning_version="1")
        opened.discover(later, "courier", [link(5, UrlKind.FEED)])
        assert ("pending", None) == (row(opened, 5)["state"], row(opened, 5)["reason"])

    def test_a_listing_that_is_put_off_keeps_its_time(self, opened: Corpus) -> None:
        opened.discover(1, "courier", [link(5, UrlKind.FEED)])
        opened.db.execute("UPDATE urls SET due_at = '2999-01-01T00:00:00Z' WHERE url = ?", (url(5),))
        later = opened.begin_run("crawl", cleaning_version="1")
        opened.discover(later, "courier", [link(5, UrlKind.FEED)])
        assert "2999-01-01T00:00:00Z" == row(opened, 5)["due_at"]


class TestRefusals:
    def test_are_noted_with_their_reason_and_never_pending(self, opened: Corpus) -> None:
        read(opened, FEED, refusals=((link(1), Refusal.TOO_OLD), (link(2), Refusal.OFF_SITE)))
        found = [(row(opened, n)["state"], row(opened, n)["outcome"], row(opened, n)["reason"]) for n in (1, 2)]
        assert [("done", "refused", "too-old"), ("done", "refused", "off-site")] == found

    def test_a_trap_says_which_it_is(self, opened: Corpus) -> None:
        read(opened, FEED, refusals=((link(1, detail="a session id in the query: sid"), Refusal.TRAP),))
        found = opened.db.execute("SELECT reason, detail, hints FROM urls WHERE url = ?", [url(1)]).fetchall()
        assert [("trap", "a session id in the query: sid", None)] == found

    def test_are_counted_once_however_often_they_are_named(self, opened: Corpus) -> None:
        for _ in range(3):
            read(opened, FEED, refusals=((link(1), Refusal.TOO_OLD), (link(2), Refusal.TOO_OLD)))
        assert {("refused", "too-old"): 2, ("listing", ""): 3} == counts(opened)

    def test_change_nothing_about_a_url_already_known(self, opened: Corpus) -> None:
        read(opened, FEED, link(1))
        read(opened, FEED, refusals=((link(1), Refusal.TOO_OLD),))
        assert "pending" == row(opened, 1)["state"]
        assert {("listing", ""): 2} == counts(opened)


class TestCounts:
    def test_are_kept_by_outcome_and_named_reason(self, opened: Corpus) -> None:
        redirects = [settled(n, Outcome.REDIRECTED, url(n + 50)) for n in (1, 2)]
        failures = [settled(3, Outcome.FAILED, "dns"), settled(4, Outcome.FAILED, "http-500")]
        opened.commit(1, redirects + failures[:1])
        opened.commit(1, [*failures[1:], settled(5, Outcome.DEFERRED, "back-off")])
        expected = {("redirected", ""): 2, ("failed", "dns"): 1, ("failed", "http-500"): 1, ("deferred", ""): 1}
        assert expected == counts(opened)

    def test_belong_to_their_run(self, opened: Corpus) -> None:
        later = opened.begin_run("crawl", cleaning_version="1")
        opened.commit(1, [delivered(page(1))])
        opened.commit(later, [delivered(page(1))])
        assert ({("stored", ""): 1}, {("unchanged", ""): 1}) == (counts(opened), counts(opened, later))
