"""Who wrote it: from the strings and objects a page gives to a list of people. Accounts, outlets and roles are not people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cleaning.date_spans import dates_in
from cleaning.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NOUNS = (
    "view all posts|all posts|post|recipe|words|text|texte|texto|testo|tekst|story|stories|report|reporting|reported|written|posted|published|compiled|article|artículo|"
    "artigo|articolo|artikel|bericht|beitrag|información|crónica|reportaje|reportage|enquête|propos recueillis|recueilli|"
    "матеріал|материал|текст|підготував|підготувала|підготовлено|подготовил|подготовила|автор|авторка|авторы|автори|author|authors|"
    "autor|autorin|autora|autores|autorzy|auteur|auteurs|autore|autori|kirjoittaja|yazan|haber|przygotowa[łl]a?|opracowa[łl]a?|"
    "napsala?|eingestellt|erstellt|verfasst|geschrieben|publié|écrit|escrito|publicado|scritto|pubblicato|تقرير|كتابة|كتب|كتبت|إعداد|تحرير|نص"
)
_BY = re.compile(
    rf"^(?:(?:an?|ein|eine|un|une|una|uma)\s+)?(?:additional\s+)?(?:{_NOUNS})(?:\s+[^\W\d_]+)?\s*(?:[:：]\s*|\s(?:by|von|vom|de|par|por|di|da|від)\s+)"
    r"|^(?:by|von|vom|par|por|door|av|af|od|від|przez|بقلم)\s*[:：]?\s+|^(?:تقرير|كتابة|كتب|كتبت|إعداد)\s+|^[@|•·\-–—]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[,;/|•·、،]|\s(?:and|und|y|e|et|i|і|й|и|та|és|en|og|och|ve|with|mit|avec|con|&|\+)\s|\sو(?=\S))\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?i:authors?)\s+(?=[A-Z])")
_AFTER = re.compile(
    r"\s(?:updated|published|posted|reviewed|edited|on behalf of|aktualisiert|veröffentlicht|publié|publicado|am|le|on|el)$"
    r"|\s(?:updated|published|posted|reviewed|edited|on behalf of|aktualisiert|veröffentlicht|publié|publicado)\s.*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[{}<>=*#?!:\\]|[a-z]{4}\.\s+[A-Z]")
_FROM_DIGIT = re.compile(r"\s*\d.*$")
_FOR_OUTLET = re.compile(r"\s(?:for|für|pour|para|per|для)\s.*$", re.IGNORECASE)
_EMAIL = re.compile(r"\(?\b\S+@\S+\.\w+\b\)?")
_URL = re.compile(r"(?:https?://|www\.)\S*")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_TAIL = re.compile(r"\s*[(\[|–—].*$|\s+-\s.*$")
_ACCOUNTS = frozenset(
    "admin administrator editor editors redaktion redakcja redacción redaccion redaction rédaction redazione redactie "
    "root webmaster staff author user guest team newsroom news desk online web редакція редакция редактор адмін админ "
    "مدير المحرر التحرير admin2 wpadmin superadmin anonymous unknown none null share name".split()
) | {"no author", "written by", "posted by", "by", "von"}
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
        desks = [p for p in parts if _may_sign(p)]
        if desks and not last_resort.people:
            last_resort = Authors(tuple(dict.fromkeys(desks)), credit, tidy(raw)[:500])
    return last_resort


def names(raw: str) -> list[str]:
    """Split a byline into names, without "By", e-mail addresses, handles and roles."""
    line = _undated(_HANDLE.sub("", _EMAIL.sub("", _URL.sub("", tidy(raw)[:500]))))
    while (shorter := _BY.sub("", line.strip())) != line.strip():
        line = shorter
    parts = (_name(part) for part in _SPLIT.split(line))
    return [p for p in parts if p and len(p) <= 80 and not _NO_NAME.search(p)]


def _undated(line: str) -> str:
    """Put a comma in the place of every date."""
    for start, end in reversed(dates_in(line)):
        line = f"{line[:start]}, {line[end:]}"
    return line


def is_byline(line: str) -> bool:
    """Tell a short line that says whose text this is: a word such as *By* or *Text:*, then names.

    >>> is_byline("Text: Ann Lee"), is_byline("By Tuesday the river had risen again")
    (True, False)
    """
    rest = _BY.sub("", line)
    if rest == line or len(line) > 120:
        return False
    return all(p[:1].isupper() or not p.isascii() for p in rest.split() if len(p) > 3) and len(_SPLIT.split(rest)) <= 5


def _name(part: str) -> str:
    part = _AFTER.sub("", _FROM_DIGIT.sub("", _LABEL.sub("", _BY.sub("", part.strip()))))
    return _TAIL.sub("", _FOR_OUTLET.sub("", part)).strip(" .:;,-–—\"'«»„“”")


def is_agency(name: str) -> bool:
    """Tell a wire service from a person."""
    return fold(name) in AGENCIES or bool(
        re.search(r"\b(?:wire|agency|agence|agentur|agencia|агентство|агенція|وكالة)\b", name, re.IGNORECASE)
    )


def _may_sign(name: str) -> bool:
    """Tell what may stand for an author, a desk or a pen name, from a piece of a sentence."""
    return fold(name) not in _ACCOUNTS and len(name) > 1 and (len(name.split()) <= 3 or not name[0].islower())


def _is_person(name: str) -> bool:
    """Tell a person: at least two words, no account and no desk."""
    folded = fold(name)
    if folded in _ACCOUNTS or is_agency(name) or _DESK.search(name):
        return False
    parts = name.split()
    if len(parts) == 1:
        return not name.islower() and not name.isupper() and len(name) > 3
    return len(parts) <= 6 and not parts[-1][:1].islower() and sum(p[:1].islower() for p in parts) <= len(parts) // 2
