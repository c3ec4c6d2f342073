"""Who wrote it: from the strings and objects a page gives to a list of people. How a byline is read is not here."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from cleaning.bylines import names
from cleaning.signers import is_agency, is_person, may_sign
from cleaning.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_RAW = 500
_LONG = 5
"""Letters of a word from which it is the outlet, if the outlet's name begins with it."""


class Authors(NamedTuple):
    """The people of a byline in the order given, the agency beside them, and the string that was read."""

    people: tuple[str, ...] = ()
    credit: str | None = None
    raw: str | None = None


def authors(
    strings: Iterable[str], outlets: Sequence[str] = (), *, organisations: Sequence[str] = (), weak: Iterable[str] = ()
) -> Authors:
    """Read the first string that names somebody; where only a desk, an agency or an organisation is, that is the author.

    In the ``weak`` ones, which are asked last, a single word names nobody as long as there is anything better.
    """
    known = {fold(o) for o in outlets if o}
    single = desk = Authors()
    for raw, is_weak in chain(((s, False) for s in strings), ((s, True) for s in weak)):
        parts = names(raw)
        people = _people(parts, known)
        found = Authors(_once(people), next(filter(is_agency, parts), None), tidy(raw[: 4 * _RAW])[:_RAW])
        if people and not (is_weak and not any(map(_is_whole, people))):
            return found
        single = single if single.people else found
        desk = desk if desk.people else found._replace(people=_once(filter(may_sign, parts)))
    stated = Authors(_once(filter(None, (tidy(o[:_RAW]) for o in organisations))), raw=", ".join(organisations)[:_RAW])
    return next((a for a in (stated, desk, single) if a.people), Authors())


def _people(parts: Sequence[str], outlets: Collection[str]) -> list[str]:
    """Return the people among the names of a byline.

    Single words beside whole names or an outlet are towns, fields and departments; one that opens the name of the site
    is the outlet too.
    """
    people = [p for p in parts if is_person(p) and fold(p) not in outlets]
    whole = [p for p in people if _is_whole(p)]
    if whole or len(people) < sum(1 for p in parts if is_person(p) or fold(p) in outlets):
        return whole
    return [p for p in people if len(p) < _LONG or not any(o.startswith(fold(p)) for o in outlets)]


def _is_whole(name: str) -> bool:
    """Tell a name of several words, or in a script that may not part them."""
    return " " in name or not name.isascii()


def _once(people: Iterable[str]) -> tuple[str, ...]:
    """Keep one spelling of each name: not that in capitals, if there is another."""
    found: dict[str, str] = {}
    for name in people:
        if (key := fold(name)) not in found or (found[key].isupper() and not name.isupper()):
            found[key] = name
    return tuple(found.values())
