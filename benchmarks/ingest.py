"""Real pages brought in as WARC, folder and JSON Lines through the true command, again, and killed with -9 at random moments.

python benchmarks/ingest.py [--pages N] [--kills 50] [--only-kills] [--check]
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import corpora
from ingested import articles, faults, state
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleaning.decode import decode
from cleaning.errors import ThresherError
from cleaning.urls import canonical
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.stored import StoredPage

ROOT = Path(__file__).resolve().parent.parent
LEAST = 1000
"""Pages that make a trial."""
MEMORY = 400 * 2**20
"""Bytes of the command's own process, its workers aside."""
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_EARLY = 0.2
"""The share of kills that hit an ingest before it has stored anything."""
_START, _WORK = 3.0, 3.0
"""Seconds an ingest lives at most, from its start or from the first page it stored."""
_SEEN = 12
"""Columns before ``last_seen_at``, which moves where a page is seen again."""
TWICE: Final = "SELECT url FROM captures GROUP BY url HAVING count(*) > 1"


@dataclass(frozen=True, slots=True)
class Ran:
    """How one command went."""

    seconds: float
    memory: int
    """Bytes its own process had at most."""
    said: dict[str, int]
    """Numbers of records by outcome and reason."""


@click.command(help=__doc__)
@click.option("--pages", type=click.IntRange(min=1), help="How many pages. [default: all]")
@click.option("--kills", type=click.IntRange(min=0), default=50, show_default=True)
@click.option("--only-kills", is_flag=True, help="Leave the other forms and the second ingest out.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--check", is_flag=True, help="Return 1 when anything is not as it must be.")
@click.option("--require", is_flag=True, help="Return 1 where there is no corpus.")
def main(pages: int | None, kills: int, seed: int, *, only_kills: bool, check: bool, require: bool) -> None:  # noqa: PLR0913 - its options
    """Make the files, bring them in, and compare."""
    stored = [entry.page for entry in corpora.found("ingest.py", require=require).entries()][:pages]
    wrong: list[str] = [] if pages or len(stored) >= LEAST else [f"only {len(stored)} pages"]
    with tempfile.TemporaryDirectory(prefix="thresher-ingest-") as made:
        folder = Path(made)
        warc, lines, html = written(folder, stored)
        print(
            f"{len(stored)} pages: WARC {warc.stat().st_size / 2**20:.0f} MB, JSON Lines {lines.stat().st_size / 2**20:.0f} MB"
        )
        reference = folder / "from-warc"
        wrong += first(reference, warc)
        if not only_kills:
            wrong += second(reference, warc, len(stored))
            wrong += [line for path in (lines, html) for line in other(folder, path, reference)]
        wrong += killed(folder, warc, reference, kills, random.Random(seed))
    print("\n".join(wrong[:40]) or "Nothing lost, nothing double.")
    sys.exit(1 if wrong and check else 0)


def written(folder: Path, pages: Sequence[StoredPage]) -> tuple[Path, Path, Path]:
    """Write the pages as a WARC as crawlers write them, as gzipped JSON Lines, and as files of a folder."""
    warc, lines, html = folder / "pages.warc.gz", folder / "pages.jsonl.gz", folder / "html"
    html.mkdir()
    with warc.open("wb") as out, gzip.open(lines, "wt", encoding="utf-8", compresslevel=3) as rows:
        writer = WARCWriter(out, gzip=True)
        writer.write_record(writer.create_warcinfo_record(warc.name, {"software": "benchmarks/ingest.py"}))
        for number, page in enumerate(pages):
            fetched, body = _BEGIN + timedelta(minutes=number), page.read().body
            url, text = page.url if canonical(page.url) else f"https://{number}.example/", decode(body).text
            _exchange(writer, url, fetched, body)
            rows.write(json.dumps({"url": url, "html": text, "fetched_at": fetched.isoformat()}) + "\n")
            file = html / f"{number:05}.html"
            file.write_bytes(b"<!-- saved from url=(%04d)%s -->\n" % (len(url), url.encode()) + body)
            os.utime(file, (fetched.timestamp(),) * 2)
    return warc, lines, html


def _exchange(writer: WARCWriter, url: str, fetched: datetime, body: bytes) -> None:
    dated = {"WARC-Date": f"{fetched:%Y-%m-%dT%H:%M:%SZ}"}
    asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "any")], is_http_request=True)
    said = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=dated))
    writer.write_record(
        writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=said, warc_headers_dict=dated
        )
    )


def first(folder: Path, warc: Path) -> list[str]:
    """Bring the WARC in."""
    ran = run(folder, warc)
    tell("WARC", ran)
    wrong = [f"the process of the command had {ran.memory / 2**20:.0f} MB"] if ran.memory > MEMORY else []
    return wrong + faults(folder)


def second(folder: Path, warc: Path, pages: int) -> list[str]:
    """Bring the same WARC in again, and then although it was read before."""
    before = state(folder)
    for words, expected in (((), {}), (("--again",), {"unchanged held": pages})):
        ran = run(folder, warc, *words)
        tell(" ".join(("WARC again", *words)), ran)
        said = {what: number for what, number in ran.said.items() if not what.startswith("skipped")}
        if said != expected:
            return [f"a second ingest gave {said}"]
    return [] if state(folder) == before else ["a second ingest changed what is stored"]


