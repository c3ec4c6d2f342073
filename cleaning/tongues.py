"""Which language a text reads like, by its little words and its letters (``languages.toml``). What a page declares is not asked here."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD: Final = re.compile(r"(?:[^\W\d_][\u0300-\u036f\u064b-\u0670\u0900-\u0903\u093a-\u094f\u0962-\u0963\u200c]*)+'?")
"""Letters with their signs, which ``\\w`` leaves out; Persian joins a word's parts with an invisible sign."""
_MARKS: Final = re.compile("[^\x00-\x7f]")
_LEAST: Final = 25
"""Words of the shortest text that contradicts a declaration."""
_CLEAR: Final = 4
_TIMES: Final = 4
"""Little words that only the other language has: so many at least, and so many times those that only the declared one has."""
_SHARE: Final = 0.15
_TOLD: Final = 6
"""Words of the shortest text that tells its language by itself."""
_FIRST: Final = 8
"""Languages whose letters are looked at, those with the most little words."""
_LITTLE: Final = 0.07
"""Share of little words in it."""
_FOREIGN: Final = 0.5
"""What a word with a letter that a language lacks costs it, in little words."""


@dataclass(frozen=True)
class Words:
    """What is known of the little words and the letters of languages."""

    of: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]

    @cached_property
    def languages(self) -> dict[str, tuple[tuple[str, ...], float]]:
        """The languages that have a word, and what it weighs: the fewer, the more."""
        found: dict[str, list[str]] = {}
        for language, listed in self.of.items():
            for word in listed:
                found.setdefault(word, []).append(language)
        return {word: (tuple(having), len(having) ** -0.5) for word, having in found.items()}


@cache
def known() -> Words:
    """Return the shipped words."""
    raw = tomllib.loads((files("cleaning") / "languages.toml").read_text(encoding="utf-8"))
    return Words(
        {language: frozenset(listed.split()) for language, listed in raw["words"].items()},
        {language: frozenset(listed) for language, listed in raw["letters"].items()},
    )


def little_words(language: str) -> frozenset[str]:
    """Return the little words of a language; none of one that is not known."""
    return known().of.get(language, frozenset())


class Reading:
    """A text as words, and how much it reads like each language."""

    def __init__(self, text: str) -> None:
        self.counts = Counter(_WORD.findall(text.lower().replace("’", "'")))
        self.words = self.counts.total()

    @cached_property
    def scores(self) -> dict[str, float]:
        """The languages of which it has the most little words, best first."""
        found: dict[str, float] = {}
        languages = known().languages
        for word, count in self.counts.items():
            if word in languages:
                having, weight = languages[word]
                for language in having:
                    found[language] = found.get(language, 0.0) + count * weight
        first = sorted(found, key=lambda language: (-found[language], language))[:_FIRST]
        scored = {language: found[language] - _FOREIGN * self._strange(language) for language in first}
        return dict(sorted(scored.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def _marked(self) -> list[tuple[frozenset[str], int]]:
        """The letters beyond ASCII of each word that has any."""
        listed = ((frozenset(_MARKS.findall(word)), count) for word, count in self.counts.items() if not word.isascii())
        return [(marks, count) for marks, count in listed if marks]

    def _strange(self, language: str) -> int:
        """Count the words with a letter that the language does not have."""
        letters = known().letters.get(language)
        return sum(count for marks, count in self._marked if not marks <= letters) if letters else 0

    @property
    def best(self) -> str | None:
        """The language it reads like most; None where it has no little word of any."""
        return next(iter(self.scores), None)

    def hits(self, language: str, *, but: str | None = None) -> int:
        """Count the little words of a language, those it shares with another left out."""
        own = little_words(language) - little_words(but or "")
        return sum(count for word, count in self.counts.items() if word in own)

    def told(self) -> str | None:
        """Return the language the text tells by itself; None where it is too short or two are too close."""
        first, second = [*self.scores, None, None][:2]
        if self.words < _TOLD or first is None or self.hits(first) < max(2, _LITTLE * self.words):
            return None
        return first if second is None or self.scores[first] > 1.15 * self.scores[second] else None

    def contradicts(self, language: str) -> bool:
        """Tell whether the text clearly reads like another language than the given one."""
        best = self.best
        if self.words < _LEAST or best is None or best == language:
            return False
        share = _SHARE if language in known().of else 2 * _SHARE
        other = self.hits(best, but=language) + self._strange(language)
        own = self.hits(language, but=best) + self._strange(best)
        return other >= _CLEAR and other >= _TIMES * own and self.hits(best) >= share * self.words
