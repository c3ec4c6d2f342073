"""What the elements around a block are by their attributes: ARIA roles, schema.org terms, labels and the components of templates.

Classes and ids stand in a block's path and are not looked at here; which marks betray boilerplate is data (``structure.toml``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cleaning.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaning.document import Document
    from cleaning.outline import Container

_TERMS: Final = ("role", "itemprop", "itemtype")
"""Attributes with terms of a vocabulary, several parted by blanks."""
_NAMES: Final = (
    "data-testid", "data-test-id", "data-component", "data-component-name", "data-module", "data-widget", "data-widget-type",
    "data-block-name", "data-area", "data-element-type", "data-qa",
)  # fmt: skip
"""Attributes in which templates name their parts, as they would in a class."""
_SPEAKING: Final = frozenset((*_TERMS, *_NAMES, "aria-label"))
_LONGEST: Final = 80
_WIDEST: Final = 300
"""Blocks of the largest element that is looked at."""
_MOST: Final = 12
"""Marks of one block."""
_NEVER: Final = frozenset(("html", "body", "main", "article"))


class Mark(NamedTuple):
    """An element that says what it is."""

    element: int
    """Its number among the containers of the page."""
    step: str
    """As a reader would look for it: ``div[role=complementary]``."""
    terms: tuple[str, ...]
    """``role=complementary``, ``itemtype=WPFooter``, ``aria-label=share`` and the like, folded."""
    names: tuple[str, ...]
    """What its template calls it besides."""


Marks = dict[int, tuple[Mark, ...]]
"""Positions of blocks to the marks of the elements around them, the outermost first; blocks without any are left out."""


def marks(document: Document, stretch: range) -> Marks:
    """Return the marks of the elements that lie wholly within a stretch of blocks."""
    found: Marks = {}
    for number, box in enumerate(document.containers):
        if box.end > box.first >= stretch.start and box.end <= stretch.stop and _may_speak(box):
            attributes = box.element.attrib
            if not _SPEAKING.isdisjoint(attributes) and (mark := _mark(number, box.tag, attributes)):
                for position in range(box.first, box.end):
                    if len(above := found.get(position, ())) < _MOST:
                        found[position] = (*above, mark)
    return found


def _may_speak(box: Container) -> bool:
    return box.tag not in _NEVER and box.end - box.first <= _WIDEST


def _mark(number: int, tag: str, attributes: Mapping[str, str]) -> Mark | None:
    terms = [f"{name}={term}" for name in _TERMS for term in _split(attributes.get(name, ""))]
    if label := attributes.get("aria-label"):
        terms.append(f"aria-label={fold(label[:_LONGEST])}")
    names = [value[:_LONGEST] for name in _NAMES if (value := attributes.get(name))]
    if not terms and not names:
        return None
    return Mark(number, f"{tag}[{(terms or names)[0]}]", tuple(terms), tuple(names))


def _split(value: str) -> list[str]:
    """Return the terms of an attribute without their vocabulary's address."""
    return [term.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for term in value[:_LONGEST].split()]
