"""All the stages in a crawl by scrapy itself, in a process of its own, without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CRAWL = """
import json, sys
from pathlib import Path
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from pipelines import archive, tasks
from pipelines.outcomes import Outcome
from pipelines.running import Run
from pipelines.workshop import Workshop
from tests.specimens import clean_plainly, corpus, date_plainly, page, settled

class Plain(Spider):
    name = "plain"

    async def start(self):
        yield Request("data:,listing", cb_kwargs={"item": settled(5000, Outcome.LISTING)})
        for number in range(int(sys.argv[2])):
            body = ("text %d " % (number % 30)).encode() * int(sys.argv[3])
            yield Request(f"data:,{number}", cb_kwargs={"item": page(number, body=body)})
        for number, body in enumerate((b"reject", b"raise", b"die"), 1000):
            yield Request(f"data:,{number}", cb_kwargs={"item": page(number, body=body)})

    def parse(self, response, item):
        yield item

if __name__ == "__main__":
    tasks.cleaned, tasks.dated = clean_plainly, date_plainly
    folder = Path(sys.argv[1])
    opened, run_id = corpus(folder)
    if sys.argv[4] == "full":
        opened.db.conn.execute("PRAGMA max_page_count = 200")
    with opened, archive.Archive(folder) as archived, Workshop(2) as shop:
        run = Run(corpus=opened, archive=archived, workshop=shop, run_id=run_id)
        stages = ["Archive", "Clean", "Store"]
        process = AsyncCrawlerProcess({
            "THRESHER_RUN": run, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
            "ITEM_PIPELINES": {f"pipelines.stages.{name}": place for place, name in enumerate(stages)},
        })
        crawler = process.create_crawler(Plain)
        process.crawl(crawler)
        process.start()
        (account, *_) = opened.accounting()
        print(json.dumps({
            "reason": crawler.stats.get_value("finish_reason"),
            "troubles": [type(t).__name__ for t in run.troubles],
            "outcomes": {" ".join(key).strip(): n for key, n in account.outcomes.items()},
            "copies": opened.db["duplicates"].count,
        }))
"""


def crawl(folder: Path, pages: int, *, words: int = 3, disk: str = "free") -> dict[str, Any]:
    script = folder / "crawl.py"
    script.write_text(CRAWL)
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, str(script), str(folder / "corpus"), str(pages), str(words), disk],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0"},
    )
    assert 0 == done.returncode, done.stderr
    return dict(json.loads(done.stdout))


def test_every_page_ends_in_one_outcome(tmp_path: Path) -> None:
    expected = {"listing": 1, "stored": 120, "rejected no-text": 1, "failed crash": 2}
    assert {"reason": "finished", "troubles": [], "outcomes": expected, "copies": 90} == crawl(tmp_path, 120)


def test_a_full_disk_ends_the_crawl_with_whole_batches_stored(tmp_path: Path) -> None:
    found = crawl(tmp_path, 200, words=2000, disk="full")
    assert ("storage", ["StorageError"]) == (found["reason"], found["troubles"])
    assert found["outcomes"].get("stored", 0) < 200
