"""Who wrote it: from the strings and objects a page gives to a list of people. Accounts, outlets and roles are not people."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from cleaning.date_spans import dates_in
from cleaning.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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
_ROLE = re.compile(
    r"(?:^|[\s,–—-]+|(?<=[a-z])(?=[A-Z]))(?:(?i:contributing|senior|junior|staff|lead|chief|managing|associate|assistant|deputy|executive|guest|special|political|"
    r"technical|parliamentary|operations|digital|data|software|tech|travel|food|environment|foreign|landespolitische[rn]?|AI|"
    r"content|product|marketing|research|science|health|business)\s+|(?i:co)-?)*(?:[Ww]riter|[Ee]ditor|[Aa]uthor|[Ff]ounder|[Cc]ontributor|[Rr]eporter|"
    r"[Cc]orrespondent|[Jj]ournalist|[Cc]olumnist|[Aa]nalyst|[Bb]logger|[Pp]ublisher|[Pp]roducer|[Ss]pecialist|[Rr]eviewer|[Mm]anager|[Dd]irector|"
    r"[Cc]oordinator|[Cc]onsultant|[Ee]xpert|[Cc]hefredakteur|[Rr]edakteur|[Rr]edaktor|[Vv]olontär|[Kk]orrespondent|[Gg]eschäftsführer|"
    r"[Rr]édact(?:eur|rice)|[Jj]ournaliste|[Cc]orrespondant|[Pp]eriodista|[Rr]edactora?|[Cc]orresponsal|[Gg]iornalista|[Jj]ornalista|"
    r"журналіст|журналист|кореспондент|корреспондент|CEO|CTO|CMO)(?:s|in|innen|e|ка)?\b.*$"
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
_LONG = 5
_MOST = 5
_EDGES = " .:;,-–—_~/|\\\"'«»„“”→←»›‹>+•·⋅∙©"
_DOTTED = re.compile(r"(?:^|\s)(?:\w|Jr|Sr)$")
_DEGREES = frozenset(
    "md phd dphil edd do dds dmd rn np bsn msn rd rdn ld ms ma msc bsc mph mba cfa cfp cpa cepf jd llm esq psyd lcsw lmft pe pmp psp cpp cissp dvm "
    "pharmd dpt cscs".split()
)
_TITLE = re.compile(r"[A-Z][A-Za-z.\-]{1,7}[®™]?")
_NO_NAMES = frozenset(
    "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan feb mar apr may jun jul aug sep sept oct nov dec "
    "january february march april june july august september october november december updated update published posted last date datum "
    "share follow copied link print comment comments min read minutes am pm et est edt gmt utc cet uhr today yesterday heute gestern hoy "
    "ayer hier ieri photo image video source quelle autor autorin author by und and written edited text size small medium large more "
    "category type company home menu lesedauer lesezeit anzeige werbung opinion publicado publié aktualisiert veröffentlicht actualizado "
    "twitter facebook instagram pinterest youtube linkedin whatsapp email newsletter advertisement".split()
)
_ACCOUNTS = frozenset(
    "admin administrator editor editors redaktion redakcja redacción redaccion redaction rédaction redazione redactie "
    "root webmaster staff author user guest team newsroom news desk online web редакція редакция редактор адмін админ "
    "مدير المحرر التحرير admin2 wpadmin superadmin anonymous unknown none null share name".split()
) | {"no author", "written by", "posted by", "by", "von"}
_DESK = re.compile(
    r"\b(?:desk|staff|newsroom|team|bureau|agency|agencies|wire|news|press|redaktion|redakcja|redacción|rédaction|agentur|agence|"
    r"agencia|agenzia|editorial|board|редакція|агентство|агенція|وكالة|media|online|gmbh|inc|ltd|llc|e\.\sv|verlag|shimbun|magazine?|blog|"
    r"association|foundation|institute?|university|company|group|welle|zeitung|gazette|times|tribune|association|organi[sz]ation|federation|"
    r"sponsored|inhalte|society|club|network|studios?|ministry|department|council|office|verband|verein|\w+verband|pressestelle|presse)\b",
    re.IGNORECASE,
)
AGENCIES = frozenset(
    "reuters ap afp dpa apa sda efe ansa tass interfax ukrinform unian pap ctk čtk pti belga lusa ritzau ntb tt stt anp bta sid jiji tnn "
    "agerpres tanjug hina kyodo xinhua yonhap ani ians aap bloomberg keystone-sda".split()
) | {
    "associated press", "the associated press", "agence france-presse", "press association", "pa media", "dpa/afp", "europa press",
    "deutsche presse-agentur", "canadian press", "the canadian press", "укрінформ", "رويترز",
}  # fmt: skip
_WIRE = re.compile(r"\b(?:wire|agency|agence|\w*agentur|agencia|агентство|агенція|وكالة)\b", re.IGNORECASE)


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
        found = Authors(_once(people), next(filter(is_agency, parts), None), tidy(raw)[:_RAW])
        if people and not (is_weak and not any(map(_is_whole, people))):
            return found
        single = single if single.people else found
        desk = desk if desk.people else found._replace(people=_once(_desks(parts, known)))
    stated = Authors(_once(filter(None, map(tidy, organisations))), raw=", ".join(organisations)[:_RAW])
    return next((a for a in (stated, desk, single) if a.people), Authors())


def _people(parts: Sequence[str], outlets: Collection[str]) -> list[str]:
    """Return the people among the names of a byline.

    Single words beside whole names or an outlet are towns, fields and departments; one that opens the name of the site
    is the outlet too.
    """
    people = [p for p in parts if _is_person(p) and fold(p) not in outlets]
    whole = [p for p in people if _is_whole(p)]
    if whole or len(people) < sum(1 for p in parts if _is_person(p) or fold(p) in outlets):
        return whole
    return [p for p in people if len(p) < _LONG or not any(o.startswith(fold(p)) for o in outlets)]


def _desks(parts: Sequence[str], outlets: Collection[str]) -> list[str]:
    """Return what may stand for the authors where no person does: the outlet itself, rather than its address."""
    desks = [p for p in parts if _may_sign(p)]
    return [d for d in desks if fold(d) in outlets] or desks


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


def names(raw: str) -> list[str]:
    """Split a byline into names, without "By", e-mail addresses, handles, dates, roles and those who did not write."""
    line = _HANDLE.sub("", _EMAIL.sub("", _URL.sub("", tidy(raw[:2000])[:500])))
    if _PROSE.search(line):
        return []
    parts = [_name(part) for own in _own(_undated(line)) for part in _SPLIT.split(_led(own))]
    return list(_joined(p for p in parts if p and len(p) <= 80 and not _NO_NAME.search(p)))


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
        not w or not (w[0].islower() or w[0].isdigit()) or w in _PARTICLES or w in AGENCIES for w in listed
    )


def _name(part: str) -> str:
    part = _HANGING.sub("", _FROM_DIGIT.sub("", _LABEL.sub("", _led(part.strip()))))
    for tail in (_AFTER, _ROLE, _FOR_OUTLET):
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


def is_agency(name: str) -> bool:
    """Tell a wire service from a person."""
    return fold(name) in AGENCIES or bool(_WIRE.search(name))


def _may_sign(name: str) -> bool:
    """Tell what may stand for an author, a desk or a pen name, from a piece of a sentence."""
    if fold(name) in _ACCOUNTS or _is_no_name(name):
        return False
    return len(name) > 1 and (len(name.split()) == 1 or not name[0].islower())


def _is_no_name(name: str) -> bool:
    return all(p in _NO_NAMES or not any(map(str.isalpha, p)) for p in fold(name).replace("+", " ").split())


def _is_person(name: str) -> bool:
    """Tell a person: at least two words, no account and no desk."""
    folded = fold(name)
    if folded in _ACCOUNTS or is_agency(name) or _DESK.search(name) or _ROLE.search(name) or _is_no_name(name):
        return False
    parts = name.split(",", maxsplit=1)[0].split()
    if len(parts) == 1:
        return not name.islower() and not name.isupper() and len(name) > 3
    return len(parts) <= 6 and not parts[-1][:1].islower() and sum(p[:1].islower() for p in parts) <= len(parts) // 2
