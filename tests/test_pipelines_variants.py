"""The spellings that are one page in a takedown, and the pages that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.variants import key, stem, variants

PATHS = st.text("abm/.-p1", max_size=12).map(lambda path: f"/{path}")
HOSTS = st.sampled_from(
    ["courier.example", "www.courier.example", "m.www.courier.example", "amp.example", "127.0.0.1:8750"]
)
QUERIES = st.sampled_from(["", "?id=7", "?amp=1&id=7", "?utm_source=x"])


@given(HOSTS, PATHS, QUERIES, st.sampled_from(["http", "https"]))
def test_all_spellings_have_one_key(host: str, path: str, query: str, scheme: str) -> None:
    url = f"{scheme}://{host}{path}{query}"
    assert {key(url)} == {key(spelling) for spelling in variants(url)}
    assert all(stem(key(url)) in spelling for spelling in variants(url))


@pytest.mark.parametrize(
    "spelling",
    [
        "http://courier.example/a/b.html?id=7",
        "https://www.courier.example/a/b.html?id=7&utm_source=x",
        "https://amp.courier.example/a/b.html?id=7&amp=1",
        "https://m.courier.example/amp/a/b.html?id=7",
        "https://courier.example:443/a/b.amp.html?id=7#top",
        "https://courier.example/a/b.html/amp/?id=7",
        "https://courier-example.cdn.ampproject.org/c/s/courier.example/a/b.html?id=7",
    ],
)
def test_spellings_of_a_page(spelling: str) -> None:
    assert key("https://courier.example/a/b.html?id=7") == key(spelling)


@pytest.mark.parametrize(
    "other",
    [
        "https://courier.example/a/b.html",
        "https://courier.example/a/b.html?id=8",
        "https://courier.example/a/b",
        "https://courier.example/a/b.html/c?id=7",
        "https://courier.example:8080/a/b.html?id=7",
        "https://news.courier.example/a/b.html?id=7",
        "https://courier.example/A/b.html?id=7",
    ],
)
def test_other_pages(other: str) -> None:
    assert key("https://courier.example/a/b.html?id=7") != key(other)


@pytest.mark.parametrize("text", ["", "mailto:a@b.example", "http://[broken", "urn:uuid:1", "\x00"])
def test_what_is_no_address_is_its_own_key(text: str) -> None:
    assert isinstance(key(text), str)
