"""robots.txt clause by clause: the rules of RFC 9309, and the cases Google's published parser is tested with, as a table."""

from __future__ import annotations

import pytest

from crawler.robots import parse

NEWS = "https://news.example"


def _allowed(text: str, path: str) -> bool:
    return parse(text.encode()).allows(NEWS + path)


def _ours(*rules: str) -> str:
    return "User-agent: Thresher\n" + "\n".join(rules)


GROUPS = [
    # §2.2.1: the token is compared as a whole, without case; a version after it is not part of it.
    ("User-agent: thresher\nDisallow: /", "/a", False),
    ("User-agent: THRESHER\nDisallow: /", "/a", False),
    ("User-agent: Thresher/2.1\nDisallow: /", "/a", False),
    ("User-agent: Thresher (news)\nDisallow: /", "/a", False),
    ("User-agent: Thresh\nDisallow: /", "/a", True),
    ("User-agent: Thresh\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", False),
    ("User-agent: Thresher-News\nDisallow: /", "/a", True),
    ("User-agent: NewsThresher\nDisallow: /", "/a", True),
    ("User-agent:\nDisallow: /", "/a", True),
    # §2.2.1: our own group and no other; without one that of everybody; without that nothing.
    ("User-agent: *\nDisallow: /\n\nUser-agent: Thresher\nDisallow: /x", "/a", True),
    ("User-agent: Thresher\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/a", True),
    ("User-agent: Thresher\n\nUser-agent: *\nDisallow: /", "/a", False),
    ("User-agent: Other\nDisallow: /", "/a", True),
    # §2.2.1: groups of the same token are one.
    (
        "User-agent: Thresher\nDisallow: /a\n\nUser-agent: o\nDisallow: /\n\nUser-agent: thresher\nDisallow: /b",
        "/a",
        False,
    ),
    (
        "User-agent: Thresher\nDisallow: /a\n\nUser-agent: o\nDisallow: /\n\nUser-agent: thresher\nDisallow: /b",
        "/b",
        False,
    ),
    (
        "User-agent: Thresher\nDisallow: /a\n\nUser-agent: o\nDisallow: /\n\nUser-agent: thresher\nDisallow: /b",
        "/c",
        True,
    ),
    # §2.2: several tokens share the rules that follow; rules before any token count for nobody.
    ("User-agent: Other\nUser-agent: Thresher\nDisallow: /", "/a", False),
    ("User-agent: Thresher\nUser-agent: Other\nDisallow: /", "/a", False),
    ("Disallow: /\nUser-agent: Thresher\nDisallow: /x", "/a", True),
    # §2.2.4: other records do not end a group.
    ("User-agent: Thresher\nSitemap: https://news.example/s.xml\nDisallow: /", "/a", False),
    ("User-agent: Other\nSitemap: https://news.example/s.xml\nUser-agent: Thresher\nDisallow: /", "/a", False),
    # §2.2: white space and comments anywhere; names of records without case; every kind of line end.
    ("  user-agent :  Thresher  # us\n\tdisallow\t: /a # that\n", "/a", False),
    ("USER-AGENT: Thresher\nDISALLOW: /a", "/a", False),
    ("User-agent: Thresher\rDisallow: /a", "/a", False),
    ("User-agent: Other\rDisallow: /\rUser-agent: Thresher/2\rDisallow: /a", "/b", True),
    ("User-agent: Other\rDisallow: /\rUser-agent: Thresher/2\rDisallow: /a", "/a", False),
    ("User-agent: Thresher\r\n\r\nDisallow: /a\r\n", "/a", False),
    ("User-agent: Thresher\n\n\nDisallow: /a", "/a", False),
]

