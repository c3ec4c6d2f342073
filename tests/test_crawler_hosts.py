"""What is kept of hosts from run to run, whatever way a run ends: delays, gaps, holds, bans."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.bans import BURST, WINDOW, Asked, Sign
from crawler.hosts import Hosts, held
from crawler.latency import SPAN
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ORIGIN = "https://a.example"


class Runs:
    """One corpus, and the runs over it."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.run = 0

    def begin(self, now: datetime = NOW, **declared: float) -> Hosts:
        self.run = self.corpus.begin_run("crawl", cleaning_version="1")
        hosts = Hosts(self.corpus, declared={f"{name}.example": delay for name, delay in declared.items()})
        hosts.open(self.run, now)
        return hosts

    def end(self, hosts: Hosts) -> None:
        hosts.close()
        self.corpus.end_run(self.run, finish_reason="finished", exit_code=0, requests=0)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with Corpus.open(tmp_path, create=True) as corpus:
        yield Runs(corpus)


def _refuse(hosts: Hosts, times: int, now: datetime = NOW) -> tuple[Asked, ...]:
    away: tuple[Asked, ...] = ()
    for number in range(times):
        away = hosts.received("a.example", Sign.REFUSAL, Asked(f"{ORIGIN}/{number}", "a"), now)
    return away


def test_the_delay_is_the_longest_of_what_is_declared_and_asked_for(runs: Runs) -> None:
    hosts = runs.begin(a=2.0)
    assert (hosts.delay("a.example"), hosts.delay("else.example")) == (2.0, 1.0)
    hosts.robots("a.example", ORIGIN, 7.0)
    hosts.robots("a.example", "http://a.example", 3.0)
    assert hosts.delay("a.example") == 7.0


def test_a_delay_asked_for_is_known_to_the_next_run_also_after_a_death(runs: Runs) -> None:
    runs.begin(a=2.0).robots("a.example", ORIGIN, 7.0)
    hosts = runs.begin(a=2.0)
    assert hosts.delay("a.example") == 7.0
    hosts.robots("a.example", ORIGIN, 0.0)
    assert hosts.delay("a.example") == 2.0


def test_the_last_request_of_a_run_that_ended_counts_rounded_up(runs: Runs) -> None:
    hosts = runs.begin()
    hosts.asked("a.example", NOW)
    runs.end(hosts)
    assert runs.begin(NOW + MINUTE).rested("a.example", NOW + MINUTE) == 59.25


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_the_delay(runs: Runs) -> None:
    hosts = runs.begin()
    hosts.asked("a.example", NOW)
    runs.end(hosts)
    assert runs.begin(NOW - MINUTE).rested("a.example", NOW - MINUTE) == 0.0


def test_a_run_writes_the_hosts_of_which_it_learned_and_no_other(runs: Runs) -> None:
    hosts = runs.begin()
    hosts.robots("a.example", ORIGIN, 7.0)
    hosts.asked("b.example", NOW)
    runs.end(hosts)
    hosts = runs.begin()
    runs.corpus.db.conn.execute("UPDATE hosts SET delay = 5.0")
    hosts.asked("b.example", NOW)
    assert (hosts.delay("c.example"), hosts.rested("c.example", NOW), hosts.reason("c.example")) == (1.0, None, "")
    runs.end(hosts)
    stored = runs.corpus.db.execute("SELECT host, delay FROM hosts ORDER BY host").fetchall()
    assert stored == [("a.example", 5.0), ("b.example", 0.0)]


def test_after_a_death_every_host_that_may_have_been_asked_waits_from_the_new_start(runs: Runs) -> None:
    hosts = runs.begin()
    hosts.robots("a.example", ORIGIN, 0.0)
    runs.corpus.sync_sources([{"id": "a", "name": "a", "home": ORIGIN}])
    leased = "INSERT INTO urls (url, source, host, kind, state, discovered_at) VALUES ('u', 'a', 'b.example', 'article', 'leased', 'x')"
    runs.corpus.db.conn.execute(leased)
    hosts = runs.begin(NOW + MINUTE)
    later = NOW + MINUTE + timedelta(seconds=2)
    assert [hosts.rested(f"{name}.example", later) for name in "abc"] == [1.25, 1.25, None]


