"""The codes of ISO 639-1, and what is meant by country codes and names."""

from __future__ import annotations

import pytest

from crawler.language_codes import languages, likely


@pytest.mark.parametrize(
    ("value", "expected"), [("UA", "uk"), ("German", "de"), ("fr-FR", "fr"), ("?", "en"), (7, "en")]
)
def test_code_that_was_meant_is_found(value: object, expected: str) -> None:
    assert expected == likely(value)


def test_every_code_has_two_letters() -> None:
    assert {2} == {len(code) for code in languages()}
