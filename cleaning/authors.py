"""Who wrote it: from the strings and objects a page gives to a list of people. Accounts, outlets and roles are not people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaning.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BY = re.compile(
    r"^(?:(?:written|posted|published|story|text|reported|words)\s+by|by|von|vom|de|par|por|di|da|door|av|af|od|від|автор(?:ка|и)?|"
    r"autor(?:in|a|es)?|auteurs?|text|texte|texto|foto|بقلم|كتب|كتبت|yazan|przez|przygotowa[łl]a?|napsala?|pise)\b\s*[:：]?\s+|^[@|•·\-–—]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[,;/|•·、]|\s(?:and|und|y|e|et|i|і|и|та|és|en|og|och|ve|with|mit|&|\+)\s|\sو(?=\S))\s*", re.IGNORECASE
)
_EMAIL = re.compile(r"\(?\b\S+@\S+\.\w+\b\)?")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_TAIL = re.compile(r"\s*[(\[|–—].*$|\s+-\s.*$")
_ACCOUNTS = frozenset(
    "admin administrator editor editors redaktion redakcja redacción redaccion redaction rédaction redazione redactie "
    "root webmaster staff author user guest team newsroom news desk online web редакція редакция редактор адмін админ "
    "مدير المحرر التحرير admin2 wpadmin superadmin".split()
)
_DESK = re.compile(
    r"\b(?:desk|staff|newsroom|team|bureau|agency|agencies|wire|news|press|redaktion|redakcja|redacción|rédaction|agentur|agence|"
    r"agencia|agenzia|correspondents?|reporters?|editors?|editorial|board|редакція|агентство|агенція|وكالة|media|online)\b",
    re.IGNORECASE,
)
AGENCIES = frozenset(
    "reuters ap afp dpa apa sda efe ansa tass interfax ukrinform unian pap ctk čtk pti belga lusa ritzau ntb tt stt anp bta "
    "agerpres tanjug hina kyodo jiji xinhua yonhap pti ani ians aap bloomberg associated\xa0press".split()
) | {
    "associated press",
    "agence france-presse",
    "press association",
    "pa media",
    "dpa/afp",
    "europa press",
    "укрінформ",
    "رويترز",
}


class Authors(NamedTuple):
    """The people of a byline in the order given, the agency beside them, and the string that was read."""

    people: tuple[str, ...] = ()
    credit: str | None = None
    raw: str | None = None


def authors(strings: Iterable[str], outlets: Sequence[str] = ()) -> Authors:
    """Read the first string that names somebody; where only a desk or agency is named, that is the author."""
    known = {fold(o) for o in outlets if o}
    last_resort = Authors()
    for raw in strings:
        parts = names(raw)
        people = [p for p in parts if _is_person(p) and fold(p) not in known]
        credit = next((p for p in parts if is_agency(p)), None)
        if people:
            return Authors(tuple(dict.fromkeys(people)), credit, tidy(raw)[:500])
        desks = [p for p in parts if fold(p) not in _ACCOUNTS and len(p) > 1]
        if desks and not last_resort.people:
            last_resort = Authors(tuple(dict.fromkeys(desks)), credit, tidy(raw)[:500])
    return last_resort


def names(raw: str) -> list[str]:
    """Split a byline into names, without "By", e-mail addresses, handles and roles."""
    line = _HANDLE.sub("", _EMAIL.sub("", tidy(raw)[:500]))
    while (shorter := _BY.sub("", line.strip())) != line.strip():
        line = shorter
    parts = (_TAIL.sub("", _BY.sub("", part.strip())).strip(" .:;,-–—\"'") for part in _SPLIT.split(line))
    return [
        p
        for p in parts
        if p and not p.startswith(("http", "www.")) and len(p) <= 80 and not any(c.isdigit() for c in p)
    ]


def is_agency(name: str) -> bool:
    """Tell a wire service from a person."""
    return fold(name) in AGENCIES or bool(
        re.search(r"\b(?:wire|agency|agence|agentur|agencia|агентство|агенція|وكالة)\b", name, re.IGNORECASE)
    )


def _is_person(name: str) -> bool:
    """Tell a person: at least two words, no account and no desk."""
    folded = fold(name)
    if folded in _ACCOUNTS or is_agency(name) or _DESK.search(name):
        return False
    return 2 <= len(name.split()) <= 6 or (
        len(name.split()) == 1 and not name.islower() and not name.isupper() and len(name) > 3
    )
