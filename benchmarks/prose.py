"""Articles made of invented words as often as real words are, without end and the same every time: what ``million.py`` stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cleaning.article import Article, Block, Category, DateCandidate, Kind, Page, Role, SourceFacts, Verdict
from pipelines.dedupe import text_hash
from pipelines.delivery import Capture, Delivery
from pipelines.outcomes import Link, Outcome, Settled, UrlKind
from pipelines.sketch import sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOURCES: Final = 200
WORDS: Final = 400_000
"""Different words there are; how often each is drawn falls with its rank (Zipf's law with Mandelbrot's offset)."""
COPIES: Final = 20
"""Every so manieth article is an edited copy of one of the last ``NEAR``."""
NEAR: Final = 5_000
_BEGAN: Final = datetime(2020, 1, 1, tzinfo=UTC)
_APART: Final = timedelta(seconds=150)
_EXPONENT, _OFFSET = 1.07, 2.7
_PARTS: Final = [a + b for a in "b d f g k l m n p r s t v z br st tr kl".split() for b in "a e i o u ai".split()]
_SIDE: Final = "Read also: what the council decided about the bridge"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some articles after the listing that named them."""

    listing: Settled
    deliveries: tuple[Delivery, ...]


@cache
def _vocabulary() -> tuple[list[str], NDArray[np.float64]]:
    """Return the words by rank, and the share of all up to and with each."""
    chance = np.random.default_rng(1)
    syllables = np.minimum(1 + (np.log10(np.arange(WORDS) + 1) / 1.6).astype(int) + chance.integers(0, 2, WORDS), 6)
    drawn = chance.integers(0, len(_PARTS), (WORDS, 6))
    words = [
        "".join(_PARTS[part] for part in row[:n]) for row, n in zip(drawn.tolist(), syllables.tolist(), strict=True)
    ]
    weights = 1 / (np.arange(WORDS) + _OFFSET) ** _EXPONENT
    return words, np.cumsum(weights / weights.sum())


def _drawn(chance: np.random.Generator, number: int) -> list[str]:
    words, up_to = _vocabulary()
    return [words[min(rank, WORDS - 1)] for rank in np.searchsorted(up_to, chance.random(number)).tolist()]


@lru_cache(4)
def paragraphs(number: int) -> tuple[list[str], ...]:
    """Return the words of an article, 300 to 400 in eight paragraphs; a copy has nearly all of another's."""
    chance = np.random.default_rng((2, number))
    if number % COPIES == COPIES - 1:
        first = max(0, number - 1 - int(chance.integers(NEAR)))
        return _edited(paragraphs(first - (first % COPIES == COPIES - 1)), chance)
    words = _drawn(chance, int(chance.integers(300, 401)))
    cut = len(words) // 8 + 1
    return tuple(words[start : start + cut] for start in range(0, len(words), cut))


def _edited(held: tuple[list[str], ...], chance: np.random.Generator) -> tuple[list[str], ...]:
    """Change a word in thirty, and leave the last paragraph out half the time."""
    kept = [[*words] for words in (held[:-1] if chance.random() < 0.5 else held)]
    for words in kept:
        for place in chance.integers(0, len(words), len(words) // 30 + 1).tolist():
            (words[place],) = _drawn(chance, 1)
    return tuple(kept)


def url(number: int) -> str:
    """Return an article's URL: half the sources put the day into it, the others nothing that grows."""
    source, seen = number % SOURCES, moment(number)
    slug = "-".join(paragraphs(number)[0][:5])
    path = f"{seen:%Y/%m/%d}/{slug}" if source % 2 else f"{slug}-{number * 2654435761 % 2**32:x}"
    return f"https://paper{source:03}.example/{path}"


def moment(number: int) -> datetime:
    """Return when an article is fetched: as they are numbered."""
    return _BEGAN + _APART * number


def delivery(number: int, *, state: int = 0, sketched: bool = True) -> Delivery:
    """Return an article as the pipelines deliver it; a later state has a paragraph more."""
    more = (_drawn(np.random.default_rng((3, number, one)), 40) for one in range(state))
    held = (*paragraphs(number), *more)
    lines = [" ".join(words).capitalize() + "." for words in held]
    text, seen = "\n".join(lines), moment(number) + timedelta(hours=state)
    page = Page(
        url=url(number),
        headers=(("Content-Type", "text/html"), ("ETag", f'"{number}-{state}"')),
        body=b"",
        fetched_at=seen,
        source=SourceFacts(id=f"paper{number % SOURCES:03}"),
    )
    capture = Capture(file=f"{number // 5000:06}.warc.gz", offset=number, length=9000, digest=f"sha256:{number:064x}")
    return Delivery(
        page=page,
        capture=capture,
        result=Article(url=page.url, text=text, **_described(lines, number, seen)),
        text_hash=text_hash(text),
        sketch=sketch(text) if sketched else None,
    )


def _described(lines: list[str], number: int, seen: datetime) -> dict[str, Any]:
    blocks = [
        Block(position=n, kind=Kind.PARAGRAPH, text=t, path="p", verdict=Verdict.KEPT) for n, t in enumerate(lines)
    ]
    gone = {"category": Category.RELATED, "rule": "phrase/en/related/read-also", "reason": "begins with Read also"}
    blocks += [
        Block(position=90 + n, kind=Kind.ITEM, text=_SIDE, path="li", verdict=Verdict.REMOVED, **gone) for n in range(2)
    ]
    dates = tuple(
        DateCandidate(
            role=Role.PUBLISHED, place=place, raw=f"{seen:%Y-%m-%d}", day=seen.date(), chosen=place == "json-ld"
        )
        for place in ("json-ld", "meta")
    )
    title = lines[0][:60]
    return {
        "title": title,
        "blocks": tuple(blocks),
        "dates": dates,
        "language": "en",
        "published_on": seen.date(),
        "published_at": seen,
        "published_precision": "second",
        "section": f"Section {number % 7}",
        "cleaning_version": "1",
    }


def batch(first: int, size: int) -> Batch:
    """Return articles in a row after the feed that names them."""
    deliveries = tuple(delivery(number) for number in range(first, first + size))
    links = tuple(Link(url=one.page.url, kind=UrlKind.ARTICLE, title="Title") for one in deliveries)
    feed = Settled(
        url="https://paper000.example/feed", source="paper000", outcome=Outcome.LISTING, links=links, status=200
    )
    return Batch(feed, deliveries)