def other(folder: Path, path: Path, reference: Path) -> list[str]:
    """Bring the pages in from another form, and compare the articles with those of the WARC."""
    corpus = folder / f"from-{path.name}"
    ran = run(corpus, path)
    tell(path.name, ran)
    with Corpus.open(corpus, readonly=True) as opened:  # two pages that name one address are one article in a folder
        shared = {url for (url,) in opened.db.execute(TWICE)}
    ours, theirs = (
        {row[0]: row[:_SEEN] for row in articles(one) if row[0] not in shared} for one in (corpus, reference)
    )
    differ = [url for url in ours.keys() & theirs.keys() if ours[url] != theirs[url]]
    elsewhere = len(ours.keys() - theirs.keys())
    print(
        f"  {len(ours.keys() & theirs.keys())} articles as from the WARC but {len(differ)}; {elsewhere} under another URL, which the page names"
    )
    texts = [
        {row[11]: row[2] for row in one.values()} for one in (ours, theirs)
    ]  # a title may be another by its address
    unlike = [when for when, text in texts[0].items() if texts[1].get(when, text) != text]
    wrong = [f"{path.name}: {url} is another article" for url in differ] + faults(corpus)
    if path.is_file() and ours.keys() != theirs.keys():
        wrong.append(f"{path.name}: {len(ours.keys() ^ theirs.keys())} articles are not in both")
    return wrong + [f"{path.name}: the text of {when} is another" for when in unlike]


def killed(folder: Path, warc: Path, reference: Path, kills: int, rng: random.Random) -> list[str]:
    """Kill ingests until that has happened often enough, in one corpus after the other, and compare each with the reference."""
    wrong: list[str] = []
    done = corpora_made = 0
    while done < kills:
        corpora_made += 1
        corpus = folder / f"killed-{corpora_made}"
        while done < kills and killed_once(corpus, warc, rng):
            done += 1
            if done % 10 == 0:
                print(f"{done} kills", flush=True)
        tell("the last ingest", run(corpus, warc))
        wrong += [f"after {done} kills: {fault}" for fault in faults(corpus)]
        if state(corpus)[0] != state(reference)[0]:
            wrong.append(f"after {done} kills: the articles are others than without kills")
        if [len(part) for part in state(corpus)] != [len(part) for part in state(reference)]:
            wrong.append(
                f"after {done} kills: {[len(p) for p in state(corpus)]}, without kills {[len(p) for p in state(reference)]}"
            )
    return wrong


def killed_once(corpus: Path, warc: Path, rng: random.Random) -> bool:
    """Start an ingest and kill it at a random moment of its life; False when it ended before."""
    ingest = started(corpus, warc)
    if rng.random() < _EARLY:
        time.sleep(rng.uniform(0, _START))
    else:
        position = _position(corpus)
        while _position(corpus) == position and ingest.poll() is None:
            time.sleep(0.02)
        time.sleep(rng.uniform(0, _WORK))
    ended = ingest.poll()
    ingest.kill()
    _, err = ingest.communicate()
    if ended:
        raise SystemExit(f"an ingest ended by itself with {ended}: {err[-500:]}")
    return ended is None


def run(corpus: Path, path: Path, *words: str) -> Ran:
    """Run ``thresher ingest``, and return how it went; any exit code but 0 ends the benchmark."""
    began, memory = time.monotonic(), 0
    with tempfile.TemporaryFile("w+") as out:
        ingest = started(corpus, path, "--json", *words, stdout=out)
        while ingest.poll() is None:
            memory = max(memory, _memory(ingest.pid))
            time.sleep(0.1)
        if ingest.returncode:
            raise SystemExit(f"exit code {ingest.returncode}: {ingest.communicate()[1][-2000:]}")
        ingest.communicate()
        out.seek(0)
        said = json.load(out)["outcomes"]
    return Ran(
        time.monotonic() - began, memory, {f"{o['outcome']} {o['reason'] or ''}".strip(): o["count"] for o in said}
    )


def started(corpus: Path, path: Path, *words: str, stdout: Any = subprocess.DEVNULL) -> subprocess.Popen[str]:
    """Start ``thresher ingest``."""
    command = [sys.executable, "-m", "crawler", "ingest", str(path), "-C", str(corpus), *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE, text=True)


def tell(what: str, ran: Ran) -> None:
    """Print how an ingest went."""
    pages = sum(number for name, number in ran.said.items() if not name.startswith("skipped"))
    outcomes = ", ".join(f"{number} {name}" for name, number in sorted(ran.said.items(), key=lambda one: -one[1]))
    rate = f"{pages / ran.seconds:.1f} pages/s" if pages else ""
    print(f"{what}: {ran.seconds:.1f} s, {rate} {ran.memory / 2**20:.0f} MB: {outcomes or 'nothing'}", flush=True)


def _position(corpus: Path) -> int:
    try:
        with Corpus.open(corpus, readonly=True) as opened:
            return int(opened.db.execute("SELECT coalesce(sum(position), 0) FROM ingest_files").fetchone()[0])
    except (ThresherError, sqlite3.Error):
        return 0


def _memory(process: int) -> int:
    """Return the most bytes that a process has had in memory."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
