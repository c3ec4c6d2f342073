"""Where a page names its authors: place after place, in the order of how often they are right. Nothing is read here."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.bylines import is_byline
from cleaning.jsonld import Node, as_list, referred, text, types
from cleaning.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.document import Document
    from cleaning.head import Head

_NEAR = 6
"""Blocks before the first heading in which a byline is looked for; twice as many after it."""
PUBLISHERS = frozenset(("Organization", "NewsMediaOrganization", "WebSite", "Corporation"))
_NOT_THE_PAGE = frozenset("Comment Review Quotation VideoObject ImageObject CreativeWork Book Movie Claim".split())
_WRITTEN_BY = frozenset(
    ("written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "geschreven door", "napisane przez",
     "skrevet av", "skriven av", "skrevet af", "написано автором", "автор", "author")
)  # fmt: skip
"""Labels of sharing cards (Yoast SEO and others)."""
_AUTHOR_METAS = (
    "article:author_name",
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "dc:creator",
    "byl",
    "dcterms.creator",
    "creator",
    "og:author",
    "og:article:author",
    "cxenseparse:author",
)
_BYLINES = 6
"""Bylines of one kind that are asked."""
_NAME = 60
_MOST_PEOPLE = 50
_LONGEST_BYLINE = 160
"""Characters of the longest line that is a byline; longer ones tell of the author."""


def declared(head: Head, node: Node) -> Iterator[str]:
    """Give what the markup says the authors are, place after place, in the order of how often they are right."""
    yield from _persons(node, head.jsonld)
    yield from _labelled(head)
    yield _together(head.links.get("author-name", ()), head)
    yield _together(head.props.get("author", ()), head)
    yield from _elsewhere(node, head.jsonld)
    yield from (", ".join(v for v in head.meta.get(n, ()) if not v.startswith("http")) for n in _AUTHOR_METAS)


def shown(head: Head, document: Document, *, title: str | None, sites: Sequence[str]) -> Iterator[str]:
    """Give what a reader sees that may name the authors, in the same order."""
    yield from _lines_near_title(document, title, sites)
    yield from islice((line for line in head.bylines if len(line) <= _LONGEST_BYLINE), _BYLINES)
    yield from head.author_links[:_BYLINES]
    yield from islice((b.text for b in document.blocks if is_byline(b.text)), _BYLINES)


def _persons(node: Node, found: list[Node]) -> list[str]:
    """Return the people of the article's own node as one string per property."""
    named = ([_named(a, found) for a in as_list(node.get(key))[:_MOST_PEOPLE]] for key in ("author", "creator"))
    return [", ".join(filter(None, people)) for people in named]


def _named(value: object, found: list[Node]) -> str:
    """Return the name of a JSON-LD person, which may be in two parts; of an organisation, nothing."""
    value = referred(value, found)
    if not isinstance(value, dict):
        return text(value)
    if types(value) & PUBLISHERS:
        return ""
    return text(value) or " ".join(filter(None, (text(value.get("givenName")), text(value.get("familyName")))))


def organisations(node: Node, found: list[Node]) -> list[str]:
    """Return the organisations that the article's own node gives as its authors."""
    listed = (referred(a, found) for a in as_list(node.get("author"))[:_MOST_PEOPLE])
    return [text(a) for a in listed if isinstance(a, dict) and types(a) & PUBLISHERS]


def _labelled(head: Head) -> list[str]:
    """Return what cards for sharing show under "Written by"."""
    cards = [(head.first(f"twitter:label{n}"), head.first(f"twitter:data{n}")) for n in (1, 2)]
    return [value for label, value in cards if fold(label) in _WRITTEN_BY]


def _together(values: Sequence[str], head: Head) -> str:
    """Return the first of the people marked on a page and those who stand in one byline with them."""
    values = [v for v in values if len(v) <= _NAME]
    first = next(iter(values), "")
    return ", ".join(v for v in dict.fromkeys(values) if v == first or any(first in b and v in b for b in head.bylines))


def _elsewhere(node: Node, found: list[Node]) -> list[str]:
    """Return the only person that the page's JSON-LD describes, and the authors of what is not the article itself."""
    people = dict.fromkeys(text(n.get("name")) for n in found if "Person" in types(n) and n.get("name"))
    others = (n for n in found if n is not node and n.get("author") and not types(n) & _NOT_THE_PAGE)
    listed = islice((a for n in others for a in as_list(n["author"])), _MOST_PEOPLE)
    names = ", ".join(filter(None, dict.fromkeys(_named(a, found) for a in listed)))
    return [*people, names] if len(people) == 1 else [names]


def _lines_near_title(document: Document, shown: str | None, sites: Sequence[str]) -> Iterator[str]:
    """Short lines around the page's title, or its first heading, that say whose text it is."""
    titles = (b.position for b in document.blocks if b.text == shown)
    start = next(titles, next((b.position for b in document.blocks if b.kind is Kind.HEADING), 0))
    near = document.blocks[max(0, start - _NEAR) : start + 2 * _NEAR]
    return (b.text for b in near if is_byline(b.text, sites))
