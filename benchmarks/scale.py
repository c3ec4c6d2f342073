"""Whether cost grows with a page's size and with nothing else: memory over thousands of pages, and time over growing ones."""

from __future__ import annotations

import re
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import corpora

from cleaning.article import Page
from crawler.evaluation import cleaned
from pipelines.tasks import warm

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES: Final = 10_000
STEP: Final = 500
GROWTH: Final = 60
"""Megabytes by which memory may have grown since the first 500 pages; what the caches may hold."""
SIZES: Final = (10_000, 100_000, 1_000_000, 5_000_000, 19_000_000)
STEEPER: Final = 2.5
"""How much more a byte of the largest page may cost than one of a page of 100 kB."""
_LARGEST: Final = 400_000
"""Bytes of the largest page that is cycled, so that the largest few do not set the peak."""
_CLASS: Final = re.compile(rb"class=(\"|')")
_WORD: Final = re.compile(rb"(?<=>)[A-Z][a-z]+ ")
_SENTENCE: Final = (
    "The council said on day {} that work on bridge {} will begin after the winter, and end within a year."
)


def resident() -> int:
    """Return the memory of this process in megabytes (Linux)."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def unlike(corpus: corpora.Folder) -> Iterator[Page]:
    """Yield the pages of a corpus over and over, each time with other class names and words, so that no cache knows them."""
    stored = cycle([entry.page for entry in corpus.entries()])
    small = (page for page in (one.read() for one in stored) if len(page.body) <= _LARGEST)
    for number, page in enumerate(small):
        mark = b"n%d" % number
        body = _CLASS.sub(lambda found, mark=mark: b"%bx%b " % (found[0], mark), page.body)
        body = _WORD.sub(lambda found, mark=mark: b"%b%b " % (found[0], mark), body)
        yield Page(url=f"https://courier.example/{number}", body=body, headers=page.headers)


def memory(corpus: corpora.Folder, pages: int) -> list[int]:
    """Clean pages in this process, and return what it holds after each 500."""
    held: list[int] = []
    for number, page in enumerate(islice(unlike(corpus), pages), 1):
        cleaned(page)
        if number % STEP == 0:
            held.append(resident())
            print(f"{number:7,} pages {held[-1]:6,} MB", flush=True)
    return held


def grown(size: int) -> Page:
    """Return a page of about so many bytes, of paragraphs, lists and links; beyond 30,000 blocks the blocks grow."""
    blocks = max(20, min(20_000, size // 250))
    length = max(1, size // (blocks * 130))
    said = (" ".join(_SENTENCE.format(i, n) for n in range(length)) for i in range(blocks))
    body = "".join(
        f'<div class="c{i % 50}"><p>{text} <a href="/{i}">Bridge {i}</a></p></div>' for i, text in enumerate(said)
    )
    page = (
        f"<html><head><title>The bridge</title></head><body><article><h1>The bridge</h1>{body}</article></body></html>"
    )
    return Page(url="https://courier.example/2026/03/01/bridge", body=page.encode())


def costs() -> list[float]:
    """Return the milliseconds of CPU time a megabyte takes in pages of each size; the best of some tries."""
    found = []
    for size in SIZES:
        page, tries = grown(size), 3 if size > 1_000_000 else 10
        best = min(_timed(page) for _ in range(tries))
        found.append(1000 * best / (len(page.body) / 1e6))
        print(f"{len(page.body):12,} bytes {best:8.3f} s {found[-1]:8,.0f} ms per MB", flush=True)
    return found


def _timed(page: Page) -> float:
    began = time.process_time()
    cleaned(page)
    return time.process_time() - began


@click.command()
@click.option("--pages", default=PAGES, show_default=True, help="Pages over which memory is watched; 0: none.")
@click.option("--check", is_flag=True, help="Exit code 1 when memory grows, or time grows faster than pages.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus.")
def main(pages: int, *, check: bool, require: bool) -> None:
    """Measure how cost grows."""
    warm()
    rates = costs()
    held = memory(corpora.found("scale.py", require=require), pages)
    wrong = (
        [f"a byte of the largest costs {rates[-1] / rates[1]:.1f} times one of 100 kB"]
        if rates[-1] > STEEPER * rates[1]
        else []
    )
    if held and max(held[-4:]) - held[0] > GROWTH:
        wrong.append(f"{max(held[-4:]) - held[0]} MB more than after {STEP} pages")
    for line in wrong:
        print(f"WRONG {line}")
    sys.exit(1 if check and wrong else 0)


if __name__ == "__main__":
    main()
