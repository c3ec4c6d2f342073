"""What the newsroom's listings name: feeds, sitemaps, front pages and robots.txt, read with the parsers a crawler would use."""

from __future__ import annotations

import gzip
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from lxml import etree, html
from protego import Protego

from crawler.newsroom import Newsroom, World
from crawler.newsroom.outlets import ORDER
from crawler.newsroom.pages import Asked, Reply, answer
from crawler.newsroom.site import ARTICLES, EXTRAS, PAGES, TEASERS, Site

WORLD = World()
BASE = "http://h.example:8750"
EDITIONS = (1, 2)
FEEDS = [("courier", "/rss.xml"), ("visnyk", "/atom.xml"), ("sahifa", "/feed.rss"), ("repost", "/feed/")]
MAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
LISTED = ("gallery", "blank", "paper", "private")


def reply(name: str, path: str, edition: int = 1, *, faults: bool = False) -> Reply:
    return answer(Site(WORLD, name, edition, faults), Asked(path=path, authority="h.example:8750"))


def stories(name: str, edition: int) -> dict[str, tuple[str, datetime]]:
    """Return what a listing of an edition has to name: title and time by URL."""
    return {BASE + p.path: (p.story.title, p.published) for p in WORLD.publications(name, edition)}


def extras(name: str) -> set[str]:
    return {BASE + WORLD.outlet(name).path(EXTRAS[kind]) for kind in LISTED}


def tree(name: str, path: str, edition: int = 1) -> etree._Element:
    body = reply(name, path, edition).body
    return etree.fromstring(gzip.decompress(body) if path.endswith(".gz") else body)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("name", "path"), FEEDS)
def test_feed_names_exactly_the_stories_of_the_edition(name: str, path: str, edition: int):
    feed = feedparser.parse(reply(name, path, edition).body)
    assert not feed.bozo
    named = {entry.link.partition("?")[0]: entry for entry in feed.entries}
    assert len(named) == len(feed.entries)
    assert set(stories(name, edition)) | extras(name) == set(named)
    for url, (title, published) in stories(name, edition).items():
        assert title == named[url].title
        assert published.utctimetuple()[:6] == named[url].published_parsed[:6]


@pytest.mark.parametrize(("name", "path"), FEEDS)
def test_feed_names_authors_as_the_outlet_shows_them(name: str, path: str):
    named = {entry.link.partition("?")[0]: entry for entry in feedparser.parse(reply(name, path).body).entries}
    for publication in WORLD.publications(name):
        authors = WORLD.outlet(name).account or publication.story.authors[0]
        assert named[BASE + publication.path].authors[0].name.startswith(authors)


def test_one_feed_tracks_its_readers():
    links = [entry.link for entry in feedparser.parse(reply("sahifa", "/feed.rss").body).entries]
    assert all(link.endswith("?utm_source=rss&utm_medium=feed") for link in links)


@pytest.mark.parametrize("edition", EDITIONS)
def test_sitemap_index_names_a_zipped_sitemap_of_exactly_the_stories(edition: int):
    children = tree("anzeiger", "/sitemap.xml", edition).xpath("//s:loc/text()", namespaces=MAPS)
    named = tree("anzeiger", ARTICLES, edition).xpath("//s:loc/text()", namespaces=MAPS)
    assert children == [BASE + ARTICLES, BASE + PAGES]
    assert set(stories("anzeiger", edition)) == set(named)


def test_sitemap_says_when_an_article_last_changed():
    urls = tree("anzeiger", ARTICLES, 2).xpath("//s:url", namespaces=MAPS)
    named = {url.findtext("s:loc", namespaces=MAPS): url.findtext("s:lastmod", namespaces=MAPS) for url in urls}
    for publication in WORLD.publications("anzeiger", 2):
        changed = publication.modified(2) or publication.published
        assert changed == datetime.fromisoformat(named[BASE + publication.path])


def test_second_sitemap_names_sections_and_the_pages_that_are_no_articles():
    named = set(tree("anzeiger", PAGES).xpath("//s:loc/text()", namespaces=MAPS))
    sections = {BASE + path for _, path in WORLD.sections("anzeiger")}
    assert sections | extras("anzeiger") | {f"{BASE}/service/about"} == named


@pytest.mark.parametrize("edition", EDITIONS)
def test_news_sitemap_names_exactly_the_stories_of_the_edition(edition: int):
    urls = tree("diario", "/sitemap-news.xml", edition).xpath("//s:url", namespaces=MAPS)
    named = {url.findtext("s:loc", namespaces=MAPS): url.find("n:news", namespaces=MAPS) for url in urls}
    assert set(stories("diario", edition)) | extras("diario") == set(named)
    for url, (title, published) in stories("diario", edition).items():
        assert title == named[url].findtext("n:title", namespaces=MAPS)
        assert published == datetime.fromisoformat(named[url].findtext("n:publication_date", namespaces=MAPS))
        assert named[url].findtext("n:publication/n:language", namespaces=MAPS) == "es"


def links(name: str, path: str, edition: int = 1, *, faults: bool = False) -> set[str]:
    """Return the absolute links of a page but those within it."""
    found = html.document_fromstring(reply(name, path, edition, faults=faults).body).xpath("//a/@href")
    return {urljoin(BASE + path, href) for href in found if not href.startswith("#")}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", ORDER)
