"""The header fields of an answer: one value, or all of them."""

from __future__ import annotations

from scrapy.http import Response

from crawler.headers import fields, value

ANSWER = Response("https://a.example/", headers={"ETag": '"1"', "X-A": ["1", "caf\xe9".encode("latin-1")]})


def test_a_value_is_the_last_that_was_sent_and_names_are_of_either_case() -> None:
    assert ['"1"', "café", ""] == [value(ANSWER, name) for name in ("etag", "X-A", "Location")]


def test_fields_are_all_that_were_sent() -> None:
    assert {("Etag", '"1"'), ("X-A", "1"), ("X-A", "café")} == set(fields(ANSWER))
