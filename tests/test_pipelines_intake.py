"""How the other pages and URLs of a batch end, and that a batch is stored whole or not at all."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning.article import Reason, Verdict
from pipelines.outcomes import Outcome, UrlKind
from tests.desk import Desk
from tests.specimens import (
    SEEN,
    TEXT,
    article,
    delivered,
    link,
    page,
    rejected,
    settled,
    url,
)

if TYPE_CHECKING:
    from pipelines.delivery import Delivery
    from pipelines.outcomes import Settled

OTHER = "The council met again.\nIt chose a tunnel instead."
LATER = SEEN + timedelta(hours=3)


class TestOtherEnds:
    def test_a_rejection_keeps_its_reason_and_its_capture(self, desk: Desk) -> None:
        desk.commit(rejected(page(1), Reason.NOT_HTML))
        row = desk.row("rejections")
        assert (url(1), "courier", 1, "not-html", "12 words", desk.run) == tuple(
            row[k] for k in ("url", "source", "capture_id", "reason", "evidence", "run_id")
        )
        assert ("done", "rejected", "not-html") == desk.outcome(1)
        assert [] == desk.rows("articles")

    def test_a_page_that_could_not_be_cleaned_keeps_its_capture(self, desk: Desk) -> None:
        desk.commit(replace(delivered(), result=settled(1, Outcome.FAILED, "deadline", detail="30 s")))
        assert ("done", "failed", "deadline") == desk.outcome(1)
        assert [url(1)] == desk.rows("captures", "url")
        assert "2026-03-01T10:00:00Z" == desk.row("urls")["fetched_at"]

    @pytest.mark.parametrize(
        ("outcome", "reason", "status"),
        [
            (Outcome.LISTING, None, 200),
            (Outcome.REFUSED, "robots", None),
            (Outcome.REDIRECTED, "http://courier.example/9", 301),
            (Outcome.GONE, None, 410),
            (Outcome.FAILED, "http-500", 500),
            (Outcome.FAILED, "dns", None),
        ],
    )
    def test_a_url_without_a_page_is_done(
        self, desk: Desk, outcome: Outcome, reason: str | None, status: int | None
    ) -> None:
        desk.commit(settled(1, outcome, reason, status=status, detail="what happened"))
        row = desk.row("urls")
        assert ("done", outcome, reason) == desk.outcome(1)
        assert (status, "what happened", desk.run) == (row["status"], row["detail"], row["run_id"])
        assert (row["fetched_at"] is not None) == (status is not None)

    def test_a_deferred_url_is_pending_until_it_is_due(self, desk: Desk) -> None:
        for attempts in (1, 2):
            desk.commit(settled(1, Outcome.DEFERRED, "retry-after", until=LATER, status=503))
            row = desk.row("urls")
            assert ("pending", "deferred", "retry-after") == desk.outcome(1)
            assert ("2026-03-01T13:00:00Z", attempts) == (row["due_at"], row["attempts"])
        desk.commit(delivered())
        row = desk.row("urls")
        assert ("done", None, 2) == (row["state"], row["due_at"], row["attempts"])

    def test_a_lease_ends_with_the_outcome(self, desk: Desk) -> None:
        desk.commit(settled(9, Outcome.LISTING, links=(link(1),)))
        desk.corpus.db.execute("UPDATE urls SET state = 'leased', leased_until = 'soon' WHERE url = ?", (url(1),))
        desk.commit(delivered())
        assert ("done", None) == tuple(desk.row("urls", url=url(1))[k] for k in ("state", "leased_until"))


class TestAllOrNothing:
    def test_a_batch_with_one_bad_item_leaves_nothing(self, desk: Desk) -> None:
        listing = settled(3, Outcome.LISTING, links=(link(4),))
        with pytest.raises(sqlite3.IntegrityError):
            desk.commit(delivered(page(1)), listing, delivered(page(2, source="undeclared")))
        tables = ("articles", "captures", "urls", "run_sources", "revisions")
        assert [0] * 5 == [len(desk.rows(table)) for table in tables]

    def test_a_page_without_result_is_a_bug(self, desk: Desk) -> None:
        with pytest.raises(TypeError, match="without a result"):
            desk.commit(replace(delivered(), result=None))

    def test_an_article_without_text_hash_is_a_bug(self, desk: Desk) -> None:
        with pytest.raises(ValueError, match="needs its text hash"):
            desk.commit(replace(delivered(), text_hash=""))

    def test_an_empty_batch_is_fine(self, desk: Desk) -> None:
        desk.commit()


TEXTS = ("Alpha came.", "Beta went.", "ALPHA came", "Gamma stayed.")
ends = st.one_of(
    st.builds(lambda n, t: delivered(page(n), TEXTS[t]), st.integers(1, 6), st.integers(0, 3)),
    st.builds(lambda n: rejected(page(n)), st.integers(1, 6)),
    st.builds(
        lambda n, o, links: settled(n, o, "x", links=tuple(link(m, UrlKind.ARTICLE, title="t") for m in links)),
        st.integers(1, 9),
        st.sampled_from([o for o in Outcome if o not in {Outcome.STORED, Outcome.REVISED, Outcome.REJECTED}]),
        st.lists(st.integers(1, 12), max_size=4),
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(ends, max_size=6), max_size=5))
def test_whatever_is_committed_the_sums_agree_and_copies_hang_together(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Delivery | Settled]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("corpus"))
    with desk.corpus:
        for batch in batches:
            desk.commit(*batch)
        desk.check()
        assert sum(len(batch) for batch in batches) == sum(desk.rows("run_sources", "count"))
        hashes = dict(desk.rows("articles", "id, text_hash"))
        edges = desk.rows("duplicates", "article_id, other_id")
        assert all(hashes[newer] == hashes[older] and newer > older for newer, older in edges)
        assert {newer for newer, _ in edges} == set(hashes) - set(desk.rows("articles GROUP BY text_hash", "min(id)"))
        states = "(SELECT count(*) FROM revisions WHERE article_id = articles.id)"
        assert all(revision == number for revision, number in desk.rows("articles", f"revision, {states}"))


def test_specimens_agree_with_cleaning() -> None:
    """The hand-made article is one that cleaning could have made."""
    assert TEXT == "\n".join(b.text for b in article(page()).blocks if b.verdict is Verdict.KEPT)