def test_a_death_is_remembered_for_hosts_the_next_run_does_not_ask(runs: Runs) -> None:
    runs.begin().robots("a.example", ORIGIN, 60.0)
    runs.end(runs.begin(NOW + MINUTE))
    rested = runs.begin(NOW + 2 * MINUTE).rested("a.example", NOW + 2 * MINUTE)
    assert rested == pytest.approx(60, abs=1)


def test_a_hold_outlives_a_death_and_the_longer_one_stands(runs: Runs) -> None:
    hosts = runs.begin()
    hosts.hold("a.example", NOW + 5 * MINUTE, "retry-after")
    hosts.hold("a.example", NOW + MINUTE, "busy")
    hosts = runs.begin()
    assert hosts.holds.held(NOW + 4 * MINUTE) == {"a.example"}
    assert hosts.reason("a.example") == "retry-after"
    assert not hosts.holds.held(NOW + 6 * MINUTE)
    assert not runs.begin(NOW + 6 * MINUTE).holds.held(NOW + 6 * MINUTE)


def test_a_ban_holds_a_host_for_longer_each_time_from_run_to_run(runs: Runs) -> None:
    hosts, now = runs.begin(), NOW
    hosts.received("a.example", Sign.FINE, Asked(ORIGIN, "a"), now)
    assert len(_refuse(hosts, BURST)) == BURST
    for hours in (1, 6, 24):
        (pause,) = hosts.banned(["a.example", "b.example"], now)
        assert pause.banned
        assert hosts.holds.until("a.example") == pytest.approx(now + timedelta(hours=hours), abs=MINUTE)
        now += timedelta(hours=hours, minutes=1)
        hosts = runs.begin(now)
        assert hosts.banned(["a.example"], now) == ()
        _refuse(hosts, 2, now)


def test_a_host_that_answered_in_an_earlier_run_is_known_to_answer(runs: Runs) -> None:
    hosts = runs.begin()
    hosts.received("a.example", Sign.FINE, Asked(ORIGIN, "a"), NOW)
    runs.end(hosts)
    assert _refuse(runs.begin(), BURST)
    assert not _refuse(Hosts(), WINDOW - 1)


def test_a_strained_host_gets_more_time_and_what_is_usual_is_kept(runs: Runs) -> None:
    hosts = runs.begin(a=1.0)
    for _ in range(20):
        hosts.measured("a.example", 0.2)
    runs.end(hosts)
    hosts = runs.begin(a=1.0)
    changed = [hosts.measured("a.example", 2.2) for _ in range(SPAN)]
    assert changed == [False] * 4 + [True]
    assert hosts.delay("a.example") == pytest.approx(9, abs=1)
    for _ in range(SPAN):
        hosts.measured("a.example", 0.2)
    assert hosts.delay("a.example") == 1.0


def test_status_names_the_hosts_left_alone_and_why(runs: Runs) -> None:
    hosts = runs.begin()
    hosts.hold("b.example", NOW + MINUTE, "retry-after")
    hosts.hold("c.example", NOW - MINUTE, "busy")
    hosts.received("a.example", Sign.FINE, Asked(ORIGIN, "a"), NOW)
    _refuse(hosts, BURST)
    assert [pause.told() for pause in held(runs.corpus.db.conn, NOW)] == [
        "a.example turns us away, paused until 2026-03-01T13:00:01Z: refusals: 5 of the last 6 answers",
        "b.example asked us to wait, paused until 2026-03-01T12:01:01Z: retry-after",
    ]


def test_without_a_corpus_it_is_the_memory_of_one_run() -> None:
    hosts = Hosts(default=0.0)
    hosts.open(1, NOW)
    hosts.hold("a.example", NOW + MINUTE, "busy")
    hosts.close()
    assert hosts.holds.held(NOW) == {"a.example"}
    assert hosts.delay("a.example") == 0.0
