"""Pages of invented outlets with boilerplate that no rule knows, and with real text that recurs as boilerplate does."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaning.article import Page
from crawler.newsroom.stories import stories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.article import SourceFacts

LANGUAGES = ("en", "de", "es", "fr", "uk", "ar")
FIRST = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
DAYS = 84
_OWN = {"end": "div.note-k", "numbers": "p", "name": "p", "middle": "div.bell", "start": "p", "rotating": "p"}
"""Where each kind of boilerplate stands: in a box of its own with this class, or as a paragraph among the others."""
_FEEDS = 0.15
"""The share of the words of a story that are names of its own topic."""


@dataclass(kw_only=True)
class Sheet:
    """One page, and what on it is what."""

    url: str
    published: datetime
    title: str
    body: list[tuple[str, str]]
    """Kind and text: ``real``, a kind of real text that recurs, or a kind of boilerplate."""
    language: str
    direction: str = "ltr"

    @property
    def boilerplate(self) -> list[str]:
        """The lines that must go."""
        return [text for kind, text in self.body if kind in _OWN]

    @property
    def real(self) -> list[str]:
        """The lines that must stay."""
        return [text for kind, text in self.body if kind not in _OWN]

    @property
    def recurring(self) -> list[str]:
        """The real lines among them that stand on other pages too."""
        return [text for kind, text in self.body if kind not in _OWN and kind != "real"]

    def html(self) -> str:
        """Return the page as the outlet serves it."""
        day = self.published.isoformat()
        lines = "\n".join(_element(kind, text) for kind, text in self.body)
        return f"""<!DOCTYPE html><html lang="{self.language}" dir="{self.direction}"><head><meta charset="utf-8">
