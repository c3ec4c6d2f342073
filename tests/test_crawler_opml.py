"""Lists of feeds as OPML: what is read of hostile and broken ones, and that ours come back as they were."""

from __future__ import annotations

import pytest

from cleaning.errors import InputError
from crawler.opml import MAX_BYTES, MAX_ELEMENTS, Outline, read, write

ONE = '<outline text="A" xmlUrl="https://a.example/feed"/>'
A = Outline(name="A", feed="https://a.example/feed")


def opml(body: str) -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{body}</body></opml>'.encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        (ONE, [A]),
        (f'<outline text="folder"><outline>{ONE}</outline></outline>', [A]),
        (f'<outline text="off" isComment="true">{ONE}<outline>{ONE}</outline></outline>{ONE}', [A]),
        (f'<outline xmlUrl="https://b.example/">{ONE}</outline>', [A, Outline(feed="https://b.example/")]),
        ('<outline TITLE=" A\t&amp;  B&#x202e;" XMLURL="x" htmlurl="y"/>', [Outline(name="A & B", feed="x", home="y")]),
        ('<outline xmlUrl="https://a.example/?b=1&c=2&amp;d"/>', [Outline(feed="https://a.example/?b=1&c=2&d")]),
        ('<outline text="none"/>', [Outline(name="none")]),
        ('<outline type="include" url="https://a.example/b.opml"/>', [Outline()]),
        ('<o:outline xmlns:o="urn:o" xmlUrl="x" o:xmlUrl="y"/>', [Outline(feed="x")]),
        ('<outline xmlns:t="urn:thresher:source" xmlUrl="x" t:id="a"/>', [Outline(feed="x", own={"id": "a"})]),
    ],
)
def test_outlines_are_read_as_they_are_meant(body: str, expected: list[Outline]) -> None:
    assert (tuple(expected), "") == (read(opml(body)).outlines, read(opml(body)).fault)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "cannot be read"),
        (b"no list", "cannot be read"),
        (b"<html><body></body></html>", "no OPML: it begins with <html>"),
        (b" " * (MAX_BYTES + 1), "longer than 8,388,608 bytes"),
        (opml("<a/>" * MAX_ELEMENTS), "more than 50,000 elements"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml/>', "declares entities"),
        ('<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml/>'.encode("utf-16"), "declares entities"),
    ],
)
def test_what_is_no_list_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(body)


@pytest.mark.parametrize("rest", ["<outline", "</body>", f"<outline xmlUrl=x/>{ONE}", "<outline>" * 100_000])
def test_broken_list_gives_what_stands_before_the_fault_and_says_so(rest: str) -> None:
    found = read(f"<opml><body>{ONE}<outline>{rest}".encode())
    assert (A,) == found.outlines
    assert found.fault


def test_a_list_comes_back_as_it_was() -> None:
    outlines = (
        Outline(name='"A" <&> Ж', feed="https://a.example/?a=1&b=2", home="https://a.example/", language="uk"),
        Outline(name="B", home="https://b.example/", own={"id": "b", "deny": '["\\\\d+ \\u0001"]'}),
    )
    first, second = read(write(outlines, title="Ours")).outlines
    assert outlines == (first, second)
