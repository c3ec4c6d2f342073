"""Where in a line of visible text a date stands, and whether the words before it speak of a change. Dates are not read here."""

from __future__ import annotations

import re
from typing import Final

from cleaning.article import Role

_YEAR: Final = r"(?:1[89]|20|25)\d\d"
_NUMBER: Final = r"(?<![\d٠-٩۰-۹০-৯०-९])[\d٠-٩۰-۹০-৯०-९]{1,2}"
_FOREIGN_YEAR: Final = r"(?:[٠-٩]{4}|[۰-۹]{4}|[০-৯]{4}|[०-९]{4}|1[34]\d\d)"
_WORD: Final = r"[^\W\d_][^\s\d,;:/()|–—_<>\"]{2,14}"
_CLOCK: Final = (
    r"(?:[,،]?\s{0,2}(?:\(|at |um |à |a las |alle |ore |ora |о |в |u |v |kl\.? ?|klo |às |om |saat |o godz\. ?|godz\. ?|lúc |ساعت |الساعة |เวลา |"
    r"-|–|\||•|·|/|上午|下午|午前|午後|오전|오후|[AaPp]\.?[Mm]\.?)?\s{0,2}"
    r"[\d۰-۹٠-٩]{1,2}\s?[:.h時时시点ч]\s?[\d۰-۹٠-٩]{2}(?:[:分분][\d۰-۹٠-٩]{2})?[分분초秒]?(?:\s?[ap]\.?\s?m\b\.?|\s?[AP]\.?M\b\.?|\s?Uhr)?"
    r"(?:\s?\(?(?:[A-ZА-Я]{2,5}\b|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?\b)\)?)?)?"
)
_DATES: Final = tuple(
    re.compile(pattern + _CLOCK)
    for pattern in (
        rf"(?<!\d)(?:{_YEAR}|{_FOREIGN_YEAR})-\d{{2}}-\d{{2}}(?:T\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?(?!\d)",
        rf"(?<!\d)(?:{_YEAR}|{_FOREIGN_YEAR})\s?[./]\s?[\d۰-۹]{{1,2}}\s?[./]\s?[\d۰-۹]{{1,2}}(?!\d)",
        r"(?:令和|平成|昭和|民國|民国|中華民國)?(?<!\d)\d{1,4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일號号]",
        rf"(?<![\d.])\d{{1,2}}(?P<s>\s?[./-]\s?)\d{{1,2}}(?P=s)(?:{_YEAR}|'?\d\d)(?![\d%])",
        r"(?<!\d)\d{1,2}[\s,]+[Tt]háng\s\d{1,2}[\s,]+(?:năm\s)?\d{4}",
        rf"{_NUMBER}(?:st|nd|rd|th|er|re|º|ª|°|\.|-го|го)?[\s-]{{1,2}}(?:de |of |d['’])?{_WORD}(?:\s[^\W\d_]{{2,8}})?\.?,?[\s-](?:de |del )?(?:พ\.ศ\.\s?)?(?:{_YEAR}|{_FOREIGN_YEAR}|['’]\d\d)(?!\d)",
        rf"(?<![\w.]){_WORD}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:{_YEAR}|['’]\d\d)(?!\d)",
        rf"(?<!\d){_YEAR}\. gada\s\d{{1,2}}\.\s{_WORD}",
        rf"(?<!\d){_YEAR}(?:\.|-?(?:ko|eko)|\(e\)ko| m\.| gada)?\s{_WORD}\s\d{{1,2}}(?!\d)",
    )
)
_AGO: Final = re.compile(
    r"\b(?:ago|vor|hace|il y a|há|atrás|fa|geleden|sedan|siden|sitten|önce|temu|před|pred|prije|pre|преди|назад|тому|منذ|قبل|پیش|acum|ezelőtt|"
    r"πριν|yesterday|gestern|hier|ayer|ieri|ontem|today|heute|вчера|вчора|сегодня|сьогодні|trước|lalu|önce|לפני|पहले|আগে)\b(?!-)|[0-9]\s?\S{1,3}[前전]|ที่แล้ว",
    re.IGNORECASE,
)
_MODIFIED: Final = re.compile(
    r"modif|updat|aktuali[sz]|actuali[sz]|mis à jour|mise à jour|aggiorn|оновлен|обновл|تحديث|atualiz|bijgewerkt|zaktual|revised|reviewed|"
    r"päivitetty|oppdatert|opdateret|uppdater|güncelle|更新|수정|frissít|ενημέρωση|עודכן|diperbarui|cập nhật|stand:|geändert",
    re.IGNORECASE,
)
_PUBLISHED: Final = re.compile(
    r"publi|posted|created|veröffentlicht|erstellt|opublikow|опублик|pubblicat|julkaistu|公開|発行|등록|입력|نشر|first|original|geplaatst|yayın",
    re.IGNORECASE,
)
_GLUED: Final = (
    (re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý][a-zà-ÿ]{2,9}\.?\s\d)"), " "),
    (re.compile(r"(?<=(?:19|20)\d\d)(?=\d{1,2}:\d\d)"), " "),
    (re.compile(r"(?<=\d\d\.\d\d\.\d\d)(?=\d\d:\d\d)"), " "),
)
_DIGIT: Final = re.compile(r"\d")
_FIGURES: Final = re.compile(r"\d{4}|['’]\d\d|\d\s?[./-]\s?\d{1,2}\s?[./-]|[年년]")
"""What every pattern of a date needs."""
_LINE: Final = 300
_SHORT: Final = 60
_DATE_LINE: Final = 160
_BESIDE: Final = 60
_OPENING: Final = 80
_LEAD: Final = 35
_PUNCTUATION: Final = 4
_RULE: Final = re.compile(r"\s?(?:[|:•·)(]|[-–—]+\s)")


