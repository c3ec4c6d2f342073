"""robots.txt by RFC 9309: what each status means, whose rules count, longest match, pace, hostile files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import MAX_BYTES, MAX_DELAY, parse, read

NEWS = "https://news.example"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_client_error_allows_everything_whatever_its_body_says(status: int) -> None:
    rules = read(status, b"User-agent: *\nDisallow: /\n")
    assert rules is not None
    assert rules.allows(f"{NEWS}/a")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 599])
def test_server_error_gives_no_rules(status: int) -> None:
    assert read(status, b"User-agent: *\nAllow: /\n") is None


def test_endless_redirect_counts_as_no_file() -> None:
    rules = read(302, b"")
    assert rules is not None
    assert rules.allows(f"{NEWS}/a")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/a", True),
        ("User-agent: *\nAllow: /\nDisallow: /news/old", "/news/old/a", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x=1", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: thresher\nDisallow: /x", "/a", True),
        ("User-agent: Thresher\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        ("User-agent: ThresherElse\nDisallow: /", "/a", True),
        ("user-agent: *\r\ndisallow: /a\r\n", "/a", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow: /café", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("", "/a", True),
    ],
)
def test_rules_for_our_token(*, text: str, path: str, allowed: bool) -> None:
    assert allowed == parse(text.encode()).allows(NEWS + path)


def test_byte_order_mark_does_not_hide_the_first_line() -> None:
    assert not parse(b"\xef\xbb\xbfUser-agent: *\nDisallow: /").allows(f"{NEWS}/a")


def test_a_web_page_in_place_of_the_file_allows_everything() -> None:
    assert parse(b"<!DOCTYPE html><html><body>Not found</body></html>").allows(f"{NEWS}/a")


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 7", 7.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: 86400", MAX_DELAY),
        ("Crawl-delay: -3", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Crawl-delay: soon", 0.0),
        ("Request-rate: 1/10", 10.0),
        ("Request-rate: 0/10", 0.0),
        ("Disallow: /x", 0.0),
    ],
)
def test_pace(line: str, delay: float) -> None:
    assert delay == parse(f"User-agent: *\n{line}\n".encode()).delay


def test_what_lies_beyond_the_cap_is_not_read() -> None:
    padding = b"# " + b"x" * MAX_BYTES + b"\n"
    assert parse(b"User-agent: *\n" + padding + b"Disallow: /").allows(f"{NEWS}/a")
    assert not parse(b"User-agent: *\nDisallow: /\n" + padding).allows(f"{NEWS}/a")


def test_many_wildcards_take_no_time() -> None:
    rules = parse(b"User-agent: *\nDisallow: /" + b"a*" * 2000 + b"c")
    assert rules.allows(f"{NEWS}/" + "a" * 2000 + "b")


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(body: bytes) -> None:
    rules = parse(b"User-agent: *\n" + body)
    assert rules.allows(f"{NEWS}/a") in (True, False)
    assert 0 <= rules.delay <= MAX_DELAY
