"""How a byline is written: from a line of text to the names in it. Who of them is a person is not decided here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaning.date_spans import dates_in
from cleaning.signers import ROLE, is_agency
from cleaning.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NOUNS = (
    "view all posts|all posts|more posts|all articles|more articles|post|recipe|words|text|texto|testo|tekst|texte|story|stories|report|reporting|reported|written|posted|published|"
    "compiled|guest post|article|artículo|artigo|articolo|artikel|bericht|beitrag|gastbeitrag|kommentar|pressemitteilung|nachricht|wortlaut|"
    "información|crónica|reportaje|reportage|enquête|propos recueillis|recueilli|entretien|матеріал|материал|текст|підготував|підготувала|"
    "підготовлено|подготовил|подготовила|автор|авторка|авторы|автори|authors?|autor|autorin|autoren|autora|autores|autorzy|auteur|auteurs|"
    "autore|autori|kirjoittaja|yazan|haber|penulis|reporter|przygotowa[łl]a?|opracowa[łl]a?|napsala?|eingestellt|erstellt|verfasst|"
    "geschrieben|publié|écrit|escrito|publicado|scritto|pubblicato|تقرير|كتابة|كتب|كتبت|إعداد|تحرير|نص|著者|記者|作者|文"
)
_BY = re.compile(
    rf"^(?:(?:an?|ein|eine|un|une|una|uma|im)\s+)?(?:additional\s+)?(?:{_NOUNS})(?:\s+(?!shared)[^\W\d_]+)?\s*(?:[:：]\s*|\s(?:by|von|vom|de|par|por|di|da|від)\s+)"
    r"|^(?:by|von|vom|par|por|door|av|af|od|від|przez|escribe|(?-i:di)|بقلم)\s*[:：]?\s+|^(?:تقرير|كتابة|كتب|كتبت|إعداد)\s+"
    r"|^(?:more about|about|more from|mehr von|über)\s+(?=[^\W\d_])|^(?-i:[bB]y(?=[A-Z])|[a-zäöü]+\svon\s)",
    re.IGNORECASE,
)
_HANDS = re.compile(
    r"(?P<by>\b(?i:written|posted|words|story|reported|compiled)\s+(?i:by)\b\s*:?|\b(?i:authors?|autor(?:in|en)?|auteurs?|автор(?:и|ы)?)\s*[:：]"
    r"|(?<=\s)[Bb]y(?=\s[A-Z]))"
    r"|(?i:\b(?:fact.?check|(?:medically )?review|edit|photograph|illustrat|translat|research|produc|film|publish|updat)ed\b(?:\s+(?:on|at|by|from)\b)?\s*:?"
    r"|\b(?:photo(?:s|graphy|graphs)?|pictures?|illustrations?|graphics?|fotos?|bild(?:er)?|grafik(?:en)?|vid[eé]os?|фото|zdjęcia)\s*(?::|\s(?:by|von|par|por|di)\b)"
    r"|\b(?:datum|date|quelle|source|fuente|fonte|джерело|источник|editor|редактор|stand)\s*[:：]"
    r"|\b(?:last updated|zuletzt|aktualisiert|veröffentlicht|mis à jour|actualizado|aggiornato|on behalf of)\b\s*:?)"
    r"|(?<=[|·•⋅–—]\s)[^\W\d_]{2,12}:(?=\s)"
)
"""Words inside a line that say whose work follows: the writer's, or another's."""
_SPLIT = re.compile(
    r"\s*(?:[,;/|•·⋅∙、،]|\s(?:and|und|y|e|et|i|і|й|и|та|és|en|og|och|ve|with|mit|avec|con|&|\+)\s|\sو(?=\S))\s*",
    re.IGNORECASE,
)
_RANKS = frozenset(
    "senior junior staff lead chief managing associate assistant deputy executive guest content marketing digital".split()
)
_LABEL = re.compile(r"^(?i:authors?)\s+(?=[A-Z])")
_AFTER = re.compile(
    r"(?:\s|(?<=[a-z])(?=[A-Z]))(?:\+?\s?Follow|Share|Link Copied|Alles von|Sponsored|Hace|Text Size|Twitter|Facebook|Instagram|LinkedIn|Updated|Published|Posted)\b.*$|\s(?:at|in|using|via)\s(?=[A-Z]).*$"
)
_HANGING = re.compile(r"\s(?:am|le|on|el)$", re.IGNORECASE)
_NO_NAME = re.compile(r"[{}<>=*#?!:\\]")
_PROSE = re.compile(r"[a-z]{4}\.\s+[A-Z]")
_FROM_DIGIT = re.compile(r"\s*(?:(?<=[\s(])|(?<=[^\W\d_]{3}))\d.*$")
_FOR_OUTLET = re.compile(r"\s(?:for|für|pour|para|per|для)\s.*$", re.IGNORECASE)
_EMAIL = re.compile(r"\(?\b\S+@\S+\.\w+\b\)?|\[email[\s\xa0]protected\]|\S+\[at\]\S+")
_URL = re.compile(r"(?:https?://|www\.)\S*")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_TAIL = re.compile(r"\s*[(\[][^)\]]*[)\]]?$|\s*[–—].*$|\s+-\s.*$")
_OPENERS = frozenset(
    [noun.split()[0] for noun in re.sub(r"\[łl\]a\?|\?", "", _NOUNS).split("|")]
    + "a an ein eine un une una uma im additional by von vom par por door av af od від przez escribe بقلم przygotowała opracowała".split()
)
_GLUED = frozenset(("By", "by", "著者", "記者", "作者", "文：", "文:"))
_REPORTER = re.compile(
    r"(?:(?:staff|senior|chief|special) )?(?:reporter|writer|correspondent|journalist)", re.IGNORECASE
)
_BESIDE = re.compile(r"\s+(?:for|für|pour|para|per)\s+|\s*,\s*для\s+|\s*[,|–—]\s+", re.IGNORECASE)
_PARTICLES = frozenset(
    "de da di do du des del della dos das la le van von der den zu zur vom ter ten bin ibn al el af av d y e i og och og".split()
)
_LINE = 120
_RAW = 500
_LONGEST = 80
_MOST = 5
_EDGES = " .:;,-–—_~/|\\\"'«»„“”→←»›‹>+•·⋅∙©"
_DOTTED = re.compile(r"(?:^|\s)(?:\w|Jr|Sr)$")
_DEGREES = frozenset(
    "md phd dphil edd do dds dmd rn np bsn msn rd rdn ld ms ma msc bsc mph mba cfa cfp cpa cepf jd llm esq psyd lcsw lmft pe pmp psp cpp cissp dvm "
    "pharmd dpt cscs".split()
)
_TITLE = re.compile(r"[A-Z][A-Za-z.\-]{1,7}[®™]?")


def names(raw: str) -> list[str]:
    """Split a byline into names, without "By", e-mail addresses, handles, dates, roles and those who did not write."""
    line = _HANDLE.sub("", _EMAIL.sub("", _URL.sub("", tidy(raw[: 4 * _RAW])[:_RAW])))
    if _PROSE.search(line):
        return []
    parts = [_name(part) for own in _own(_undated(line)) for part in _SPLIT.split(_led(own))]
    return list(_joined(p for p in parts if p and len(p) <= _LONGEST and not _NO_NAME.search(p)))


def _own(line: str) -> list[str]:
    """Return the stretches of a line that name its writers, where it names others too."""
    marks = list(_HANDS.finditer(line))
    ends = [m.start() for m in marks[1:]] + [len(line)]
    by = [line[m.end() : end] for m, end in zip(marks, ends, strict=False) if m["by"]]
    return by or [line[: marks[0].start()] if marks else line]


def _led(line: str) -> str:
    """Cut what leads to a name."""
    line = line.lstrip(_EDGES + "@")
    while (shorter := _BY.sub("", line).lstrip(_EDGES + "@")) != line:
        line = shorter
    return line


def _undated(line: str) -> str:
    """Put a comma in the place of every date."""
    for start, end in reversed(dates_in(line)):
        line = f"{line[:start]}, {line[end:]}"
    return line


def is_byline(line: str, outlets: Sequence[str] = ()) -> bool:
    """Tell a short line that says whose text this is: a word such as *By* or *Text:*, then names; or names, then an outlet.

    >>> is_byline("Text: Ann Lee"), is_byline("By Tuesday the river had risen again")
    (True, False)
    >>> is_byline("Ann Lee for The Courier", ["The Courier"])
    True
    """
    if len(line) > _LINE:
        return False
    if _opens_byline(line) and (lead := _BY.match(line)):
        return _are_names(_undated(line[lead.end() :]))
    *front, last = _BESIDE.split(line) if outlets else [line]
    if not front or not all(len(f.split()) > 1 for f in front) or not _are_names(", ".join(front)):
        return False
    return bool(_REPORTER.fullmatch(last)) or fold(last.strip(_EDGES)) in {fold(o) for o in outlets}


def _opens_byline(line: str) -> bool:
    """Tell cheaply whether a line can be one: most lines of a page cannot."""
    first = next(iter(line.split(None, 1)), "")
    return first.rstrip(":：").lower() in _OPENERS or first[:2] in _GLUED


def _are_names(line: str) -> bool:
    """Tell names and what parts them from prose, whose words begin with small letters."""
    parts = [p for p in _SPLIT.split(line.strip()) if p.strip(_EDGES)]
    listed = [w.strip(_EDGES) for p in parts for w in p.split()]
    return 0 < len(parts) <= _MOST and all(
        not w or not (w[0].islower() or w[0].isdigit()) or w in _PARTICLES or is_agency(w) for w in listed
    )


def _name(part: str) -> str:
    part = _HANGING.sub("", _FROM_DIGIT.sub("", _LABEL.sub("", _led(part.strip()))))
    for tail in (_AFTER, ROLE, _FOR_OUTLET):
        front = part[: found.start()].split() if (found := tail.search(part)) else []
        if found and len(front) > 1 and front[0].lower() not in _RANKS:
            part = part[: found.start()]
    part = _TAIL.sub("", part).strip()
    bare = _halved(part.strip(_EDGES))
    return f"{bare}." if part.endswith(".") and _DOTTED.search(bare) else bare


def _halved(name: str) -> str:
    """Undo a name that stands twice, once for its picture."""
    listed = name.split()
    half = len(listed) // 2
    return " ".join(listed[:half]) if half > 1 and listed[:half] == listed[half:] else name


def _joined(parts: Iterable[str]) -> Iterator[str]:
    """Put degrees back behind the name they belong to."""
    held, degrees = "", list[str]()
    for part in [*parts, ""]:
        if (
            held
            and part
            and (
                fold(part).strip("®™.").replace(".", "") in _DEGREES
                or (degrees and _TITLE.fullmatch(part) and part.isupper())
            )
        ):
            degrees.append(part)
            continue
        if held:
            yield ", ".join([held, *degrees])
        held, degrees = part, []
