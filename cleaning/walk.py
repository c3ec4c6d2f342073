"""The one walk over a page's tree: which elements part its text into blocks, and what is never seen. No verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml.etree import iterwalk

from cleaning.article import Block, Kind
from cleaning.outline import DEEP, Container
from cleaning.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

INVISIBLE: Final = frozenset(
    "script style template head noscript svg math iframe object embed audio video canvas map select datalist textarea "
    "input meta link base param source track rp noframes frameset area".split()
)
BREAKS: Final = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu nav ol optgroup option p pre "
    "search section summary table tbody td tfoot th thead tr ul".split()
)
KINDS: Final = {
    "h1": Kind.HEADING, "h2": Kind.HEADING, "h3": Kind.HEADING, "h4": Kind.HEADING, "h5": Kind.HEADING, "h6": Kind.HEADING,
    "li": Kind.ITEM, "dt": Kind.ITEM, "dd": Kind.ITEM, "blockquote": Kind.QUOTATION, "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION, "tr": Kind.ROW, "pre": Kind.PREFORMATTED,
}  # fmt: skip
_PARAGRAPH, _ROW, _CAPTION = Kind.PARAGRAPH, Kind.ROW, Kind.CAPTION
_ALONE: Final = (_PARAGRAPH, _ROW)
"""Kinds that are not passed on to the elements inside."""
_CAPTIONED: Final = frozenset(("p", "div"))
"""Elements that are a caption when their class says so."""
_CELLS: Final = frozenset(("td", "th"))
_STREAMED: Final = "S:"
"""How React's server names the late parts of a page."""
_LONGEST_STEP: Final = 200
_LONGEST_NAME: Final = 120
_FURTHER: Final = ("role", "itemprop", "data-testid", "data-component", "aria-label")
"""Attributes besides class and id in which a template names an element."""
_NONE: Final[Mapping[str, str]] = {}

_Frame = tuple[Container, int, Kind, str]
"""A container that is open while we walk, its index, and the kind and path of its own blocks."""


