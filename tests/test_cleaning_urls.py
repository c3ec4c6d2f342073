from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import urls
from cleaning.urls import canonical, host


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(urls).failed == 0


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://news.example", "http://news.example/"),
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://news.example:443/", "https://news.example/"),
        ("https://news.example:80/", "https://news.example:80/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("http://news.example./a", "http://news.example/a"),
        ("http://user:secret@news.example/a", "http://news.example/a"),
        ("http://news.example/a#part", "http://news.example/a"),
        ("http://news.example/a?", "http://news.example/a"),
        ("  http://news.example/a\n", "http://news.example/a"),
        ("http://новини.example/стаття", "http://xn--b1amarcd.example/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F"),
        ("http://[2001:DB8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_scheme_host_and_port_have_one_spelling(url: str, expected: str) -> None:
    assert expected == canonical(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://h.example/a/./b/../c", "http://h.example/a/c"),
        ("http://h.example/../../a", "http://h.example/a"),
        ("http://h.example/a/..", "http://h.example/"),
        ("http://h.example/a/b/..", "http://h.example/a/"),
        ("http://h.example/a/.", "http://h.example/a/"),
        ("http://h.example/a/%2e%2E/b", "http://h.example/b"),
        ("http://h.example//a//b", "http://h.example//a//b"),
        ("http://h.example/%7euser/%e4", "http://h.example/~user/%E4"),
        ("http://h.example/a b", "http://h.example/a%20b"),
        ("http://h.example/100%", "http://h.example/100%25"),
        ("http://h.example/a%2Fb", "http://h.example/a%2Fb"),
        ("http://h.example/a;jsessionid=1F/b", "http://h.example/a/b"),
        ("http://h.example/a;PHPSESSID=1F/b", "http://h.example/a/b"),
        ("http://h.example/(S(lit3py55t21z5v55vlm25s55))/b", "http://h.example/b"),
        ("http://h.example/a/(X(1)S(lit3py55t21z5v55vlm25s55))", "http://h.example/a"),
        ("http://h.example/(S(short))/b", "http://h.example/(S(short))/b"),
        ("http://h.example/a,1,2.html", "http://h.example/a,1,2.html"),
    ],
)
def test_path_is_regular(url: str, expected: str) -> None:
    assert expected == canonical(url)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("id=7&utm_source=x&utm_medium=y", "?id=7"),
        ("fbclid=abc", ""),
        ("b=2&a=1", "?b=2&a=1"),
        ("a=1&&b=2", "?a=1&b=2"),
        ("a=1&a=1", "?a=1&a=1"),
        ("PHPSESSID=1&page=2", "?page=2"),
        ("UTM_Campaign=x", ""),
        ("utm%5Fsource=x&id=1", "?id=1"),
        ("q=caf%c3%a9", "?q=caf%C3%A9"),
        ("q=café", "?q=caf%C3%A9"),
        ("q=100%", "?q=100%25"),
        ("p=1234", "?p=1234"),
        ("reference=utm_source", "?reference=utm_source"),
        ("ref=home", "?ref=home"),
        ("article[id]=3", "?article[id]=3"),
        ("outputType=amp&id=1", "?id=1"),
        ("output=AMP", ""),
        ("output=mp3", "?output=mp3"),
        ("amp=1&id=1", "?id=1"),
        ("amp", ""),
        ("amp=", ""),
        ("amp=true", ""),
        ("amp=230", "?amp=230"),
        ("amplifier=1", "?amplifier=1"),
        ("amp_js_v=0.1&usqp=mq331AQ", ""),
        ("sessionid=0f8e7d6c5b4a39281706", ""),
        ("session_id=12", "?session_id=12"),
        ("sid=0f8e7d6c5b4a39281706", "?sid=0f8e7d6c5b4a39281706"),
        ("CFID=1&CFTOKEN=2&id=3", "?id=3"),
    ],
)
def test_query_loses_what_names_the_reader_and_keeps_what_names_the_page(query: str, expected: str) -> None:
    assert f"http://h.example/a{expected}" == canonical(f"http://h.example/a?{query}")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://cdn.ampproject.org/c/s/news.example/a", "https://news.example/a"),
        ("https://cdn.ampproject.org/c/news.example/a?id=1&amp_js_v=0.1", "http://news.example/a?id=1"),
        ("https://news-example.cdn.ampproject.org/v/s/news.example/a?amp=1", "https://news.example/a"),
        ("https://news-example.cdn.ampproject.org/wp/s/news.example/a", "https://news.example/a"),
        ("https://www.google.com/amp/s/News.Example/a/amp/", "https://news.example/a/amp/"),
        ("https://www.google.co.uk/amp/s/news.example", "https://news.example/"),
        ("https://www.bing.com/amp/s/news.example/a", "https://news.example/a"),
        ("https://www.google.com/amp/s/cdn.ampproject.org/c/s/news.example/a", "https://news.example/a"),
        ("https://cdn.ampproject.org/i/s/news.example/a.jpg", "https://cdn.ampproject.org/i/s/news.example/a.jpg"),
        ("https://cdn.ampproject.org/c/s/127.0.0.1/a", "https://cdn.ampproject.org/c/s/127.0.0.1/a"),
        ("https://www.google.com/amp/", "https://www.google.com/amp/"),
        ("https://news.example/amp/s/other.example/a", "https://news.example/amp/s/other.example/a"),
        ("https://google.evil.example/amp/s/news.example/a", "https://google.evil.example/amp/s/news.example/a"),
    ],
)
def test_a_copy_in_an_amp_cache_is_the_page_it_names(url: str, expected: str) -> None:
    assert expected == canonical(url)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/a", "https://news.example/a"),
        ("https://news.example/a", "https://www.news.example/a"),
        ("https://news.example/a", "https://m.news.example/a"),
        ("https://news.example/a", "https://amp.news.example/a"),
        ("https://news.example/a", "https://news.example/a/"),
        ("https://news.example/a", "https://news.example/a/amp"),
        ("https://news.example/a", "https://news.example/a.amp.html"),
        ("https://news.example/a", "https://news.example/a/print"),
        ("https://news.example/a", "https://news.example/a?print=1"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a", "https://news.example/index.html"),
        ("https://news.example/a?x=1&y=2", "https://news.example/a?y=2&x=1"),
        ("https://news.example/a?page=1", "https://news.example/a"),
    ],
)
def test_what_is_no_proof_of_the_same_page_stays_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("b", "https://h.example/news/b"),
        ("/b", "https://h.example/b"),
        ("//cdn.example/b", "https://cdn.example/b"),
        ("?page=2", "https://h.example/news/a?page=2"),
        ("#top", "https://h.example/news/a"),
        ("", "https://h.example/news/a"),
        ("http://other.example/x", "http://other.example/x"),
    ],
)
def test_link_is_resolved_against_its_page(link: str, expected: str) -> None:
    assert expected == canonical(link, "https://h.example/news/a")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/relative",
        "mailto:desk@news.example",
        "javascript:void(0)",
        "ftp://news.example/a",
        "data:text/html,x",
        "http://",
        "http:///a",
        "http://news example/a",
        "http://news\\@evil.example/a",
        "http://news.example:0/a",
        "http://news.example:99999/a",
        "http://news.example:x/a",
        "http://a..b/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://<script>/",
        "http://новини..example/",
        "http://news.example/\ud800",
        "http://news.example/?q=\udfff",
        "http://news.example/" + "a" * 2048,
    ],
)
def test_what_cannot_be_fetched_has_no_form(url: str) -> None:
    assert canonical(url) is None