<title>{escape(self.title)}</title><meta property="article:published_time" content="{day}">
<meta property="og:type" content="article"></head><body>
<nav><ul><li><a href="/">1</a></li><li><a href="/news/">2</a></li><li><a href="/town/">3</a></li></ul></nav>
<main><article class="post-{self.published:%j}"><h1>{escape(self.title)}</h1><time datetime="{day}">{day[:10]}</time>
<div class="story-text">
{lines}
</div></article></main><footer><p><a href="/imprint">Imprint</a></p></footer></body></html>"""

    def page(self, facts: SourceFacts) -> Page:
        """Return the page as fetched a quarter of a year later."""
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        fetched = FIRST + timedelta(days=DAYS + 5)
        return Page(url=self.url, body=self.html().encode(), headers=headers, fetched_at=fetched, source=facts)


@dataclass(kw_only=True)
class Outlet:
    """An outlet in one language with a number of pages over twelve weeks, the same for the same seed."""

    language: str
    pages: int = 90
    seed: int = 1
    home: str = ""
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.language}/{self.seed}")
        self.home = self.home or f"https://{self.language}.example"
        self.words: dict[str, Any] = _written()[self.language]

    def sheets(self) -> Iterator[Sheet]:
        """Yield the pages, the oldest first."""
        for number in range(self.pages):
            yield self._sheet(number)
        copied = self._sheet(self.pages // 2)
        for n in range(6):
            at = FIRST + timedelta(days=14 * n, hours=9)
            yield Sheet(
                url=f"{self.home}/copies/{n}",
                published=at,
                title=copied.title,
                body=[(kind, text) for kind, text in copied.body if kind == "real"],
                language=self.language,
                direction=copied.direction,
            )

    def _sheet(self, number: int) -> Sheet:
        rng = random.Random(f"{self.language}/{self.seed}/{number}")
        at = FIRST + timedelta(days=DAYS * number / self.pages, hours=rng.randrange(3))
        kind = _kind(number)
        story = self._story(rng, kind if kind in ("running", "court") else f"{number % 11}")
        title = self._title(kind, number) or story.pop(0)[:70].rsplit(" ", 1)[0]
        body = [("real", text) for text in story]
        self._recurring(kind, number, body, rng)
        self._boilerplate(body, rng)
        direction = "rtl" if self.language == "ar" else "ltr"
        url = f"{self.home}/{at:%Y/%m/%d}/story-{number}"
        return Sheet(url=url, published=at, title=title, body=body, language=self.language, direction=direction)

    def _title(self, kind: str, number: int) -> str:
        live, weather = self.words["topics"]
        return {"live": f"{live}, {number}", "weather": f"{weather}, {number}"}.get(kind, "")

    def _story(self, rng: random.Random, topic: str) -> list[str]:
        pool, lexicon = _sentences(self.language), self._lexicon(topic)
        return [
            " ".join(_retold(rng.choice(pool), lexicon, rng) for _ in range(rng.choice((2, 2, 3))))
            for _ in range(rng.randrange(6, 11))
        ]

    def _lexicon(self, topic: str) -> list[str]:
        rng = random.Random(f"{self.language}/{topic}")
        letters = sorted({c for s in _sentences(self.language) for c in s.lower() if c.isalpha()})
        return ["".join(rng.choice(letters) for _ in range(rng.randrange(5, 9))) for _ in range(12)]

    def _recurring(self, kind: str, number: int, body: list[tuple[str, str]], rng: random.Random) -> None:
        if kind == "running":
            body.insert(len(body) // 2, ("running", self.words["running"]))
        if kind in ("live", "series"):
            body.insert(0, (kind, self.words[kind]))
        if kind == "court":
            body.append((kind, self.words[kind]))
        if kind == "weather":
            numbers = iter([rng.randrange(2, 30), rng.randrange(2, 30)])
            body.append(("weather", re.sub(r"\{n\}", lambda _: str(next(numbers)), self.words["weather"])))
        if 30 <= number < 37:
            body.insert(2, ("quotation", self.words["quotation"]))
        if number % 5 == 1:
            body.append(("wire", self.words["wire"]))
        if number == self.pages - 7:
            body.insert(3, ("quoted", self.words["end"]))

    def _boilerplate(self, body: list[tuple[str, str]], rng: random.Random) -> None:
        words = self.words
        body.insert(len(body) // 2, ("middle", words["middle"]))
        if rng.random() < 0.9:
            body.insert(0, ("start", words["start"]))
        tail = [
            ("rotating", rng.choice(words["rotating"])),
            ("name", words["name"].replace("{name}", rng.choice(words["names"]))),
            ("numbers", words["numbers"].replace("{n}", f"{rng.randrange(2, 9000):,}")),
            ("end", words["end"]),
        ]
        quoted = any(kind == "quoted" for kind, _ in body)
        body += [line for line in tail if rng.random() < 0.9 and not (quoted and line[0] == "end")]


def _kind(number: int) -> str:
    if number % 6 == 2:
        return "running"
    return {0: "series", 3: "live", 5: "court", 7: "weather"}.get(number % 9, "real")


def _element(kind: str, text: str) -> str:
    tag, _, name = _OWN.get(kind, "p").partition(".")
    inner = escape(text, quote=False)
    return f'<{tag} class="{name}"><p>{inner}</p></{tag}>' if name else f"<p>{inner}</p>"


def _retold(sentence: str, lexicon: list[str], rng: random.Random) -> str:
    """Return a sentence with some of its long words replaced by those of a topic."""
    return " ".join(
        rng.choice(lexicon) if len(word) > 5 and word.isalpha() and rng.random() < _FEEDS else word
        for word in sentence.split()
    )


@cache
def _sentences(language: str) -> list[str]:
    paragraphs = (p for story in stories(language) for p in story.paragraphs if not p.startswith(("## ", "> ", "- ")))
    return [s.strip() for p in paragraphs for s in re.split(r"(?<=[.!?؟])\s+", p) if 6 <= len(s.split()) <= 45]


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "recurrent.toml").read_text("utf-8"))
