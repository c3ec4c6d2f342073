"""The survey of a site: what is found where, what is asked for, and in which order it gives up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from cleaning.errors import InputError
from crawler.survey import FEED_PLACES, MAX_FEEDS, MAX_SITEMAPS, SITEMAP_PLACES, Answer, Survey, survey
from pipelines.outcomes import UrlKind

HOME = "https://courier.example/"
ROBOTS = f"{HOME}robots.txt"


def feed(*paths: str) -> str:
    return (
        f"<rss version='2.0'><channel>{''.join(f'<item><link>{path}</link></item>' for path in paths)}</channel></rss>"
    )


def sitemap(*paths: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{path}</loc></url>' for path in paths)}</urlset>"


def page(*feeds: str) -> str:
    return "<!doctype html>" + "".join(f"<link rel=alternate type=application/rss+xml href={path}>" for path in feeds)


@dataclass
class Site:
    """Answers from a table, and remembers what it was asked."""

    pages: dict[str, str | Answer]
    asked: list[str] = field(default_factory=list)

    async def fetch(self, url: str) -> Answer:
        self.asked.append(url)
        found = self.pages.get(url)
        if isinstance(found, Answer):
            return found
        return Answer(url=url, status=404 if found is None else 200, body=(found or "").encode())


def surveyed(site: Site, url: str = HOME) -> Survey:
    return asyncio.run(survey(site.fetch, url))


def found(result: Survey) -> list[tuple[str, str]]:
    return [(one.kind.value, one.url) for one in result.found]


def test_announced_feeds_and_the_sitemaps_of_robots_are_taken() -> None:
    site = Site(
        {
            HOME: page("/feed/"),
            f"{HOME}feed/": feed("/a"),
            ROBOTS: "User-agent: *\nSitemap: /all.xml\nsitemap: https://courier.example/news.xml # fresh\nSitemap:\n",
            f"{HOME}all.xml": sitemap("/a", "/b"),
            f"{HOME}news.xml": sitemap("/a"),
        }
    )
    result = surveyed(site)
    assert [("feed", f"{HOME}feed/"), ("sitemap", f"{HOME}news.xml"), ("sitemap", f"{HOME}all.xml")] == found(result)
    assert [HOME, ROBOTS, f"{HOME}feed/", f"{HOME}news.xml", f"{HOME}all.xml"] == site.asked
    assert tuple(site.asked) == result.asked


def test_the_usual_places_are_tried_until_one_answers() -> None:
    site = Site({HOME: page(), f"{HOME}rss": feed("/a"), f"{HOME}sitemap.xml": sitemap("/a")})
    assert [("feed", f"{HOME}rss"), ("sitemap", f"{HOME}sitemap.xml")] == found(surveyed(site))
    assert [HOME, ROBOTS, f"{HOME}feed/", f"{HOME}rss", f"{HOME}sitemap.xml"] == site.asked


def test_with_a_feed_only_one_place_is_tried_for_a_sitemap() -> None:
    site = Site({HOME: page("/feed/"), f"{HOME}feed/": feed("/a")})
    surveyed(site)
    assert [HOME, ROBOTS, f"{HOME}feed/", f"{HOME}sitemap.xml"] == site.asked


def test_a_site_with_nothing_is_asked_for_each_place_once() -> None:
    site = Site({HOME: page()})
    result = surveyed(site)
    assert (result.found, result.home) == ((), HOME)
    assert len(site.asked) == len(set(site.asked)) == 2 + len(FEED_PLACES) + len(SITEMAP_PLACES)


def test_a_feed_that_names_nothing_new_is_left_out() -> None:
    site = Site(
        {
            HOME: page("/rss", "/atom", "/more"),
            f"{HOME}rss": feed("/a", "/b"),
            f"{HOME}atom": feed("/b"),
            f"{HOME}more": feed("/b", "/c"),
        }
    )
    assert [("feed", f"{HOME}rss"), ("feed", f"{HOME}more")] == found(surveyed(site))


@pytest.mark.parametrize(
    "fake", [page(), "not a feed", "<rss version='2.0'><channel></channel></rss>", "{", "\x1f\x8b"], ids=str
)
def test_what_is_announced_and_is_no_feed_leads_to_the_usual_places(fake: str) -> None:
    site = Site({HOME: page("/x"), f"{HOME}x": fake, f"{HOME}feed/": feed("/a")})
    assert ("feed", f"{HOME}feed/") in found(surveyed(site))


def test_a_robots_file_that_is_a_web_page_names_no_sitemaps() -> None:
    site = Site({HOME: page(), ROBOTS: "<!doctype html>\nSitemap: https://courier.example/x.xml\n"})
    surveyed(site)
    assert f"{HOME}x.xml" not in site.asked


def test_the_number_of_requests_is_bounded() -> None:
    feeds = [f"/feed/{number}" for number in range(50)]
    maps = "\n".join(f"Sitemap: {HOME}{number}.xml" for number in range(50))
    site = Site({HOME: page(*feeds), ROBOTS: maps} | {f"https://courier.example{path}": feed(path) for path in feeds})
    result = surveyed(site)
    assert len([one for one in result.found if one.kind is UrlKind.FEED]) == MAX_FEEDS
    assert len(site.asked) <= 2 + 2 * MAX_FEEDS + MAX_SITEMAPS + len(SITEMAP_PLACES)


@pytest.mark.parametrize(("body", "kind"), [(feed("/a"), "feed"), (sitemap("/a"), "sitemap")])
def test_a_feed_or_sitemap_may_be_given_itself(body: str, kind: str) -> None:
    given = f"{HOME}news/list"
    result = surveyed(Site({given: body}), given)
    assert ([(kind, given)], HOME, (given,)) == (found(result), result.home, result.asked)


def test_the_home_is_where_redirects_end() -> None:
    moved = "https://www.courier.example/start"
    site = Site({HOME: Answer(url=moved, status=200, body=page("/feed").encode())})
    result = surveyed(site)
    assert moved == result.home
    assert "https://www.courier.example/feed" in site.asked


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(url=HOME, fault="there is no such host"), "cannot be fetched: there is no such host"),
        (Answer(url=HOME, status=404), "it answers with HTTP 404"),
        (Answer(url=HOME, status=503), "it answers with HTTP 503"),
        (
            Answer(url=HOME, status=200, body=b"%PDF-1.7", content_type="application/pdf"),
            r"no web page.*\(application/pdf\)",
        ),
        (Answer(url=HOME, status=200), r"no web page, feed or sitemap \(no content type\)"),
        (Answer(url=HOME, status=200, body=b"<rss version='2.0'><channel></channel></rss>"), "no web page"),
    ],
    ids=["fault", "404", "503", "pdf", "empty", "empty-feed"],
)
def test_what_cannot_be_surveyed_is_said_in_one_line(answer: Answer, message: str) -> None:
    with pytest.raises(InputError, match=message):
        surveyed(Site({HOME: answer}))
