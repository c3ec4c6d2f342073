"""Whole crawls: what a source's own pages have shown of its dates is known to the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.crawls import NEWS, declare, rows, thresher
from tests.loopback import Loopback, article, loopback

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.61"
READ = "SELECT raw, day, rule, ambiguous FROM date_candidates WHERE place = 'dated' ORDER BY article_id"


def publish(world: Loopback, number: int, shown: str) -> str:
    """Serve an article that shows its date only in figures."""
    page = article(f"{HOST}{NEWS}{number}").replace(b"</h1>", f'</h1><p class="date">{shown}</p>'.encode())
    assert shown.encode() in page
    return world.set(HOST, f"/news/the-council-meets-again-{number}", page)


def test_once_a_source_has_shown_its_order_the_next_run_reads_its_dates_by_it(tmp_path: Path) -> None:
    with loopback([HOST]) as world:
        source = {"id": "paper", "home": world.url(HOST), "feeds": [world.url(HOST, "/feed")], "language": "en"}
        declare(tmp_path, source | {"timezone": "America/New_York"})
        urls = [publish(world, 1, "27/02/2026"), publish(world, 2, "03/02/2026")]
        world.feed(HOST, urls)
        assert 0 == thresher(tmp_path, "crawl").returncode
        world.feed(HOST, [*urls, publish(world, 3, "03/02/2026")])
        assert 0 == thresher(tmp_path, "crawl").returncode
    read = {(raw, day): (rule, ambiguous) for raw, day, rule, ambiguous in rows(tmp_path, READ)}
    assert ("03/02/2026", "2026-03-02") in read, "the first run could only guess"
    assert ("shown-near-title/day-first/site-order", 0) == read["03/02/2026", "2026-02-03"]
