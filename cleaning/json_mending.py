"""JSON as people write it by hand: comments, stray and missing commas, raw quotes, cut off, several values. No schema is known here."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_TOKEN: Final = re.compile(
    r'(?P<space>[\s\ufeff]+)|(?P<string>"(?:[^"\\]|\\(?:.|\Z)|"(?!\s{0,20}(?:[,:}\]]|\Z)|[^\S\n]{0,20}\n\s{0,20}"))*+(?:"|\Z))'
    r"|(?P<mark>[{}\[\],:])|(?P<comment>//[^\n]*|/\*|<!--)|(?P<bare>[^\s{}\[\],:\"/<]+|.)",
    re.DOTALL,
)
_BARE: Final = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_ENDS: Final = {"/*": "*/", "<!--": "-->"}
_EMPTY: Final[dict[str, type[Any]]] = {"{": dict, "[": list}
_ESCAPE: Final = re.compile(r'\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]|\\|"')
_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "'": '"'})


def mended(text: str) -> list[Any]:
    r"""Return the values in a text that is nearly JSON; takes time linear in its length, whatever stands there.

    >>> mended('{"a": 1, /* first */ "b": [1,,2,], // last')
    [{'a': 1, 'b': [1, 2]}]
    """
    values: list[Any] = []
    inside = [_Open(values)]
    for kind, piece in _tokens(text if '"' in text else text.translate(_QUOTES)):
        if piece in _EMPTY:
            inside.append(inside[-1].opened(_EMPTY[piece]()))
        elif kind != "mark":
            inside[-1].take(piece)
        elif piece == ":":
            inside[-1].colon()
        elif piece == ",":
            inside[-1].comma()
        elif len(inside) > 1:
            inside.pop().comma()
    for left in inside:
        left.comma()
    return values


def _tokens(text: str) -> list[tuple[str, str]]:
    """Cut a text into strings, marks and bare words; a comment without end goes on to the end."""
    found: list[tuple[str, str]] = []
    at = 0
    while match := _TOKEN.match(text, at):
        at, kind = match.end(), match.lastgroup or ""
        if ends := _ENDS.get(match[0]):
            after = text.find(ends, at)
            at = len(text) if after < 0 else after + len(ends)
        elif kind in ("string", "mark", "bare"):
            found.append((kind, match[0]))
    return found


class _Open:
    """An object or list under way; in an object, a string before a colon is a key, and anything else there is nothing."""

    def __init__(self, values: Any) -> None:
        self.values = values
        self._is_list = isinstance(values, list)
        self._key: str | None = None
        self._has_colon = False

    def take(self, piece: str) -> None:
        """Add a string or a bare word."""
        if piece.startswith('"'):
            value = _string(piece)
            if self._is_list or self._has_colon:
                self._add(value)
            else:
                self._key = value
        elif self._has_colon or (self._is_list and _BARE.fullmatch(piece)):
            self._add(json.loads(piece) if _BARE.fullmatch(piece) else None)

    def opened(self, inner: Any) -> _Open:
        """Add what has just been opened, and return it."""
        if self._is_list or self._has_colon:
            self._add(inner)
        return _Open(inner)

    def colon(self) -> None:
        """Make the string before it a key."""
        self._has_colon = self._key is not None

    def comma(self) -> None:
        """End a key that has no value, and forget what is no key."""
        if self._has_colon:
            self._add(None)
        self._key = None

    def _add(self, value: Any) -> None:
        if self._is_list:
            self.values.append(value)
        else:
            self.values[self._key] = value
            self._key, self._has_colon = None, False


def _string(piece: str) -> str:
    """Read a string with quotes in it or impossible escapes, or one that is cut off."""
    inner = piece[1:-1] if len(piece) > 1 and piece.endswith('"') else piece[1:]
    value: str = json.loads(f'"{_ESCAPE.sub(_escaped, inner)}"', strict=False)
    return value


def _escaped(match: re.Match[str]) -> str:
    return {'"': '\\"', "\\": ""}.get(match[0], match[0])
