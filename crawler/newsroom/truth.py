"""What is true of an article's page, read off its composition, for tests and the demo to compare with. Nothing here looks at HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - a dataclass field
from typing import TYPE_CHECKING, NamedTuple

from crawler.newsroom.elements import FURNITURE, KEPT, Line

if TYPE_CHECKING:
    from crawler.newsroom.composition import Sheet
    from crawler.newsroom.furnishing import Setting

LONG = 32
"""From this many characters on, boilerplate inside a longer line is boilerplate too; a shorter one may be part of a sentence."""


class Scrap(NamedTuple):
    """One line of boilerplate of a page."""

    text: str
    """The whole line; of a ticking counter, the longest part that stays."""
    category: str
    pattern: str = ""
    """Regular expression of the whole line where a number ticks; otherwise empty."""

    def stands_in(self, text: str) -> bool:
        """Say whether a text, lines separated by newlines, still carries this line."""
        lines = map(folded, text.splitlines())
        if self.pattern:
            return any(re.fullmatch(self.pattern, line) for line in lines)
        return any(line == self.text or (len(self.text) >= LONG and self.text in line) for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a perfect reader takes from an article's page."""

    path: str
    title: str
    kept: tuple[str, ...] = field(repr=False)
    """White space folded, as in all lines here. Standfirst, then the paragraphs without their markers; the headline is not among them."""
    boilerplate: tuple[Scrap, ...] = field(repr=False)
    """Every line of boilerplate the page shows, in reading order."""
    furniture: tuple[str, ...] = field(repr=False)
    """Lines that speak of the article (headline, kicker, byline, dates, caption, correction notice): kept or not, both are right."""
    authors: tuple[str, ...]
    """The people of the byline; empty where only an account is named."""
    published: datetime
    """Aware, in the outlet's zone."""
    modified: datetime | None
    language: str
    section: str
    tags: tuple[str, ...]
    """As the page shows them; empty where it shows none."""
    origin: str
    """Slug of the article this one repeats word for word, on ``courier``; empty for the outlet's own."""


def truth(setting: Setting, sheet: Sheet) -> Truth:
    """Read the truth off a composed article."""
    publication = setting.publication
    if publication is None:
        raise ValueError("only an article has a truth")
    story, lines = publication.story, [line for element in sheet.elements() for line in element.blocks()]
    return Truth(
        path=publication.path,
        title=folded(story.title),
        kept=tuple(folded(line.text) for line in lines if line.category == KEPT),
        boilerplate=tuple(scrap(line) for line in lines if line.category not in (KEPT, FURNITURE)),
        furniture=tuple(folded(line.text) for line in lines if line.category == FURNITURE and line.text),
        authors=publication.people,
        published=publication.published,
        modified=publication.modified(setting.edition),
        language=setting.outlet.language,
        section=story.section,
        tags=story.tags if any(element.kind == "tags" for element in sheet.elements()) else (),
        origin=publication.origin.slug if publication.origin else "",
    )


def folded(text: str) -> str:
    """Return a text with every run of white space, no-break spaces included, as one space."""
    return " ".join(text.split())


def scrap(line: Line) -> Scrap:
    """Turn a line of boilerplate into what is known of it at any time."""
    if not line.pattern:
        return Scrap(folded(line.text), line.category)
    constant = folded(max(re.split(r"\d+", line.text), key=len))
    return Scrap(constant, line.category, line.pattern)