@dataclass(slots=True)
class Walk:
    """One pass over the tree that gathers runs of inline text and closes them as blocks."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    """For each block the index of its container."""
    everything: bool = False
    """Take hidden elements for visible: the page shows them by script."""
    unseen: int = 0
    """Characters in the hidden elements that were passed over."""
    _frames: list[_Frame] = field(default_factory=list)
    _innermost: HtmlElement | None = None
    """Element of the last frame."""
    _parts: list[str] = field(default_factory=list)
    """The running block's text so far; blanks in front are left out."""
    _linked: int = 0
    _links: int = 0

    def run(self, root: HtmlElement) -> None:
        """Walk without recursion: a page may nest as deep as it likes."""
        parts, walk = self._parts, iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event != "start":
                if element is self._innermost or element.tag == "a":  # what was passed over never comes here
                    self._leave(element)
                text = element.tail
            elif self._enters(element, element.tag):
                text = element.text
            else:
                walk.skip_subtree()
                next(walk)  # its end
                text = element.tail
            if text and (parts or not text.isspace()):
                parts.append(text)
                self._linked += len(text) if self._links and not text.isspace() else 0
        self._close()

    def _enters(self, element: HtmlElement, tag: str) -> bool:
        """Take note of an element that begins; False for one whose text a browser does not show."""
        if tag in INVISIBLE:
            return False
        if tag in BREAKS or "-" in tag:
            items = element.items()
            return self._opens(element, tag, dict(items) if items else _NONE)
        if (element.get("style") or element.get("hidden") is not None) and self._passes_over(element, element.attrib):
            return False
        if tag == "a":
            self._links += 1
        elif tag == "br":
            self._close()
        return True

    def _passes_over(self, element: HtmlElement, attributes: Mapping[str, str]) -> bool:
        if self.everything or not _hidden(attributes):
            return False
        self.unseen += sum(len(text) for text in element.itertext() if not text.isspace())
        return True

    def _opens(self, element: HtmlElement, tag: str, attributes: Mapping[str, str]) -> bool:
        """Begin a container; a cell of a row only parts words. False when it is hidden."""
        if ("style" in attributes or "hidden" in attributes) and self._passes_over(element, attributes):
            return False
        if tag in _CELLS and self._frames and self._frames[-1][2] is _ROW:
            if self._parts:
                self._parts.append(" ")
            return True
        self._close()
        self._open(element, tag, names(tag, attributes) if attributes else (tag, tag))
        return True

    def _open(self, element: HtmlElement, tag: str, called: tuple[str, str]) -> None:
        step, naming = called
        depth, parent, path, around = len(self._frames), -1, step, _PARAGRAPH
        if depth:
            _, parent, around, above = self._frames[-1]
            path = f"{above}/{step}" if depth < DEEP else above
        kind = KINDS.get(tag)
        if kind is None:
            kind = _kind(tag, step, around)
        elif kind is _ROW and _lays_out(element):
            kind = _PARAGRAPH
        container = Container(element, tag, step, naming, parent, depth, len(self.blocks))
        self._frames.append((container, len(self.containers), kind, path))
        self.containers.append(container)
        self._innermost = element

    def _leave(self, element: HtmlElement) -> None:
        if element is not self._innermost:
            self._links -= 1
            return
        self._close()
        self._frames.pop()[0].end = len(self.blocks)
        self._innermost = self._frames[-1][0].element if self._frames else None

    def _close(self) -> None:
        """End the running block, if there is one; runs of what cannot be seen leave none."""
        if not self._parts:
            return
        raw, linked = "".join(self._parts), self._linked
        self._parts.clear()
        self._linked = 0
        text = tidy(raw)
        if not text or not self._frames:
            return
        _, owner, kind, path = self._frames[-1]
        share = min(1.0, round(linked / len(raw.strip()), 3)) if linked else 0.0
        self.blocks.append(Block(position=len(self.blocks), kind=kind, text=text, path=path, link_share=share))
        self.owners.append(owner)


def names(tag: str, attributes: Mapping[str, str]) -> tuple[str, str]:
    """Write an element's step in a path, ``div.entry-content.wide#main``, and all that a template calls it."""
    classes, name = attributes.get("class"), attributes.get("id")
    step, naming = tag, [tag]
    if classes:
        step = f"{tag}.{'.'.join(classes.split())}"
        naming.append(classes[:_LONGEST_NAME])
    if name:
        step = f"{step}#{name}"
        naming.append(name[:_LONGEST_NAME])
    if len(attributes) >= len(naming):
        naming += [value[:_LONGEST_NAME] for further in _FURTHER if (value := attributes.get(further))]
    return step[:_LONGEST_STEP].replace("/", "|").replace(" ", ""), " ".join(naming)


def _kind(tag: str, step: str, around: Kind) -> Kind:
    """Return the kind of the blocks of an element whose tag does not settle it."""
    if tag in _CAPTIONED and tag != step and "caption" in step.lower():
        return _CAPTION
    return _PARAGRAPH if around in _ALONE or tag in _CELLS else around


def _hidden(attributes: Mapping[str, str]) -> bool:
    """Tell whether the markup hides the element; what a streaming server sends hidden is shown by its first script."""
    if "hidden" in attributes:
        return not attributes.get("id", "").startswith(_STREAMED)
    return "style" in attributes and _unseen(attributes["style"])


def _unseen(style: str) -> bool:
    flat = style.lower().replace(" ", "")
    return "display:none" in flat or "visibility:hidden" in flat


def _lays_out(row: HtmlElement) -> bool:
    """Tell a table row used for layout, whose cells hold blocks of their own, from one of data."""
    return any(e.tag == "br" or (e.tag in BREAKS and e.tag not in _CELLS) for e in row.iterdescendants())
