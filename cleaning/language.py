"""Which language a page is in: the declaration, checked against the script of its text."""

from __future__ import annotations

import re
from typing import Final

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?")
# Old, mistaken and three-letter codes that pages write (RFC 5646 §2.2.1 wants the shortest); country codes among them.
_CODES: Final = """
iw=he in=id ji=yi nb=no nn=no ua=uk cz=cs gr=el jp=ja cn=zh kr=ko dk=da tl=fil
eng=en ger=de deu=de fre=fr fra=fr spa=es ita=it por=pt rus=ru ukr=uk pol=pl dut=nl nld=nl tur=tr ara=ar jpn=ja chi=zh
zho=zh kor=ko gre=el ell=el cze=cs ces=cs hun=hu swe=sv nor=no dan=da fin=fi rum=ro ron=ro heb=he hin=hi per=fa fas=fa
bul=bg srp=sr hrv=hr slk=sk slv=sl lit=lt lav=lv est=et cat=ca ind=id vie=vi tha=th
"""
_MEANT: Final = dict(pair.split("=") for pair in _CODES.split())
_NONE: Final = frozenset(("und", "mul", "zxx", "mis", "xx"))
# The languages written in a script; the first block that most letters belong to decides.
_SCRIPTS: Final = tuple(
    (re.compile(f"[{block}]"), frozenset(languages.split()))
    for block, languages in (
        ("\u0400-\u052f", "ru uk be bg sr mk kk ky mn tg tt ba cv os ab ce"),
        ("\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff", "ar fa ur ps ckb ku ug sd ks pnb"),
        ("\u0590-\u05ff", "he yi"),
        ("\u0370-\u03ff\u1f00-\u1fff", "el"),
        ("\u0530-\u058f", "hy"),
        ("\u10a0-\u10ff", "ka"),
        ("\u1200-\u139f", "am ti"),
        ("\u0900-\u097f", "hi mr ne sa mai bho kok"),
        ("\u0980-\u09ff", "bn as"),
        ("\u0a00-\u0a7f", "pa"),
        ("\u0a80-\u0aff", "gu"),
        ("\u0b80-\u0bff", "ta"),
        ("\u0c00-\u0c7f", "te"),
        ("\u0c80-\u0cff", "kn"),
        ("\u0d00-\u0d7f", "ml"),
        ("\u0d80-\u0dff", "si"),
        ("\u0e00-\u0e7f", "th"),
        ("\u0e80-\u0eff", "lo"),
        ("\u1000-\u109f", "my"),
        ("\u1780-\u17ff", "km"),
        ("\uac00-\ud7af", "ko"),
        ("\u3040-\u30ff", "ja"),
        ("\u4e00-\u9fff\u3400-\u4dbf", "zh ja yue"),
    )
)
_LATIN_TOO: Final = frozenset(("sr", "kk", "ku", "mn", "tt", "mk"))
"""Written in Latin letters as well, by some all the time."""
_SAMPLE = 4000
_MOST = 0.4
_KANA = 0.05
"""Share of kana from which a text in Chinese characters is Japanese."""


def primary(tag: str) -> str | None:
    """Return the primary subtag of a BCP 47 tag in lower case, old and mistaken codes mended; None when it is no tag.

    >>> primary("uk-UA"), primary("iw"), primary("english, please")
    ('uk', 'he', None)
    """
    match = _TAG.fullmatch(re.split("[,;]", tag, maxsplit=1)[0].strip())
    code = match[1].lower() if match else ""
    return None if code in _NONE else _MEANT.get(code, code) or None


def believed(declared: str | None, fallback: str | None, text: str) -> str | None:
    """Return the page's language: the declared one unless the text's script rules it out, then the source's.

    Where neither is given or possible, a script that belongs to one language tells; else None.
    """
    sample = text[:_SAMPLE]
    letters = sum(c.isalpha() for c in sample)
    written = _written(sample, letters)
    for code in (declared, fallback):
        if code and (not letters or _fits(code, written)):
            return code
    return next(iter(written)) if written and len(written) == 1 else None


def _written(text: str, letters: int) -> frozenset[str] | None:
    """Return the languages that use the script of most letters; None for Latin and scripts not listed."""
    for pattern, languages in _SCRIPTS:
        least = _KANA if languages == {"ja"} else _MOST
        if len(pattern.findall(text)) > least * letters:
            return languages
    return None


def _fits(code: str, written: frozenset[str] | None) -> bool:
    if written is not None:
        return code in written
    return code in _LATIN_TOO or not any(code in languages for _, languages in _SCRIPTS)