def spaced(line: str) -> str:
    """Return a line's beginning with blanks where elements ran together: ``onMay 3, 2026``, ``202621:25``."""
    line = line[:_LINE]
    for pattern, blank in _GLUED:
        line = pattern.sub(blank, line)
    return line


def dates_in(line: str) -> list[tuple[int, int]]:
    """Return where the date-like strings of a line stand, with their time of day, isolated from labels, in order.

    >>> [line[s:e] for line in ["By Ann Lee | Published 3 March 2026 at 14:05"] for s, e in dates_in(line)]
    ['3 March 2026 at 14:05']
    """
    spans: list[tuple[int, int]] = []
    if not _FIGURES.search(line):
        return spans
    for pattern in _DATES:
        for match in pattern.finditer(line):
            if not any(s < match.end() and match.start() < e for s, e in spans):
                spans.append(match.span())
    return sorted(spans)


def moments_in(line: str, *, bare: bool) -> list[tuple[int, int]]:
    """Return the whole of a short line that tells a date from now, such as ``3 hours ago``; else nothing.

    ``bare``: also without a figure, such as ``yesterday``; for elements that are named after dates.
    """
    told = len(line) <= _SHORT and (bare or _DIGIT.search(line)) and _AGO.search(line)
    return [(0, len(line))] if told else []


def role_of(naming: str, otherwise: Role = Role.PUBLISHED) -> Role:
    """Return what words or class names before a date make of it; the last one that speaks of it counts."""
    modified = max((m.start() for m in _MODIFIED.finditer(naming)), default=-1)
    published = max((m.start() for m in _PUBLISHED.finditer(naming)), default=-1)
    if modified == published:
        return otherwise
    return Role.MODIFIED if modified > published else Role.PUBLISHED


def is_date_line(line: str) -> bool:
    """Say whether a line is about its date: little else stands in it, or the date comes first. Prose is not."""
    if len(line) > _DATE_LINE:
        return False
    spans = dates_in(line)
    return not spans or spans[0][0] == 0 or len(line) - sum(end - start for start, end in spans) <= _BESIDE


def is_bare_date(line: str) -> bool:
    """Say whether a line is a date and nothing else but punctuation."""
    spans = dates_in(line)
    return len(spans) == 1 and len(line) - (spans[0][1] - spans[0][0]) <= _PUNCTUATION


def opens_with_date(line: str) -> bool:
    """Say whether prose begins with a date line: ``Kyiv, 3 March 2026 -- The council ...``."""
    return any(start <= _LEAD and _RULE.match(line, end) for start, end in dates_in(line[:_OPENING]))
