"""How the newsroom answers over HTTP: headers, conditional requests, compression, counters, oddities."""

from __future__ import annotations

import gzip
import re
import socket
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest

from crawler.newsroom import Newsroom
from crawler.newsroom.outlets import ORDER
from crawler.newsroom.site import HUGE
from tests.asking import ask

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTINGS = [
    ("courier", "/rss.xml", "application/rss+xml"),
    ("visnyk", "/atom.xml", "application/atom+xml"),
    ("anzeiger", "/sitemap.xml", "application/xml"),
    ("anzeiger", "/sitemaps/pages.xml", "application/xml"),
    ("anzeiger", "/sitemaps/articles.xml.gz", "application/x-gzip"),
    ("diario", "/sitemap-news.xml", "application/xml"),
    ("sahifa", "/feed.rss", "application/rss+xml"),
    ("repost", "/feed/", "application/rss+xml"),
    ("gazette", "/robots.txt", "text/plain"),
]


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as serving:
        yield serving


def an_article(room: Newsroom, outlet: str) -> str:
    return room.world.publications(outlet, room.edition)[0].path


@pytest.mark.parametrize("outlet", ORDER)
def test_every_outlet_answers_on_its_own_address_and_the_same_port(room: Newsroom, outlet: str):
    answer = ask(room, outlet, "/")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert room.world.outlet(outlet).name in answer.text
    assert room.home(outlet) == f"http://{room.world.outlet(outlet).host}:{room.port}/"


@pytest.mark.parametrize(("outlet", "path", "kind"), LISTINGS)
def test_listing_says_what_it_is(room: Newsroom, outlet: str, path: str, kind: str):
    assert kind == ask(room, outlet, path).headers["Content-Type"].partition(";")[0]


@pytest.mark.parametrize(("outlet", "path", "_kind"), LISTINGS)
def test_listing_is_not_sent_again_to_a_client_that_has_it(room: Newsroom, outlet: str, path: str, _kind: str):
    first = ask(room, outlet, path)
    by_tag = ask(room, outlet, path, If_None_Match=first.headers["ETag"])
    by_date = ask(room, outlet, path, If_Modified_Since=first.headers["Last-Modified"])
    assert [(answer.status, answer.body) for answer in (by_tag, by_date)] == [(304, b""), (304, b"")]
    assert by_tag.headers["ETag"] == first.headers["ETag"]


def test_entity_tag_outranks_the_date(room: Newsroom):
    date = ask(room, "courier", "/rss.xml").headers["Last-Modified"]
    assert ask(room, "courier", "/rss.xml", If_None_Match='W/"old"', If_Modified_Since=date).status == 200


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("If_None_Match", "*", 304),
        ("If_None_Match", 'W/"a", W/"b"', 200),
        ("If_Modified_Since", "Sun, 01 Feb 2026 00:00:00 GMT", 200),
        ("If_Modified_Since", "Sun, 01 Mar 2099 00:00:00 -0000", 304),
        ("If_Modified_Since", "yesterday", 200),
    ],
)
def test_conditional_request_follows_rfc_9110(room: Newsroom, name: str, value: str, status: int):
    assert status == ask(room, "courier", "/rss.xml", **{name: value}).status


def test_last_modified_is_the_newest_change_of_the_edition(room: Newsroom):
    newest = max(p.modified(1) or p.published for p in room.world.publications("courier"))
    assert newest == parsedate_to_datetime(ask(room, "courier", "/rss.xml").headers["Last-Modified"])


@pytest.mark.parametrize("outlet", ORDER)
def test_links_follow_the_host_header(room: Newsroom, outlet: str):
    path = room.world.outlet(outlet)
    listing = (path.feeds + path.sitemaps + path.pages)[0]
    text = ask(room, outlet, listing, Host="news.example:8080").text
    assert f"{path.host}:" not in text
    if outlet != "gazette":
        assert "http://news.example:8080/" in text


def test_article_of_an_absolute_outlet_links_under_the_host_header(room: Newsroom):
    text = ask(room, "courier", an_article(room, "courier"), Host="news.example:8080").text
    ours = [href for href in re.findall(r'href="(http://[^"]+)', text) if "social" not in href]
    assert ours
    assert {"http://news.example:8080"} == {"/".join(href.split("/")[:3]) for href in ours}
    assert '"@id": "http://news.example:8080/#website"' in text


@pytest.mark.parametrize("authority", ['"><script>', "a b", "x/y"])
def test_host_header_that_is_no_authority_is_refused(room: Newsroom, authority: str):
    assert ask(room, "courier", "/", Host=authority).status == 400


