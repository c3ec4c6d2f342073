"""Whether edited copies of real texts find each other, whether others do not, and what an article costs as they become many."""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import click
import corpora

from cleaning.article import Article, Page, SourceFacts
from cleaning.errors import ThresherError
from pipelines import copies
from pipelines.dedupe import text_hash
from pipelines.delivery import Delivery
from pipelines.sketch import likeness, shingles, sketch
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RECALL: Final = 0.97
"""Share of the copies of Jaccard similarity ALIKE and more that must get an edge to their original."""
PRECISION: Final = 0.99
ALIKE: Final = 0.8
STEEPER: Final = 1.3
"""How much more an article may cost at the end than when there were STEP."""
STEP: Final = 10_000
_BATCH: Final = 50
_SEED: Final = 1
_SEEN: Final = datetime(2026, 3, 1, 10, tzinfo=UTC)
_SOURCES: Final = ("courier", "tribune")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and the number of the original it was made from."""

    family: int
    text: str


def edited(original: str, chance: random.Random) -> str:
    """Return a copy as other outlets make them: words replaced, paragraphs dropped or moved, an agency line added."""
    listed = original.split("\n")
    if len(listed) > 4 and chance.random() < 0.4:
        del listed[chance.randrange(len(listed))]
    if len(listed) > 4 and chance.random() < 0.3:
        listed.insert(chance.randrange(len(listed)), listed.pop(chance.randrange(len(listed))))
    if chance.random() < 0.4:
        listed.insert(0, "PORT AVERILL (Agency) — By our correspondent")
    words = "\n".join(listed).split(" ")
    for place in chance.sample(range(len(words)), int(len(words) * chance.uniform(0, 0.08))):
        words[place] = chance.choice(words)
    return " ".join(words)


def planted(originals: Sequence[str], each: int) -> list[Text]:
    """Return the originals and their copies, in an order that mixes them."""
    chance = random.Random(_SEED)
    texts = [Text(family, text) for family, text in enumerate(originals)]
    texts += [Text(n, edited(text, chance)) for n, text in enumerate(originals) for _ in range(each)]
    chance.shuffle(texts)
    return texts


def delivery(number: int, text: str) -> Delivery:
    """Return an article as the pipelines deliver it."""
    source = _SOURCES[number % 2]
    page = Page(url=f"http://{source}.example/{number}", body=b"", fetched_at=_SEEN, source=SourceFacts(id=source))
    article = Article(url=page.url, title=f"Article {number}", text=text, cleaning_version="1")
    return Delivery(page=page, result=article, text_hash=text_hash(text), sketch=sketch(text))


def opened(folder: Path) -> tuple[Corpus, int]:
    """Return an empty corpus with a run under way."""
    corpus = Corpus.open(folder, create=True)
    corpus.sync_sources([{"id": name, "name": name, "home": f"http://{name}.example/"} for name in _SOURCES])
    return corpus, corpus.begin_run("benchmark", cleaning_version="1")


def stored(folder: Path, texts: Sequence[Text]) -> set[tuple[int, int]]:
    """Store the texts in their order and return the pairs of places between which there is an edge."""
    corpus, run = opened(folder)
    with corpus:
        for start in range(0, len(texts), _BATCH):
            corpus.commit(run, [delivery(start + n, t.text) for n, t in enumerate(texts[start : start + _BATCH])])
        edges = corpus.db.execute("SELECT article_id - 1, other_id - 1 FROM duplicates").fetchall()
    return {(min(pair), max(pair)) for pair in edges}


def judged(texts: Sequence[Text], edges: set[tuple[int, int]]) -> dict[str, float]:
    """Return recall over copies that are alike enough, and precision: edges between texts of one family, by all edges."""
    drawn = [shingles(text.text) for text in texts]
    families: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        families.setdefault(text.family, []).append(place)
    pairs = [(a, b) for places in families.values() for a, b in combinations(places, 2)]
    wanted = {(a, b) for a, b in pairs if min(len(drawn[a]), len(drawn[b])) >= copies.LEAST}
    wanted = {(a, b) for a, b in wanted if likeness(drawn[a], drawn[b]).jaccard >= ALIKE}
    right = sum(texts[a].family == texts[b].family for a, b in edges)
    return {
        "pairs": len(wanted),
        "recall": len(wanted & edges) / len(wanted),
        "edges": len(edges),
        "precision": right / len(edges),
    }


def mixed(originals: Sequence[str], number: int) -> Iterator[str]:
    """Yield texts of the originals' words, with none of their shingles; one in ten is an edited copy of the one before."""
    chance = random.Random(_SEED)
    sentences = [s for text in originals for s in text.replace("\n", ". ").split(". ") if 20 < len(s) < 300]
    before = ""
    for place in range(number):
        drawn = [chance.choice(sentences).split(" ") for _ in range(24)]
        body = "\n".join(" ".join(chance.sample(words, len(words))) for words in drawn)
        before = edited(before, chance) if place % 10 == 9 else body
        yield before


