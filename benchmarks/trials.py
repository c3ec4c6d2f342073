"""Trials of the shipped rules as whole pages. What a trial is, and how it stands among blocks, is ``crawler.rulebench.trials``."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from cleaning.article import Page, SourceFacts
from cleaning.rules import load
from crawler.rulebench import trials as rulebench

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_TITLE_WORDS = 8
_LINK = re.compile(r"\[([^\[\]]*)\]")
_TAGS = {"# ": ("", "h3"), "- ": ("ul", "li"), "! ": ("figure", "figcaption")}
_PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>
<nav><a href="/">1</a> <a href="/news/">2</a> <a href="/town/">3</a></nav>
<main><article><header><h1>{title}</h1></header><div class="text">
{text}
</div></article></main>
<footer><p><a href="/imprint">Imprint</a></p></footer></body></html>"""


class Trial(rulebench.Trial):
    """One example or look-alike in one place, as a page too."""

    def page(self) -> Page:
        """Return a plain page with the story and the trial's own markup in it."""
        story, at = self.story, self.own.start
        opening = rulebench.story_of(self.language)[0]
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
            yield from (Trial(one.rule, one.source, one.place, goes=one.goes) for one in rulebench.trials(rule))


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
