"""The one parse: from markup to a tree, and with ``walk`` to its blocks of visible text, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import lxml.html
from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup
from lxml.etree import ElementDefaultClassLookup, ErrorTypes, ParserError, XMLSyntaxError
from lxml.html import HtmlElement

from cleaning.markup import flattened, is_crowded
from cleaning.outline import Outline
from cleaning.walk import Walk

if TYPE_CHECKING:
    from cleaning.article import Block
    from cleaning.outline import Container

_SMALL: Final = 64_000
"""Bytes of the largest page that BeautifulSoup is given: its time grows with the square of what it cannot read."""
_MOSTLY_UNSEEN: Final = 3
"""With so many times more hidden text than shown, the page is one that a script unveils."""


@dataclass(frozen=True, eq=False)
class Document:
    """A parsed page: its tree, and its visible text as blocks whose verdicts are still open."""

    tree: HtmlElement
    blocks: tuple[Block, ...]
    containers: tuple[Container, ...]
    """Block-level elements in document order: a parent always stands before its children."""
    owners: tuple[int, ...]
    """For each block the index of the container it stands in directly."""

    @cached_property
    def outline(self) -> Outline:
        """Where everything stands, for reckoning."""
        return Outline(self.blocks, self.containers, self.owners)

    def element(self, block: Block) -> HtmlElement:
        """Return the block-level element a block stands in."""
        return self.containers[self.owners[block.position]].element


def parse(markup: str | bytes) -> Document | None:
    """Parse a page, text or UTF-8, and list its blocks; None when there is no element in it at all.

    lxml reads nearly every page; what it cannot take goes through BeautifulSoup's own tree builder.
    """
    tree = tree_of(markup)
    return None if tree is None else walked(tree)


def walked(tree: HtmlElement) -> Document:
    """List the blocks of a page's tree."""
    walk = Walk()
    walk.run(tree)
    if walk.unseen and walk.unseen > _MOSTLY_UNSEEN * sum(len(b.text) - b.text.count(" ") for b in walk.blocks):
        walk = Walk(everything=True)
        walk.run(tree)
    return Document(tree, tuple(walk.blocks), tuple(walk.containers), tuple(walk.owners))


def tree_of(markup: str | bytes) -> HtmlElement | None:
    """Parse a page, text or UTF-8, to its tree; None when there is no element in it at all."""
    data = (markup if isinstance(markup, bytes) else markup.encode("utf-8", "replace")).replace(b"\x00", b"")
    tree, is_whole = _first_reading(flattened(data) if is_crowded(data) else data)
    if not is_whole:
        tree, _ = _first_reading(flattened(data))
    return tree if tree is not None and (tree.find("body") is not None or len(tree)) else _second_reading(data)


def _first_reading(data: bytes) -> tuple[HtmlElement | None, bool]:
    """Let libxml2 parse a page, and say whether it read it to the end: it stops where elements nest too deep."""
    parser = _parser()
    try:
        tree = lxml.html.document_fromstring(data, parser=parser, ensure_head_body=False)
    except (ParserError, XMLSyntaxError):
        tree = None
    last = parser.error_log.last_error
    return _whole(tree), last is None or last.type != ErrorTypes.ERR_RESOURCE_LIMIT


def _whole(tree: HtmlElement | None) -> HtmlElement | None:
    """Put back what libxml2 set beside the root, in a root of its own: the text behind a ``</html>`` that came too soon."""
    if tree is not None:
        for beside in list(tree.itersiblings("html")):
            tree.append(beside)
    return tree


def _parser() -> lxml.html.HTMLParser:
    """Make the fast parser: its elements are all of one class, which lxml knows without asking Python for each."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _second_reading(data: bytes) -> HtmlElement | None:
    """Let BeautifulSoup rebuild markup that libxml2 gave up on."""
    if len(data) > _SMALL:
        return None
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
