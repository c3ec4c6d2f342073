"""Sitemaps: indexes, news fields, gzip by content, hostile files."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listing import MAX_BYTES, MAX_LINKS, Form, Listing, ListingError, inflate, sniff
from crawler.sitemaps import read_sitemap
from pipelines.outcomes import Failure, Link, UrlKind

if TYPE_CHECKING:
    from pathlib import Path

NEWS = """<?xml version="1.0" encoding="UTF-8"?><!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://diario.example/a?x=1&amp;y=2 </loc><lastmod>2026-03-13</lastmod>
 <image:image><image:loc>https://diario.example/i.jpg</image:loc><image:title>A picture</image:title></image:image>
 <news:news><news:publication><news:name>Diario</news:name><news:language>es</news:language></news:publication>
 <news:publication_date>2026-03-12T10:00:00-05:00</news:publication_date><news:title>El &quot;puente&quot;</news:title></news:news></url>
<url><loc><![CDATA[https://diario.example/b]]></loc></url>
<url><lastmod>2026-03-13</lastmod></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://diario.example/1.xml.gz</loc><lastmod>2026-03-13T00:00:00Z</lastmod></sitemap>
<sitemap><loc>https://diario.example/2.xml</loc></sitemap></sitemapindex>"""


def test_a_news_sitemap_keeps_title_date_and_language() -> None:
    first = Link(
        url="https://diario.example/a?x=1&y=2",
        kind=UrlKind.ARTICLE,
        title='El "puente"',
        published="2026-03-12T10:00:00-05:00",
        modified="2026-03-13",
        language="es",
    )
    assert Listing(links=(first, Link(url="https://diario.example/b", kind=UrlKind.ARTICLE))) == read_sitemap(
        NEWS.encode()
    )


def test_an_index_names_sitemaps() -> None:
    expected = (
        Link(url="https://diario.example/1.xml.gz", kind=UrlKind.SITEMAP, modified="2026-03-13T00:00:00Z"),
        Link(url="https://diario.example/2.xml", kind=UrlKind.SITEMAP),
    )
    assert expected == read_sitemap(INDEX.encode()).links


def test_a_list_of_urls_is_a_sitemap() -> None:
    links = read_sitemap(b"\xef\xbb\xbfhttps://diario.example/a\r\nhttps://diario.example/b\r\n").links
    assert [link.url for link in links] == ["https://diario.example/a", "https://diario.example/b"]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(NEWS.encode()),
        gzip.compress(gzip.compress(NEWS.encode())[:0] + NEWS.encode()[:300]) + gzip.compress(NEWS.encode()[300:]),
        NEWS.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
        NEWS.replace(
            "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/sitemap/0.84"
        ).encode(),
        NEWS.replace(' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', "").encode(),
        ("<!DOCTYPE urlset [<!ENTITY a 'b'>]>" + NEWS.partition("?>")[2]).encode(),
        b"\n\n" + NEWS.partition("?>")[2].encode(),
    ],
    ids=["gzip", "gzip-members", "utf-16", "old-namespace", "no-namespace", "doctype", "blank-lines"],
)
def test_unusual_wrappings_change_nothing(body: bytes) -> None:
    assert read_sitemap(NEWS.encode()).links[1] == read_sitemap(body).links[1]


def test_a_torn_file_gives_what_stands_before_the_tear() -> None:
    assert len(read_sitemap(NEWS[: NEWS.index("<url><lastmod>")].encode()).links) == 2
    torn = gzip.compress(NEWS.encode() + b"<!--" + bytes(range(256)) * 4)[:-60]
    assert len(read_sitemap(torn).links) == 2


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Failure.DECODE),
        (b"<html></html>", Failure.DECODE),
        (b"<rss></rss>", Failure.DECODE),
        (b"https://a.example/ and words", Failure.DECODE),
        (b"\x1f\x8bxxxxxxxxxxxx", Failure.DECODE),
        (gzip.compress(b"<urlset>" + b" " * MAX_BYTES), Failure.BOMB),
        (b"<urlset>" + b" " * MAX_BYTES, Failure.TOO_LARGE),
    ],
    ids=["empty", "html", "rss", "text", "broken-gzip", "bomb", "giant"],
)
def test_what_cannot_be_read_is_named(body: bytes, failure: Failure) -> None:
    with pytest.raises(ListingError) as caught:
        read_sitemap(body)
    assert failure is caught.value.failure


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    doctype = f'<!DOCTYPE u [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}"><!ENTITY y "yyyy">]>'
    body = f"{doctype}<urlset><url><loc>https://a.example/&x;&y;</loc></url></urlset>"
    assert [link.url for link in read_sitemap(body.encode()).links] == ["https://a.example/"]


