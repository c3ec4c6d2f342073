"""The one walk over a page's tree: which elements part its text into blocks, and what is never seen. No verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml.etree import iterwalk

from cleaning.article import Kind
from cleaning.blocks import seen
from cleaning.outline import DEEP, Container
from cleaning.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from cleaning.article import Block

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
    _called: dict[tuple[str | tuple[str, str], ...], tuple[str, str, bool]] = field(default_factory=dict)
    """For each tag with its attributes what ``_call`` makes of them: templates repeat theirs."""
    _innermost: HtmlElement | None = None
    """Element of the last frame."""
    _parts: list[str] = field(default_factory=list)
    """The running block's text so far; blanks in front are left out."""
    _linked: int = 0
    _links: int = 0

    def run(self, root: HtmlElement) -> None:
        """Walk without recursion: a page may nest as deep as it likes."""
        parts, opens, leave = self._parts, self._opens, self._leave
        walk = iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event != "start":
                if element is self._innermost:
                    leave()
                elif element.tag == "a":  # what was passed over never comes here
                    self._links -= 1
                text = element.tail
            else:
                tag = element.tag
                if opens(element, tag) if tag in BREAKS else self._enters(element, tag):
                    text = element.text
                else:
                    walk.skip_subtree()
                    next(walk)  # its end
                    text = element.tail
            if text and (parts or not text.isspace()):
                parts.append(text)
                if self._links and not text.isspace():
                    self._linked += len(text)
        self._close()

    def _enters(self, element: HtmlElement, tag: str) -> bool:
        """Take note of an element in a line; False for one whose text a browser does not show."""
        if tag in INVISIBLE:
            return False
        if "-" in tag:
            return self._opens(element, tag)
        styled = element.get("style") or element.get("hidden") is not None
        if styled and _hidden(element.attrib) and not self._shows(element):
            return False
        if tag == "a":
            self._links += 1
        elif tag == "br" and self._parts:
            self._close()
        return True

    def _shows(self, element: HtmlElement) -> bool:
        """Tell whether a hidden element is to be shown all the same; else it counts as unseen."""
        if not self.everything:
            self.unseen += sum(len(word) for text in element.itertext() for word in text.split())
        return self.everything

    def _opens(self, element: HtmlElement, tag: str) -> bool:
        """Begin a container; a cell of a row only parts words. False when it is hidden."""
        step = naming = tag
        if items := element.items():
            called = self._called.get((tag, *items))
            if called is None:
                called = self._called[tag, *items] = _call(tag, dict(items))
            step, naming, is_hidden = called
            if is_hidden and not self._shows(element):
                return False
        frames = self._frames
        if tag in _CELLS and frames and frames[-1][2] is _ROW:
            if self._parts:
                self._parts.append(" ")
            return True
        if self._parts:
            self._close()
        depth, parent, path, around = len(frames), -1, step, _PARAGRAPH
        if depth:
            _, parent, around, above = frames[-1]
            path = f"{above}/{step}" if depth < DEEP else above
        kind = KINDS.get(tag) or _kind(tag, step, around)
        if kind is _ROW and tag == "tr" and _lays_out(element):
            kind = _PARAGRAPH
        container = Container(element, tag, step, naming, parent, depth, len(self.blocks))
        frames.append((container, len(self.containers), kind, path))
        self.containers.append(container)
        self._innermost = element
        return True

    def _leave(self) -> None:
        if self._parts:
            self._close()
        frames = self._frames
        frames.pop()[0].end = len(self.blocks)
        self._innermost = frames[-1][0].element if frames else None

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
        self.blocks.append(seen(len(self.blocks), kind, text, path, share))
        self.owners.append(owner)


def _call(tag: str, attributes: Mapping[str, str]) -> tuple[str, str, bool]:
    """Return ``names``, and whether the markup hides such an element."""
    return *names(tag, attributes), _hidden(attributes)


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
