"""The title: which of the page's own candidates is it, freed of a kicker. What a site is called is ``site_names``'s."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaning.site_names import WHOLE, clean, endings, is_of_site, key, keys, opening, stripped
from cleaning.slugs import is_named, plain, slug
from cleaning.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_AGREE = 0.35
"""Least word overlap (Jaccard) at which an h1 counts as the head's title; from the ladder on the even half."""
_MATCH = 0.7
"""Overlap of an h1 with a head title from which no other heading can do better."""
_LONE = {True: 0.2, False: 0.15}
"""Least overlap at which a lone h1 of one or two words, and a longer one, stand against the head."""
_BRIEF = 2
_SLIGHT = re.compile(r"\w{1,3}|\d+")
_MOST = 60
"""Headings that are looked at."""
_SPELLED = 5
"""Words of an address from which they may spell out a title."""
_FAR = 0.3
_GLUED = re.compile(r"[a-zß-öø-ÿ]{2}[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]")


class Stated(NamedTuple):
    """What a page says that may be its title."""

    heads: Sequence[str] = ()
    """Titles that only machines read, best first."""
    h1s: Sequence[str] = ()
    headings: Sequence[str] = ()
    """The headings of every rank that a reader sees."""
    headline: str = ""
    """The one in the article's JSON-LD."""
    shared: str = ""
    """The one for sharing, ``og:title``."""
    settled: str = ""
    """One that the page declares twice over."""
    address: str = ""
    beside: Sequence[str] = ()
    """What may stand behind it: its section, its authors."""


def title(stated: Stated, sites: Sequence[str]) -> str | None:
    """Choose the title and free it of the site's names.

    A settled one stands; so does one that the address spells out. Else an h1 that agrees with a head title is what the
    reader sees, and wins; where a head title is the tail of that h1, the front is a kicker, unless it is shared with
    it. Where no h1 comes close, a heading of any rank with the very words of a head title wins, then the title for
    sharing that stands below an h1 of other words, then a lone h1 that is not far from the head or that the address
    names, then a heading that the head title opens with.
    """
    h1s, said, shared = _cleaned(stated.h1s[:_MOST]), _cleaned(stated.heads), clean(stated.shared)
    names = [*sites, *(h for h in stated.h1s[:_MOST] if is_of_site(h, sites))]
    known = keys(names) | {key(s) for s in endings(stated.beside, [*h1s, *said])}
    if settled := stated.settled or _spelled(stated):
        return stripped(clean(settled), known, h1s) or None
    headings = _cleaned(stated.headings[:_MOST])
    heads = _whole(_distinct(stripped(h, known, h1s) for h in said))
    no_titles = known | keys(_rests(heads))
    read = _distinct(stripped(h, known) for h in h1s)
    shown = [t for t in read if key(t) not in no_titles and not _runs_together(t, heads)]
    best, agree = _closest(shown, heads, slug(stated.address))
    if agree < _MATCH and (same := _repeated(heads, headings)):
        return same
    if below := _shared_below(stripped(shared, known), best, h1s=h1s, headings=headings):
        return below
    if agree >= _AGREE:
        return best if fold(best) == fold(stripped(shared, known, h1s)) else _without_kicker(best, heads)
    stands = len(shown) == 1 and (_stands(best, agree, heads) or is_named(best, stated.address))
    return best if stands else _opened(heads, headings) or next(iter([*heads, *shown]), None)


def _cleaned(texts: Iterable[str]) -> list[str]:
    return [clean(t) for t in texts]


def _stands(h1: str, agree: float, heads: Sequence[str]) -> bool:
    """Tell whether an only h1 is a title although the head says otherwise."""
    brief = len(words(h1)) <= _BRIEF
    return agree >= _LONE[brief] or (not brief and all(len(words(h)) < WHOLE for h in heads))


def _spelled(stated: Stated) -> str:
    """Return the head title that the address spells out word for word while no h1 comes near it.

    Headings are sharpened after publication; the address keeps what the article was published under. Where an h1
    is shared word for word, only the page's own JSON-LD is asked what that was.
    """
    told = slug(stated.address)
    h1s = stated.h1s[:_MOST]
    if len(told) < _SPELLED or any(_overlap(frozenset(plain(h)), told) > _FAR for h in h1s):
        return ""
    is_shared = stated.shared and fold(stated.shared) in map(fold, h1s)
    return next((h for h in ([stated.headline] if is_shared else stated.heads) if frozenset(plain(h)) == told), "")


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(t for t in texts if t))


def _whole(heads: Sequence[str]) -> list[str]:
    """Leave out candidates that were cut short, where another one goes on."""
    stems = {h: h.rstrip(" .…") for h in heads if h.endswith(("…", "..."))}
    return [h for h in heads if not any(o != h and o.startswith(stems[h]) for o in heads if h in stems)]


def _rests(heads: Sequence[str]) -> list[str]:
    """Return the lesser part of the candidates that open or end with another one: a site's or a section's name."""
    pairs = [(a, b) for a in heads for b in heads if len(b) < len(a) < 2 * len(b)]
    return [a[len(b) :] for a, b in pairs if a.startswith(b)] + [a[: -len(b)] for a, b in pairs if a.endswith(b)]


def _runs_together(heading: str, heads: Sequence[str]) -> bool:
    """Tell a heading whose lines run into one another (``AlternativesTop``), where the head has other words."""
    glued = {word for word in words(heading) if _GLUED.search(word)}
    return bool(glued and heads) and not glued & {word for h in heads for word in words(h)}


def _closest(shown: Sequence[str], heads: Sequence[str], told: frozenset[str]) -> tuple[str, float]:
    """Return the h1 with most words in common with a head title or, of several h1, the address; and how much that is.

    Of equals the wordiest wins.
    """
    sought = [*map(_words, heads), *([told] if len(shown) > 1 else [])]
    rated = [(max((_overlap(_words(t), s) for s in sought), default=0.0), len(_words(t)), t) for t in shown]
    agree, _, best = max(rated, key=lambda r: r[:2], default=(0.0, 0, ""))
    return best, agree


def _words(text: str) -> frozenset[str]:
    return frozenset(words(fold(text)))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _repeated(heads: Sequence[str], headings: Sequence[str]) -> str:
    """Return the first head title that stands on the page word for word."""
    seen = {fold(h) for h in headings}
    return next((t for t in heads if fold(t) in seen and len(words(t)) >= _BRIEF), "")


def _opened(heads: Sequence[str], headings: Sequence[str]) -> str:
    """Return the heading of any rank that the first head title opens with, before a slogan or the like."""
    whole = [h for h in headings if len(words(h)) >= WHOLE]
    return next((shown for head in heads[:1] if (shown := opening(head, whole))), "")


def _shared_below(shared: str, h1: str, *, h1s: Sequence[str], headings: Sequence[str]) -> str:
    """Return the title for sharing where it stands below an h1 that has next to nothing of it: that one names a series."""
    if len(words(shared)) < WHOLE or _overlap(_words(h1), _words(shared)) >= _AGREE:
        return ""
    is_below = fold(shared) in {fold(h) for h in headings} - {fold(h) for h in h1s}
    return shared if is_below else ""


def _without_kicker(h1: str, heads: Sequence[str]) -> str:
    """Cut the front of a heading where a head title is its tail; an article or a year alone is no kicker."""
    folded = fold(h1)
    for head in heads:
        short = fold(head)
        front = folded.removesuffix(short) if short else ""
        if front and front != folded and len(short) > len(front) and not _SLIGHT.fullmatch(front.strip()):
            return head
    return h1
