from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import click
import pytest

from cleaning.article import Article, Block, Category, DateCandidate, Kind, Reason, Rejection, Role, Verdict
from crawler.proof import document, lines, words

STEER = "\x1b[2J\x9b31m\u202e\x07"
"""What a hostile page puts into its texts: it would clear the screen, colour it and turn it round."""


def block(position: int, text: str, verdict: Verdict = Verdict.KEPT, **fields: Any) -> Block:
    return Block(position=position, kind=Kind.PARAGRAPH, text=text, path="html/body/p", verdict=verdict, **fields)


REMOVED: dict[str, Any] = {
    "verdict": Verdict.REMOVED,
    "category": Category.RELATED,
    "rule": "phrase/en/read",
    "reason": "a label",
}
BLOCKS = (
    block(0, "Menu", Verdict.OUTSIDE),
    block(1, "First words here."),
    block(2, "Read also:", **REMOVED),
    block(3, "Other news", **REMOVED),
    block(4, "Last words."),
    block(
        5,
        "Give now",
        verdict=Verdict.REMOVED,
        category=Category.DONATION,
        rule="model",
        reason="unlike prose",
        score=0.9,
    ),
)
DATES = (
    DateCandidate(
        role=Role.PUBLISHED, place="json-ld", raw="2026-03-01T10:15+02:00", instant=datetime(2026, 3, 1, 8, 15, tzinfo=UTC),
        day=date(2026, 3, 1), offset="+02:00", precision="minute", chosen=True, rule="structured",
    ),
    DateCandidate(role=Role.PUBLISHED, place="text", raw="3/1/2026", day=date(2026, 3, 1), precision="day", ambiguous=True),
    DateCandidate(role=Role.MODIFIED, place="http", raw="soon"),
)  # fmt: skip
ARTICLE = Article(
    url="http://h.example/a", title="Bridge", text="First words here.\nLast words.", blocks=BLOCKS, authors=("Ann Lee",),
    byline="By Ann Lee", credit="Reuters", language="en", dates=DATES, published_at=datetime(2026, 3, 1, 8, 15, tzinfo=UTC),
    published_offset="+02:00", quality=("short",), cleaning_version="abc",
)  # fmt: skip


def plain(result: Article | Rejection, *, outside: bool = False) -> str:
    return click.unstyle("\n".join(lines(result, outside=outside)))


def test_proof_says_what_a_reader_checks() -> None:
    shown = plain(ARTICLE)
    for fact in (
        "Title     Bridge",
        "Byline    Ann Lee (read from: By Ann Lee)",
        "Credit    Reuters",
        "Flags     short",
    ):
        assert fact in shown.splitlines()
    assert "Published 2026-03-01T10:15:00+02:00" in shown.splitlines()


@pytest.mark.parametrize(
    ("declared", "detected", "expected"),
    [
        ("en", "en", "en"),
        ("de", "en", "en (declared de)"),
        (None, "en", "en (declared none)"),
        ("en", None, "en (detected none)"),
        ("de", None, "en (declared de, detected none)"),
    ],
)
def test_language_says_what_else_was_said_of_it(declared: str | None, detected: str | None, expected: str) -> None:
    shown = plain(replace(ARTICLE, declared_language=declared, detected_language=detected))
    assert f"Language  {expected}" in shown.splitlines()


def test_removed_blocks_stand_in_their_place_under_what_removed_them() -> None:
    assert plain(ARTICLE).splitlines()[-9:-2] == [
        "  First words here.",
        "-- related: a label [phrase/en/read]",
        "- Read also:",
        "- Other news",
        "  Last words.",
        "-- donation: unlike prose [model]",
        "- Give now",
    ]


def test_furniture_is_shown_when_asked_for() -> None:
    assert ". Menu" not in plain(ARTICLE).splitlines()
    assert ". Menu" in plain(ARTICLE, outside=True).splitlines()


def test_word_audit_sums_to_the_page() -> None:
    assert words(ARTICLE) == "Words     5 kept + 6 removed + 1 outside = 12 on the page"
    assert plain(ARTICLE).splitlines()[-1] == words(ARTICLE)


def test_dates_are_a_table_with_the_chosen_one_marked() -> None:
    rows = [
        row
        for row in plain(ARTICLE).splitlines()
        if row[:1] in ("*", " ") and ("published" in row or "modified" in row)
    ]
    assert rows[0].split() == ["*", "published", "json-ld", "2026-03-01T10:15+02:00", "2026-03-01T08:15:00Z", "+02:00", "(minute)", "structured"]  # fmt: skip
    assert rows[1].split() == ["published", "text", "3/1/2026", "2026-03-01", "(day,", "ambiguous)"]
    assert rows[2].split() == ["modified", "http", "soon", "unreadable"]


def test_article_without_facts_says_so() -> None:
    shown = plain(Article(url="u", text="x"))
    assert "Title     none" in shown
    assert "Byline    nobody" in shown
    assert "Dates     none found" in shown
    assert "Flags" not in shown


def test_rejection_gives_reason_and_evidence() -> None:
    rejection = Rejection(
        url="u",
        reason=Reason.NO_TEXT,
        evidence="9 blocks, none of them text",
        article=Article(url="u", title="T", text="a b"),
    )
    assert plain(rejection).splitlines() == [
        "Rejected  no-text",
        "Evidence  9 blocks, none of them text",
        "Title     T",
        "Words     2 in the best text there was",
    ]


@pytest.mark.parametrize("field", ["title", "byline", "credit", "language", "section", "access", "licence"])
def test_no_fact_of_a_page_can_steer_the_terminal(field: str) -> None:
    shown = plain(replace(ARTICLE, **{field: f"x{STEER}y"}))
    assert not set(STEER) & set(shown) - set("[2J31m")


def test_no_text_of_a_page_can_steer_the_terminal() -> None:
    hostile = (block(0, f"a{STEER}"), block(1, f"b{STEER}", **REMOVED | {"reason": STEER, "rule": STEER}))
    dates = (DateCandidate(role=Role.PUBLISHED, place=STEER, raw=STEER, rule=STEER),)
    article = replace(ARTICLE, blocks=hostile, dates=dates, authors=(STEER,), quality=(STEER,))
    rejection = Rejection(
        url="u", reason=Reason.NO_TEXT, evidence=STEER, article=Article(url="u", title=STEER, text="")
    )
    shown = plain(article) + plain(rejection)
    assert not set(STEER) & set(shown) - set("[2J31m")


def test_document_has_the_keys_of_eval_and_the_evidence() -> None:
    made = document("a.html", ARTICLE)
    assert list(made) == [
        "id", "text", "title", "authors", "published", "language", "removed", "rejected", "url", "cleaning_version",
        "byline", "credit", "section", "tags", "image", "canonical_url", "access", "licence", "declared_language",
        "detected_language", "language_source", "quality", "single_page", "next_page", "dates", "blocks", "words",
    ]  # fmt: skip
    assert json.loads(json.dumps(made)) == made
    assert made["words"] == {"kept": 5, "removed": 6, "outside": 1}
    assert [b["verdict"] for b in made["blocks"]] == ["outside", "kept", "removed", "removed", "kept", "removed"]
    assert [d["chosen"] for d in made["dates"]] == [True, False, False]


def test_document_of_a_rejection_has_its_evidence() -> None:
    made = document("a.html", Rejection(url="u", reason=Reason.EMPTY, evidence="0 bytes"))
    assert (made["rejected"], made["evidence"], made["removed"]) == ("empty", "0 bytes", [])
