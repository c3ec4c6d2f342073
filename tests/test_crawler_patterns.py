"""The look of URLs: article, section or neither; dates in paths; the user's patterns."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.patterns import Patterns, Shape, date_in, shape

SITE = "https://news.example"


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("/2026/03/12/harbour-bridge/", ""),
        ("/2026/03/12/harbour", "Harbour"),
        ("/politics/2026-03-12/vote.html", ""),
        ("/20260312/vote", ""),
        ("/harbour-bridge-reopens-today", ""),
        ("/world/harbour-bridge-reopens", "The bridge over the harbour reopens"),
        ("/news/12345678", "The bridge over the harbour reopens"),
        ("/article/harbour-bridge-19659640.html", ""),
        ("/artikel/bruecke-wieder-offen-1234.html", "Brücke offen"),
        ("/article.php?id=1041", "Le pont rouvre après trois ans"),
        ("/?p=4711", "The bridge over the harbour reopens"),
        ("/sport/harbour_bridge_reopens_today/81754258", ""),
        ("/a/b/DHCHJTT5/harbour-bridge-reopens-today/", ""),
        ("/harbour-bridge-reopens-today/DHCHJTT5/", ""),
        ("/новини/міст-через-гавань-знову-відкрито", ""),
        (
            "/%D0%BC%D1%96%D1%81%D1%82-%D0%B7%D0%BD%D0%BE%D0%B2%D1%83-%D0%B2%D1%96%D0%B4%D0%BA%D1%80%D0%B8%D1%82%D0%BE",
            "Міст через гавань знову відкрито",
        ),
        ("/news/港の橋が三年ぶりに再開通した日", "港の橋が三年ぶりに再開通した"),
        ("/archives/2024/10/16/2003825372", "Bridge"),
        ("/autoren/lena-ott/die-bruecke-ist-offen", ""),
    ],
)
def test_articles_look_like_articles(path: str, anchor: str) -> None:
    assert shape(SITE + path, anchor) is Shape.ARTICLE


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("/politics/", "Politics"),
        ("/world/europe", "Europe"),
        ("/%E6%94%BF%E6%B2%BB/", "政治"),
        ("/політика", "Політика"),
        ("/sport.html", "Sport"),
        ("/local-news/", "Local news"),
        ("/rubrik/kultur/", "Kultur"),
        ("/category/health-care/", "Health"),
        ("/section/sciences-et-sante", "Sciences et santé"),
    ],
)
def test_sections_look_like_sections(path: str, anchor: str) -> None:
    assert shape(SITE + path, anchor) is Shape.SECTION


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("/", "Home"),
        ("", ""),
        ("/tag/harbour-bridge", "Harbour bridge"),
        ("/tag/harbour-66739", "harbour"),
        ("/author/ann-lee/", "Ann Lee"),
        ("/about", "About the people who make this paper"),
        ("/about.html", "About us"),
        ("/legal/terms-of-use/", "Terms of use and what they mean"),
        ("/feed/", "RSS"),
        ("/2026/03/12/harbour.pdf", "Today's print edition as a document"),
        ("/2026/03/12/harbour.jpg", ""),
        ("/2026/03/12/archive.zip", "All of our pages from this week"),
        ("/wp-login.php", "Log in to read all of this"),
        ("/search?q=bridge", "bridge"),
        ("/comment.php?articleId=474126", "Write a letter to the editors about this"),
        ("/user/register", "Register to read all of our news"),
    ],
)
def test_furniture_is_neither(path: str, anchor: str) -> None:
    assert shape(SITE + path, anchor) is Shape.OTHER


def test_a_headline_decides_where_the_url_says_little() -> None:
    url = f"{SITE}/world/bridge-reopens/2"
    assert shape(url, "More") is not Shape.ARTICLE
    assert shape(url, "The bridge over the harbour reopens") is Shape.ARTICLE


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/03/12/x", (2026, 3, 12)),
        ("/2026-03-12-x", (2026, 3, 12)),
        ("/x-20260312.html", (2026, 3, 12)),
        ("/2026/03/x", (2026, 3, None)),
        ("/sitemap-2026-03.xml", (2026, 3, None)),
        ("/archive/2019/01/02/2026/03/12/x", (2026, 3, 12)),
        ("/2026/13/x", None),
        ("/12345678901/x", None),
        ("/x?date=2026-03-12", None),
        ("/2026/x", None),
        ("/", None),
    ],
)
def test_the_last_date_of_the_path_is_read(path: str, expected: tuple[int, int, int | None] | None) -> None:
    assert expected == date_in(SITE + path)


@pytest.mark.parametrize(
    ("patterns", "url", "admitted"),
    [
        (Patterns(), "/a", True),
        (Patterns(deny=("/sport/",)), "/sport/a", False),
        (Patterns(deny=("/sport/",)), "/news/a", True),
        (Patterns(allow=("/news/",)), "/sport/a", False),
        (Patterns(allow=("/sport/", "/news/")), "/news/a", True),
        (Patterns(allow=("/news/",), deny=("-live$",)), "/news/a-live", False),
        (Patterns(allow=(r"^https://news\.example/\d+$",)), "/12", True),
        (Patterns(allow=("/міст",)), "/міст", True),
    ],
)
def test_patterns_let_in_and_keep_out(patterns: Patterns, url: str, *, admitted: bool) -> None:
    assert admitted is patterns.admits(SITE + url)
    assert admitted is (not patterns.keeps_out(SITE + url) and (patterns.lets_in(SITE + url) or not patterns.allow))


def test_a_pattern_that_explodes_elsewhere_stays_linear() -> None:
    started = time.process_time()
    Patterns(deny=("(a+)+b",)).admits(SITE + "/" + "a" * 100_000)
    assert time.process_time() - started < 2


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_path_has_a_shape(path: str, anchor: str) -> None:
    assert shape(f"{SITE}/{path}".replace("[", ""), anchor) in Shape


@pytest.mark.parametrize("part", ["-a", "/", "2026/", "2026-03", "1", "%D0", "é", "._"])
def test_long_urls_take_bounded_time(part: str) -> None:
    started = time.process_time()
    shape(f"{SITE}/{part * 20_000}")
    date_in(f"{SITE}/{part * 20_000}")
    assert time.process_time() - started < 2