RULES = [
    # §2.2.2: the longest match wins whatever the order; of two as long the one that allows.
    (("Disallow: /x/page.html", "Allow: /x/"), "/x/page.html", False),
    (("Allow: /x/page.html", "Disallow: /x/"), "/x/page.html", True),
    (("Allow: /x/page.html", "Disallow: /x/"), "/x/", False),
    (("Disallow: /", "Allow: /"), "/a", True),
    (("Disallow: /a", "Allow: /a"), "/a", True),
    (("Disallow: /x", "Allow: /x/"), "/x", False),
    (("Disallow: /x", "Allow: /x/"), "/x/", True),
    (("Allow: /page", "Disallow: /*.html"), "/page.html", False),
    (("Allow: /x/page.", "Disallow: /*.html"), "/x/page.html", True),
    (("Allow: /p", "Disallow: /"), "/page", True),
    (("Disallow:", "Allow:"), "/a", True),
    # §2.2.2: a rule matches from the first octet on, with case, the query included.
    (("Disallow: /fish",), "/fish", False),
    (("Disallow: /fish",), "/fish.html?id=1", False),
    (("Disallow: /fish",), "/fishheads/yummy", False),
    (("Disallow: /fish",), "/Fish", True),
    (("Disallow: /fish",), "/catfish", True),
    (("Disallow: /fish",), "/?id=fish", True),
    (("Disallow: /fish/",), "/fish", True),
    (("Disallow: /fish/",), "/fish/?id=1", False),
    (("Disallow: /a?b=",), "/a?b=1", False),
    (("Disallow: /a?b=",), "/a?c=1&b=1", True),
    # §2.2.3: ``*`` and a ``$`` at the end.
    (("Disallow: /fish*",), "/fishheads", False),
    (("Disallow: /*.php",), "/folder/any.php.file", False),
    (("Disallow: /*.php",), "/windows.PHP", True),
    (("Disallow: /*.php$",), "/a.php", False),
    (("Disallow: /*.php$",), "/a.php?x=1", True),
    (("Disallow: /fish*.php",), "/fishheads/catfish.php?x", False),
    (("Disallow: /a$",), "/a", False),
    (("Disallow: /a$",), "/a/", True),
    (("Disallow: /", "Allow: /$"), "/", True),
    (("Disallow: /", "Allow: /$"), "/a", False),
    (("Disallow: /a$b",), "/a$b", False),
    (("Disallow: /foo/*/qux",), "/foo/bar/qux", False),
    (("Disallow: /foo/*/qux",), "/foo//qux", False),
    (("Disallow: /**/x",), "/a/x", False),
    (("Disallow: /file-with-a-%2A.html",), "/file-with-a-*.html", False),
    (("Disallow: /path/foo-%24",), "/path/foo-$", False),
    # §2.2.2: octets outside ASCII and reserved ones are compared in their percent-encoded form.
    (("Disallow: /foo/bar/ツ",), "/foo/bar/%E3%83%84", False),
    (("Disallow: /foo/bar/%E3%83%84",), "/foo/bar/%E3%83%84", False),
    (("Disallow: /foo/bar/%e3%83%84",), "/foo/bar/%E3%83%84", False),
    (("Disallow: /foo/bar/%62%61%7A",), "/foo/bar/baz", False),
    (("Disallow: /foo/bar?baz=http://foo.bar",), "/foo/bar?baz=http://foo.bar", False),
    # §2.2.2: the file itself may always be asked for.
    (("Disallow: /",), "/robots.txt", True),
    (("Disallow: /robots.txt",), "/robots.txt", True),
]


@pytest.mark.parametrize(("text", "path", "allowed"), GROUPS)
def test_whose_rules_count(*, text: str, path: str, allowed: bool) -> None:
    assert allowed == _allowed(text, path)


@pytest.mark.parametrize(("rules", "path", "allowed"), RULES)
def test_what_the_rules_say(*, rules: tuple[str, ...], path: str, allowed: bool) -> None:
    assert allowed == _allowed(_ours(*rules), path)


@pytest.mark.parametrize("body", [b"\xef\xbb\xbfUser-agent: *\nDisallow: /", b"User-agent: *\nDisallow: /\n\xff\xfe\0"])
def test_a_byte_order_mark_and_bytes_that_are_no_text_hide_nothing(body: bytes) -> None:
    """§2.3: UTF-8; what is not is passed over."""
    assert not parse(body).allows(f"{NEWS}/a")


@pytest.mark.parametrize(
    ("line", "delay"), [("Crawl-delay: 3", 3.0), ("Request-rate: 1/5", 5.0), ("Request-rate: 2/1m", 30.0)]
)
def test_the_pace_is_that_of_our_own_group(line: str, delay: float) -> None:
    assert delay == parse(f"User-agent: *\nCrawl-delay: 9\n\nUser-agent: Thresher\n{line}".encode()).delay
    assert parse(f"User-agent: Other\n{line}".encode()).delay == 0.0


def test_a_million_user_agent_lines_take_no_time() -> None:
    assert parse(b"User-agent: x\n" * 40_000 + b"Disallow: /").allows(f"{NEWS}/a")
