"""The title: which of the page's own candidates is it, freed of the site's name and of a kicker."""

from __future__ import annotations

import html
import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from cleaning.slugs import plain, slug, steps
from cleaning.text import fold, tidy, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_JOINT = re.compile(r"\s+[-–—|·•»«:]+\s+|\s*[|»｜：_]\s*|\s*::\s*|:\s*")
"""What may stand between a title and the site's name."""
_STRONG = re.compile(r"\s+[-–—|·•»«]+\s+|\s*[|»｜]\s*|\s*::\s*")
"""What parts a title from other things, whatever their name."""
_BAR = re.compile(r"\s+\|\s+")
_WHOLE = 4
"""Words before a bar from which they are a title of their own, and what follows a department or a slogan."""
_AGREE = 0.35
"""Least word overlap (Jaccard) at which an h1 counts as the head's title; from the ladder on the even half."""
_MATCH = 0.7
"""Overlap of an h1 with a head title from which no other heading can do better."""
_LONE = {True: 0.2, False: 0.15}
"""Least overlap at which a lone h1 of one or two words, and a longer one, stand against the head."""
_BRIEF = 2
_SLIGHT = re.compile(r"\w{1,3}|\d+")
_LONGEST = 500
_MOST = 60
"""Headings that are looked at."""
_ESCAPED = 4
"""Times that a text may have been escaped upon itself."""
_LONG_NAME = 5
"""Letters of a site's name from which a part that only opens or ends with it is its name too."""
_SPELLED = 5
"""Words of an address from which they may spell out a title."""
_FAR = 0.3
_GLUED = re.compile(r"[a-zß-öø-ÿ]{2}[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]")
_TAGGED = re.compile(r"<(em|i|b|strong|span|q|cite|u)>([^<>]*)</\1>", re.IGNORECASE)


class Stated(NamedTuple):
    """What a page says that may be its title."""

    heads: Sequence[str] = ()
    """Titles that only machines read, best first."""
    h1s: Sequence[str] = ()
    headings: Sequence[str] = ()
    """The headings of every rank that a reader sees."""
    shared: str = ""
    """The one for sharing, ``og:title``."""
    settled: str = ""
    """One that the page declares twice over."""
    address: str = ""


def title(stated: Stated, sites: Sequence[str]) -> str | None:
    """Choose the title and free it of the site's names.

    A settled one stands; so does one that the address spells out. Else an h1 that agrees with a head title is what the
    reader sees, and wins; where a head title is the tail of that h1, the front is a kicker, unless it is shared with
    it. Where no h1 comes close, a heading of any rank with the very words of a head title wins, then a lone h1 that is
    not far from the head.
    """
    h1s = stated.h1s[:_MOST]
    names = [*sites, *(h for h in h1s if _is_of_site(h, sites))]
    known = _keys(names)
    if settled := stated.settled or _spelled(stated):
        return _stripped(settled, known, h1s) or None
    heads = _whole(_distinct(_stripped(h, known, h1s) for h in stated.heads))
    no_titles = known | _keys(_rests(heads))
    read = _distinct(_stripped(h, known) for h in h1s)
    shown = [t for t in read if _key(t) not in no_titles and not _runs_together(t, heads)]
    best, agree = _closest(shown, heads, slug(stated.address))
    if agree < _MATCH and (same := _repeated(heads, stated.headings[:_MOST])):
        return same
    if agree >= _AGREE:
        return best if fold(best) == fold(_stripped(stated.shared, known, h1s)) else _without_kicker(best, heads)
    stands = len(shown) == 1 and (_stands(best, agree, heads) or _is_named(best, stated.address))
    return best if stands else next(iter([*heads, *shown]), None)


def _stands(h1: str, agree: float, heads: Sequence[str]) -> bool:
    """Tell whether an only h1 is a title although the head says otherwise."""
    brief = len(words(h1)) <= _BRIEF
    return agree >= _LONE[brief] or (not brief and all(len(words(h)) < _WHOLE for h in heads))


def _is_named(h1: str, address: str) -> bool:
    """Tell whether a step of the address is the heading, letter for letter."""
    letters = "".join(plain(h1))
    return len(letters) >= _LONG_NAME and letters in ("".join(plain(step)) for step in steps(address))


