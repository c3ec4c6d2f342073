"""The title: which of the page's own candidates is it, freed of the site's name and of a kicker."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from cleaning.text import fold, tidy, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_JOINT = re.compile(r"\s+[-–—|·•»«:]+\s+|\s*[|»]\s*|\s*::\s*|:\s+")
_STRONG = re.compile(r"\s+[-–—|·•»«]+\s+|\s*[|»]\s*|\s*::\s*")
_BAR = re.compile(r"\s+\|\s+")
_WHOLE = 4
"""Words before a bar from which they are a title of their own, and what follows a department or a slogan."""
_AGREE = 0.35
"""Least word overlap (Jaccard) at which an h1 counts as the head's title; from the ladder on the even half."""
_LONGEST = 500


def title(heads: Sequence[str], h1s: Sequence[str], sites: Sequence[str]) -> str | None:
    """Choose the title from the head's candidates (best first) and the page's h1 headings.

    An h1 that agrees with a head title is what the reader sees, and wins; where a head title is the tail of that h1,
    the front is a kicker. A lone plausible h1 stands even against the head.
    """
    stripped = [t for t in (strip_site(_clean(h), sites, h1s) for h in heads) if t]
    shown = [t for t in map(_clean, h1s) if t and fold(t) not in {fold(s) for s in sites}]
    best = max(shown, key=lambda t: max((_overlap(t, s) for s in stripped), default=0.0), default=None)
    agree = max((_overlap(best, s) for s in stripped), default=0.0) if best else 0.0
    if best and agree >= _AGREE:
        return _without_kicker(best, stripped)
    if len(shown) == 1 and len(words(shown[0])) >= 3:
        return shown[0]
    return stripped[0] if stripped else shown[0] if shown else None


def strip_site(text: str, sites: Sequence[str], h1s: Sequence[str] = ()) -> str:
    """Cut the site's name from either end of a head title, where the page itself calls the site so.

    >>> strip_site("Ferry row deepens - East Bank Courier", ["East Bank Courier"])
    'Ferry row deepens'
    """
    known = {fold(s) for s in sites if s}
    for h1 in map(_clean, h1s):
        if h1 and len(words(h1)) >= 2 and fold(text).startswith(fold(h1)) and len(h1) < len(text):
            rest = text[len(h1) :]
            if _STRONG.match(rest):
                return h1
    changed = True
    while changed:
        changed = False
        joints = list(_JOINT.finditer(text))
        if joints and _names_site(text[joints[-1].end() :], known):
            text, changed = text[: joints[-1].start()].strip(), True
        elif joints and _names_site(text[: joints[0].start()], known):
            text, changed = text[joints[0].end() :].strip(), True
    bar = _BAR.search(text)
    return text[: bar.start()] if bar and len(words(text[: bar.start()])) >= _WHOLE else text


def _names_site(part: str, known: set[str]) -> bool:
    folded = fold(part)
    squeezed = folded.replace(" ", "")
    return bool(folded) and any(
        folded == k or squeezed == k.replace(" ", "") or squeezed == k.removeprefix("www.") for k in known
    )


def _clean(text: str) -> str:
    return tidy(html.unescape(html.unescape(text)))[:_LONGEST]


def _overlap(a: str, b: str) -> float:
    left, right = set(words(fold(a))), set(words(fold(b)))
    return len(left & right) / len(left | right) if left and right else 0.0


def _without_kicker(h1: str, heads: Sequence[str]) -> str:
    folded = fold(h1)
    for head in heads:
        short = fold(head)
        if short and folded != short and folded.endswith(short) and len(short) > 0.5 * len(folded):
            return head
    return h1
