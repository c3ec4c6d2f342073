"""What is said about reuse: every form of it is recorded with its raw string, and hostile forms cost nothing."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Page
from pipelines.rights import Site, stated
from pipelines.tdm import Rule, matches, of_file, read

URL = "https://a.example/news/1.html?x=1"


def _said(body: bytes = b"", *headers: tuple[str, str], site: Site | None = None) -> dict[str, Any]:
    page = Page(url=URL, body=body, headers=headers)
    return json.loads((stated(page, site) if site else stated(page)) or "{}")


def test_silence_is_none() -> None:
    assert stated(Page(url=URL, body=b"<meta name=viewport content=x><p>noindex</p>")) is None


@pytest.mark.parametrize(
    "meta",
    [
        b'<meta name="robots" content="NoIndex, noarchive">',
        b"<META content='noindex, noarchive' NAME=ROBOTS />",
        b"<meta\nname = robots\ncontent = 'noindex,noarchive'>",
        b'<meta name="thresher" content="noarchive,noindex">',
    ],
)
def test_meta_in_every_spelling(meta: bytes) -> None:
    assert _said(b"<head>" + meta)["directives"] == ["noarchive", "noindex"]


def test_what_is_said_to_another_agent_is_recorded_and_not_taken_for_ours() -> None:
    said = _said(b'<meta name="googlebot" content="noindex"><meta name="GPTBot" content="none">')
    assert said == {
        "robots": [
            {"from": "meta", "agent": "googlebot", "raw": "noindex"},
            {"from": "meta", "agent": "gptbot", "raw": "none"},
        ],
        "directives": [],
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noindex, nofollow", [("robots", "noindex, nofollow")]),
        ("googlebot: noindex, nofollow", [("googlebot", "noindex, nofollow")]),
        ("noarchive, otherbot: noindex", [("robots", "noarchive"), ("otherbot", "noindex")]),
        ("max-snippet: 20, noai", [("robots", "max-snippet: 20, noai")]),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST", [("robots", "unavailable_after: 25 Jun 2030 15:00:00 PST")]),
    ],
)
def test_x_robots_tag(value: str, expected: list[tuple[str, str]]) -> None:
    said = _said(b"", ("X-Robots-Tag", value))
    assert [(one["agent"], one["raw"]) for one in said["robots"]] == expected


RULES = (Rule("/news/*.html", "1", "https://a.example/policy"), Rule("/", "0", ""))


def test_a_reservation_in_each_place_and_which_counts() -> None:
    file = Site(tdm=RULES)
    header = (("TDM-Reservation", "0"),)
    meta = b'<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://p.example/">'
    assert _said(site=file)["tdm"] == {
        "reserved": True,
        "policy": "https://a.example/policy",
        "from": "file",
        "raw": {"tdm-reservation": "1", "tdm-policy": "https://a.example/policy", "location": "/news/*.html"},
    }
    assert _said(b"", *header, site=file)["tdm"] == {
        "reserved": False, "policy": None, "from": "header", "raw": {"tdm-reservation": "0"},
    }  # fmt: skip
    assert (_said(meta, *header, site=file)["tdm"]["from"], _said(meta)["tdm"]["policy"]) == (
        "meta",
        "https://p.example/",
    )


@pytest.mark.parametrize("value", ["2", "yes", "-1", "1.0"])
def test_a_value_that_means_nothing_is_kept_as_it_stood(value: str) -> None:
    said = _said(b"", ("tdm-reservation", value))
    assert (said["tdm"]["reserved"], said["tdm"]["raw"]["tdm-reservation"]) == (None, value)


def test_ai_txt_is_named_by_its_digest() -> None:
    assert _said(site=Site(ai_txt="sha256:1")) == {"ai_txt": "sha256:1"}


@pytest.mark.parametrize(
    ("location", "path", "expected"),
    [
        ("/", "/a", True),
        ("*", "/a", True),
        ("/news", "/newsletter", True),
        ("/news/", "/news", False),
        ("/News", "/news", False),
        ("/a$", "/a", True),
        ("/a$", "/a?b", False),
        ("/*.pdf$", "/a/b.pdf", True),
        ("/*.pdf$", "/a/b.pdf?x", False),
        ("/a*a$", "/a", False),
        ("/*/b/*", "/a/b/c", True),
        ("/*/b/*", "/b/c", False),
    ],
)
def test_locations(*, location: str, path: str, expected: bool) -> None:
    assert expected == matches(location, path)


def test_the_first_rule_that_matches_counts() -> None:
    declaration = of_file((Rule("/x", "1", ""), Rule("/news", "0", ""), Rule("/news/1", "1", "")), URL)
    assert declaration is not None
    assert declaration.location == "/news"
    assert of_file((Rule("/x", "1", ""),), URL) is None


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        (b'[{"location": "/a", "tdm-reservation": 1, "tdm-policy": "p"}]', (Rule("/a", "1", "p"),)),
        (b'\xef\xbb\xbf[{"location": "a", "tdm-reservation": "1"}]', (Rule("/a", "1", ""),)),
        (b'{"location": "*", "tdm-reservation": 0}', (Rule("*", "0", ""),)),
        (
            b'[{"location": 1, "tdm-reservation": 1}, {"location": "/a"}, 7, null, {"location": "/a", "tdm-reservation": true}]',
            (),
        ),
        (b"[" * 200_000, ()),
        (b"not json", ()),
        (b"\xff\xfe", ()),
        (b"[" + b'{"location": "/", "tdm-reservation": 1},' * 2000 + b"1]", (Rule("/", "1", ""),) * 1000),
        (b'[{"location": "/", "tdm-reservation": ' + b"9" * 10_000 + b"}]", ()),
    ],
)
def test_files_well_and_badly_made(body: bytes, rules: tuple[Rule, ...]) -> None:
    assert rules == read(body)


@pytest.mark.parametrize("unit", [b"<meta ", b"<meta name='", b"<meta name=robots content=x ", b"<"])
def test_hostile_markup_takes_no_time(unit: bytes) -> None:
    began = time.monotonic()
    _said(unit * 50_000)
    assert time.monotonic() - began < 2


def test_what_is_kept_is_bounded() -> None:
    flood = b'<meta name="robots" content="' + b"x" * 3000 + b'">'
    assert len(json.dumps(_said(flood * 500))) < 50_000


@given(st.binary(max_size=300), st.text(max_size=100))
def test_any_page_and_header_can_be_recorded(body: bytes, value: str) -> None:
    page = Page(url=URL, body=b"<meta " + body, headers=(("X-Robots-Tag", value), ("tdm-reservation", value)))
    assert isinstance(json.loads(stated(page) or "{}"), dict)