URLS = st.builds(
    "{}://{}{}/{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp"]),
    st.sampled_from(["h.example", "H.Example.", "новини.example", "127.0.0.1", "[::1]", "a b", ""]),
    st.sampled_from(["", ":80", ":443", ":8080", ":0"]),
    st.lists(st.sampled_from(["", ".", "..", "%2e", "%2E.", "a", "é", "%zz", "%", "%25", "a;jsessionid=1", "b c"])).map(
        "/".join
    ),
    st.one_of(st.just(""), st.text(alphabet="abu_tm=&%2561;?é+ ").map("?{}".format)),
    st.sampled_from(["", "#x"]),
)


VIEWERS = st.sampled_from(
    [
        "https://cdn.ampproject.org/c/s/",
        "http://x.cdn.ampproject.org/v/",
        "HTTPS://www.google.de:443/amp/s/",
        "https://www.bing.com/amp/",
    ]
)
NESTED = st.builds(
    "{}{}{}".format, st.lists(VIEWERS, max_size=3).map("".join), VIEWERS, st.text("abS()/.;=%?&2u-", max_size=20)
)
PLAIN = st.builds(
    "https://{}/{}{}".format,
    st.sampled_from(["news.example", "www.news.example", "m.news.example"]),
    st.lists(st.sampled_from(["a", "A", "amp", "print", "s", "c", "2026", "a-b.html", "(S(1))"]), max_size=4).map("/".join),
    st.lists(
        st.sampled_from(["id=1", "id=2", "page=2", "amp=2", "output=mp3", "sid=4711", "s=amp", "session_id=7"]),
        max_size=2, unique=True,
    ).map(lambda pairs: "?" + "&".join(pairs) if pairs else ""),
)  # fmt: skip
NOISE = ["utm_source=x", "fbclid=1", "amp=1", "outputType=amp", "PHPSESSID=ab", "sessionid=0123456789abcdef0", "_ga=1"]


def decorated(plain: str, noise: list[str], prefix: str) -> str:
    head, _, query = plain.partition("?")
    return prefix + head.removeprefix("https://") + "?" + "&".join([*noise, query]) + "#part"


@given(PLAIN, PLAIN, st.lists(st.sampled_from(NOISE), max_size=3), VIEWERS.filter(lambda v: v.endswith("/s/")))
def test_two_pages_have_one_form_only_if_they_are_one(one: str, other: str, noise: list[str], prefix: str) -> None:
    assert canonical(one) == canonical(decorated(one, noise, "https://")) == canonical(decorated(one, noise, prefix))
    assert (one == other) == (canonical(one) == canonical(decorated(other, noise, prefix)))


@given(st.one_of(URLS, NESTED, st.text()))
def test_canonical_is_idempotent(url: str) -> None:
    once = canonical(url)
    if once is not None:
        assert once == canonical(once)


@given(st.one_of(URLS, st.text()), st.one_of(URLS, st.text()))
def test_canonical_never_raises_and_gives_plain_ascii(url: str, base: str) -> None:
    result = canonical(url, base)
    assert result is None or (result.isascii() and result.startswith(("http://", "https://")) and " " not in result)


@given(URLS)
def test_host_of_a_canonical_url_is_the_host_it_was_given(url: str) -> None:
    result = canonical(url)
    if result is not None and "новини" not in url:
        assert host(url) == host(result)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://News.Example:80/a", "news.example"),
        ("http://news.example./", "news.example"),
        ("http://user@news.example/", "news.example"),
        ("http://[::1]:80/", "::1"),
        ("http://[::1/", ""),
        ("/relative", ""),
        ("", ""),
    ],
)
def test_host_is_lower_case_without_port(url: str, expected: str) -> None:
    assert expected == host(url)
