"""Feeds of every kind: links with the raw dates, whatever is broken about the file, and no way out of it."""

from __future__ import annotations

import gzip
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import MAX_FEED, MAX_TAGS, read_feed
from crawler.listing import Listing, ListingError
from pipelines.outcomes import Failure, Link, UrlKind

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://courier.example/feed/"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>East Bank Courier</title><link>https://courier.example/</link><language>en-GB</language>
<item><title>Bridge &amp; harbour <![CDATA[<b>reopen</b>]]></title><link>/2026/03/12/bridge</link>
  <pubDate> Thu, 12 Mar 2026 10:00:00 +0200 </pubDate><dc:creator>Ann Lee</dc:creator></item>
<item><title>By its guid</title><guid>https://courier.example/2</guid></item>
<item><title>No link at all</title></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://anzeiger.example/x/">
<title>Anzeiger</title><link rel="next" href="?page=2"/>
<entry><title type="html">Brücke &lt;i&gt;offen&lt;/i&gt;</title><link rel="self" href="s"/><link href="a"/>
  <published>2026-03-12T10:00:00+01:00</published><updated>2026-03-12T11:30:00+01:00</updated>
  <author><name>Eva Gros</name></author><author><name>Jan Ott</name></author></entry>
<entry><title>Nur geändert</title><link href="b"/><updated>2026-03-13T08:00:00Z</updated></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Gazette</title></channel>
<item rdf:about="https://gazette.example/9"><title>Pont</title><link>https://gazette.example/9</link>
<dc:date>2026-03-12T10:00+01:00</dc:date></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Diario",
    "language": "es",
    "next_url": "https://diario.example/feed.json?page=2",
    "items": [
        {
            "url": "https://diario.example/a",
            "title": "El puente",
            "date_published": "2026-03-12T10:00:00-05:00",
            "date_modified": "2026-03-12T12:00:00-05:00",
            "authors": [{"name": "Ana Sol"}, {"name": "Luis Mar"}],
        },
        {"external_url": "https://diario.example/b", "author": {"name": "Eva"}, "language": "ca"},
        {"title": "sin enlace"},
        "no item",
    ],
}


def article(url: str, **facts: str) -> Link:
    return Link(url=url, kind=UrlKind.ARTICLE, **facts)


def read(text: str | bytes, content_type: str = "") -> Listing:
    return read_feed(text.encode() if isinstance(text, str) else text, URL, content_type)


def test_rss_gives_links_with_the_date_as_written() -> None:
    first = article(
        "https://courier.example/2026/03/12/bridge",
        title="Bridge & harbour reopen",
        published="Thu, 12 Mar 2026 10:00:00 +0200",
        language="en-GB",
        author="Ann Lee",
    )
    second = article("https://courier.example/2", title="By its guid", language="en-GB")
    assert Listing(links=(first, second), title="East Bank Courier", language="en-GB") == read(RSS)


def test_atom_keeps_publication_and_change_apart() -> None:
    listing = read(ATOM)
    first = article(
        "https://anzeiger.example/x/a",
        title="Brücke offen",
        published="2026-03-12T10:00:00+01:00",
        modified="2026-03-12T11:30:00+01:00",
        language="de",
        author="Eva Gros, Jan Ott",
    )
    second = article(
        "https://anzeiger.example/x/b", title="Nur geändert", modified="2026-03-13T08:00:00Z", language="de"
    )
    assert (first, second) == listing.links
    assert listing.next_page == "https://anzeiger.example/x/?page=2"


def test_rdf_takes_its_only_date_as_the_publication() -> None:
    expected = article("https://gazette.example/9", title="Pont", published="2026-03-12T10:00+01:00")
    assert (expected,) == read(RDF).links


def test_json_feed_is_read_as_the_others() -> None:
    first = article(
        "https://diario.example/a",
        title="El puente",
        published="2026-03-12T10:00:00-05:00",
        modified="2026-03-12T12:00:00-05:00",
        language="es",
        author="Ana Sol, Luis Mar",
    )
    second = article("https://diario.example/b", language="ca", author="Eva")
    following = "https://diario.example/feed.json?page=2"
    expected = Listing(links=(first, second), title="Diario", language="es", next_page=following)
    assert expected == read(json.dumps(JSON))


