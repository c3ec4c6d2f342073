"""What a page is composed of: lines of visible text and the elements that hold them. No markup and no choices here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = "kept"
"""Category of the article's own text."""
FURNITURE = "furniture"
"""Category of what describes the article (title, kicker, byline, dates, caption, notice): neither text nor boilerplate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One run of visible text."""

    text: str
    href: str = ""
    linked: str = ""
    """The part of the text that is the link; empty: all of it."""
    category: str = ""
    """Empty: the element's."""
    pattern: str = ""
    """Regular expression of the whole line where a number in it ticks; empty: the text is constant."""

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The text before the link, the link, and the text after it."""
        before, link, after = self.text.partition(self.linked or self.text)
        return before, link, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One part of a page, as designs mark it up."""

    kind: str
    """``paragraph``, ``related``, ``share`` …: what designs choose markup by."""
    category: str
    """``kept``, ``furniture``, or the category of the boilerplate."""
    lines: tuple[Line, ...] = ()
    label: Line | None = None
    buttons: tuple[Line, ...] = ()
    placeholder: str = ""
    """Hint inside an input field; not visible text."""
    joint: str | None = None
    """Set: label and lines stand in one block with this between the lines; None: each is a block of its own."""
    listed: bool = False
    """The lines are items of a list."""
    rank: str = ""
    """For designs: a date as machines read it, or another attribute value."""

    def blocks(self) -> Iterator[Line]:
        """Give the lines as a reader sees them, one for each block, each with its category."""
        if self.joint is None:
            yield from (self._own(line) for line in (*((self.label,) if self.label else ()), *self.lines))
        else:
            yield self._own(Line(text=self._joined(self.joint)))
        yield from (self._own(line) for line in self.buttons)

    def hrefs(self) -> Iterator[str]:
        """Give the links in order."""
        held = (self.label, *self.lines, *self.buttons)
        return (line.href for line in held if line and line.href)

    def _joined(self, joint: str) -> str:
        label = f"{self.label.text} " if self.label else ""
        return label + joint.join(line.text for line in self.lines)

    def _own(self, line: Line) -> Line:
        return Line(text=line.text, category=line.category or self.category, pattern=line.pattern)


def ticking(template: str, **numbers: int) -> Line:
    """Fill the numbers into a template such as ``Visited {count} times`` and keep what the line looks like at any count."""
    names = "|".join(numbers)
    parts = re.split(rf"\{{(?:{names})\}}", " ".join(template.split()))
    return Line(text=template.format(**numbers), pattern=r"\d+".join(map(re.escape, parts)))