@pytest.mark.parametrize("path", ["/", "/rss.xml", "/epaper/today", "/private/desk", "/nowhere"])
def test_head_has_the_headers_of_get_and_no_body(room: Newsroom, path: str):
    get, head = ask(room, "courier", path), ask(room, "courier", path, "HEAD")
    kept = ("Content-Type", "Content-Length", "ETag", "Last-Modified")
    assert head.body == b""
    assert (get.status, [get.headers[k] for k in kept]) == (head.status, [head.headers[k] for k in kept])


def test_body_is_compressed_for_clients_that_accept_it(room: Newsroom):
    plain = ask(room, "visnyk", "/atom.xml")
    packed = ask(room, "visnyk", "/atom.xml", Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body


def test_zipped_sitemap_is_gzip_by_content_and_never_encoded_twice(room: Newsroom):
    answer = ask(room, "anzeiger", "/sitemaps/articles.xml.gz", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] is None
    assert gzip.decompress(answer.body).startswith(b"<?xml")


def test_counter_ticks_with_every_get_of_its_own_page():
    with Newsroom() as room:
        path = room.world.publications("repost")[0].path
        setting = room.world.setting("repost", 1, room.world.publications("repost")[0])
        (pattern,) = [s.pattern for s in room.world.truth("repost", setting.publication.slug).boilerplate if s.pattern]
        lines = re.compile(">" + pattern + "<")
        seen = []
        for method in ("GET", "GET", "HEAD", "GET"):
            match = lines.search(ask(room, "repost", path, method).text)
            seen.append(re.findall(r"\d+", match[0]) if match else None)
        other = ask(room, "repost", room.world.publications("repost")[1].path).text
    assert seen == [["1", "1"], ["2", "2"], None, ["3", "3"]]
    assert re.search(r'page-views">\D*1\D', other)


@pytest.mark.parametrize(
    ("outlet", "path", "content_type"),
    [
        ("courier", "/epaper/today", "application/pdf"),
        ("anzeiger", "/service/epaper/today", "application/pdf"),
        ("courier", "/media/anything.svg", "image/svg+xml"),
    ],
)
def test_resource_that_is_no_page_says_so(room: Newsroom, outlet: str, path: str, content_type: str):
    answer = ask(room, outlet, path)
    assert (200, content_type) == (answer.status, answer.headers["Content-Type"])
    assert b"<html" not in answer.body


def test_every_outlet_has_an_empty_page(room: Newsroom):
    bodies = {o.id: ask(room, o.id, o.path("live/today")) for o in room.world.outlets}
    assert {200} == {answer.status for answer in bodies.values()}
    assert b"<body></body>" in bodies.pop("anzeiger").body
    assert {b""} == {answer.body for answer in bodies.values()}


@pytest.mark.parametrize("outlet", ORDER)
def test_huge_page_is_there_but_linked_only_among_faults(outlet: str):
    with Newsroom() as sound, Newsroom(faults=["too-large"]) as faulty:
        path = sound.world.outlet(outlet).path("archive/complete")
        head = ask(sound, outlet, path, "HEAD")
        linked = [path in ask(room, outlet, "/").text for room in (sound, faulty)]
        named = [room.url(outlet, path) in room.urls(outlet).others for room in (sound, faulty)]
    assert (200, str(HUGE)) == (head.status, head.headers["Content-Length"])
    assert [False, True] == linked == named


def test_huge_page_is_as_long_as_it_says(room: Newsroom):
    body = ask(room, "gazette", "/archive/complete").body
    assert len(body) == HUGE
    assert body.startswith(b"<!DOCTYPE html>")


def test_client_that_hangs_up_in_the_middle_harms_nobody(room: Newsroom, capfd: pytest.CaptureFixture[str]):
    with socket.create_connection((room.world.outlet("diario").host, room.port), timeout=5) as client:
        client.sendall(b"GET /archive/complete HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(100)
    assert room.requests[-1].path == "/archive/complete"
    assert ask(room, "diario", "/").status == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("path", ["/nowhere", "/2026/02/14/", "/article.php?id=1", "/%00", "/media/x.png"])
def test_unknown_path_is_not_found(room: Newsroom, path: str):
    assert ask(room, "courier", path).status == 404


def test_query_that_means_nothing_is_ignored(room: Newsroom):
    article = room.world.publications("sahifa")[0]
    answer = ask(room, "sahifa", f"{article.path}?utm_source=rss&utm_medium=feed")
    assert answer.status == 200
    assert article.story.title in answer.text
