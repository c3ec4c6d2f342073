"""Pages made to break the reading of metadata: a fact or a missing one, never an exception, never a hang."""

from __future__ import annotations

import json

import pytest

from cleaning.article import Page
from cleaning.document import parse
from cleaning.metadata import read


def jsonld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{'x ' * 500_000}</title>", f"<h1>{'y ' * 500_000}</h1>"),
        (f'<meta property="og:title" content="{"a - " * 250_000}">', "<h1>a</h1>" * 300),
        (f'<meta name="author" content="{"Ann Lee, " * 100_000}">', f'<p class="byline">{"By Ann " * 100_000}</p>'),
        (jsonld({"@type": "Article", "headline": "x" * 900_000, "author": ["Ann " * 10_000] * 20}), ""),
        (
            jsonld(
                [{"@type": "Article", "author": [{"@id": f"#{i}"} for i in range(2_000)]}, *[{"@id": "#1"}] * 4_000]
            ),
            "",
        ),
        ('<script type="application/ld+json">' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "</script>", ""),
        ("<title>\ud800\x00\x07\u202eTitle\u202c</title>", "<h1>\u202e\ud83d</h1><p class=byline>By \udfff Ann</p>"),
        ("", "<h1>" * 5_000),
        ("", '<a rel="author" href="/author/a">Ann Lee</a>' * 5_000),
        ("", '<p class="author">' * 5_000 + "Ann Lee"),
    ],
)
def test_hostile_page_gives_facts_or_none(head: str, body: str) -> None:
    document = parse(f"<html><head>{head}</head><body>{body}<p>Text of the page.</p></body></html>")
    assert document is not None
    found = read(document, Page(url="https://h.example/a", body=b""))
    assert len(found.title or "") <= 500
    assert len(found.byline or "") <= 500
    assert all(name.isprintable() for name in (found.title or "", *found.authors))
