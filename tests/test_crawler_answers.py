"""What an answer means for its URL: a table of statuses, back-off as rows, redirects, Retry-After in both forms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.answers import (
    BACKOFF,
    MAX_ATTEMPTS,
    MAX_REDIRECTS,
    Answer,
    again,
    moved,
    read,
    refused,
    retry_after,
    settle,
)
from crawler.lease import Lease
from pipelines.outcomes import Failure, Link, Outcome, Refusal, UrlKind

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOSTS = frozenset(("a.example", "www.a.example"))


def _lease(attempts: int = 1, kind: UrlKind = UrlKind.ARTICLE, url: str = "http://a.example/1") -> Lease:
    return Lease(id=1, url=url, source="a", host="a.example", kind=kind, attempts=attempts)


@pytest.mark.parametrize("status", [200, 203, 204, 206, 299])
def test_success_is_to_be_read(status: int) -> None:
    assert settle(_lease(), Answer(status=status), NOW, had=False) is None


@pytest.mark.parametrize(
    ("status", "had", "outcome"),
    [
        (404, False, Outcome.FAILED),
        (404, True, Outcome.GONE),
        (410, False, Outcome.FAILED),
        (410, True, Outcome.GONE),
        (400, True, Outcome.FAILED),
        (401, False, Outcome.FAILED),
        (403, True, Outcome.FAILED),
        (451, False, Outcome.FAILED),
        (408, False, Outcome.DEFERRED),
        (425, False, Outcome.DEFERRED),
        (429, False, Outcome.DEFERRED),
        (500, True, Outcome.DEFERRED),
        (503, False, Outcome.DEFERRED),
        (599, False, Outcome.DEFERRED),
        (100, False, Outcome.FAILED),
    ],
)
def test_outcome_of_a_status(*, status: int, had: bool, outcome: Outcome) -> None:
    settled = settle(_lease(), Answer(status=status), NOW, had=had)
    assert settled is not None
    assert (outcome, f"http-{status}", status) == (settled.outcome, settled.reason, settled.status)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_sets_when_a_url_is_due(status: int) -> None:
    settled = settle(_lease(), Answer(status=status, retry_after="120"), NOW, had=False)
    assert settled is not None
    assert NOW + timedelta(minutes=2) == settled.until


def test_retry_after_of_another_status_is_not_for_us() -> None:
    settled = settle(_lease(), Answer(status=500, retry_after="120"), NOW, had=False)
    assert settled is not None
    assert NOW + timedelta(seconds=BACKOFF[0]) == settled.until


def test_too_many_requests_without_retry_after_waits_a_minute() -> None:
    settled = settle(_lease(), Answer(status=429), NOW, had=False)
    assert settled is not None
    assert NOW + timedelta(minutes=1) == settled.until


@pytest.mark.parametrize(("attempt", "wait"), list(enumerate(BACKOFF, 1)))
def test_each_attempt_waits_longer(attempt: int, wait: int) -> None:
    settled = again(_lease(attempt), "timeout", NOW)
    assert (Outcome.DEFERRED, NOW + timedelta(seconds=wait)) == (settled.outcome, settled.until)


def test_last_attempt_gives_the_url_up_with_its_reason() -> None:
    settled = again(_lease(MAX_ATTEMPTS), Failure.DNS, NOW, detail="no such host")
    assert (
        settled.outcome, settled.reason, settled.detail, settled.until,
    ) == (Outcome.FAILED, "dns", "no such host", None)  # fmt: skip


def test_last_attempt_gives_up_even_when_asked_to_wait() -> None:
    settled = settle(_lease(MAX_ATTEMPTS), Answer(status=503, retry_after="60"), NOW, had=False)
    assert settled is not None
    assert (settled.outcome, settled.reason) == (Outcome.FAILED, "http-503")


@pytest.mark.parametrize("reason", [Failure.TOO_LARGE, Failure.BOMB, Failure.DECODE])
def test_what_would_not_change_is_not_tried_again(reason: Failure) -> None:
    assert Outcome.FAILED is again(_lease(), reason, NOW).outcome


def test_a_listing_is_never_given_up_and_waits_a_quarter_of_an_hour_at_most() -> None:
    settled = again(_lease(99, UrlKind.FEED), "timeout", NOW)
    assert (Outcome.DEFERRED, NOW + timedelta(minutes=15)) == (settled.outcome, settled.until)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/2", "http://a.example/2"),
        ("https://a.example/1", "https://a.example/1"),
        ("//www.a.example/2?utm_source=x#top", "http://www.a.example/2"),
        ("../3", "http://a.example/3"),
    ],
)
def test_redirect_within_the_source_becomes_a_pending_link(location: str, target: str) -> None:
    settled = moved(_lease(kind=UrlKind.FEED), Answer(status=301, location=location), HOSTS, way=())
    assert (Outcome.REDIRECTED, target, (Link(url=target, kind=UrlKind.FEED),), ()) == (
        settled.outcome, settled.reason, settled.links, settled.refusals,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("location", "refusal"),
    [
        ("https://other.example/", Refusal.OFF_SITE),
        ("http://1.1.1.1/", Refusal.OFF_SITE),
        ("http://127.0.0.1:9200/", Refusal.PRIVATE_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Refusal.PRIVATE_ADDRESS),
        ("http://0x7f.1/", Refusal.PRIVATE_ADDRESS),
        ("http://[::1]/", Refusal.PRIVATE_ADDRESS),
    ],
)
def test_redirect_off_the_source_is_recorded_and_refused(location: str, refusal: Refusal) -> None:
    settled = moved(_lease(), Answer(status=302, location=location), HOSTS, way=())
    assert (settled.outcome, settled.links) == (Outcome.REDIRECTED, ())
    assert [refusal] == [why for _, why in settled.refusals]


@pytest.mark.parametrize("location", ["", "mailto:desk@a.example", "file:///etc/passwd", "javascript:alert(1)"])
def test_redirect_to_nowhere_fails_with_its_status(location: str) -> None:
    settled = moved(_lease(), Answer(status=302, location=location), HOSTS, way=())
    assert (settled.outcome, settled.reason) == (Outcome.FAILED, "http-302")
    assert settled.detail


@pytest.mark.parametrize(
    ("location", "way"),
    [
        ("/1", ()),
        ("/1#comments", ()),
        ("/0", ("http://a.example/0",)),
        ("/2", [f"http://a.example/from-{number}" for number in range(MAX_REDIRECTS)]),
    ],
)
def test_circles_and_long_chains_of_redirects_fail(location: str, way: tuple[str, ...]) -> None:
    settled = moved(_lease(), Answer(status=302, location=location), HOSTS, way=way)
    assert (settled.outcome, settled.reason) == (Outcome.FAILED, Failure.REDIRECTS)


def test_a_refusal_keeps_its_reason() -> None:
    settled = refused(_lease(), Refusal.ROBOTS, "disallowed by robots.txt")
    assert (settled.outcome, settled.reason, settled.status) == (Outcome.REFUSED, "robots", None)


def test_a_listing_is_settled_with_what_it_named() -> None:
    link = Link(url="http://a.example/2", kind=UrlKind.ARTICLE)
    settled = read(_lease(kind=UrlKind.FEED), 200, (link,), ((link, Refusal.TOO_OLD),))
    assert (Outcome.LISTING, (link,), 1) == (settled.outcome, settled.links, len(settled.refusals))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 1),
        ("Sun, 01 Mar 2026 12:10:00 GMT", 600),
        ("Sunday, 01-Mar-26 12:10:00 GMT", 600),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 1),
        ("Sun, 01 Mar 2026 14:10:00 +0200", 600),
        ("999999999", 86400),
        ("9" * 5000, 86400),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86400),
    ],
)
def test_retry_after_in_both_forms_lies_within_a_day(value: str, seconds: int) -> None:
    assert NOW + timedelta(seconds=seconds) == retry_after(value, NOW)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Sun, 99 Mar 2026 99:00:00 GMT"])
def test_unreadable_retry_after_is_none(value: str) -> None:
    assert retry_after(value, NOW) is None


@given(st.text(max_size=40))
def test_any_retry_after_is_read_or_left(value: str) -> None:
    until = retry_after(value, NOW)
    assert until is None or NOW < until <= NOW + timedelta(days=1)


@given(st.integers(100, 599), st.integers(1, 9), st.sampled_from(UrlKind))
def test_every_answer_but_success_and_redirect_ends_or_defers(status: int, attempts: int, kind: UrlKind) -> None:
    settled = settle(_lease(attempts, kind), Answer(status=status), NOW, had=False)
    assert (settled is None) == (200 <= status < 300)
    assert settled is None or (settled.outcome is Outcome.DEFERRED) == (settled.until is not None)
