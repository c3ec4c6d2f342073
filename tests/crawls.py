"""Crawls as processes, for end-to-end tests: declare sources, start ``thresher``, and read what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.newsroom.wire import NEWS
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loopback import Loopback

ROOT = Path(__file__).parent.parent
_INSTANTS = {
    "urls": ("due_at", "fetched_at", "body_at", "discovered_at"),
    "articles": ("first_seen_at", "last_seen_at"),
    "revisions": ("seen_at",),
    "hosts": ("last_request_at", "answered_at", "hold_until"),
    "site_files": ("fetched_at", "changed_at", "failed_since"),
}
_EVERY_TIME = {"poll_min_minutes": 0, "poll_max_minutes": 0}


def thresher(folder: Path, *words: str, timeout: float = 90) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crawler", *words, "-C", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", "crawl", *words, "-C", str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def declare(folder: Path, *sources: dict[str, Any]) -> None:
    """Write sources.toml: TOML's strings, lists and numbers are JSON's."""
    blocks = [
        {"local": True, "delay": 0.0, "max_age_days": 36500, **_EVERY_TIME, "revisit_hours": []} | source
        for source in sources
    ]
    text = "\n".join("[[source]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in b.items()) for b in blocks)
    (folder / "sources.toml").write_text(f'contact = "mailto:desk@corpus.example"\n{text}')


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with Corpus.open(folder, readonly=True) as corpus:
        return corpus.db.execute(sql).fetchall()


def outcomes(folder: Path) -> dict[str, tuple[str, str | None, str | None]]:
    return {row[0]: row[1:] for row in rows(folder, "SELECT url, state, outcome, reason FROM urls")}


def pass_time(folder: Path, *, minutes: float) -> None:
    """Let time pass in a corpus folder that nobody has open."""
    with Corpus.open(folder) as corpus:
        age(corpus, minutes=minutes)


def age(corpus: Corpus, *, minutes: float) -> None:
    """Move the instants of the frontier, of articles and of what is kept of hosts back."""
    with corpus.transaction() as db:
        for table, columns in _INSTANTS.items():
            moved = ", ".join(f"{name} = strftime('%Y-%m-%dT%H:%M:%SZ', {name}, :back)" for name in columns)
            db.execute(f"UPDATE {table} SET {moved}", {"back": f"-{minutes} minutes"})


def paper(world: Loopback, host: str, count: int, **reply: float) -> dict[str, Any]:
    """Serve a source of so many articles."""
    world.feed(host, [world.article(host, f"{NEWS}{n}", **reply) for n in range(count)])
    return {"id": f"paper-{host[8:]}", "home": world.url(host), "feeds": [world.url(host, "/feed")]}


def wait_for_news(world: Loopback, number: int) -> None:
    """Wait until so many requests for articles have come."""
    for _ in range(1500):
        if len([asked for asked in world.asked() if asked.path.startswith(NEWS)]) >= number:
            return
        time.sleep(0.02)


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen within 20 seconds")
