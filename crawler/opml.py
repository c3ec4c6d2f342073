"""Reads and writes lists of feeds in OPML 2.0 (http://opml.org/spec2.opml). What sources they make is ``crawler.subscriptions``."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree

from cleaning.errors import InputError
from cleaning.text import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_BYTES: Final = 8_388_608
MAX_ELEMENTS: Final = 50_000
SPACE: Final = "urn:thresher:source"
"""The namespace of our own attributes; the specification allows further ones in a namespace only."""
_MAX_NAME: Final = 200
_BARE: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One line of the list that is no mere folder, as written."""

    name: str = ""
    feed: str = ""
    home: str = ""
    """Address of the site."""
    language: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    """The attributes in our namespace."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list holds, as far as it can be read."""

    outlines: tuple[Outline, ...]
    fault: str = ""
    """What is wrong with the file after them; empty where it is whole."""


def read(body: bytes) -> Listed:
    """Read the outlines of a list, nested or not, but for those that are commented out.

    A bare ``&``, which many lists have in their addresses, is taken as it is meant. Raises InputError for one that is too long, declares entities, or is no
    OPML. Nothing is fetched, an included list neither.
    """
    if len(body) > MAX_BYTES:
        raise InputError(f"the list is longer than {MAX_BYTES:,} bytes")
    if b"<!ENTITY" in body.replace(b"\0", b""):
        raise InputError("the list declares entities, which OPML has no need of")
    outlines: list[Outline] = []
    fault = ""
    try:
        outlines.extend(_outlines(_BARE.sub(b"&amp;", body)))
    except etree.XMLSyntaxError as error:
        fault = tidy(str(error.msg))
    if fault and not outlines:
        raise InputError(f"the list cannot be read: {fault}")
    return Listed(tuple(outlines), fault)


def _outlines(body: bytes) -> Iterator[Outline]:
    """Walk the elements, and empty each when it is read."""
    events = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    commented = 0
    for count, (event, element) in enumerate(events):
        name = etree.QName(element).localname.lower()
        if not count and name != "opml":
            raise InputError(f"this is no OPML: it begins with <{name[:40]}>")
        if count > 2 * MAX_ELEMENTS:
            raise InputError(f"the list has more than {MAX_ELEMENTS:,} elements")
        if event == "start":
            commented += bool(commented) or element.get("isComment") == "true"
            continue
        if name == "outline" and not commented and (outline := _outline(element)):
            yield outline
        commented -= bool(commented)
        element.clear()  # but it stays with its parent, which by that is known for a folder


def _outline(element: etree._Element) -> Outline | None:
    """Return what an outline says; None for a folder, which has outlines in it and no feed."""
    said = {str(key): str(value) for key, value in element.attrib.items()}
    given = {key.lower(): tidy(value) for key, value in said.items() if not key.startswith("{")}
    own = {key.rpartition("}")[2]: value for key, value in said.items() if key.startswith(f"{{{SPACE}}}")}
    if len(element) and not given.get("xmlurl") and not own:
        return None
    return Outline(
        name=(given.get("text") or given.get("title") or "")[:_MAX_NAME].strip(),
        feed=given.get("xmlurl", ""),
        home=given.get("htmlurl", ""),
        language=given.get("language", ""),
        own=own,
    )


def write(outlines: Iterable[Outline], *, title: str) -> bytes:
    """Return a list of outlines; one without a feed is a link, which feed readers pass over."""
    opml = etree.Element("opml", version="2.0", nsmap={"thresher": SPACE})
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = title
    body = etree.SubElement(opml, "body")
    for outline in outlines:
        about = {"type": "rss", "xmlUrl": outline.feed} if outline.feed else {"type": "link", "url": outline.home}
        about |= {"text": outline.name, "title": outline.name, "htmlUrl": outline.home, "language": outline.language}
        element = etree.SubElement(body, "outline", {key: value for key, value in about.items() if value})
        for key, value in outline.own.items():
            element.set(f"{{{SPACE}}}{key}", value)
    return bytes(etree.tostring(opml, encoding="UTF-8", xml_declaration=True, pretty_print=True))
