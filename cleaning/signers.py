"""Which names are people's, and which those of desks, agencies, organisations and accounts. How a byline is read is not here."""

from __future__ import annotations

import re

from cleaning.text import fold, words

ROLE = re.compile(
    r"(?:^|[\s,–—-]+|(?<=[a-z])(?=[A-Z]))(?:(?i:contributing|senior|junior|staff|lead|chief|managing|associate|assistant|deputy|executive|guest|special|political|"
    r"technical|parliamentary|operations|digital|data|software|tech|travel|food|environment|foreign|landespolitische[rn]?|AI|"
    r"content|product|marketing|research|science|health|business)\s+|(?i:co)-?)*(?:[Ww]riter|[Ee]ditor|[Aa]uthor|[Ff]ounder|[Cc]ontributor|[Rr]eporter|"
    r"[Cc]orrespondent|[Jj]ournalist|[Cc]olumnist|[Aa]nalyst|[Bb]logger|[Pp]ublisher|[Pp]roducer|[Ss]pecialist|[Rr]eviewer|[Mm]anager|[Dd]irector|"
    r"[Cc]oordinator|[Cc]onsultant|[Ee]xpert|[Cc]hefredakteur|[Rr]edakteur|[Rr]edaktor|[Vv]olontär|[Kk]orrespondent|[Gg]eschäftsführer|"
    r"[Rr]édact(?:eur|rice)|[Jj]ournaliste|[Cc]orrespondant|[Pp]eriodista|[Rr]edactora?|[Cc]orresponsal|[Gg]iornalista|[Jj]ornalista|"
    r"журналіст|журналист|кореспондент|корреспондент|CEO|CTO|CMO)(?:s|in|innen|e|ка)?\b.*$"
)
"""What somebody does, from the words that rank it on: it may stand behind a name, and is none."""
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
_NAMING = ("wire", "agency", "agence", "agencia", "агентство", "агенція", "وكالة")
_GERMAN = "agentur"
"""The end of a word that names an agency, too."""
_WIRE = re.compile(rf"\b(?:{'|'.join(_NAMING)}|\w*{_GERMAN})\b", re.IGNORECASE)
_TELLING = frozenset(words(name.removeprefix("the "))[0] for name in AGENCIES).union(_NAMING)
"""Words of which one stands in whatever names an agency, but for German ones."""


def may_name_agency(text: str) -> bool:
    """Tell, for less than asking of each name in it, a text in which an agency may be named."""
    folded = fold(text)
    return _GERMAN in folded or not _TELLING.isdisjoint(words(folded))


def is_agency(name: str) -> bool:
    """Tell a wire service from a person."""
    return fold(name) in AGENCIES or bool(_WIRE.search(name))


def names_agency(text: str) -> bool:
    """Tell a text that names a wire service somewhere; one in small letters, such as dpa, counts at its end.

    >>> names_agency("With reports from the Associated Press and our own people")
    True
    """
    if not may_name_agency(text):
        return False
    listed = words(text)
    pieces = (" ".join(listed[i : i + n]) for i in range(len(listed)) for n in (1, 2, 3))
    return fold(listed[-1]) in AGENCIES or any(is_agency(piece) and not piece.islower() for piece in pieces)


def may_sign(name: str) -> bool:
    """Tell what may stand for an author, a desk or a pen name, from a piece of a sentence."""
    if fold(name) in _ACCOUNTS or _is_no_name(name):
        return False
    listed = name.split()
    return len(name) > 1 and (
        not name[0].islower() or len(listed) == 1 or (len(listed) <= 3 and min(map(len, listed)) > 2)
    )


def _is_no_name(name: str) -> bool:
    return all(p in _NO_NAMES or not any(map(str.isalpha, p)) for p in fold(name).replace("+", " ").split())


def is_person(name: str) -> bool:
    """Tell a person: at least two words, no account and no desk."""
    folded = fold(name)
    if folded in _ACCOUNTS or is_agency(name) or _DESK.search(name) or ROLE.search(name) or _is_no_name(name):
        return False
    parts = name.split(",", maxsplit=1)[0].split()
    if len(parts) < 2:
        return bool(parts) and not name.islower() and not name.isupper() and len(name) > 3
    return len(parts) <= 6 and not parts[-1][:1].islower() and sum(p[:1].islower() for p in parts) <= len(parts) // 2
