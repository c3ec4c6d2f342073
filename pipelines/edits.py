"""Whether two states of a text differ by anything a publisher wrote, or only by what cleaning is in two minds about. Pure.

What stands around an article changes with every visit, and now and then a line of it gets past cleaning: a pointer to
another story, a label over an advert, a date of change. Such lines come and go; they are no sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

import re2

from pipelines.corrections import is_correction

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_SHARE: Final = 0.15
"""Share of the shorter text's words in lines that may come and go."""
_MOST_WORDS: Final = 20
_MOST_LETTERS: Final = 160
_LINKED: Final = 0.5
"""Share of its letters within links from which a line points elsewhere, whatever stands at its end."""
_SENTENCE: Final = re2.compile(r"""[.!?…;:。！？．؟۔।॥։።᙮၊။។៕჻]["'”“»«›’‘)\]」』】]*$""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of lines beside the two texts."""

    taken_out: Collection[str] = ()
    """Lines that were taken out of pages of the same source."""
    standing: Collection[str] = ()
    """Lines that stand on the page of the new text, in its text or not."""
    linked: Mapping[str, float] = field(default_factory=dict)
    """Which share of a line of the new text is links."""


def is_edit(before: str, after: str, known: Known | None = None) -> bool:
    r"""Tell whether one text became the other by an edit; the texts' paragraphs are parted by line ends.

    None is that a few lines came or went which are no sentences, are mostly links, or are known as not of the text; or that
    some went which stand on the page still.

    >>> body = "The mayor said so." + " And the council agreed with her." * 20
    >>> is_edit(body, f"{body}\nRead also — Ten new bridges"), is_edit(body, f"{body}\nShe resigned.")
    (False, True)
    """
    known = known or Known()
    gone, new = _differing(before.split("\n"), after.split("\n"))
    gone = [line for line in gone if line not in known.standing]
    if not all(_is_loose(line, known) for line in gone):
        return True
    if not all(known.linked.get(line, 0.0) >= _LINKED or _is_loose(line, known) for line in new):
        return True
    least = min(len(before.split()), len(after.split()))
    return max(_words(gone), _words(new)) > _SHARE * least


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    gone: list[str] = []
    come: list[str] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            gone += old[a:b]
            come += new[c:d]
    return gone, come


def _is_loose(line: str, known: Known) -> bool:
    """Tell whether a line can come and go without anybody having written it."""
    if is_correction(line):
        return False
    brief = len(line) <= _MOST_LETTERS and len(line.split()) <= _MOST_WORDS
    return line in known.taken_out or (brief and not _SENTENCE.search(line.rstrip()))


def _words(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)
