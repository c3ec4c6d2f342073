"""Runs one crawl in this process and measures it: ``python attended.py ours|plain REPORT.json …``; throughput.py and endurance.py start it."""

from __future__ import annotations

import cProfile
import json
import os
import resource
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PROFILE = "THRESHER_BENCH_PROFILE"
"""Names an environment variable with the file a profile of the crawl process goes to."""
_SAMPLE_EVERY = 1.0


class Attended:
    """Measures what a call takes: CPU seconds of this process without its children, wall seconds, memory over time."""

    def __init__(self, report: Path) -> None:
        self._report = report
        self._held: list[tuple[float, int]] = []
        self._done = threading.Event()

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call, measured; its measures go to the report."""

        def measured(*args: Any, **options: Any) -> Any:
            threading.Thread(target=self._watch, daemon=True).start()
            file = os.environ.get(PROFILE)
            profile = cProfile.Profile() if file else nullcontext()
            cpu, began = _cpu(), time.monotonic()
            try:
                with profile:
                    return call(*args, **options)
            finally:
                facts = {"cpu": _cpu() - cpu, "seconds": time.monotonic() - began, "memory": self._held}
                self._done.set()
                self._report.write_text(json.dumps(facts))
                if file and isinstance(profile, cProfile.Profile):
                    profile.dump_stats(file)

        return measured

    def _watch(self) -> None:
        while not self._done.wait(_SAMPLE_EVERY):
            self._held.append((time.monotonic(), resident()))


def resident() -> int:
    """Return the memory of this process in kilobytes (Linux)."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * resource.getpagesize() // 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ours(report: Path, words: list[str]) -> None:
    """Run the true command with the words given; measured is the crawl itself, from the first request to the last commit."""
    from crawler import run  # noqa: PLC0415
    from crawler.cli import main  # noqa: PLC0415

    run.fetch = Attended(report).around(run.fetch)  # type: ignore[attr-defined]
    sys.argv = ["thresher", *words]
    main()


def plain(report: Path, urls: Path, settings: dict[str, Any]) -> None:
    """Download the URLs of a file by a spider that does nothing with them."""
    from scrapy import Request, Spider  # noqa: PLC0415
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415

    wanted = urls.read_text().split()

    class Plain(Spider):
        name = "plain"

        async def start(self) -> Any:
            for url in wanted:
                yield Request(url, dont_filter=True)

        def parse(self, response: Any) -> None:
            if response.status != 200:
                raise ValueError(response.status)

    process = AsyncCrawlerProcess(settings)
    process.crawl(Plain)
    Attended(report).around(process.start)()


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        ours(Path(sys.argv[2]), sys.argv[3:])
    else:
        plain(Path(sys.argv[2]), Path(sys.argv[3]), json.loads(sys.argv[4]))
