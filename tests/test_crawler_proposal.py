"""What is proposed for a site: name, id, language, time zone, what to poll, and what is said to be unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.declaring import block
from crawler.listing import Listing
from crawler.proposal import identifier, language, sister_hosts, site_name, source_of
from crawler.sources import Source
from crawler.sources_file import parse
from crawler.survey import Found, Survey
from pipelines.outcomes import Link, UrlKind

HOME = "https://courier.example/"
NOW = datetime(2026, 3, 15, tzinfo=UTC)
HOME_FILE = Path("sources.toml")


def feed(*links: Link, url: str = f"{HOME}feed", title: str | None = None, language: str | None = None) -> Found:
    return Found(url=url, kind=UrlKind.FEED, listing=Listing(links=links, title=title, language=language))


def sitemap(*links: Link, url: str = f"{HOME}map.xml") -> Found:
    return Found(url=url, kind=UrlKind.SITEMAP, listing=Listing(links=links))


def article(url: str = f"{HOME}a", published: str | None = "2026-03-14T10:00:00+02:00") -> Link:
    return Link(url=url, kind=UrlKind.ARTICLE, published=published)


def test_everything_the_site_shows_is_used() -> None:
    survey = Survey(
        home=HOME,
        front=Listing(title="East Bank Courier", language="uk-UA"),
        found=(feed(article(), title="East Bank Courier"), sitemap(article())),
    )
    expected = Source(
        id="courier",
        name="East Bank Courier",
        home=HOME,
        feeds=(f"{HOME}feed",),
        sitemaps=(f"{HOME}map.xml",),
        language="uk",
        timezone="Europe/Kyiv",
    )
    assert (expected, ()) == source_of(survey, NOW)


def test_with_nothing_found_the_home_page_is_polled() -> None:
    source, remarks = source_of(Survey(home=HOME), NOW)
    assert (source.pages, source.listings[1:], source.language, source.timezone) == ((HOME,), (), None, None)
    assert [remark.partition(":")[0] for remark in remarks] == ["language", "timezone"]


def test_the_zone_may_come_from_the_page_alone() -> None:
    page = '<time datetime="2026-03-12T10:00:00+01:00">'
    source, _ = source_of(Survey(home=HOME, page=page, front=Listing(language="de")), NOW)
    assert source.timezone == "Europe/Berlin"


def test_an_undated_sitemap_beside_a_feed_is_left_out_and_named() -> None:
    undated = sitemap(article(published=None))
    source, remarks = source_of(Survey(home=HOME, found=(feed(article()), undated)), NOW)
    assert source.sitemaps == ()
    assert undated.url in remarks[0]
    alone, _ = source_of(Survey(home=HOME, found=(undated,)), NOW)
    assert (undated.url,) == alone.sitemaps


def test_an_index_counts_as_dated() -> None:
    index = sitemap(Link(url=f"{HOME}1.xml", kind=UrlKind.SITEMAP))
    source, _ = source_of(Survey(home=HOME, found=(feed(article()), index)), NOW)
    assert (index.url,) == source.sitemaps


def test_a_site_that_fell_silent_is_remarked() -> None:
    old = feed(article(published="2025-12-24T10:00:00Z"))
    _, remarks = source_of(Survey(home=HOME, found=(old,)), NOW)
    assert "2025-12-24" in remarks[-1]
    assert remarks[-1].startswith("max_age_days")


@pytest.mark.parametrize(
    ("home", "front", "feeds", "name"),
    [
        (HOME, "East Bank Courier", (), "East Bank Courier"),
        (HOME, "Latest news | Courier", (), "Courier"),
        (HOME, "Courier – Latest news", (), "Courier"),
        ("https://anzeiger.example/", "Marnstedter Anzeiger: Zeitung für Marnstedt", (), "Marnstedter Anzeiger"),
        ("http://127.0.0.2/", "Startseite - Der Bote", ("Der Bote RSS",), "Der Bote"),
        ("http://127.0.0.2/", None, ("Der Bote » Feed",), "Der Bote"),
        (HOME, None, (), "courier.example"),
        (HOME, " | ", (), "courier.example"),
        ("https://bbc.co.uk/", "Home - BBC News", (), "BBC News"),
        ("https://visnyk.example/", "Верболозівський вісник", (), "Верболозівський вісник"),
    ],
)
def test_the_name_is_what_the_outlet_calls_itself(
    home: str, front: str | None, feeds: tuple[str, ...], name: str
) -> None:
    survey = Survey(home=home, front=Listing(title=front), found=tuple(feed(title=title) for title in feeds))
    assert name == site_name(survey)


@pytest.mark.parametrize(
    ("home", "name", "taken", "expected"),
    [
        (HOME, "x", (), "courier"),
        ("https://www.courier.co.uk/", "x", (), "courier"),
        ("https://news.courier.example/", "x", (), "news-courier"),
        ("https://eastbankcourier.example:8080/de/", "x", (), "eastbankcourier"),
        (HOME, "x", ("courier",), "courier-2"),
        (HOME, "x", ("courier", "courier-2"), "courier-3"),
        ("http://127.0.0.2:8000/", "Diario de Arvelo", (), "diario-de-arvelo"),
        ("http://127.0.0.2:8000/", "Zürcher Bötli", (), "zurcher-botli"),
        ("http://127.0.0.2:8000/", "Вісник", (), "127-0-0-2"),
        ("http://127.0.0.2:8000/", "a-word " * 20, (), "a-word-a-word-a-word-a-word-a-word-a"),
    ],
)
def test_ids_are_short_and_free(home: str, name: str, taken: tuple[str, ...], expected: str) -> None:
    assert expected == identifier(home, name, taken)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(["uk-UA", "en"], "uk"), (["xx", "de_AT"], "de"), (["EN-us"], "en"), (["english"], None), ([], None)],
)
def test_the_language_is_the_first_tag_that_is_one(tags: list[str], expected: str | None) -> None:
    assert expected == language(tags)


def test_hosts_of_the_same_domain_that_carry_articles_are_proposed() -> None:
    links = [
        article(f"https://{name}/{n}") for name in ("sport.courier.example", "www.courier.example") for n in range(20)
    ]
    links += [
        article("https://once.courier.example/a"),
        article("https://other.example/a"),
        article("mailto:x@y.example"),
    ]
    assert sister_hosts(Survey(home=HOME, found=(feed(*links),))) == ("sport.courier.example",)


@given(
    st.text(max_size=60),
    st.text(max_size=60),
    st.sampled_from([HOME, "http://127.0.0.2/", "https://xn--e1aybc.xn--p1ai/"]),
)
def test_whatever_a_site_says_the_block_can_be_read_back(title: str, tag: str, home: str) -> None:
    survey = Survey(home=home, front=Listing(title=title, language=tag))
    source, remarks = source_of(survey, NOW, local=home.startswith("http:"))
    text = f'contact = "mailto:you@example.org"\n{block(source, remarks)}'
    assert (source,) == parse(text, HOME_FILE).sources
