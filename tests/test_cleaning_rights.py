"""The licence a page gives, and the agency it credits."""

from __future__ import annotations

import pytest
from lxml import html

from cleaning.article import Page
from cleaning.document import parse
from cleaning.head import read_head
from cleaning.jsonld import article
from cleaning.metadata import read
from cleaning.rights import licence, wire

URL = "https://h.example/news/a"
CC = "https://creativecommons.org/licenses/by/4.0/"
PROSE = "The council said on Sunday that work on the bridge will begin after the winter, and end within a year."


def licensed(head: str = "", body: str = "") -> str | None:
    found = read_head(
        html.document_fromstring(f"<html><head><title>T</title>{head}</head><body>{body}<p>x</p></body></html>")
    )
    return licence(found, article(found.jsonld), URL)


def ld(value: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "license": {value}}}</script>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (ld(f'"{CC}"'), ""),
        (ld(f'["{CC}", "https://h.example/other"]'), ""),
        (ld(f'{{"@type": "CreativeWork", "url": "{CC}", "name": "CC BY"}}'), ""),
        (ld(f'{{"@id": "{CC}"}}'), ""),
        (f'<link rel="license" href="{CC}">', ""),
        ("", f'<a rel="license" href="{CC}">CC BY</a>'),
        ("", f'<a rel="cc:license nofollow" href="{CC}">CC BY</a>'),
        ("", f'<div><link itemprop="license" href="{CC}"></div>'),
        (f'<meta name="dcterms.license" content="{CC}">', ""),
        (f'<meta name="DC.rights" content="{CC}">', ""),
    ],
)
def test_licence_is_found_in_every_place(head: str, body: str) -> None:
    assert CC == licensed(head, body)


def test_licence_may_be_a_few_words_or_a_relative_address() -> None:
    assert "All rights reserved" == licensed('<meta name="dc.rights" content="All  rights reserved">')
    assert "https://h.example/terms" == licensed(ld('"/terms"'))


@pytest.mark.parametrize("value", ["null", "3", "[]", "{}", "[[[]]]", '{"url": {"url": "x"}}', "true"])
def test_licence_that_is_none_is_none(value: str) -> None:
    assert licensed(ld(value)) in (None, "3", "x")


def test_licence_of_a_picture_is_not_that_of_the_text() -> None:
    picture = '{"@type": "NewsArticle", "image": {"@type": "ImageObject", "license": "https://h.example/picture"}}'
    assert licensed(f'<script type="application/ld+json">{picture}</script>') is None


def credited(*lines: str) -> str | None:
    document = parse("".join(f"<p>{line}</p>" for line in lines))
    assert document
    return wire(document.blocks)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((f"PORT ELLIS, May 3 (Reuters) - {PROSE}",), "Reuters"),
        ((f"Berlin (dpa) – {PROSE}",), "dpa"),
        ((f"Berlin (dpa/AFP) - {PROSE}",), "dpa, AFP"),
        ((f"КИЇВ (Укрінформ) — {PROSE}",), "Укрінформ"),
        ((PROSE, "(AFP)"), "AFP"),
        ((PROSE, "Quelle: dpa"), "dpa"),
        ((PROSE, "Source: Reuters"), "Reuters"),
        ((PROSE, "Mit Material von AFP und dpa"), "AFP, dpa"),
    ],
)
def test_agency_of_a_dateline_or_a_line_of_its_own_is_credited(lines: tuple[str, ...], expected: str) -> None:
    assert expected == credited(*lines)


@pytest.mark.parametrize(
    "lines",
    [
        (f"The ferry (built in 1957) - {PROSE}",),
        (f"{PROSE} (Reuters)",),
        (f"Ann Lee (Labour) - {PROSE}",),
        (PROSE, "Source: the council"),
        (PROSE, "Ann Lee, Reuters"),
    ],
)
def test_what_is_no_agency_is_not_credited(lines: tuple[str, ...]) -> None:
    assert credited(*lines) is None


def test_agency_of_the_dateline_is_credited_beside_the_author() -> None:
    markup = f'<meta name="author" content="Ann Lee"><h1>Ferry</h1><p>PORT ELLIS, May 3 (Reuters) - {PROSE}</p>'
    document = parse(f"<html><head></head><body>{markup}</body></html>")
    assert document
    assert "Reuters" == read(document, Page(url=URL, body=b"")).credit
