from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.article import Article, Block, Category, Kind, Reason, Rejection, Verdict
from cleaning.model.taught import marks
from crawler.annotated import Entry
from crawler.evaluation import Account, Failed, empty, predict, prediction, published, table
from crawler.stored import StoredPage
from pipelines.score import score
from pipelines.workshop import CrashError, DeadlineError, WorkerLostError
from tests.shelf import SENTENCES, html, line

if TYPE_CHECKING:
    from pipelines.workshop import WorkshopError

KEYS = ["id", "text", "title", "authors", "published", "language", "removed", "rejected"]


def article(**fields: Any) -> Article:
    return Article(**({"url": "http://h.example/a", "text": "Kept."} | fields))


def entry(number: int = 0, **fields: Any) -> Entry:
    values = {"fetched": None} | line(number, **fields)
    return Entry(StoredPage(id=values["id"], file=Path("html") / values["id"], url=values["url"] or ""), values)


def test_prediction_of_an_article_has_the_keys_of_the_design() -> None:
    gone = Block(
        position=1, kind=Kind.PARAGRAPH, text="Share", path="p", verdict=Verdict.REMOVED, category=Category.SHARE,
        rule="phrase/en/share", reason="a share label",
    )  # fmt: skip
    kept = Block(position=0, kind=Kind.PARAGRAPH, text="Kept.", path="p", verdict=Verdict.KEPT)
    made = prediction("p1", article(title="T", authors=("Ann Lee",), language="en", blocks=(kept, gone)))
    assert list(made) == KEYS
    assert made == {
        "id": "p1", "text": "Kept.", "title": "T", "authors": ["Ann Lee"], "published": None, "language": "en",
        "removed": [{"category": "share", "rule": "phrase/en/share", "reason": "a share label", "text": "Share"}],
        "rejected": None,
    }  # fmt: skip


def test_prediction_of_a_rejection_gives_reason_and_best_text() -> None:
    made = prediction(
        "p1", Rejection(url="u", reason=Reason.NO_TEXT, evidence="e", article=Article(url="u", title="T", text="best"))
    )
    assert list(made) == KEYS
    assert (made["rejected"], made["text"], made["title"]) == ("no-text", "best", "T")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        ({"published_on": date(2026, 3, 1)}, "2026-03-01"),
        (
            {"published_at": datetime(2026, 3, 1, 8, 15, tzinfo=UTC), "published_offset": "+02:00"},
            "2026-03-01T10:15:00+02:00",
        ),
        (
            {"published_at": datetime(2026, 3, 1, 8, 15, tzinfo=UTC), "published_offset": "-05:30"},
            "2026-03-01T02:45:00-05:30",
        ),
        ({"published_at": datetime(2026, 3, 1, 8, 15, tzinfo=UTC)}, "2026-03-01T08:15:00+00:00"),
        (
            {"published_at": datetime(2026, 3, 1, 8, 15, tzinfo=UTC), "published_offset": "Z"},
            "2026-03-01T08:15:00+00:00",
        ),
        (
            {
                "published_at": datetime(2026, 3, 1, 23, 0, tzinfo=UTC),
                "published_offset": "+02:00",
                "published_on": date(2026, 3, 2),
            },
            "2026-03-02T01:00:00+02:00",
        ),
    ],
)
def test_published_is_as_exact_as_it_is_known(fields: dict[str, Any], expected: str | None) -> None:
    assert expected == published(article(**fields))


def test_page_is_read_cleaned_and_dated(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(html(7), encoding="utf-8")
    made = predict(StoredPage(id="a", file=tmp_path / "a.html", url="https://site.example/a"))
    assert all(sentence in made["text"] for sentence in SENTENCES)
    assert (made["title"], made["rejected"]) == ("Bridge to be mended, part 7", None)
    assert made["published"] == "2026-03-01T10:15:00+02:00"


def test_page_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    assert predict(StoredPage(id="a", file=tmp_path / "none")) == empty("a", "unreadable")


def test_account_scores_sets_and_all_as_the_score_does() -> None:
    account = Account()
    entries = [entry(n) for n in range(5)]
    guesses = [empty(e.page.id, None) | {"text": e.annotation["body"][: 80 * n]} for n, e in enumerate(entries)]
    made = [account.take(e, guess) for e, guess in zip(entries, guesses, strict=True)]
    assert made == guesses
    pages, by_id = [e.annotation for e in entries], {g["id"]: g for g in guesses}
    assert account.scores() == {
        "even": score([p for p in pages if p["set"] == "even"], by_id),
        "odd": score([p for p in pages if p["set"] == "odd"], by_id),
        "all": score(pages, by_id),
    }


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (DeadlineError("not done after 60 seconds"), "deadline"),
        (WorkerLostError("the worker died"), "crash"),
        (CrashError("ValueError: x", "Traceback"), "crash"),
    ],
)
def test_failure_is_named_and_counts_as_empty(error: WorkshopError, what: str) -> None:
    account = Account()
    assert account.take(entry(), error) == empty("page-0", what)
    assert account.failed == [Failed("page-0", what, str(error))]
    assert (account.scores()["all"]["pages"], account.scores()["all"]["shingle_r"]) == (1, 0.0)
    assert not account.rejected


def test_rejections_are_counted_by_reason_and_unreadable_ones_named() -> None:
    account = Account()
    for n, reason in enumerate(["no-text", "no-text", "empty", "unreadable"]):
        account.take(entry(n), empty(f"page-{n}", reason))
    assert account.rejected == {"no-text": 2, "empty": 1}
    assert account.failed == [Failed("page-3", "unreadable", "html/page-3")]


def test_account_knows_whether_anything_is_annotated() -> None:
    bare = {"body": None, "with": [], "without": [], "title": None, "authors": [], "published": None}
    account = Account()
    account.take(entry(0, **bare), empty("page-0", None))
    assert not account.annotated
    account.take(entry(1, **bare | {"title": "T"}), empty("page-1", None))
    assert account.annotated


def test_pages_that_taught_the_model_are_counted_by_id_or_address() -> None:
    account = Account(taught=marks("page-1", None) | marks("page-7", "https://site2.example/a?utm_source=feed"))
    for n in range(4):
        account.take(entry(n), empty(f"page-{n}", None))
    assert account.trained_on == 2


def test_set_named_all_is_counted_once() -> None:
    account = Account()
    account.take(entry(0, set="all"), empty("page-0", None))
    assert account.scores().keys() == {"all"}
    assert account.scores()["all"]["pages"] == 1


def test_empty_account_has_scores_of_nothing() -> None:
    assert Account().scores()["all"]["pages"] == 0


def test_table_has_a_row_a_figure_and_a_column_a_set() -> None:
    lines = table(
        {
            "even": {"pages": 1312, "exact": 0.25, "leak": None},
            "a-long-set-name": {"pages": 1, "exact": 1.0, "leak": 0.0},
        }
    )
    assert [row.split() for row in lines] == [
        ["even", "a-long-set-name"],
        ["pages", "1,312", "1"],
        ["exact", "0.2500", "1.0000"],
        ["leak", "-", "0.0000"],
    ]
    assert len({len(row) for row in lines}) == 1
