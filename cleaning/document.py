"""The one parse and the one walk: from markup to a tree and to its blocks of visible text, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import lxml.html
from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup
from lxml.etree import ParserError, XMLSyntaxError

from cleaning.article import Block, Kind
from cleaning.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_CAPTIONED: Final = frozenset(("p", "div"))
"""Elements that are a caption when their class says so."""
_CELLS: Final = frozenset(("td", "th"))
_MOSTLY_UNSEEN: Final = 3
"""With so many times more hidden text than shown, the page is one that a script unveils."""
_STREAMED: Final = "S:"
"""How React's server names the late parts of a page."""
_DEEP: Final = 40
"""Steps of a path that are written out; deeper ones are left out in the middle."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page: its tree, and its visible text as blocks whose verdicts are still open."""

    tree: HtmlElement
    blocks: tuple[Block, ...]
    containers: tuple[Container, ...]
    """Block-level elements in document order: a parent always stands before its children."""
    owners: tuple[int, ...]
    """For each block the index of the container it stands in directly."""

    def element(self, block: Block) -> HtmlElement:
        """Return the block-level element a block stands in."""
        return self.containers[self.owners[block.position]].element


@dataclass(frozen=True, slots=True)
class Container:
    """A block-level element of the page."""

    element: HtmlElement
    step: str
    """Tag, classes and id, as in a block's path."""
    parent: int
    """Index of the container around it; -1 for the outermost."""
    depth: int


def parse(markup: str) -> Document | None:
    """Parse a page and list its blocks; None when there is no element in it at all.

    lxml reads nearly every page; what it cannot take goes through BeautifulSoup's own tree builder.
    """
    tree = _tree(markup)
    if tree is None:
        return None
    walk = _Walk()
    walk.run(tree)
    if walk.unseen > _MOSTLY_UNSEEN * sum(len(b.text) for b in walk.blocks):
        walk = _Walk(everything=True)
        walk.run(tree)
    return Document(tree, tuple(walk.blocks), tuple(walk.containers), tuple(walk.owners))


def _tree(markup: str) -> HtmlElement | None:
    data = markup.replace("\x00", "").encode("utf-8", "replace")
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(data, parser=parser, ensure_head_body=False)
    except (ParserError, XMLSyntaxError):
        return _second_reading(data)
    return tree if tree.find("body") is not None or len(tree) else _second_reading(data)


def _second_reading(data: bytes) -> HtmlElement | None:
    """Let BeautifulSoup rebuild markup that libxml2 gave up on."""
    try:
        soup = BeautifulSoup(data, "html.parser", from_encoding="utf-8")
    except ParserRejectedMarkup:
        return None
    if soup.find(name=True) is None:
        return None
    try:
        return lxml.html.document_fromstring(soup.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (ParserError, XMLSyntaxError, RecursionError):
        return None


@dataclass(slots=True)
class _Frame:
    """A block-level element that is open while we walk."""

    element: HtmlElement
    kind: Kind
    path: str
    index: int


@dataclass(slots=True)
class _Walk:
    """One pass over the tree that gathers runs of inline text and closes them as blocks."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    everything: bool = False
    """Take hidden elements for visible: the page shows them by script."""
    unseen: int = 0
    """Characters in the hidden elements that were passed over."""
    linked: int = 0
    links: int = 0

    def run(self, root: HtmlElement) -> None:
        """Walk without recursion: a page may nest as deep as it likes."""
        stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = []
        self._enter(root)
        stack.append((root, iter(root)))
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(element)
            elif not _renders(child) or self._passes_over(child):
                self._text(child.tail)
            else:
                self._enter(child)
                stack.append((child, iter(child)))
        self._close()

    def _passes_over(self, element: HtmlElement) -> bool:
        if self.everything or not _hidden(element):
            return False
        self.unseen += sum(len(text) for text in element.itertext() if not text.isspace())
        return True

    def _enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._close()
        elif tag == "a":
            self.links += 1
        elif self._breaks(tag):
            self._close()
            self.frames.append(self._frame(element, tag))
        elif tag in _CELLS:
            self.parts.append(" ")
        self._text(element.text)

    def _leave(self, element: HtmlElement) -> None:
        if self.frames and self.frames[-1].element is element:
            self._close()
            self.frames.pop()
        elif element.tag == "a":
            self.links -= 1
        self._text(element.tail)

    def _breaks(self, tag: str) -> bool:
        if tag in _CELLS:
            return not (self.frames and self.frames[-1].kind is Kind.ROW)
        return tag in BREAKS or "-" in tag

    def _frame(self, element: HtmlElement, tag: str) -> _Frame:
        above = self.frames[-1] if self.frames else None
        depth = self.containers[above.index].depth + 1 if above else 0
        name = step(element)
        self.containers.append(Container(element, name, above.index if above else -1, depth))
        kind = self._kind(element, tag, name)
        path = name if above is None else f"{above.path}/{name}" if depth < _DEEP else above.path
        return _Frame(element, kind, path, len(self.containers) - 1)

    def _kind(self, element: HtmlElement, tag: str, name: str) -> Kind:
        if tag == "tr":
            return Kind.PARAGRAPH if _lays_out(element) else Kind.ROW
        if tag in KINDS:
            return KINDS[tag]
        if tag in _CAPTIONED and "caption" in name.lower():
            return Kind.CAPTION
        above = self.frames[-1].kind if self.frames else Kind.PARAGRAPH
        return above if above in _INHERITED and tag not in _CELLS else Kind.PARAGRAPH

    def _text(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            if self.links:
                self.linked += len(text) if text.strip() else 0

    def _close(self) -> None:
        """End the running block; blank runs leave none."""
        if not self.parts:
            return
        raw = "".join(self.parts)
        text, linked = tidy(raw), self.linked
        self.parts, self.linked = [], 0
        if not text or not self.frames:
            return
        frame = self.frames[-1]
        share = min(1.0, round(linked / len(raw.strip()), 3)) if linked else 0.0
        self.blocks.append(
            Block(position=len(self.blocks), kind=frame.kind, text=text, path=frame.path, link_share=share)
        )
        self.owners.append(frame.index)


_INHERITED: Final = frozenset((Kind.ITEM, Kind.QUOTATION, Kind.CAPTION, Kind.PREFORMATTED, Kind.HEADING))


def step(element: HtmlElement) -> str:
    """Write one step of a path: ``div.entry-content.wide#main``."""
    classes, name = element.get("class"), element.get("id")
    text = element.tag + ("." + ".".join(classes.split()) if classes else "") + (f"#{name}" if name else "")
    return str(text[:200].replace("/", "|").replace(" ", ""))


def _renders(element: HtmlElement) -> bool:
    """Tell an element whose text a browser shows from scripts, controls and the like."""
    return isinstance(element.tag, str) and element.tag not in INVISIBLE


def _hidden(element: HtmlElement) -> bool:
    """Tell whether the markup hides the element; what a streaming server sends hidden is shown by its first script."""
    if element.get("hidden") is not None:
        return not (element.get("id") or "").startswith(_STREAMED)
    style = element.get("style")
    return style is not None and _unseen(style)


def _unseen(style: str) -> bool:
    flat = style.lower().replace(" ", "")
    return "display:none" in flat or "visibility:hidden" in flat


def _lays_out(row: HtmlElement) -> bool:
    """Tell a table row used for layout, whose cells hold blocks of their own, from one of data."""
    return any(e.tag == "br" or (e.tag in BREAKS and e.tag not in _CELLS) for e in row.iterdescendants())
