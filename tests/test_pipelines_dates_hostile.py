"""Whole pages made to break titles, people and dates, through cleaning and dating: a flag or a missing value, in time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.article import Article, Page, SourceFacts
from pipelines.tasks import cleaned, dated, warm

if TYPE_CHECKING:
    from collections.abc import Iterator

FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)
PROSE = "".join(
    f"<p>The council said in its {n} meeting of the year that work on the bridge will begin after the winter, that it will"
    f" cost {n} thousand crowns more than was planned, and that the ferry will run every hour until it ends.</p>"
    for n in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "last")
)
SECONDS = 5.0
"""CPU seconds that a page of a megabyte may take at most."""


@pytest.fixture(scope="module", autouse=True)
def warmed() -> None:
    warm()


def made(head: str = "", body: str = "<h1>Work on the bridge begins</h1>", path: str = "a") -> Article:
    """Clean and date a page, within the time."""
    markup = f"<html lang=en><head>{head}</head><body><article>{body}{PROSE}</article></body></html>"
    page = Page(
        url=f"https://h.example/{path}",
        body=markup.encode("utf-8", "surrogatepass"),
        fetched_at=FETCHED,
        source=SourceFacts(timezone="Europe/Kyiv"),
    )
    began = process_time()
    result = cleaned(page)
    article = dated(result, page) if isinstance(result, Article) else result
    assert process_time() - began < SECONDS
    assert isinstance(article, Article)
    return article


def script(value: object) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


def node(**fields: Any) -> str:
    return script({"@type": "NewsArticle", "headline": "Work on the bridge begins"} | fields)


HEADS = {
    "a megabyte of JSON-LD": node(articleBody="x " * 480_000, datePublished="2026-03-04"),
    "a megabyte of broken JSON-LD": script('{"@type": "NewsArticle", "a": "' + 'x "y' * 240_000),
    "a megabyte of objects": script([{"@type": "NewsArticle", "author": {"name": "A"}}] * 18_000),
    "a megabyte of dates": node(datePublished=["2026-03-04"] * 70_000),
    "many scripts": node(datePublished="2026-03-04") * 8_000,
    "nesting": script('{"@type":"NewsArticle","a":' * 10_000 + "1" + "}" * 10_000),
    "nested lists": script("[" * 10_000 + "]" * 10_000),
    "nested graphs": script('{"@graph":[' * 10_000),
    "a title of a megabyte": f"<title>{'Bridge ' * 150_000}</title>",
    "a shared title of a megabyte": f'<meta property="og:title" content="{"a - " * 250_000}">',
    "a headline of a megabyte": node(headline="Work | " * 140_000),
    "an author of a megabyte": node(author="Ann Lee and " * 80_000),
    "lone surrogates": "<title>\ud800Bridge\udfff</title>" + node(headline="\ud800", author="\udc00Ann Lee"),
    "controls": "<title>Bri\x00\x07\x1bdge</title>" + node(author="Ann\x1b[31m Lee", datePublished="2026-03-04\x00"),
    "bidi": "<title>\u202eBridge\u2066</title>" + node(author="\u202eAnn Lee", articleSection="\u2067News"),
    "tags of a megabyte": f'<meta name="keywords" content="{"a, " * 330_000}">',
    "a licence of a megabyte": node(license="https://h.example/" + "x" * 1_000_000),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_hostile_head_gives_facts_of_bounded_size_that_can_be_shown(head: str) -> None:
    article = made(head)
    facts = [article.title, article.byline, article.credit, article.section, article.licence, *article.authors]
    facts += [*article.tags, *(c.raw for c in article.dates)]
    assert all(len(f or "") <= 500 and (f or "").isprintable() for f in facts)
    assert len(article.dates) <= 60
    assert len(article.tags) <= 40


@pytest.mark.timeout(60)
@pytest.mark.parametrize("title", ["Bridge " * 150_000, "\u202e" * 1_000_000, "a: " * 330_000, "&amp;" * 200_000])
def test_heading_of_a_megabyte_gives_a_title_of_bounded_size(title: str) -> None:
    assert len(made(body=f"<h1>{title}</h1>").title or "") <= 500


def unreadable() -> Iterator[str]:
    for year in ("0000", "0", "99999", "999999999999"):
        yield f"{year}-03-04T10:15:00Z"
        yield f"4 March {year}"
        yield f"{year}"
    for offset in ("+99:00", "-99:99", "+24:00", "+14:01"):
        yield f"2026-03-04T10:15:00{offset}"
        yield f"Wed, 04 Mar 2026 10:15:00 {offset.replace(':', '')}"
    yield from (
        "2026-13-45",
        "2026-02-30T25:61:61Z",
        "9" * 400,
        "-1",
        "1e400",
        "\u0660" * 8,
        "null",
        "\ud800",
        "\u202e2026",
    )


@pytest.mark.parametrize("raw", list(unreadable()))
def test_date_that_cannot_be_is_kept_as_written_and_gives_no_value(raw: str) -> None:
    article = made(node(datePublished=raw, dateModified=raw))
    assert article.published_at is None
    assert article.modified_at is None
    assert (
        article.published_on is not None or "date-missing" in article.quality or article.published_precision == "year"
    )
    assert all(c.instant is None for c in article.dates)


@pytest.mark.parametrize(
    ("raw", "flag"),
    [("2099-03-04T10:15:00Z", "date-future"), ("1971-03-04T10:15:00Z", "date-ancient"), ("03/04/25", "date-ambiguous")],
)
def test_date_that_hardly_can_be_is_flagged(raw: str, flag: str) -> None:
    assert flag in made(node(datePublished=raw)).quality


@pytest.mark.parametrize(
    "path", ["99999/99/99/a", "0000/00/00/a", "2026/02/30/a", f"{'2026/' * 400}a", "2026/03/" + "x" * 2_000]
)
def test_hostile_address_gives_no_day(path: str) -> None:
    assert made(path=path).published_on is None
