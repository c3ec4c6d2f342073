"""The page of one revision: what changed since the one before, word by word. How a text is compared is here, bounded; nothing is stored."""

from __future__ import annotations

import asyncio
import re
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from datasette.utils import urlsafe_components
from datasette.utils.asgi import NotFound
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

hookimpl = HookimplMarker("datasette")

TEMPLATE = "row-corpus-revisions.html"
STATES = """
SELECT r.number, r.kind, r.title, r.seen_at, r.capture_id FROM revisions AS r WHERE r.article_id = :article ORDER BY number"""
TEXT = "SELECT title, text FROM revisions WHERE article_id = :article AND number = :number"
ARTICLE = """
SELECT a.id, a.title, a.url, a.language, a.source, s.name FROM articles AS a JOIN sources AS s ON s.id = a.source
WHERE a.id = :article"""
EFFORT = 2_000_000
"""Pairs of words that are compared at most; what is left then counts as replaced."""
LINES = 1_000_000
"""Pairs of paragraphs, likewise."""
AROUND = 1
"""Unchanged paragraphs shown on either side of a change."""
_GLUE = 8
"""Characters that must stay in a row between two changes, lest the change is shown as confetti."""
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_MARKS = r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
_WORD = re.compile(rf"(?:[{_UNSPACED}][{_MARKS}]*|[^\s{_UNSPACED}]+)\s*|\s+")


class Piece(NamedTuple):
    """Text that shares a fate: same, gone or new."""

    fate: str
    text: str


Paragraph = list[Piece]


class Stretch(NamedTuple):
    """Paragraphs in a row that are shown, or folded because nothing near them changed."""

    folded: bool
    paragraphs: list[Paragraph]


class Difference(NamedTuple):
    """How a text came out of another."""

    stretches: list[Stretch]
    gone: int
    new: int
    """Words taken out and put in."""


def compare(before: str, after: str) -> Difference:
    """Compare two texts whose lines are paragraphs."""
    paragraphs = list(_paragraphs(before.split("\n"), after.split("\n")))
    counts = {
        fate: sum(_length(p.text) for line in paragraphs for p in line if p.fate == fate) for fate in ("gone", "new")
    }
    return Difference(_folded(paragraphs), counts["gone"], counts["new"])


def words(before: str, after: str, effort: int = EFFORT) -> Paragraph:
    """Return the way from one paragraph to another: same and gone make up the one, same and new the other.

    >>> [tuple(piece) for piece in words("The bridge opens", "The old bridge opens")]
    [('same', 'The '), ('new', 'old '), ('same', 'bridge opens')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > effort:
        return [Piece(fate, text) for fate, text in (("gone", before), ("new", after)) if text]
    pieces: list[Piece] = []
    for op, a, b, c, d in _solid(_codes(_bare(old), _bare(new)), new):
        if op == "equal":
            pieces.append(Piece("same", "".join(new[c:d])))
        else:
            pieces += [Piece(fate, "".join(text)) for fate, text in (("gone", old[a:b]), ("new", new[c:d])) if text]
    return pieces


Code = tuple[str, int, int, int, int]


def _codes(old: Sequence[str], new: Sequence[str]) -> list[Code]:
    return [(op, a, b, c, d) for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()]


def _solid(codes: Sequence[Code], new: Sequence[str]) -> list[Code]:
    """Join changes that only a few equal characters part."""
    found: list[Code] = []
    for place, code in enumerate(codes):
        op, a, b, c, d = code
        between = "".join(new[c:d]) if op == "equal" and 0 < place < len(codes) - 1 else ""
        inner = 0 < len(between) < _GLUE and "\n" not in between and between.endswith(" ")
        if found and found[-1][0] != "equal" and (inner or op != "equal"):
            _, first, _, third, _ = found.pop()
            found.append(("replace", first, b, third, d))
        else:
            found.append(("replace", a, b, c, d) if inner else code)
    return found


def _paragraphs(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    effort = EFFORT
    for op, a, b, c, d in _lines(old, new):
        if op == "equal":
            yield from ([Piece("same", line)] for line in new[c:d])
            continue
        before, after = ("".join(f"{line}\n" for line in lines) for lines in (old[a:b], new[c:d]))
        yield from _split(words(before, after, max(0, effort)))
        effort -= before.count(" ") * after.count(" ")


def _split(pieces: Paragraph) -> Iterator[Paragraph]:
    """Part what was compared in one at its line ends."""
    line: Paragraph = []
    for fate, text in pieces:
        *whole, rest = text.split("\n")
        for end in whole:
            yield [*line, *([Piece(fate, end)] if end else [])]
            line = []
        line += [Piece(fate, rest)] if rest else []
    if line:
        yield line


def _lines(old: list[str], new: list[str]) -> list[Code]:
    if len(old) * len(new) > LINES:
        return [("replace", 0, len(old), 0, len(new))]
    return _codes(old, new)


def _folded(paragraphs: list[Paragraph]) -> list[Stretch]:
    changed = [any(piece.fate != "same" for piece in line) for line in paragraphs]
    near = [any(changed[max(0, n - AROUND) : n + AROUND + 1]) for n in range(len(paragraphs))]
    runs = groupby(zip(near, paragraphs, strict=True), key=lambda pair: pair[0])
    return [Stretch(not shown, [line for _, line in run]) for shown, run in runs]


def _bare(tokens: list[str]) -> list[str]:
    return [token.rstrip() for token in tokens]


def _length(text: str) -> int:
    return len([token for token in _WORD.findall(text) if token.strip()])


@hookimpl
def extra_template_vars(template: str, request: Any, datasette: Any) -> Callable[[], Awaitable[dict[str, Any]]] | None:
    """Give the revision page what it shows, as ``revision``."""

    async def read() -> dict[str, Any]:
        article, number = (int(part) for part in urlsafe_components(request.url_vars["pks"]))
        against = str(request.args.get("_against") or "")
        asked = int(against) if against.isascii() and against.isdigit() and len(against) < 9 else number - 1
        return {"revision": await _revision(datasette.get_database("corpus"), article, (number, asked))}

    return read if template == TEMPLATE else None


async def _revision(database: Any, article: int, numbers: tuple[int, int]) -> dict[str, Any]:
    states = [dict(row) for row in await database.execute(STATES, {"article": article})]
    about = (await database.execute(ARTICLE, {"article": article})).first()
    number, against = numbers
    by_number = {state["number"]: state for state in states}
    if about is None or number not in by_number:
        raise NotFound("Record not found")
    after = (await database.execute(TEXT, {"article": article, "number": number})).first()
    before = (
        (await database.execute(TEXT, {"article": article, "number": against})).first() if against != number else None
    )
    found = {"article": dict(about), "states": states, "state": by_number[number], "text": after["text"]}
    if before is None:
        return found | {"against": None}
    difference = await asyncio.to_thread(compare, before["text"], after["text"])
    title = words(before["title"] or "", after["title"] or "", 250_000)
    return found | {"against": by_number[against], "difference": difference, "title": title}
