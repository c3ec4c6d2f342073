"""Conditional requests: what is sent along, what 304 and equal bodies mean, and servers that lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.conditional import LONG_SILENCE, SILENCE, answered, asking, not_modified, same_body
from crawler.lease import COLUMNS, Lease, leased
from pipelines.outcomes import Outcome, UrlKind
from pipelines.validators import NONE, Validators, digest, validators
from tests.crawls import NEWS, declare, paper, rows, thresher
from tests.loopback import FEED_TYPE, Reply, loopback
from tests.specimens import corpus, delivered, page, settled, url

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DATE = "Sun, 01 Mar 2026 09:00:00 GMT"
KNOWN = Validators(etag='"v1"', last_modified=DATE, digest=digest(b"body"))


def _lease(kind: UrlKind = UrlKind.ARTICLE, **facts: Any) -> Lease:
    given = {"validators": KNOWN, "held": True, "body_at": NOW - timedelta(days=30)}
    return Lease(id=1, url="http://a.example/1", source="a", host="a.example", kind=kind, **(given | facts))


@pytest.mark.parametrize(
    ("facts", "sent"),
    [
        ({}, {"If-None-Match": '"v1"', "If-Modified-Since": DATE}),
        ({"validators": Validators(etag='W/"2"', digest="x")}, {"If-None-Match": 'W/"2"'}),
        ({"validators": Validators(digest="x")}, {}),
        ({"held": False}, {}),
        ({"distrusted": True}, {}),
        ({"silent": LONG_SILENCE}, {}),
        ({"silent": LONG_SILENCE - 1}, {"If-None-Match": '"v1"', "If-Modified-Since": DATE}),
        (
            {"silent": LONG_SILENCE, "body_at": NOW - SILENCE + timedelta(seconds=1)},
            {"If-None-Match": '"v1"', "If-Modified-Since": DATE},
        ),
    ],
)
def test_validators_go_back_where_an_answer_without_body_would_do(facts: dict[str, Any], sent: dict[str, str]) -> None:
    assert sent == asking(_lease(**facts), NOW)


@pytest.mark.parametrize(("kind", "outcome"), [(UrlKind.ARTICLE, Outcome.UNCHANGED), (UrlKind.FEED, Outcome.LISTING)])
def test_not_modified_is_nothing_new(kind: UrlKind, outcome: Outcome) -> None:
    found = not_modified(_lease(kind), conditional=True)
    assert found is not None
    assert (outcome, "not-modified", 304, None) == (found.outcome, found.reason, found.status, found.validators)


@pytest.mark.parametrize(("held", "conditional"), [(False, True), (True, False)])
def test_not_modified_means_nothing_unasked_or_for_what_is_not_held(*, held: bool, conditional: bool) -> None:
    assert not_modified(_lease(held=held), conditional=conditional) is None


def test_an_equal_body_is_nothing_new_whatever_its_etag() -> None:
    fresh = answered(b"body", '"v2"', "")
    found = same_body(_lease(), fresh, 200)
    assert found is not None
    assert (Outcome.UNCHANGED, "same-body", fresh) == (found.outcome, found.reason, found.validators)
    assert same_body(_lease(held=False), fresh, 200) is None
    assert same_body(_lease(), answered(b"other", '"v1"', ""), 200) is None


@pytest.mark.parametrize("value", ["", "x" * 513, 'a"\r\nX: 1', "\x00", '"café"', "\x7f"])
def test_a_validator_that_cannot_be_sent_back_is_forgotten(value: str) -> None:
    assert Validators(digest="d") == validators(value, value, "d")


@given(st.text(max_size=600))
def test_what_is_sent_back_is_one_short_printable_line(value: str) -> None:
    etag = validators(value, "", "d").etag
    assert etag is None or (etag == value.strip() and len(etag) <= 512 and etag.isascii() and etag.isprintable())


def _stored(folder: Path, *changes: Validators | None) -> Lease:
    """Return the lease of an article's URL that was stored and then settled with these validators."""
    opened, run = corpus(folder)
    with opened:
        opened.commit(run, [delivered(page(1, headers=(("ETag", '"v1"'), ("Last-Modified", DATE))))])
        for fresh in changes:
            status = 304 if fresh is None else 200
            opened.commit(run, [settled(1, Outcome.UNCHANGED, status=status, validators=fresh)])
        return leased(opened.db.execute(f"SELECT {COLUMNS} FROM urls WHERE url = ?", (url(1),)).fetchone())


def test_the_validators_of_a_stored_page_come_with_its_lease(tmp_path: Path) -> None:
    lease = _stored(tmp_path)
    assert Validators(etag='"v1"', last_modified=DATE, digest="sha256:00") == lease.validators
    assert (lease.held, lease.silent, lease.distrusted) == (True, 0, False)


def test_answers_without_body_are_counted_until_one_comes(tmp_path: Path) -> None:
    assert _stored(tmp_path / "a", None, None).silent == 2
    assert _stored(tmp_path / "b", None, Validators(digest="sha256:00")).silent == 0


def test_another_body_under_the_same_strong_etag_is_remembered_as_a_lie(tmp_path: Path) -> None:
    assert _stored(tmp_path / "a", Validators(etag='"v1"', digest="sha256:01"), KNOWN).distrusted
    assert not _stored(tmp_path / "b", Validators(etag='"v2"', digest="sha256:01")).distrusted
    weak = [Validators(etag='W/"1"', digest=f"sha256:0{n}") for n in range(2)]
    assert not _stored(tmp_path / "c", *weak).distrusted


def test_forgotten_validators_are_not_held(tmp_path: Path) -> None:
    assert not _stored(tmp_path, NONE).held


def test_a_second_crawl_sends_the_validators_and_takes_304_for_an_answer(tmp_path: Path) -> None:
    with loopback(["127.0.0.171"]) as world:
        declare(tmp_path, paper(world, "127.0.0.171", 2))
        body = world.answer("127.0.0.171", "/feed").body
        answers = [Reply(body=body, headers={**FEED_TYPE, "ETag": '"v1"', "Last-Modified": DATE}), Reply(status=304)]
        turns = iter(answers)
        world.set("127.0.0.171", "/feed", lambda: next(turns))
        assert [thresher(tmp_path, "crawl").returncode for _ in range(2)] == [0, 0]
        first, second = (asked.headers for asked in world.asked() if asked.path == "/feed")
    assert ("If-None-Match" in first, second["If-None-Match"], second["If-Modified-Since"]) == (False, '"v1"', DATE)
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(2,)]
    counted = rows(tmp_path, "SELECT outcome, reason, count FROM run_sources WHERE run_id = 2")
    assert counted == [("listing", "not-modified", 1)]


def test_a_304_nobody_asked_for_is_put_off_and_asked_without_validators(tmp_path: Path) -> None:
    with loopback(["127.0.0.172"]) as world:
        declare(tmp_path, paper(world, "127.0.0.172", 1))
        world.set("127.0.0.172", NEWS + "0", Reply(status=304))
        thresher(tmp_path, "crawl", "--max-requests", "2")
        asked = [one.headers for one in world.asked() if one.path.startswith(NEWS)]
    assert "If-None-Match" not in asked[0]
    found = rows(tmp_path, "SELECT state, outcome, reason, body_digest FROM urls WHERE kind = 'article'")
    assert found == [("pending", "deferred", "http-304", None)]
