"""The HTML of every kind of page: it parses without an error, ids are unique, and what refers to an id finds it."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

import html5lib
import pytest
from lxml.html import fromstring

from tests.test_browse_access import KINDS

if TYPE_CHECKING:
    from pathlib import Path

REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
VNU = "THRESHER_VNU"
"""Names the Nu HTML Checker's vnu.jar, where somebody has it: it needs Java and is not installed with us."""


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_parses_without_an_error(datasette: Any, kind: str):
    text = (await datasette.client.get(KINDS[kind])).text
    html5lib.HTMLParser(strict=True).parse(text)
    page = fromstring(text)
    ids = Counter(page.xpath("//@id"))
    assert [] == [name for name, times in ids.items() if times > 1 or not name or " " in name]
    wanted = {name for attribute in REFERRING for value in page.xpath(f"//@{attribute}") for name in value.split()}
    assert set() == wanted - set(ids)
    assert 1 == len(page.xpath("//h1")) == len(page.xpath("//main")) == len(page.xpath("//html[@lang]"))
    assert [] == [
        field.get("name") for field in page.xpath("//input[not(@type='hidden')] | //select") if not named(page, field)
    ]


def named(page: Any, field: Any) -> bool:
    """Whether a field of a form has a name that is read out."""
    return bool(
        field.get("aria-label")
        or page.xpath("//label[@for=$id]", id=field.get("id") or " ")
        or field.xpath("ancestor::label")
    )


async def test_the_nu_checker_finds_nothing(datasette: Any, tmp_path: Path):
    if not os.environ.get(VNU):
        pytest.skip(
            f"{VNU} names no vnu.jar: the pages were parsed strictly, not checked against the whole of the standard"
        )
    for kind, path in KINDS.items():
        (tmp_path / f"{kind}.html").write_text((await datasette.client.get(path)).text, encoding="utf-8")
    words = ["java", "-jar", os.environ[VNU], "--format", "gnu", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)  # noqa: ASYNC221 - alone here
    assert (0, "") == (done.returncode, done.stderr)
