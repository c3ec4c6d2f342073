"""How long each kind of page takes over a large generated corpus: the true server, asked over the loopback, median and p95."""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import browse_corpus
import click
from datasette.utils import tilde_encode

from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

BOUND: Final = 300
"""Milliseconds that the median of each page may take."""
ROUNDS: Final = 15
SLOW: Final = "search, one letter"
"""Not held to the bound: a single letter of such a script is the beginning of hundreds of the index's words."""


def pages(folder: Path) -> dict[str, list[str]]:
    """Return the pages of each kind; several of a kind, so that no cache answers for all."""
    with Corpus.open(folder, readonly=True) as corpus:
        last = corpus.db.execute("SELECT max(id) FROM articles").fetchone()[0]
        rule = corpus.db.execute("SELECT rule FROM removed_blocks WHERE id = 1").fetchone()[0]
    common = _common(folder)
    spread = [1 + last * part // 10 for part in range(10)]
    return {
        "front": ["/"],
        "front, all": ["/?span=all"],
        "search, common word": [f"/search?q={quote(word)}" for word in common[:5]],
        "search, two common words": [f"/search?q={quote(one)}+{quote(other)}" for one, other in itertools.pairwise(common)],
        "search, filtered": [f"/search?q={quote(word)}&source=paper-00&since=2025-06-01&until=2025-12-31" for word in common[:5]],
        "search, newest first": [f"/search?q={quote(word)}&order=newest" for word in common[:5]],
        "search, rare word": [f"/search?q=rarity{number}" for number in range(1000, last, max(1000, last // 10_000 * 1000))] or ["/search?q=rarity"],
        "search, Japanese": [f"/search?q={quote(word)}" for word in ("首相", "東京", "国会")],
        SLOW: ["/search?q=%E5%A4%A7", "/search?q=%E7%9C%81"],
        "search, Thai": [f"/search?q={quote(word)}" for word in ("กงค", "ตถ", "มยรล")],
        "search, nothing": ["/search?q=nowhere+to+be+found", "/search?q=%22%22"],
        "article": [f"/corpus/articles/{number}" for number in spread],
        "source": [f"/sources/paper-{number:02}" for number in range(12)],
        "runs": ["/runs", "/runs?before=300"],
        "run": [f"/runs/{number}" for number in range(100, 701, 100)],
        "health": ["/health"],
        "rules": ["/rules"],
        "rule": [f"/rules/{tilde_encode(rule)}", f"/rules/{tilde_encode(rule)}?source=paper-00"],
        "removals of a rule": [f"/corpus/removed_blocks?rule={quote(rule, safe='')}"],
        "table": ["/corpus/articles", "/corpus/removed_blocks", "/corpus/urls", "/corpus/captures", "/corpus/date_candidates", "/corpus/rejections"],
        "table, deep": [f"/corpus/articles?_next={number}" for number in spread],
        "table of a source": [f"/corpus/articles?source=paper-{number:02}" for number in range(12)],
        "facet": ["/corpus/articles?_facet=source", "/corpus/articles?_facet=language"],
        "json": ["/corpus/articles.json?_size=50&_nocount=1"],
        "database": ["/corpus"],
    }  # fmt: skip


def _common(folder: Path) -> list[str]:
    """Return words that many articles hold: the first of the generated sentences of the first language."""
    with Corpus.open(folder, readonly=True) as corpus:
        texts = [
            row[0] for row in corpus.db.execute("SELECT text FROM articles WHERE language = 'en' ORDER BY id LIMIT 200")
        ]
    words = [word.strip(".") for text in texts for word in text.split()]
    return sorted(set(words), key=lambda word: -words.count(word))[:6]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Run ``thresher browse`` on a free port; yield its address."""
    command = [sys.executable, "-m", "crawler", "browse", "-C", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().split(" is at ")[1].split()[0].rstrip("/")
        finally:
            server.terminate()


def timed(address: str) -> float:
    """Return the milliseconds until a page is read whole; raise for an error."""
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - began)


def measure(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Return the times of each kind of page; the first look at each address, which warms it, is left out."""
    times: dict[str, list[float]] = {}
    with served(folder) as base:
        for kind, paths in pages(folder).items():
            for path in paths[:6]:
                timed(base + path)
            times[kind] = sorted(timed(base + paths[number % min(6, len(paths))]) for number in range(rounds))
            print(
                f"{kind:26} {statistics.median(times[kind]):7.0f} ms, p95 {times[kind][int(0.95 * rounds)]:7.0f} ms",
                flush=True,
            )
    return times


@click.command()
@click.option("--articles", default=500_000, show_default=True, help="Articles of the corpus.")
@click.option(
    "--corpus", "folder", type=click.Path(path_type=Path), help="Folder to keep it in, made where it is absent."
)
@click.option("--rounds", default=ROUNDS, show_default=True, help="How often each kind of page is asked for.")
@click.option("--check", is_flag=True, help=f"Exit code 1 when a median is over {BOUND} ms.")
def main(articles: int, folder: Path | None, rounds: int, *, check: bool) -> None:
    """Measure how long pages take."""
    with tempfile.TemporaryDirectory() as scratch:
        chosen = folder or Path(scratch) / "corpus"
        if not (chosen / "corpus.db").exists():
            browse_corpus.build(chosen, articles)
        times = measure(chosen, rounds)
    slow = [kind for kind, found in times.items() if statistics.median(found) > BOUND and kind != SLOW]
    for kind in slow:
        print(f"WRONG {kind}: over {BOUND} ms at the median")
    sys.exit(1 if check and slow else 0)


if __name__ == "__main__":
    main()
