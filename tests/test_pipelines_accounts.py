"""Where every URL stands: sums that hold, by source and by run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaning.article import Reason
from pipelines.accounts import Account, total
from pipelines.outcomes import Outcome, Refusal, UrlKind
from tests.specimens import corpus, delivered, link, page, rejected, settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.store import Corpus


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Corpus]:
    """One listing, eight links, three articles of which two are copies, two rejections, one failure, one put off."""
    made, run = corpus(tmp_path)
    with made:
        links = tuple(link(n) for n in range(1, 9))
        refusals = ((link(20), Refusal.TOO_OLD), (link(21), Refusal.OFF_SITE))
        made.commit(run, [settled(100, Outcome.LISTING, links=links, refusals=refusals)])
        made.commit(run, [delivered(page(1)), delivered(page(2)), delivered(page(3), "Other text.")])
        made.commit(run, [rejected(page(4)), rejected(page(5), Reason.EMPTY)])
        made.commit(run, [settled(6, Outcome.FAILED, "http-500"), settled(7, Outcome.DEFERRED, "retry-after")])
        yield made


def test_every_url_is_counted_in_one_place(opened: Corpus) -> None:
    expected = Account(
        source="courier",
        name="East Bank Courier",
        pending=2,
        leased=0,
        outcomes={
            ("failed", "http-500"): 1,
            ("listing", ""): 1,
            ("refused", "off-site"): 1,
            ("refused", "too-old"): 1,
            ("rejected", "empty"): 1,
            ("rejected", "no-text"): 1,
            ("stored", ""): 3,
        },
        removed={"related": 3},
    )
    assert (expected,) == opened.accounting("courier")


def test_the_sums_hold(opened: Corpus) -> None:
    (account,) = opened.accounting("courier")
    assert (11, 9, 3) == (account.discovered, account.done, account.articles)
    assert account.discovered == account.pending + account.leased + account.done == opened.db["urls"].count


def test_a_lease_is_a_state_of_its_own(opened: Corpus) -> None:
    opened.db.execute("UPDATE urls SET state = 'leased' WHERE state = 'pending'")
    (account,) = opened.accounting("courier")
    assert (11, 0, 2) == (account.discovered, account.pending, account.leased)


def test_a_source_without_urls_has_an_account_too(opened: Corpus) -> None:
    assert Account(source="tribune", name="Tribune") == opened.accounting()[1]
    assert () == opened.accounting("nobody")


def test_where_redirects_lead_is_no_reason(opened: Corpus) -> None:
    opened.commit(1, [settled(n, Outcome.REDIRECTED, f"http://x.example/{n}") for n in range(30, 33)])
    (account,) = opened.accounting("courier")
    assert {"": 3} == account.reasons(Outcome.REDIRECTED)


def test_reasons_come_with_the_most_frequent_first() -> None:
    account = Account(source="s", outcomes={("failed", "tls"): 1, ("failed", "dns"): 4, ("failed", "bomb"): 1})
    assert ["dns", "bomb", "tls"] == list(account.reasons(Outcome.FAILED))
    assert 6 == account.count(Outcome.FAILED)


def test_a_run_counts_what_it_settled_and_no_more(opened: Corpus) -> None:
    later = opened.begin_run("crawl", cleaning_version="1")
    opened.discover(later, "courier", [link(100, UrlKind.FEED)])
    opened.commit(later, [settled(100, Outcome.LISTING), delivered(page(1), "Changed."), delivered(page(2))])
    (account,) = opened.run_accounting(later)
    assert {("listing", ""): 1, ("revised", ""): 1, ("unchanged", ""): 1} == account.outcomes
    assert {"related": 1} == account.removed
    (first,) = opened.run_accounting(1)
    assert (9, 1) == (first.done, first.pending)


def test_the_total_is_the_sum_of_the_accounts(opened: Corpus) -> None:
    opened.commit(1, [delivered(page(1, source="tribune"), "Third text."), settled(9, Outcome.GONE)])
    accounts = opened.accounting()
    everything = total(accounts)
    assert everything.discovered == sum(a.discovered for a in accounts) == opened.db["urls"].count
    assert 4 == everything.count(Outcome.STORED)
    assert {"related": 4} == everything.removed


def test_the_total_of_nothing_is_nothing() -> None:
    assert 0 == total([]).discovered