def timed(folder: Path, originals: Sequence[str], number: int) -> Iterator[tuple[int, float, float]]:
    """Store articles; yield after each STEP how many there are, and milliseconds an article to sketch and to store."""
    corpus, run = opened(folder)
    texts = mixed(originals, number)
    with corpus:
        for start in range(0, number, STEP):
            drawing = storing = 0.0
            for batch in range(start, start + STEP, _BATCH):
                began = time.perf_counter()
                items = [delivery(batch + n, next(texts)) for n in range(_BATCH)]
                drawn = time.perf_counter()
                corpus.commit(run, items)
                storing += time.perf_counter() - drawn
                drawing += drawn - began
            yield start + STEP, drawing / STEP * 1000, storing / STEP * 1000


@click.command()
@click.option("--each", default=4, type=click.IntRange(min=1), show_default=True, help="Edited copies of each text.")
@click.option("--articles", default=100_000, show_default=True, help="Generated articles to store; 0: none.")
@click.option("--check", is_flag=True, help="Fail where a figure is missed.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus.")
def main(*, each: int, articles: int, check: bool, require: bool) -> None:
    """Plant edited copies of the texts of the corpus in THRESHER_BENCH_CORPUS and look for them."""
    source = corpora.found("benchmarks/copies.py", require=require)
    print(f"corpus {source.path}\ndigest sha256:{source.digest()}", flush=True)
    originals = list(dict.fromkeys(text for entry in source.entries() if (text := body_of(entry.annotation))))
    wrong: list[str] = []
    with TemporaryDirectory(prefix="thresher-bench-") as name:
        texts = planted(originals, each)
        found = judged(texts, stored(Path(name) / "planted", texts))
        print(
            f"{len(originals):,} texts, {each} edited copies of each: "
            + ", ".join(f"{k} {v:,.4g}" for k, v in found.items())
        )
        wrong += [f"recall {found['recall']:.4f}, must be {RECALL}"] if found["recall"] < RECALL else []
        wrong += [f"precision {found['precision']:.4f}, must be {PRECISION}"] if found["precision"] < PRECISION else []
        costs = []
        for number, drawing, storing in timed(Path(name) / "many", originals, articles // STEP * STEP):
            costs.append(storing)
            print(
                f"{number:9,} articles: {drawing:.2f} ms to sketch, {storing:.2f} ms to store, ratio {storing / costs[min(1, len(costs) - 1)]:.2f}",
                flush=True,
            )
        wrong += (
            [f"an article costs {costs[-1] / costs[1]:.2f} times what it did"]
            if costs[1:] and costs[-1] > STEEPER * costs[1]
            else []
        )
        if costs:
            size = sum(f.stat().st_size for f in (Path(name) / "many").iterdir())
            print(f"{size / articles:,.0f} bytes an article in the database")
    for line in wrong:
        print(f"WRONG: {line}", file=sys.stderr)
    sys.exit(1 if check and wrong else 0)


def body_of(annotation: Any) -> str:
    """Return the text of a page as people marked it."""
    return str(annotation.get("body") or "")


if __name__ == "__main__":
    try:
        main()
    except ThresherError as error:
        sys.exit(f"copies.py: {error}")
