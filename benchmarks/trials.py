"""Examples and look-alikes of rules set into a story of their language, as blocks and as pages. What comes of them is not told here."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from cleaning.article import Page, SourceFacts
from cleaning.rules import examples, load
from cleaning.rules.model import Phrase, Position

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from cleaning.article import Block
    from cleaning.rules import Rule

STORIES = Path(__file__).resolve().parents[1] / "crawler" / "rulebench" / "stories.toml"
PLACES = ("alone", "inside", "after")
_INSIDE, _TITLE_WORDS = 2, 8
_LINK = re.compile(r"\[([^\[\]]*)\]")
_TAGS = {"# ": ("", "h3"), "- ": ("ul", "li"), "! ": ("figure", "figcaption")}
_PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>
<nav><a href="/">1</a> <a href="/news/">2</a> <a href="/town/">3</a></nav>
<main><article><header><h1>{title}</h1></header><div class="text">
{text}
</div></article></main>
<footer><p><a href="/imprint">Imprint</a></p></footer></body></html>"""


@cache
def stories() -> dict[str, list[str]]:
    """Return the five paragraphs of each language's story."""
    return tomllib.loads(STORIES.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Trial:
    """One example or look-alike in one place."""

    rule: Rule
    source: str
    """In the notation of ``cleaning.rules.examples``."""
    place: str
    goes: bool
    """Whether it is boilerplate."""

    @property
    def language(self) -> str:
        """The story's language: English for rules that hold in all."""
        return self.rule.language or "en"

    @property
    def story(self) -> list[str]:
        """The paragraphs that stand around it."""
        return [] if self.place == "alone" else stories()[self.language]

    @property
    def own(self) -> range:
        """The numbers its blocks have among all."""
        start = min(_INSIDE, len(self.story)) if self.place == "inside" else len(self.story)
        return range(start, start + len(examples.blocks(self.source)))

    @property
    def lines(self) -> tuple[str, ...]:
        """The texts of its own blocks."""
        return tuple(block.text for block in examples.blocks(self.source))

    def blocks(self) -> list[Block]:
        """Return the story as blocks, the trial's own among them."""
        story, at = self.story, self.own.start
        texts = ["\n".join(story[:at]), self.source, "\n".join(story[at:])]
        made = [block for text in texts for block in examples.blocks(text)]
        return [replace(block, position=i) for i, block in enumerate(made)]

    def page(self) -> Page:
        """Return a plain page with the story and the trial's own markup in it."""
        story, at = self.story, self.own.start
        opening = stories()[self.language][0]
        title = " ".join(opening[: len(opening) // 2].split()[:_TITLE_WORDS])
        text = "\n".join([*map(_paragraph, story[:at]), markup(self.source), *map(_paragraph, story[at:])])
        html = _PAGE.format(language=self.language, title=escape(title), text=text)
        facts = SourceFacts(id="trial", language=self.language)
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        return Page(url="https://trial.example/news/a-story", body=html.encode(), headers=headers, source=facts)


def trials(languages: Container[str]) -> Iterator[Trial]:
    """Yield every example and look-alike of the shipped rules in each place it is asked in."""
    for rule in load().rules:
        if (rule.language or "en") in languages:
            yield from (Trial(rule, text, place, goes=True) for text in rule.examples for place in _places(rule))
            yield from (Trial(rule, text, place, goes=False) for text in rule.look_alikes for place in PLACES)


def _places(rule: Rule) -> tuple[str, ...]:
    """Return where an example has to go: rules for the edges are not asked in the middle."""
    anywhere = not isinstance(rule, Phrase) or rule.position is Position.ANY
    return PLACES if anywhere else ("alone", "after")


def markup(source: str) -> str:
    """Return an example as a page would have it: headings, lists, captions, paragraphs, and links."""
    lines = [line.strip() for line in source.strip().splitlines() if line.strip()]
    groups = groupby(lines, key=lambda line: line[:2] if line[:2] in _TAGS else "")
    return "\n".join(_group(sign, list(members)) for sign, members in groups)


def _group(sign: str, lines: list[str]) -> str:
    outer, inner = _TAGS.get(sign, ("", "p"))
    items = "\n".join(f"<{inner}>{_linked(line[len(sign) :])}</{inner}>" for line in lines)
    return f"<{outer}>{items}</{outer}>" if outer else items


def _linked(text: str) -> str:
    return _LINK.sub(r'<a href="/news/another-story">\1</a>', escape(text, quote=False))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"
