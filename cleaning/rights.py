"""Whose text it is and on what terms: the licence a page states, and the agency that its dateline or a line beside it credits."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.jsonld import Node, as_list, text
from cleaning.signers import is_agency, may_name_agency
from cleaning.text import tidy
from cleaning.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import Block
    from cleaning.head import Head

_METAS = ("dcterms.license", "dc.rights.license", "dc.license", "cc:license", "license", "dcterms.rights", "dc.rights")
_LONGEST = 300
_DATELINE = re.compile(r"[^()\[\]]{0,70}[(\[]([^()\[\]]{2,40})[)\]]\s*(?:[-–—:.]|$)")
_CREDIT = re.compile(
    r"(?:(?:mit material von|source|sources|quelle|quellen|fuente|fonte|fonti|źródło|джерело|источник|bron|kilde|källa|lähde)\s*:?\s+)?"
    r"[(\[]?([^()\[\]:]{2,40})[)\]]?\.?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[/,;]\s*|\s(?:and|und|et|y|e|i|та|и)\s")
_OPENING = 80
_PROSE = 80
_LINE = 60
_FIRST, _LINES = 3, 200


def licence(head: Head, node: Node, base: str) -> str | None:
    """Return the licence the page gives for its article: a canonical URL, or the few words that stand in its place."""
    stated = [_told(value) for value in as_list(node.get("license"))[:_FIRST]]
    stated += [*head.links.get("license", ())[:1], *head.props.get("license", ())[:1], head.first(*_METAS)]
    found = tidy(next(filter(None, stated), "")[:_LONGEST])
    return (canonical(found, base) if found.startswith(("http", "/")) else found) or None


def _told(value: object) -> str:
    """Return a JSON-LD licence as its address, or else its name."""
    if isinstance(value, dict):
        return text(value.get("url")) or text(value.get("@id")) or text(value)
    return text(value)


def wire(blocks: Sequence[Block]) -> str | None:
    """Return the agency that a dateline (``KYIV, May 3 (Agency) -``) or a short line of its own credits."""
    prose = islice((b.text for b in blocks if b.kind is Kind.PARAGRAPH and len(b.text) >= _PROSE), _FIRST)
    for opening in prose:
        if (found := _DATELINE.match(opening[:_OPENING])) and (agencies := _agencies(found[1])):
            return agencies
    lines = list(islice((b.text for b in blocks if len(b.text) <= _LINE), _LINES))
    if not may_name_agency("\n".join(lines)):
        return None
    return next((a for line in lines if (found := _CREDIT.fullmatch(line)) and (a := _agencies(found[1]))), None)


def _agencies(named: str) -> str | None:
    """Return what is named if it is agencies and nothing else."""
    parts = _PARTS.split(named.strip())
    return ", ".join(parts) if all(is_agency(part) for part in parts) else None