def _spelled(stated: Stated) -> str:
    """Return the head title that the address spells out word for word while no h1 comes near it.

    Headings are sharpened after publication; the address keeps what the article was published under.
    """
    told = slug(stated.address)
    if len(told) < _SPELLED or any(_overlap(frozenset(plain(h)), told) > _FAR for h in stated.h1s[:_MOST]):
        return ""
    return next((h for h in stated.heads if frozenset(plain(h)) == told), "")


def strip_site(text: str, sites: Sequence[str], headings: Sequence[str] = ()) -> str:
    """Undo escapes and cut the site's name from either end of a title, where the page itself calls the site so.

    >>> strip_site("Ferry row deepens - East Bank Courier", ["East Bank Courier"])
    'Ferry row deepens'
    """
    return _stripped(text, _keys(sites), headings)


def _stripped(text: str, keys: Collection[str], headings: Sequence[str] = ()) -> str:
    text, longer = _clean(text), ""
    if shown := _opening(text, headings):
        return shown
    while longer != text:
        longer, text = text, _cut(text, keys)
    return text


def _opening(text: str, headings: Sequence[str]) -> str:
    """Return the heading that a title opens with, where something else follows it."""
    for heading in map(_clean, headings):
        front, rest = text[: len(heading)], text[len(heading) :]
        if rest and _STRONG.match(rest) and fold(front) == fold(heading) and len(words(heading)) >= _BRIEF:
            return heading
    return ""


def _cut(text: str, keys: Collection[str]) -> str:
    """Cut the site's name off once, if it stands at an end; and what follows a bar."""
    joints = list(_JOINT.finditer(text))
    if not joints:
        return text
    front, tail = text[: joints[-1].start()].strip(), text[joints[-1].end() :]
    if front and (_key(tail) in keys or (_STRONG.fullmatch(joints[-1][0]) and _bears_name(tail, keys))):
        return front
    rest = text[joints[0].end() :].strip()
    if rest and _key(text[: joints[0].start()]) in keys:
        return rest
    bar = _BAR.search(text)
    return text[: bar.start()] if bar and len(words(text[: bar.start()])) >= _WHOLE else text


def _bears_name(part: str, keys: Collection[str]) -> bool:
    """Tell a few words that open or end with the site's name."""
    listed = plain(part)
    if not 1 < len(listed) <= _WHOLE:
        return False
    ends = ("".join(listed[:n]) for n in range(1, len(listed))), ("".join(listed[n:]) for n in range(1, len(listed)))
    return any(len(name) >= _LONG_NAME and name in keys for name in chain(*ends))


def _is_of_site(heading: str, sites: Sequence[str]) -> bool:
    """Tell a heading that holds nothing but words of the site's own name or host."""
    own = set(words(fold(heading[:_LONGEST])))
    return bool(own) and any(own <= set(words(fold(s))) for s in sites)


def _keys(names: Iterable[str]) -> set[str]:
    return {key for name in names if (key := _key(name))}


def _key(text: str) -> str:
    """Reduce a name to its letters and digits: sites write theirs with and without blanks, dots and capitals."""
    return "".join(plain(text)).removeprefix("www")


def _clean(text: str) -> str:
    """Undo escapes and tags, and cut to a bounded length."""
    text = text[: 4 * _LONGEST]
    for _ in range(_ESCAPED):
        if "&" not in text or (plain := html.unescape(text)) == text:
            break
        text = plain
    return tidy(_TAGGED.sub(r"\2", text))[:_LONGEST].strip(" ¶")


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
    seen = {fold(_clean(h)) for h in headings}
    return next((t for t in heads if fold(t) in seen and len(words(t)) >= _BRIEF), "")


def _without_kicker(h1: str, heads: Sequence[str]) -> str:
    """Cut the front of a heading where a head title is its tail; an article or a year alone is no kicker."""
    folded = fold(h1)
    for head in heads:
        short = fold(head)
        front = folded.removesuffix(short) if short else ""
        if front and front != folded and len(short) > len(front) and not _SLIGHT.fullmatch(front.strip()):
            return head
    return h1
