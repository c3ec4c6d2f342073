"""What learning would take from real pages that it must not: those of the corpus, all sites of a language taken for one source.

Pages of hundreds of sites share little but turns of phrase, credits and the furniture of common publishing systems: whatever recurs
there in annotated text is a real paragraph that learning must leave alone. The pages are given days evenly over twelve weeks.
Domains with several pages are looked at as sources of their own too.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from corpora import found
from learning import declare, fill

from cleaning.article import Article, SourceFacts
from cleaning.recurrence import wording
from crawler.learning import Wish, learned
from crawler.sources_file import load
from pipelines import tasks
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.annotated import Entry
    from crawler.stored import StoredPage

LEAST = 5
"""Pages of a language, or of a domain, that are looked at as a source."""
_FIRST = date(2026, 3, 1)
_DAYS = 84


@click.command()
@click.option("--pages", default=0, help="So many pages of the corpus; 0: all.")
@click.option("--check", is_flag=True, help="Exit with 1 where a must-have paragraph would be accepted.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus.")
def main(pages: int, *, check: bool, require: bool) -> None:
    """Measure and print."""
    entries = list(found("learn_real.py", require=require).entries())[: pages or None]
    with tempfile.TemporaryDirectory(prefix="thresher-learn-") as made:
        folder = Path(made)
        bodies = _stored(folder, entries)
        wrong = _report(folder, bodies)
    sys.exit(1 if check and wrong else 0)


def _stored(folder: Path, entries: list[Entry]) -> Mapping[str, list[tuple[str, ...]]]:
    """Store the pages under the source of their language and of their domain; return the annotated texts as compared."""
    by_source: dict[str, list[tuple[Entry, Article]]] = defaultdict(list)
    with Workshop(warm=tasks.warm) as workshop:
        results = workshop.map(_cleaned, [entry.page for entry in entries])
        for entry, result in zip(entries, results, strict=True):
            if isinstance(result, Article):
                by_source[f"language-{result.language}"].append((entry, result))
                by_source[f"site-{entry.annotation['domain']}"].append((entry, result))
    sources = {name: listed for name, listed in by_source.items() if len(listed) >= LEAST}
    declare(folder, {name: f"https://{name}.example" for name in sources})
    for name, listed in sources.items():
        fill(folder, list(_renamed(name, listed)))
    return {
        name: [wording_of(entry.annotation["body"] or "") for entry, _ in listed] for name, listed in sources.items()
    }


def _renamed(name: str, listed: list[tuple[Entry, Article]]) -> Iterator[tuple[object, Article]]:
    for n, (entry, article) in enumerate(listed):
        url = f"https://{name}.example/{n}"
        day = _FIRST + timedelta(days=_DAYS * n // len(listed))
        page = replace(entry.page.read(), url=url, source=SourceFacts(id=name))
        yield page, replace(article, url=url, canonical_url=None, published_on=day)


def _cleaned(page: StoredPage) -> object:
    return tasks.finished(page.read())


def wording_of(body: str) -> tuple[str, ...]:
    """Return a whole annotated text as its lines are compared."""
    return tuple(f" {' '.join(wording(line))} " for line in body.split("\n"))


def _report(folder: Path, bodies: Mapping[str, list[tuple[str, ...]]]) -> int:
    counts: Counter[str] = Counter()
    for one in learned(folder, load(folder), Wish(auto=True)):
        counts["sources"] += 1
        counts["articles"] += one.articles
        for block in one.blocks:
            needle = f" {' '.join(word for word in block.words if word != '*')} "
            real = sum(any(needle in line for line in lines) for lines in bodies[one.source])
            counts[f"{block.state}{', in annotated text' if real else ''}"] += 1
            print(
                f"{block.source}/{block.number} {block.state} {block.score:.2f} on {block.articles}, annotated on {real}: {','.join(block.doubts)}"
            )
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return counts["accepted, in annotated text"]


if __name__ == "__main__":
    main()