def test_a_date_nobody_can_read_stays_as_it_is() -> None:
    text = RSS.replace("Thu, 12 Mar 2026 10:00:00 +0200", "12 березня, вранці")
    assert read(text).links[0].published == "12 березня, вранці"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "", ""),
        ("utf-8", "", "text/xml"),
        ("utf-8", ' encoding="utf-8"', "application/rss+xml; charset=windows-1251"),
        ("utf-8", ' encoding="windows-1251"', "text/xml"),
        ("windows-1251", ' encoding="windows-1251"', "text/xml"),
        ("windows-1251", ' encoding="windows-1251"', "text/xml; charset=utf-8"),
        ("windows-1251", "", "text/xml; charset=windows-1251"),
        ("utf-16", ' encoding="utf-16"', ""),
    ],
)
def test_the_bytes_decide_the_encoding_not_a_wrong_declaration(encoding: str, declared: str, content_type: str) -> None:
    text = f'<?xml version="1.0"{declared}?><rss version="2.0"><channel><title>Верболозівський вісник</title></channel></rss>'
    assert read(text.encode(encoding), content_type).title == "Верболозівський вісник"


def test_a_gzipped_file_is_read_by_its_content() -> None:
    assert read(RSS) == read(gzip.compress(RSS.encode()))


def test_a_broken_feed_gives_what_can_be_read() -> None:
    cut = RSS[: RSS.index("By its guid")].replace("&amp;", "&nbsp;&")
    assert read(cut).links[0].published == "Thu, 12 Mar 2026 10:00:00 +0200"


def test_the_feedburner_original_is_the_link() -> None:
    text = RSS.replace("<guid>", "<link>https://burner.example/x</link><f:origLink>").replace(
        "</guid>", "</f:origLink>"
    )
    text = text.replace("xmlns:dc", 'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0" xmlns:dc')
    assert read(text).links[1].url == "https://courier.example/2"


def test_twice_escaped_titles_are_unescaped() -> None:
    assert read(RSS.replace("By its guid", "Mayor&amp;#8217;s AT&amp;amp;T deal")).links[1].title == "Mayor’s AT&T deal"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Not found</body></html>",
        b"/etc/hostname",
        b"{",
        b'{"items": 7}',
        b'{"items": {"a": 1}}',
        b"[" * 100_000,
        b"\x00\xff" * 50,
        b"\x1f\x8b broken",
    ],
)
def test_what_is_no_feed_is_named(body: bytes) -> None:
    with pytest.raises(ListingError) as caught:
        read(body)
    assert caught.value.failure is Failure.DECODE


def test_a_json_feed_of_deep_nesting_is_no_crash() -> None:
    with pytest.raises(ListingError):
        read(b'{"items": ' + b"[" * 200_000)


def test_a_file_name_as_body_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "feed").write_text(RSS)
    with pytest.raises(ListingError):
        read(str(tmp_path / "feed"))


def test_external_entities_are_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    text = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>{RSS.partition("?>")[2]}'
    assert "SECRET" not in str(read(text.replace("By its guid", "&x;")))


def test_a_bomb_and_a_giant_are_told_apart() -> None:
    with pytest.raises(ListingError) as caught:
        read(gzip.compress(b" " * (MAX_FEED + 1)))
    assert caught.value.failure is Failure.BOMB
    for giant in (b" " * (MAX_FEED + 1), RSS.encode() + b"<a>" * MAX_TAGS):
        with pytest.raises(ListingError) as caught:
            read(giant)
        assert caught.value.failure is Failure.TOO_LARGE


@pytest.mark.parametrize("part", ["<item>", "<a><b>", "&amp;", "<![CDATA[", "<title>x", "]]>", "&a;"])
def test_hostile_repetition_takes_bounded_time(part: str) -> None:
    started = time.process_time()
    with suppress(ListingError):
        read(RSS[: RSS.index("<item>")] + part * (100_000 // len(part)))
    assert time.process_time() - started < 20


@given(st.data())
def test_any_damage_to_a_feed_is_read_or_named(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([RSS, ATOM, RDF, json.dumps(JSON)])).encode()
    at = data.draw(st.integers(0, len(whole)))
    body = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        links = read(body).links
    except ListingError:
        return
    assert all(link.url and link.kind is UrlKind.ARTICLE for link in links)
