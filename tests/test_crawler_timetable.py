"""Why and when a source is asked: intervals, last answers and looks, as ``status SOURCE`` and ``crawl --dry-run`` tell them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from crawler.plan import plan
from crawler.sources_file import load
from crawler.timetable import Looks, Polled, timetable
from tests.crawls import declare, paper, pass_time, thresher
from tests.loopback import loopback
from tests.specimens import corpus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FEED = "http://courier.example/feed"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def listing(tmp_path: Path) -> Callable[..., Polled]:
    def told(**fields: Any) -> Polled:
        opened, _ = corpus(tmp_path)
        row = {"url": FEED, "source": "courier", "host": "h", "kind": "feed", "discovered_at": "2026-03-01T08:00:00Z"}
        with opened:
            opened.db["urls"].insert(row | fields)
            (found,) = timetable(opened.db.conn, "courier", NOW).listings
        return found

    return told


READ = {
    "state": "done",
    "outcome": "listing",
    "rate": 0.5,
    "fetched_at": "2026-03-01T10:00:00Z",
    "due_at": "2026-03-01T12:00:00Z",
}


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, ": not read yet; next with the next crawl"),
        (
            READ,
            (
                ": every 2 h, as it yields 0.5 new URLs an hour; last 2026-03-01T10:00:00Z: 0 new URLs;"
                " next 2026-03-01T12:00:00Z"
            ),
        ),
        (
            READ | {"reason": "not-modified"},
            (
                ": every 2 h, as it yields 0.5 new URLs an hour; last 2026-03-01T10:00:00Z: not modified (304);"
                " next 2026-03-01T12:00:00Z"
            ),
        ),
        (
            READ | {"reason": "same-body", "distrusted": 1},
            (
                ": every 2 h, as it yields 0.5 new URLs an hour; last 2026-03-01T10:00:00Z: the same body, its validators"
                " proved false; next 2026-03-01T12:00:00Z"
            ),
        ),
        (
            {"outcome": "deferred", "reason": "http-503", "due_at": "2026-03-01T12:00:00Z"},
            ": deferred http-503; next 2026-03-01T12:00:00Z",
        ),
        (
            {"state": "done", "outcome": "failed", "reason": "http-404", "fetched_at": "2026-03-01T10:00:00Z"},
            ": last 2026-03-01T10:00:00Z: failed http-404; next with the next crawl",
        ),
    ],
)
def test_a_listing_says_its_interval_why_its_last_answer_and_when_next(
    listing: Callable[..., Polled], fields: dict[str, Any], line: str
) -> None:
    assert f"feed {FEED}{line}" == listing(**fields).told()


@pytest.mark.parametrize(
    ("looks", "line"),
    [
        (
            Looks(revisit_hours=(), waiting=0, due=0, next_at=None),
            "articles are not looked at again (revisit_hours is empty)",
        ),
        (
            Looks(revisit_hours=(0.5, 36), waiting=0, due=0, next_at=None),
            "articles are looked at again at the age of 30 min, 1.5 d: 0 due, 0 later",
        ),
        (
            Looks(revisit_hours=(24,), waiting=3, due=1, next_at="2026-03-01T10:00:00Z"),
            "articles are looked at again at the age of 1 d: 1 due, 2 later, the first at 2026-03-01T10:00:00Z",
        ),
    ],
)
def test_looks_say_their_ages_and_numbers(looks: Looks, line: str) -> None:
    assert line == looks.told()


def test_status_and_dry_run_follow_a_crawl(tmp_path: Path) -> None:
    host = "127.0.0.176"
    with loopback([host]) as site:
        bounds = {"poll_min_minutes": 10, "poll_max_minutes": 1440}
        declare(tmp_path, {**paper(site, host, 3), **bounds, "revisit_hours": [1, 6]})
        assert _plan(tmp_path) == (1, 0, 0)
        assert thresher(tmp_path, "crawl").returncode == 0
        assert (_plan(tmp_path), _plan(tmp_path, everything=True)) == ((0, 0, 0), (1, 0, 0))
        schedule = json.loads(thresher(tmp_path, "status", "paper-176", "--json").stdout)["schedule"]
        (feed,) = schedule["listings"]
        assert (feed["url"], feed["kind"], feed["minutes"], feed["answer"]) == (
            site.url(host, "/feed"), "feed", 60.0, "3 new URLs",
        )  # fmt: skip
        assert {k: v for k, v in schedule["articles"].items() if k != "next_at"} == {
            "revisit_hours": [1, 6], "waiting": 3, "due": 0,
        }  # fmt: skip
        pass_time(tmp_path, minutes=61)
        assert _plan(tmp_path) == (1, 0, 3)
        dry = thresher(tmp_path, "crawl", "--dry-run").stdout
        assert dry == "paper-176: 1 listings to read, 0 known articles to fetch, 3 to look at again\n"
        told = thresher(tmp_path, "status", "paper-176").stdout
        assert "articles are looked at again at the age of 1 h, 6 h: 3 due, 0 later" in told


def _plan(folder: Path, *, everything: bool = False) -> tuple[int, int, int]:
    (part,) = plan(folder, load(folder).sources, everything=everything)
    return len(part.listings), part.articles, part.looks