def test_links_are_bounded_and_quickly_read() -> None:
    started = time.process_time()
    body = b"<urlset>" + b"<url><loc>https://a.example/2026/03/12/x</loc></url>" * (MAX_LINKS + 10) + b"</urlset>"
    assert len(read_sitemap(body).links) == MAX_LINKS
    assert time.process_time() - started < 15


@pytest.mark.parametrize("part", [b"<url>", b"<url><loc>", b"<a>", b"<url/>", b"<!---->", b"&a;"])
def test_hostile_repetition_takes_bounded_time(part: bytes) -> None:
    started = time.process_time()
    read_sitemap(b"<urlset>" + part * (500_000 // len(part)))
    assert time.process_time() - started < 10


@given(st.data())
def test_any_damage_is_read_or_named(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([NEWS.encode(), INDEX.encode(), gzip.compress(NEWS.encode())]))
    at = data.draw(st.integers(0, len(whole)))
    body = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        links = read_sitemap(body).links
    except ListingError:
        return
    assert all(link.url for link in links)


@pytest.mark.parametrize(
    ("body", "content_type", "form"),
    [
        (b"<rss version='2.0'>", "text/html", Form.FEED),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>\n<!-- c --><feed>", "", Form.FEED),
        (b"<rdf:RDF xmlns:rdf='x'>", "", Form.FEED),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "", Form.FEED),
        (b'{"version": "https://jsonfeed.org', "", Form.OTHER),
        (b'{"a": 1}', "application/json", Form.OTHER),
        (b"<urlset>", "text/html", Form.SITEMAP),
        (b"<?xml-stylesheet href='x'?><ns:sitemapindex xmlns:ns='y'>", "", Form.SITEMAP),
        (gzip.compress(b"<urlset></urlset>", mtime=0), "application/octet-stream", Form.SITEMAP),
        (gzip.compress(b"<html></html>", mtime=0), "", Form.HTML),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), "", Form.FEED),
        (b"<!DOCTYPE html><title>x", "text/xml", Form.HTML),
        (b"<!-- x --><HTML>", "", Form.HTML),
        (b"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html>", "", Form.HTML),
        (b"<div>a fragment</div>", "text/html; charset=utf-8", Form.HTML),
        (b"<div>a fragment</div>", "", Form.OTHER),
        (b"https://a.example/1\nhttps://a.example/2\n", "text/plain", Form.SITEMAP),
        (b"User-agent: *\nSitemap: https://a.example/s.xml\n", "text/plain", Form.OTHER),
        (b"%PDF-1.7", "text/html", Form.OTHER),
        (b"", "text/html", Form.OTHER),
        (b"\x1f\x8b", "", Form.OTHER),
        (b"<!--", "text/html", Form.OTHER),
        (b"<", "", Form.OTHER),
    ],
)
def test_content_tells_the_form(body: bytes, content_type: str, form: Form) -> None:
    assert form is sniff(body, content_type)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_have_a_form(body: bytes, content_type: str) -> None:
    assert sniff(body, content_type) in Form


@given(st.binary(max_size=2000))
def test_inflate_undoes_gzip_and_leaves_the_rest(body: bytes) -> None:
    assert body == inflate(gzip.compress(body))
    if not body.startswith(b"\x1f\x8b"):
        assert body is inflate(body)
