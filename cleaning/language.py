"""Which language a page is in: the declaration, believed unless the script or the little words of its text rule it out.

``tongues`` reads the words; what a page declares is read by ``metadata``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaning.text import token_count
from cleaning.tongues import Reading, little_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import Block

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
_FOREMOST: Final = ("zh", "bn", "am")
_LIKE_CROATIAN: Final = frozenset(("sr", "bs", "sh"))
_PARAGRAPH = 12
_BEGINNING = 250
_MOST_PARAGRAPHS = 40
_LEAST_LETTERS = 40
_OWN = 0.1
"""Share of the page's little words from which a paragraph is in its language."""
_SUBSTANTIAL = 0.2
_OTHER_LETTER: Final = re.compile(f"[{''.join(pattern.pattern[1:-1] for pattern, _ in _SCRIPTS)}]")
_LATIN_TOO: Final = frozenset(("sr", "kk", "ku", "mn", "tt", "mk"))
"""Written in Latin letters as well, by some all the time."""
SAMPLE = 4000
"""Characters of a text that tell its language, by their script."""
_READ = 1000
"""Characters in which the little words are looked for."""
_MOST = 0.4
_LETTER = re.compile(r"[^\W\d_]")
_FEW = 0.02
"""Share of other letters up to which a text is Latin."""
_BEYOND_LATIN = re.compile("[\u0370-\U0010ffff]+")
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


class Weighed(NamedTuple):
    """A page's language, what its text shows, and who was believed: ``declared``, ``source`` or ``detected``."""

    language: str | None
    detected: str | None
    whose: str | None


def weighed(declared: str | None, fallback: str | None, text: str) -> Weighed:
    """Return the language to believe (``believed``) beside the one that the text alone shows."""
    sample = _Sample(text)
    detected = sample.shown()
    language = sample.confirmed(declared, fallback) or detected
    whose = "declared" if language == declared else "source" if language == fallback else "detected"
    return Weighed(language, detected, whose if language else None)


def believed(declared: str | None, fallback: str | None, text: str) -> str | None:
    """Return the page's language: the declared one unless its text clearly contradicts it, then the source's.

    A text contradicts by its script, or, from two dozen words on, by the little words of another language. Where neither
    is given or possible, script and little words tell; None where they do not.
    """
    sample = _Sample(text)
    return sample.confirmed(declared, fallback) or sample.shown()


class _Sample:
    """The beginning of a text, and what it shows."""

    def __init__(self, text: str) -> None:
        beginning = text[:SAMPLE]
        self._written, self._has_letters = _written(beginning), _LETTER.search(beginning) is not None
        self._reading = Reading(beginning[:_READ])

    def confirmed(self, *codes: str | None) -> str | None:
        """Return the first language that the text does not contradict."""
        return next((code for code in codes if code and (not self._has_letters or self._may_be(code))), None)

    def _may_be(self, code: str) -> bool:
        return _fits(code, self._written) and not self._reading.contradicts(_spelled(code, self._written))

    def shown(self) -> str | None:
        """Return the language that script and little words tell."""
        return _sole(self._written) or _plausible(self._reading, self._written)


def _sole(written: frozenset[str] | None) -> str | None:
    """Return the language of a script that only one is written in, or nearly: Chinese characters without kana are Chinese."""
    if written is None or len(written) == 1:
        return next(iter(written)) if written else None
    return next((code for code in _FOREMOST if code in written), None)


def _plausible(reading: Reading, written: frozenset[str] | None) -> str | None:
    told = reading.told()
    return told if told and _fits(told, written) else None


def is_mixed(blocks: Sequence[Block], language: str | None) -> bool:
    """Tell whether a fifth of the text's words or more stand in paragraphs of another language than most do.

    Only the beginnings of the first paragraphs are read; those of fewer than a dozen words do not count.
    """
    told: Counter[str] = Counter()
    own = little_words(language) if language else frozenset()
    for block in blocks[:_MOST_PARAGRAPHS]:
        size = token_count(block.text)
        if size >= _PARAGRAPH or not block.text.isascii():
            told[_told(block.text[:_BEGINNING], language, own) or ""] += size
    unknown, total = told.pop("", 0), sum(told.values())
    others = total - max(told.values(), default=0)
    return others >= max(_SUBSTANTIAL * (total + unknown), _PARAGRAPH)


def _told(text: str, language: str | None, own: frozenset[str]) -> str | None:
    """Return a paragraph's language, the page's own first."""
    spoken = text.lower().split()
    if sum(map(own.__contains__, spoken)) >= _OWN * len(spoken):
        return language
    if sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return None
    written = _written(text)
    return _sole(written) or _plausible(Reading(text), written)


def _spelled(code: str, written: frozenset[str] | None) -> str:
    """Return the language whose words a language has in this script: Bosnian, and Serbian in Latin letters, as Croatian."""
    return "hr" if code in _LIKE_CROATIAN and written is None else code


def _written(text: str) -> frozenset[str] | None:
    """Return the languages that use the script of most letters; None for Latin and scripts not listed."""
    beyond = "".join(_BEYOND_LATIN.findall(text))
    if len(beyond) <= _FEW * len(text):
        return None
    letters = sum(map(str.isalpha, text))
    for pattern, languages in _SCRIPTS:
        least = _KANA if languages == {"ja"} else _MOST
        if len(pattern.findall(beyond)) > least * letters:
            return languages
    return None


def _fits(code: str, written: frozenset[str] | None) -> bool:
    if written is not None:
        return code in written
    return not beyond_latin(code)


def beyond_latin(code: str | None) -> bool:
    """Tell a language that is not written in Latin letters."""
    return code not in _LATIN_TOO and any(code in languages for _, languages in _SCRIPTS)


def letters_of(code: str | None) -> re.Pattern[str] | None:
    """Return what matches a letter of the script of a language; None for Latin."""
    return next((pattern for pattern, languages in _SCRIPTS if code in languages), None) if beyond_latin(code) else None


def has_beyond_latin(text: str) -> bool:
    """Tell a text with letters of a script other than Latin."""
    return not text.isascii() and _OTHER_LETTER.search(text) is not None
