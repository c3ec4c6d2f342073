"""What an article costs as a corpus grows to a million: to store, to look for its copies, to look up when it is seen again.

Texts are drawn from invented words (``prose.py``) and stored through ``Corpus.commit``; making them, and their sketches,
happens in processes beside and does not count. The last articles are stored in turn with others into a second corpus that
holds 10,000, so that whatever else the machine does weighs on both; those are what is compared.
"""

from __future__ import annotations

import math
import os
import random
import shutil
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import hollow
import prose
from costs import PARTS, Window, copies_timed, read_from_disk

from cleaning.errors import ThresherError
from pipelines.export import Selection, rows
from pipelines.history import history
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Generator
    from concurrent.futures import Future

    from pipelines.delivery import Delivery

STEEPER: Final = 1.3
"""How much more CPU an article may cost at the end than at 10,000."""
STEP: Final = 10_000
"""Articles in a window."""
SAMPLE: Final = 1_000
_BATCH: Final = 50
_AHEAD: Final = 8
_SELDOM: Final = 10
"""Windows between two in which articles are looked up again."""
_TURNS: Final = 4
_QUERIES: Final = 300
SEARCH: Final = """
SELECT a.id, a.title, snippet(articles_fts, 1, '[', ']', '…', 40) FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid
WHERE articles_fts MATCH ? ORDER BY bm25(articles_fts, 4.0, 1.0), a.id LIMIT 20
"""


