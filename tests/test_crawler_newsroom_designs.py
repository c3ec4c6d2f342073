"""The newsroom's designs: each says the same of an article in a way of its own, and dates it in its language."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from lxml import html

from crawler.newsroom import World
from crawler.newsroom.pages import Asked, answer
from crawler.newsroom.site import Site

if TYPE_CHECKING:
    from crawler.newsroom import Truth

WORLD = World()


def metadata(name: str) -> list[tuple[Truth, html.HtmlElement]]:
    site = Site(WORLD, name, 2)
    bodies = [answer(site, Asked(path=p.path, authority="h.example")).body for p in site.publications]
    truths = [WORLD.truth(name, p.slug, 2) for p in site.publications]
    return list(zip(truths, map(html.document_fromstring, bodies), strict=True))


def meta(tree: html.HtmlElement, name: str) -> list[str]:
    return [str(v) for v in tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name)]


def test_courier_describes_an_article_as_a_graph_whose_authors_are_nodes():
    for truth, tree in metadata("courier"):
        graph = json.loads(tree.findtext(".//script"))["@graph"]
        nodes = {node["@id"]: node for node in graph}
        (article,) = [node for node in graph if node["@type"] == "NewsArticle"]
        people = [nodes[ref["@id"]] for ref in article["author"]]
        assert truth.authors == tuple(p["name"] for p in people if p["@type"] == "Person")
        assert truth.published == datetime.fromisoformat(article["datePublished"])
        assert article["datePublished"].endswith("Z")
        assert (truth.title, truth.section) == (article["headline"], article["articleSection"])


def test_diario_describes_an_article_in_an_array_after_the_breadcrumb():
    for truth, tree in metadata("diario"):
        trail, article = json.loads(tree.findtext(".//script"))
        assert (trail["@type"], article["@type"]) == ("BreadcrumbList", "NewsArticle")
        assert truth.published == datetime.fromisoformat(article["datePublished"])
        assert (truth.modified or truth.published) == datetime.fromisoformat(article["dateModified"])
        assert truth.authors == tuple(a["name"] for a in article["author"] if a["@type"] == "Person")


def test_visnyk_says_everything_in_opengraph_alone():
    for truth, tree in metadata("visnyk"):
        assert [truth.published.isoformat()] == meta(tree, "article:published_time")
        assert ([truth.modified.isoformat()] if truth.modified else []) == meta(tree, "article:modified_time")
        assert ([truth.title], list(truth.tags)) == (meta(tree, "og:title"), meta(tree, "article:tag"))
        assert set(truth.authors) <= set(meta(tree, "article:author"))
        assert tree.xpath("//script | //time | //article | //*[@itemprop]") == []


def test_anzeiger_says_everything_in_microdata():
    for truth, tree in metadata("anzeiger"):
        (article,) = tree.xpath("//*[@itemtype='https://schema.org/NewsArticle']")
        people = article.xpath(
            ".//*[@itemprop='author'][contains(@itemtype, 'Person')]/meta[@itemprop='name']/@content"
        )
        (published,) = article.xpath(".//*[@itemprop='datePublished']/@datetime")
        assert truth.authors == tuple(people)
        assert truth.published == datetime.strptime(published, "%Y-%m-%dT%H:%M:%S%z")
        assert published.endswith("+0100")
        assert [truth.title] == article.xpath(".//h1[@itemprop='headline']/text()")


def test_gazette_says_nothing_but_to_readers():
    for truth, tree in metadata("gazette"):
        assert (
            tree.xpath(
                "//script | //meta[@property] | //*[@itemprop] | //time | //h1 | //article | //*[@class][not(@class='button')]"
            )
            == []
        )
        assert truth.published.second == 0
        shown = WORLD.outlet("gazette").show(truth.published)
        assert re.fullmatch(r"\d+ \w+ 2026 à \d\dh\d\d", shown)
        assert shown in truth.furniture


def test_sahifa_runs_right_to_left_and_dates_itself_in_a_time_element():
    for truth, tree in metadata("sahifa"):
        assert (tree.get("dir"), tree.get("lang")) == ("rtl", "ar")
        assert truth.published.isoformat() == tree.xpath("//time/@datetime")[0]
        assert meta(tree, "article:published_time") == []


def test_repost_has_the_stock_markup_of_its_software():
    for truth, tree in metadata("repost"):
        assert [truth.published.isoformat()] == meta(tree, "article:published_time")
        assert f"{truth.title} - The Evening Mirror of News" == " ".join(tree.findtext(".//title").split())
        assert tree.xpath("//a[@rel='author']/text()") == ["admin"]
        content = tree.find_class("entry-content")[0]
        kinds = ["hr", "patreon-button", "page-views", "abh_box", "jp-relatedposts"]
        assert kinds == [k for k in kinds if content.xpath(".//*[self::hr and $k='hr' or contains(@class, $k)]", k=k)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("courier", "14 February 2026 at 09:05"),
        ("visnyk", "14 лютого 2026, 11:05"),
        ("anzeiger", "14. Februar 2026, 10:05 Uhr"),
        ("gazette", "14 février 2026 à 10h05"),
        ("diario", "14 de febrero de 2026, 10:05 h"),
        ("sahifa", "١٤ فبراير ٢٠٢٦ - ١٢:٠٥"),
        ("repost", "February 14, 2026"),
    ],
)
def test_visible_date_is_written_in_the_language_of_the_outlet(name: str, expected: str):
    assert expected == WORLD.outlet(name).show(datetime.fromisoformat("2026-02-14T09:05:59Z"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("courier", "2026-02-14T09:05:59Z"),
        ("visnyk", "2026-02-14T11:05:59+02:00"),
        ("anzeiger", "2026-02-14T10:05:59+0100"),
        ("sahifa", "2026-02-14T12:05:59+03:00"),
        ("repost", "2026-02-14T04:05:59-05:00"),
    ],
)
def test_machine_date_has_the_offset_of_the_outlet(name: str, expected: str):
    assert expected == WORLD.outlet(name).stamp(datetime.fromisoformat("2026-02-14T09:05:59Z"))
