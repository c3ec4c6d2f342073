"""Politeness by the servers' own log: many hosts are crawled, the crawl is killed and started again, and nobody was bothered.

For each host: no two requests at once, no gap below the delay that its robots.txt or its source asks for, no request
before a Retry-After is over, no forbidden path. What a crawl cannot know is not held against it: an answer that came
less than UNREAD seconds before it was killed counts as not read, and a request that was under way then ends with it.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tests.crawls import NEWS, declare, rows, start
from tests.loopback import Reply, loopback

if TYPE_CHECKING:
    from tests.loopback import Asked, Loopback

UNREAD = 0.25
TOLERANCE = 0.03
"""Seconds: both ends are timed by threads of one busy machine."""
_DELAYS = (0.0, 0.4, 0.8, 1.2)
_FIRST = 100
_PATIENCE = 60
"""Runs after the last kill, each of which may have to leave something to the next."""


@dataclass
class Town:
    """The hosts, what each asks for, and when the crawl was killed."""

    world: Loopback
    delays: dict[str, float] = field(default_factory=dict)
    declared: dict[str, float] = field(default_factory=dict)
    waits: list[tuple[str, float, float]] = field(default_factory=list)
    """Host, when it asked to wait, until when; monotonic."""
    kills: list[float] = field(default_factory=list)

    def furnish(self, host: str, number: int, articles: int) -> dict[str, Any]:
        """Serve a source with a delay of its own, forbidden paths, and for every second one a wish to be left alone."""
        self.delays[host] = _DELAYS[number % len(_DELAYS)]
        self.declared[host] = (0.0, 0.3)[number % 2]
        self.world.robots(host, f"User-agent: *\nDisallow: /private/\nCrawl-delay: {self.delays[host]}\n", wait=0.05)
        links = [self.world.article(host, f"{NEWS}{n}", wait=0.02) for n in range(articles)]
        self.world.feed(host, [*links, *(self.world.url(host, f"/private{NEWS}{n}") for n in range(3))])
        if number % 2:
            for path, status in (("/robots.txt", 503), ("/feed", 429), (f"{NEWS}1", 503)):
                self.busy(host, path, status)
        home = self.world.url(host)
        return {"id": f"house-{number}", "home": home, "feeds": [f"{home}feed"], "delay": self.declared[host]}

    def busy(self, host: str, path: str, status: int) -> None:
        """Let a path ask to be left alone the first time it is asked for."""
        then = self.world.replies[host, path]
        again: list[bool] = []

        def answer() -> Reply:
            if again:
                return then if isinstance(then, Reply) else then()
            again.append(True)
            wait = 2 if status == 429 else 3
            date = format_datetime(datetime.now(UTC) + timedelta(seconds=wait), usegmt=True)
            # A date has whole seconds, so it lies up to one second earlier than asked for.
            self.waits.append((host, time.monotonic(), time.monotonic() + wait - (status == 503)))
            return Reply(status=status, headers={"Retry-After": str(wait) if status == 429 else date})

        self.world.replies[host, path] = answer

    def live(self, began: float, ended: float) -> float:
        """Return when a request was over: when it was answered, or when the crawl was killed before."""
        return min([ended, *(kill for kill in self.kills if began <= kill)])

    def unread(self, moment: float) -> bool:
        """Tell whether the crawl may have died before it read an answer."""
        return any(-TOLERANCE <= kill - moment < UNREAD for kill in self.kills)

    def faults(self) -> list[str]:
        """Return a line for everything that a host could complain of."""
        found = [f"{a.host}: {a.path} is forbidden" for a in self.world.asked() if a.path.startswith("/private")]
        for host in self.delays:
            asked = self.world.asked(host)
            found += self._gaps(host, asked)
            for name, since, until in self.waits:
                early = [a for a in asked if name == host and since + TOLERANCE < a.began < until - TOLERANCE]
                found += [f"{host}: {a.path} {until - a.began:.2f} s early" for a in early if not self.unread(since)]
        return found

    def _gaps(self, host: str, asked: list[Asked]) -> list[str]:
        found, delay = [], self.declared[host]
        for one, two in pairwise(asked):
            if one.path == "/robots.txt" and not self.unread(one.ended) and not self._asked_to_wait(host, one):
                delay = max(self.delays[host], self.declared[host])
            gap = two.began - self.live(one.began, one.ended)
            if gap < -TOLERANCE or gap < delay - TOLERANCE:
                found.append(f"{host}: {two.path} {gap:.3f} s after {one.path}, not {delay}")
        return found

    def _asked_to_wait(self, host: str, asked: Asked) -> bool:
        return any(name == host and asked.began <= since <= asked.ended for name, since, _ in self.waits)


def crawled(folder: Path, town: Town, *, kills: int, chance: random.Random) -> int:
    """Crawl, kill and start again; then crawl until nothing is left, and return the number of runs."""
    for _ in range(kills):
        crawl = start(folder)
        seen, limit = len(town.world.asked()), time.monotonic() + 30
        while (
            len(town.world.asked()) < seen + chance.randrange(1, 12)
            and time.monotonic() < limit
            and crawl.poll() is None
        ):
            time.sleep(chance.uniform(0.01, 0.2))
        crawl.kill()
        town.kills.append(time.monotonic())
        crawl.communicate()
    for number in range(_PATIENCE):
        start(folder).communicate()
        if not rows(folder, "SELECT 1 FROM urls WHERE kind = 'article' AND state <> 'done' LIMIT 1"):
            return kills + number + 1
        time.sleep(1)
    return kills + _PATIENCE


def politeness(folder: Path, *, hosts: int, articles: int, kills: int, seed: int) -> Town:
    """Run it all on so many hosts, and return what the servers saw."""
    names = [f"127.0.0.{_FIRST + number}" for number in range(hosts)]
    with loopback(names) as world:
        town = Town(world)
        declare(folder, *(town.furnish(name, number, articles) for number, name in enumerate(names)))
        crawled(folder, town, kills=kills, chance=random.Random(seed))
    return town


@click.command()
@click.option("--hosts", default=24, show_default=True, help="Loopback hosts.")
@click.option("--articles", default=12, show_default=True, help="Articles a host.")
@click.option("--kills", default=20, show_default=True, help="How often the crawl is killed.")
@click.option("--seed", default=1, show_default=True)
def main(**size: int) -> None:
    """Crawl with kills and restarts; exit 1 when a host could complain, or an article is missing."""
    with tempfile.TemporaryDirectory() as folder:
        town = politeness(Path(folder), **size)
        ((stored,),) = rows(Path(folder), "SELECT count(*) FROM articles")
        ((runs,),) = rows(Path(folder), "SELECT count(*) FROM runs")
    faults, wanted = town.faults(), size["hosts"] * size["articles"]
    print(f"{len(town.world.log)} requests to {size['hosts']} hosts in {runs} runs, {len(town.kills)} of them killed")
    print(f"{stored} of {wanted} articles stored, {len(town.waits)} answers asked to wait, {len(faults)} faults")
    print("\n".join(faults[:50]))
    sys.exit(bool(faults) or stored != wanted)


if __name__ == "__main__":
    main()
