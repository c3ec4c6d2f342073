"""Markup brought within what the fast parser can take: how deep elements nest, how many attributes one has. No trees here.

Text that a reader sees is never dropped and never changes its place; only tags are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from cleaning.walk import INVISIBLE

DEEPEST: Final = 512
"""Elements within each other; what is nested deeper becomes a sibling, as in browsers (Blink stops at 512 as well)."""
MOST_ATTRIBUTES: Final = 256
"""Attributes of one element; further ones are left out, since the parser's time grows with their square."""
_LONG: Final = 4096
"""Bytes of the shortest tag that may have more."""

_VOID: Final = frozenset(b"area base br col embed frame hr img input link meta param source track wbr".split())
_RAW: Final = frozenset(b"script style textarea title iframe noembed noframes xmp plaintext".split())
"""Elements whose content holds no tags (HTML §13.1.2)."""
_LAST: Final = b"plaintext"
"""The one among them that never ends."""
_ENDLESS: Final = frozenset((b"html", b"head", b"body"))
"""Elements whose end tag ends nothing: text may follow."""
_UNSEEN: Final = frozenset(name.encode() for name in INVISIBLE)
_VALUE: Final = rb"=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?"
_TOKEN: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<[!?][^>]*+>?|</[^a-zA-Z][^>]*+>?"
    rb"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:[^>=]++|" + _VALUE + rb")*+)(?:>|\Z)",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(rb"[^\s/>=]++(?:\s*+(?:" + _VALUE + rb"[^\s>]*+))?+")


def is_crowded(data: bytes) -> bool:
    """Tell whether a long tag has more attributes than are read; ordinary pages cost a look at every few thousandth byte."""
    at = 0
    while at + _LONG < len(data):
        close = data.rfind(b">", at, at + _LONG)
        if close < 0:
            end = data.find(b">", at + _LONG)
            end = len(data) if end < 0 else end
            start = data.rfind(b"<", at, end)
            if start >= 0 and _is_crowded(_TOKEN.match(data, start, end)):
                return True
            close = end
        at = close + 1
    return False


def _is_crowded(tag: re.Match[bytes] | None) -> bool:
    attributes = tag["attributes"] if tag else None
    return attributes is not None and len(_bounded(attributes)) < len(attributes)


def flattened(data: bytes) -> bytes:
    """Return the markup with nesting and attributes within bounds, every element closed where it ends; linear time."""
    return _Flattening(data).run()


@dataclass(slots=True)
class _Flattening:
    """One pass over the tags, which keeps its own stack of what is open."""

    data: bytes
    _written: list[bytes] = field(default_factory=list)
    _open: list[bytes] = field(default_factory=list)
    _often: Counter[bytes] = field(default_factory=Counter)
    """How many elements of each name are open."""
    _deep: bytes = b""
    """The open one among those that became siblings."""
    _unseen: int = 0
    """How many elements are open around the one whose content is left out: it would be shown if it became a sibling."""

    def run(self) -> bytes:
        at = 0
        while found := _TOKEN.search(self.data, at):
            self._write(self.data[at : found.start()])
            at = found.end()
            if found["name"]:
                at = self._take(found)
        self._write(self.data[at:])
        return b"".join(self._written)

    def _write(self, *pieces: bytes) -> None:
        if not self._unseen:
            self._written += pieces

    def _take(self, found: re.Match[bytes]) -> int:
        """Write a tag, and return where to read on."""
        name = found["name"].lower()
        if found["end"]:
            self._end(name)
            return found.end()
        tag = b"<%b%b>" % (found["name"], _bounded(found["attributes"]))
        if name in _RAW:
            end = _raw_end(self.data, found.end(), name)
            self._write(tag, self.data[found.end() : end], b"</%b>" % name if name != _LAST else b"")
            return end
        if name in _VOID or found["attributes"].endswith(b"/"):
            self._write(tag, b"" if name in _VOID else b"</%b>" % name)
        elif not (name in _ENDLESS and self._often[name]):
            self._begin(name, tag)
        return found.end()

    def _begin(self, name: bytes, tag: bytes) -> None:
        if len(self._open) >= DEEPEST and not self._unseen:
            self._close_deep()
            if name in _UNSEEN:
                self._unseen = len(self._open)
            else:
                self._deep = name
        self._write(tag)
        self._open.append(name)
        self._often[name] += 1

    def _end(self, name: bytes) -> None:
        """Close an element and what is still open in it; the end of what is not open is nothing."""
        if name in _ENDLESS or not self._often[name]:
            return
        last = b""
        while last != name:
            last = self._open.pop()
            self._often[last] -= 1
            if self._unseen:
                self._unseen = self._unseen if len(self._open) > self._unseen else 0
            elif len(self._open) >= DEEPEST:
                self._close_deep()
            else:
                self._write(b"</%b>" % last)

    def _close_deep(self) -> None:
        if self._deep:
            self._write(b"</%b>" % self._deep)
            self._deep = b""


def _raw_end(data: bytes, start: int, name: bytes) -> int:
    """Return where the end tag of an element without tags in it begins."""
    if name == _LAST:
        return len(data)
    found = re.compile(rb"</%b(?=[\s/>]|\Z)" % name, re.IGNORECASE).search(data, start)
    return found.start() if found else len(data)


def _bounded(attributes: bytes) -> bytes:
    """Cut a tag's attributes off behind the last that is read."""
    if len(attributes) < _LONG:
        return attributes
    end = 0
    for number, found in enumerate(_ATTRIBUTE.finditer(attributes)):
        if number == MOST_ATTRIBUTES:
            return attributes[:end]
        end = found.end()
    return attributes