class Growing:
    """A corpus into which articles are stored by their number."""

    def __init__(self, folder: Path) -> None:
        self.corpus = Corpus.open(folder, create=True)
        names = [f"paper{number:03}" for number in range(prose.SOURCES)]
        self.corpus.sync_sources([{"id": n, "name": n, "home": f"https://{n}.example/"} for n in names])
        self.run = self.corpus.begin_run("benchmark", cleaning_version="1")
        self.first = 0
        """The first article with a text."""

    def store(self, made: prose.Batch, window: Window) -> None:
        """Store a batch."""
        read = read_from_disk()
        with copies_timed(window.parts["copies"]), window.parts["storing"].on(len(made.deliveries)):
            self.corpus.commit(self.run, [made.listing, *made.deliveries])
        window.read += read_from_disk() - read

    def look_up(self, window: Window, share: int = 1) -> None:
        """See articles from anywhere again, some as they were and some with a paragraph more, and read histories."""
        chance = random.Random(window.until)
        for name, more, size in (("unchanged", 0, SAMPLE), ("revised", 1, SAMPLE // 5)):
            numbers = chance.sample(range(self.first, window.until), size // share)
            for first in range(0, len(numbers), _BATCH):
                made = [_again(self.corpus, number, more) for number in numbers[first : first + _BATCH]]
                with window.parts[name].on(len(made)):
                    self.corpus.commit(self.run, made)
        urls = [prose.url(number) for number in chance.sample(range(self.first, window.until), SAMPLE // share)]
        with self.corpus.snapshot() as db, window.parts["history"].on(len(urls)):
            for url in urls:
                history(db.conn, url)


def batches(first: int, until: int) -> Generator[prose.Batch, None, None]:
    """Yield articles in batches, made in another process a little ahead."""
    with ProcessPoolExecutor(1) as pool:
        waiting: deque[Future[prose.Batch]] = deque()
        for number in range(first, until, _BATCH):
            waiting.append(pool.submit(prose.batch, number, _BATCH))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def grown(growing: Growing, until: int, *, minutes: float | None = None, quiet: bool = False) -> int:
    """Store articles up to a number, or for so long, tell what they cost in windows, and return how many there are."""
    window, ends = Window(STEP), time.monotonic() + 60 * (minutes or math.inf)
    with closing(batches(0, until)) as made:
        for batch in made:
            growing.store(batch, window)
            if window.parts["storing"].count < STEP:
                continue
            if window.until % (_SELDOM * STEP) == 0:
                growing.look_up(window)
            if not quiet:
                print(window.line(), flush=True)
            if window.until == until or time.monotonic() > ends:
                break
            window = Window(window.until + STEP)
    return window.until


def beside(small: Growing, large: Growing, articles: int) -> tuple[Window, Window]:
    """Store articles into a corpus of STEP and one that reaches ``articles`` with them, batch by batch in turn."""
    few, many = Window(2 * STEP), Window(articles)
    made = zip(batches(STEP, 2 * STEP), batches(articles - STEP, articles), strict=True)
    for place, (one, other) in enumerate(made):
        turns = [(small, one, few), (large, other, many)]
        for growing, batch, window in turns[:: 1 if place % 2 else -1]:
            growing.store(batch, window)
    for turn in range(_TURNS):
        few.until, many.until = 2 * STEP - turn, articles - turn
        small.look_up(few, share=2)
        large.look_up(many, share=2)
    return few, many


def _again(corpus: Corpus, number: int, more: int) -> Delivery:
    """Return an article as it stands in the corpus, or with a paragraph more."""
    (known,) = corpus.db.execute("SELECT revision FROM articles WHERE url = ?", [prose.url(number)]).fetchone()
    return prose.delivery(number, state=known - 1 + more)


def searched(corpus: Corpus, articles: int) -> list[float]:
    """Return the milliseconds of full-text queries for two words of an article, as the browser asks, in rising order."""
    chance, taken = random.Random(1), []
    for _ in range(_QUERIES):
        words = [word for line in prose.paragraphs(chance.randrange(articles)) for word in line]
        asked = " ".join(f'"{word}"' for word in chance.sample([w for w in words if len(w) > 5] or words, 2))
        began = time.perf_counter()
        corpus.db.execute(SEARCH, [asked]).fetchall()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def exported(corpus: Corpus) -> float:
    """Return how many articles a second are read for an export."""
    began = time.perf_counter()
    number = sum(1 for _ in rows(corpus, Selection()))
    return number / (time.perf_counter() - began)


def forgotten(path: Path) -> None:
    """Ask the system to drop what it holds of a file in memory."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def told(folder: Path, articles: int) -> list[str]:
    """Measure what is read of the whole corpus, and return it in lines."""
    size = (folder / "corpus.db").stat().st_size
    lines = [f"{size:,} bytes in the database, {size / articles:,.0f} an article"]
    with Corpus.open(folder, readonly=True) as corpus:
        for name in ("cold", "warm"):
            if name == "cold":
                forgotten(corpus.path)
            taken = searched(corpus, articles)
            p95 = taken[int(len(taken) * 0.95)]
            lines.append(
                f"full-text query, {name}: median {taken[len(taken) // 2]:.1f} ms, p95 {p95:.1f}, longest {taken[-1]:.1f}"
            )
        lines.append(f"export: {exported(corpus):,.0f} articles a second")
        kinds = corpus.db.execute("SELECT kind, count(*) FROM duplicates GROUP BY 1").fetchall()
        lines.append("edges: " + ", ".join(f"{number:,} {kind}" for kind, number in kinds))
    return lines


def steeper(few: Window, many: Window) -> list[str]:
    """Tell what an article costs in the small corpus and in the large one; return which parts cost too much more."""
    wrong = []
    for name in PARTS:
        (cpu, wall), (cpu_then, wall_then) = many.parts[name].each, few.parts[name].each
        print(
            f"{name:10} {cpu_then:.2f} -> {cpu:.2f} ms of CPU ({cpu / cpu_then:.2f}), {wall_then:.2f} -> {wall:.2f} of the clock ({wall / wall_then:.2f})"
        )
        wrong += [f"{name} costs {cpu / cpu_then:.2f} times what it did"] if cpu > STEEPER * cpu_then else []
    return wrong


@click.command()
@click.option("--articles", default=1_000_000, show_default=True, help="Articles stored, in steps of 10,000.")
@click.option(
    "--hollow",
    "is_hollow",
    is_flag=True,
    help="Fill the corpora by SQL with articles of a dozen words: minutes for an hour.",
)
@click.option("--minutes", type=float, help="Grow no longer than so; what is there by then is measured.")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where the corpora are made, and kept; by default they go."
)
@click.option("--check", is_flag=True, help="Exit code 1 where an article costs more than 1.3 times what it did.")
def main(*, articles: int, is_hollow: bool, minutes: float | None, folder: Path | None, check: bool) -> None:
    """Grow a corpus, and say what an article costs as it grows: milliseconds of CPU/of the clock each."""
    if articles < 3 * STEP:
        raise click.UsageError(f"{3 * STEP:,} articles at least, to compare with {STEP:,}")
    articles, made = articles // STEP * STEP, folder or Path(tempfile.mkdtemp(prefix="thresher-million-"))
    try:
        wrong = filled(made, articles) if is_hollow else measured(made, articles, minutes)
    finally:
        if folder is None:
            shutil.rmtree(made)
    print("".join(f"WRONG: {line}\n" for line in wrong), end="", file=sys.stderr)
    sys.exit(1 if check and wrong else 0)


def measured(folder: Path, articles: int, minutes: float | None) -> list[str]:
    """Grow two corpora in a folder, and return what is wrong."""
    small, large = Growing(folder / "small"), Growing(folder / "large")
    with closing(small.corpus), closing(large.corpus):
        articles = grown(large, articles - STEP, minutes=minutes) + STEP
        grown(small, STEP, quiet=True)
        wrong = steeper(*beside(small, large, articles))
    print("\n".join(told(folder / "large", articles)), flush=True)
    return wrong


def filled(folder: Path, articles: int) -> list[str]:
    """Fill two corpora in a folder, store articles into both, and return what is wrong; look-ups are of those."""
    small, large = Growing(folder / "small"), Growing(folder / "large")
    with closing(small.corpus), closing(large.corpus):
        for growing, number in ((small, STEP), (large, articles - STEP)):
            hollow.fill(growing.corpus, number, growing.run)
            growing.first = number
            print(f"{number:,} articles filled", flush=True)
        return steeper(*beside(small, large, articles))


if __name__ == "__main__":
    try:
        main()
    except ThresherError as error:
        sys.exit(f"million.py: {error}")