def test_front_page_links_stories_sections_and_everything_else(name: str, edition: int):
    shown = WORLD.publications(name, edition)[: None if name == "gazette" else TEASERS]
    expected = (
        {BASE + p.path for p in shown} | {BASE + path for _, path in WORLD.sections(name, edition)} | extras(name)
    )
    outlet = WORLD.outlet(name)
    expected |= {f"{BASE}/", BASE + outlet.path("about"), f"https://social.example/{name}"}
    assert expected == links(name, "/", edition)


@pytest.mark.parametrize("name", ORDER)
def test_front_page_as_composed_has_the_links_of_the_page_as_written(name: str):
    composed = {urljoin(f"{BASE}/", href) for href in Site(WORLD, name).home().hrefs()}
    assert composed == links(name, "/")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", ORDER)
def test_sections_share_the_stories_out(name: str, edition: int):
    paths = [path for _, path in WORLD.sections(name, edition)]
    named = [{url for url in links(name, path, edition) if url in stories(name, edition)} for path in paths]
    assert all(named)
    assert sum(map(len, named)) == len(set().union(*named)) == len(stories(name, edition))


@pytest.mark.parametrize("name", ORDER)
def test_withdrawn_story_is_linked_from_no_page_of_the_second_edition(name: str):
    gone = {BASE + p.path for p in WORLD.withdrawn(name, 2)}
    site = Site(WORLD, name, 2)
    pages = [path for path, (kind, _) in site.routes.items() if kind in ("home", "section", "article")]
    assert not gone & set().union(*(links(name, path, 2) for path in pages))


@pytest.mark.parametrize("name", ORDER)
def test_every_link_within_a_site_leads_to_something_there(name: str):
    """Tag, author and other furniture links may lead nowhere; what a crawler would follow may not."""
    site = Site(WORLD, name, 2)
    pages = [
        path for path, (kind, _) in site.routes.items() if kind in ("home", "section", "article", "about", "gallery")
    ]
    own = {url.removeprefix(BASE) for path in pages for url in links(name, path, 2) if url.startswith(BASE)}
    assert not {path for path in own if path not in site.routes} - {
        p for p in own if p.startswith(("/tag/", "/author/"))
    }


@pytest.mark.parametrize("name", ORDER)
def test_home_page_names_its_feed(name: str):
    page = html.document_fromstring(reply(name, "/").body)
    named = [urljoin(f"{BASE}/", href) for href in page.xpath("//link[@rel='alternate']/@href")]
    assert [BASE + path for path in WORLD.outlet(name).feeds] == named


@pytest.mark.parametrize("name", ORDER)
def test_robots_forbids_one_folder_to_all_and_everything_to_one(name: str):
    outlet, body = WORLD.outlet(name), reply(name, "/robots.txt").body.decode()
    robots = Protego.parse(body)
    private, article = BASE + outlet.path("private/desk"), BASE + WORLD.publications(name)[0].path
    assert [robots.can_fetch(url, "thresher") for url in (private, article)] == [False, True]
    assert [robots.can_fetch(url, "GreedyBot") for url in (private, article)] == [False, False]
    assert [BASE + path for path in outlet.sitemaps] == list(robots.sitemaps)
    assert outlet.crawl_delay == robots.crawl_delay("thresher")


def test_one_outlet_asks_for_a_crawl_delay():
    assert [outlet.id for outlet in WORLD.outlets if outlet.crawl_delay] == ["anzeiger"]


@pytest.mark.parametrize("name", ORDER)
def test_outlet_is_discovered_in_one_way_only(name: str):
    outlet = WORLD.outlet(name)
    assert len(outlet.feeds) + len(outlet.sitemaps) + len(outlet.pages) == 1
    assert (outlet.listing == "") == bool(outlet.pages)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", ORDER)
def test_urls_of_a_complete_crawl_are_what_its_listings_name(name: str, edition: int):
    outlet, urls = WORLD.outlet(name), Site(WORLD, name, edition).urls().at(BASE)
    found = set()
    for listing in urls.listings:
        path = urlsplit(listing).path
        if outlet.pages:
            found |= links(name, path, edition)
        elif outlet.feeds:
            found |= {e.link.partition("?")[0] for e in feedparser.parse(reply(name, path, edition).body).entries}
        else:
            found |= set(tree(name, path, edition).xpath("//s:loc/text()", namespaces=MAPS))
    fields = [urls.listings, urls.articles, set(urls.others), urls.disallowed, urls.offsite]
    assert found | urls.listings == set().union(*fields)
    assert urls.total == len(set().union(*fields))
    assert set(stories(name, edition)) == urls.articles


@pytest.mark.parametrize("name", ORDER)
def test_every_outlet_has_each_kind_of_page_a_crawl_rejects_or_refuses(name: str):
    urls = Site(WORLD, name, faults=True).urls()
    assert {"gallery", "blank", "paper", "huge"} <= set(urls.others.values())
    assert len(urls.disallowed) == 1
    assert {"section", "about"} <= set(urls.others.values()) or name not in ("gazette", "anzeiger")


def test_only_the_front_page_outlet_leads_off_its_host():
    assert [name for name in ORDER if Site(WORLD, name).urls().offsite] == ["gazette"]


def test_newsroom_gives_the_urls_of_its_current_edition_whole():
    with Newsroom() as room:
        first = room.urls("gazette")
        room.edition = 2
        second = room.urls("gazette")
        base = room.url("gazette", "")
    assert frozenset({f"{base}/"}) == first.listings == second.listings
    assert (len(first.articles - second.articles), len(second.articles - first.articles)) == (1, 2)
    assert all(url.startswith(base) for url in first.articles | set(first.others) | first.disallowed)
