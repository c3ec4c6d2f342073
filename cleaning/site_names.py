"""What a site is called, and how a title is freed of it. Which title is the right one is not decided here."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from cleaning.slugs import plain
from cleaning.text import fold, tidy, unescaped, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_JOINT = re.compile(r"\s+[-–—―|·•»«›‹:~/>⋆★✦▪∙│┃]+\s+|\s*[|»｜：_]\s*|\s*::\s*|:\s*")
"""What may stand between a title and the site's name."""
_STRONG = re.compile(r"\s+[-–—―|·•»«›‹~⋆★✦▪∙│┃]+\s+|\s*[|»｜]\s*|\s*::\s*")
"""What parts a title from other things, whatever their name."""
_BAR = re.compile(r"\s+\|\s+")
WHOLE = 4
"""Words before a bar from which they are a title of their own, and what follows a department or a slogan."""
LONGEST = 500
"""Characters of a title that are read."""
_BRIEF = 2
_ESCAPED = 4
"""Times that a text may have been escaped upon itself."""
_LONG_NAME = 5
"""Letters of a site's name from which a part that only opens or ends with it is its name too."""
_INITIALS = 3
"""Words of a name from which its initials stand for it."""
_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|les|el|il|de|het)\s+(?=\w)", re.IGNORECASE)
_TAGGED = re.compile(r"<(em|i|b|strong|span|q|cite|u)>([^<>]*)</\1>", re.IGNORECASE)
_ANCHOR = re.compile(r"^#{1,6}\s+|\s+[#§🔗]$")
"""What marks a heading in the source, or links to it."""


def strip_site(text: str, sites: Sequence[str], headings: Sequence[str] = ()) -> str:
    """Undo escapes and cut the site's name from either end of a title, where the page itself calls the site so.

    >>> strip_site("Ferry row deepens - East Bank Courier", ["East Bank Courier"])
    'Ferry row deepens'
    """
    return stripped(clean(text), keys(sites), map(clean, headings))


def stripped(text: str, known: Collection[str], headings: Iterable[str] = ()) -> str:
    """Do the same under the keys of the names to what is ``clean`` already, headings too."""
    longer = ""
    if shown := opening(text, headings):
        return shown
    while longer != text:
        longer, text = text, _cut(text, known)
    return text


def opening(text: str, headings: Iterable[str]) -> str:
    """Return the heading that a title opens with, where something else follows it; all of them ``clean``."""
    for heading in headings:
        front, rest = text[: len(heading)], text[len(heading) :]
        if rest and _STRONG.match(rest) and fold(front) == fold(heading) and len(words(heading)) >= _BRIEF:
            return heading
    return ""


def _cut(text: str, known: Collection[str]) -> str:
    """Cut the site's name off once, if it stands at an end; and what follows a bar."""
    joints = list(_JOINT.finditer(text))
    if not joints:
        return text
    front, tail = text[: joints[-1].start()].strip(), text[joints[-1].end() :]
    if front and (key(tail) in known or (_STRONG.fullmatch(joints[-1][0]) and _bears_name(tail, known))):
        return front
    rest = text[joints[0].end() :].strip()
    if rest and key(text[: joints[0].start()]) in known:
        return rest
    bar = _BAR.search(text)
    return text[: bar.start()] if bar and len(words(text[: bar.start()])) >= WHOLE else text


def _bears_name(part: str, known: Collection[str]) -> bool:
    """Tell a few words that open or end with the site's name."""
    listed = plain(part)
    if not 1 < len(listed) <= WHOLE:
        return False
    ends = ("".join(listed[:n]) for n in range(1, len(listed))), ("".join(listed[n:]) for n in range(1, len(listed)))
    return any(len(name) >= _LONG_NAME and name in known for name in chain(*ends))


def is_of_site(heading: str, sites: Sequence[str]) -> bool:
    """Tell a heading that holds nothing but words of the site's own name or host."""
    own = set(words(fold(heading[:LONGEST])))
    return bool(own) and any(own <= set(words(fold(s))) for s in sites)


def keys(names: Iterable[str]) -> set[str]:
    """Return the names as they are compared, also without their article and as initials.

    >>> sorted(keys(["The New Bridge Times"]))
    ['newbridgetimes', 'thenewbridgetimes', 'tnbt']
    """
    return {found for name in names for form in _forms(name[:LONGEST]) if (found := key(form))}


def _forms(name: str) -> Iterator[str]:
    yield name
    yield _ARTICLE.sub("", name, count=1)
    listed = words(name)
    if len(listed) >= _INITIALS:
        yield "".join(word[0] for word in listed)


def key(text: str) -> str:
    """Reduce a name to its letters and digits: sites write theirs with and without blanks, dots and capitals."""
    return "".join(plain(text)).removeprefix("www")


def endings(named: Iterable[str], titles: Sequence[str]) -> list[str]:
    """Return the names of sections and people that a title may end with: a few words, and no clean title begins with them."""
    folded = [fold(t) for t in titles]
    short = (n for n in named if 0 < len(words(n)) < WHOLE)
    return [n for n in short if not any(t.startswith(fold(n)) for t in folded)]


def clean(text: str) -> str:
    """Undo escapes and tags, and cut to a bounded length; once, for of two marks (``## # x``) one is the text's own."""
    *_, text = unescaped(text[: 4 * LONGEST], _ESCAPED)
    return _ANCHOR.sub("", tidy(_TAGGED.sub(r"\2", text))[:LONGEST].strip(" ¶"))
