"""The view ``health``: each sign shows when a source leaves its own past, and not before."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from crawler.cli import thresher
from pipelines.migrations import MIGRATIONS
from pipelines.store import Corpus
from tests import browsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOOK = datetime(2026, 3, 2, 10, tzinfo=UTC)
PAST = 100
"""Days of history; two articles a day but on Sundays."""


def stamp(days_ago: float = 0) -> str:
    return f"{LOOK - timedelta(days=days_ago):%Y-%m-%dT%H:%M:%SZ}"


def day(days_ago: int) -> str:
    return stamp(days_ago)[:10]


@pytest.fixture
def db() -> Iterator[Database]:
    with Database(memory=True) as made:
        MIGRATIONS.apply(made)
        made["sources"].insert({"id": "a", "name": "A", "home": "https://a.example/", "added_at": stamp(PAST)})
        feed = {"url": "https://a.example/feed", "source": "a", "host": "a.example", "kind": "feed", "state": "done"}
        made["urls"].insert(feed | {"outcome": "listing", "discovered_at": stamp(PAST), "fetched_at": stamp()})
        made["runs"].insert({"command": "crawl", "started_at": stamp(0.01), "finished_at": stamp()})
        for ago in range(PAST):
            if (LOOK - timedelta(days=ago)).weekday() != 6:
                fill(made, ago, 8)
        yield made


def fill(db: Database, ago: int, articles: int, **fields: int) -> None:
    row = {"source": "a", "day": day(ago), "articles": articles, "words": 100 * articles, "removed": 20 * articles}
    row |= dict.fromkeys(("titled", "authored", "dated", "timed"), articles) | fields
    db["days"].insert(row, replace=True)
    share = {"source": "a", "day": day(ago), "category": "related", "blocks": articles, "words": 10 * articles}
    db["removed_days"].insert(share, replace=True)


def silent(db: Database) -> None:
    db.execute("DELETE FROM days WHERE day > ?", (day(6),))


def unread(db: Database) -> None:
    db["runs"].insert({"command": "crawl", "started_at": stamp(-5), "finished_at": stamp(-5)})


def quiet(db: Database) -> None:
    fill(db, 2, 1)
    db.execute("UPDATE urls SET fetched_at = ?", (stamp(1),))


def busy(db: Database) -> None:
    fill(db, 2, 60)
    db.execute("UPDATE urls SET fetched_at = ?", (stamp(1),))


def anonymous(db: Database) -> None:
    db.execute("UPDATE days SET authored = 0 WHERE day >= ?", (day(14),))


def redesigned(db: Database) -> None:
    db.execute("UPDATE removed_days SET words = words * 5 WHERE day >= ?", (day(14),))


def rejecting(db: Database) -> None:
    db.execute("INSERT INTO rejected_days VALUES ('a', ?, 'no-text', 30)", (day(1),))


def held(db: Database) -> None:
    db["hosts"].insert({"host": "a.example", "hold_until": stamp(-1), "hold_reason": "http-403"})


def new_robots(db: Database) -> None:
    row = {"origin": "https://a.example:8443", "name": "robots.txt", "status": 200, "body": b"", "digest": "x"}
    db["site_files"].insert(row | {"fetched_at": stamp(), "changed_at": stamp(2)})


def failing(db: Database) -> None:
    db.execute("UPDATE urls SET outcome = 'failed', reason = 'http-500', status = 500")


CASES: list[tuple[Callable[[Database], None], str, str]] = [
    (silent, "silent", "no article for 6 days; its gaps are 2 at most, as a rule"),
    (unread, "unread", "none of its feeds, sitemaps and pages was read for 5 days"),
    (quiet, "volume", "1 articles on 2026-02-28; on that day of the week 4 to 16 are expected"),
    (busy, "volume", "60 articles on 2026-02-28; on that day of the week 4 to 16 are expected"),
    (anonymous, "coverage", "0 of 100 articles have an author, 100 before"),
    (redesigned, "removal", "related is 41.7 of 100 words of its pages, 8.3 before: the design may have changed"),
    (rejecting, "rejections", "10.0 pages a day give no article, 0.0 before"),
    (held, "blocked", f"a.example is left alone until {stamp(-1)} (http-403)"),
    (new_robots, "robots", "robots.txt of https://a.example:8443 changed on 2026-02-28"),
    (failing, "listing", "feed https://a.example/feed: failed http-500"),
]


def signs(db: Database) -> list[tuple[Any, ...]]:
    return list(db.execute("SELECT sign, told FROM health"))


def test_a_source_like_ever_needs_no_look(db: Database) -> None:
    assert [] == signs(db)


@pytest.mark.parametrize(("happen", "sign", "told"), CASES, ids=[case[0].__name__ for case in CASES])
def test_what_is_out_of_the_ordinary_is_told(db: Database, happen: Any, sign: str, told: str) -> None:
    happen(db)
    assert (sign, told) in signs(db)


@pytest.mark.parametrize("happen", [case[0] for case in CASES])
def test_a_source_that_is_off_is_left_alone(db: Database, happen: Any) -> None:
    happen(db)
    db.execute("UPDATE sources SET enabled = 0")
    assert [] == signs(db)


@pytest.mark.parametrize("happen", [silent, quiet, busy, rejecting])
def test_a_new_source_is_not_judged_by_a_past_it_does_not_have(db: Database, happen: Any) -> None:
    happen(db)
    db.execute("UPDATE sources SET added_at = ?", (stamp(1),))
    assert [] == signs(db)


def test_the_wall_clock_does_not_matter(db: Database) -> None:
    """The corpus was last written in March, whenever it is looked at."""
    assert [(stamp(),)] == db.execute("SELECT now FROM corpus_clock").fetchall()
    assert [] == signs(db)


def test_status_check_asks_the_same_and_ends_with_four(tmp_path: Path) -> None:
    browsed.fill(tmp_path)
    quiet_run = CliRunner().invoke(thresher, ["status", "--check", "-C", str(tmp_path)])
    assert (0, "") == (quiet_run.exit_code, quiet_run.output)
    with Corpus.open(tmp_path) as corpus, corpus.transaction() as opened:
        opened.execute("UPDATE runs SET started_at = ?, finished_at = ?", (stamp(), stamp()))
        failed = "state = 'done', outcome = 'failed', reason = 'http-500'"
        opened.execute(f"UPDATE urls SET {failed}, fetched_at = ? WHERE kind = 'feed'", (stamp(),))
    told = CliRunner().invoke(thresher, ["status", "--check", "-C", str(tmp_path)])
    assert (4, "courier: listing: feed http://courier.example/feed: failed http-500\n") == (told.exit_code, told.output)
    other = CliRunner().invoke(thresher, ["status", "visnyk", "--check", "--json", "-C", str(tmp_path)])
    assert (0, {"health": []}) == (other.exit_code, json.loads(other.output))
