"""Finds the phrases a line may be: automata over all wordings, then the one wording that matched."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaning.language import has_beyond_latin, letters_of
from cleaning.rules.model import Match
from cleaning.rules.patterns import compiled_set, found_by, options, search_set, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaning.rules.model import Phrase

_EDGE = r"(?:$|[^a-zA-Z0-9'\x{80}-\x{10FFFF}])"
_FRAMES = {
    Match.WHOLE: ("^(?:", ")$"),
    Match.LABEL: ("^(?:", ")" + _EDGE),
    Match.START: ("^(?:", ")" + _EDGE),
    Match.PART: (r"(?:^|[^a-zA-Z0-9\x{80}-\x{10FFFF}])(?:", ")" + _EDGE),
}
_UNEDGED_FRAMES = _FRAMES | {Match.START: ("^(?:", ")"), Match.PART: ("(?:", ")")}
_AFTER_LABEL = ("^(", r")(?:$|[ .!…?]*[:|>\]]+[ >:|-]*(.*)$|[!?]? -+ (.+)$|[!?]+ (.*)$)")
_AFTER_LABEL_UNSPACED = ("^(", r")(?:$|[ .!…?]*[:|>\]/]+[ >:|/-]*(.*)$|[!?]? ?-+ ?(.+)$|[!? ]+(.+)$)")
_UNSPACED = frozenset({"zh", "ja"})
"""Written without blanks: one in a line ends a label."""
_UNEDGED = _UNSPACED | {"ko", "th", "lo", "my", "km"}
"""Words go on without an edge, so that an opening ends where its pattern says."""
_LONGEST = 1600
_EXACT = 128
"""Wordings that are kept compiled by themselves, a tenth of a megabyte each."""
_LANGUAGES = 64
"""Languages of which it is remembered what they are asked."""
_EVERYWHERE: frozenset[str | None] = frozenset({None, "en"})
"""Wordings without a language, and English ones, stand on pages of all languages."""
_KIN = (frozenset({"da", "no", "sv"}), frozenset({"cs", "sk"}), frozenset({"es", "pt"}))
"""Latin languages that a short page may be taken for one another."""


class Labelled(NamedTuple):
    """A label and what stands behind it in the same block."""

    label: str
    rest: str


class Phrasing:
    """The wordings of all phrases, ready to be looked for.

    An automaton of all languages would have as many states as their wordings have combinations: each language has its own,
    and is asked only where a line may be in it.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._rank = {phrase.id: rank for rank, phrase in enumerate(phrases)}
        self._phrases = {phrase.id: phrase for phrase in phrases}
        self._groups = list(_grouped(phrases))
        self._labels: dict[str, re2._Regexp[str]] = {}
        self._exactly = lru_cache(maxsize=_EXACT)(self._exactly_of)
        self._sure = lru_cache(maxsize=_LANGUAGES)(self._sure_of)

    def find(self, text: str, *, language: str | None = None) -> tuple[Phrase, ...]:
        """Return the phrases whose wording the core text of a line has, first families first; conditions are not looked at.

        ``language`` is the page's. Wordings of another language are looked for where the page's is not known, and, when it has
        a script of its own, in lines that have its letters.
        """
        if len(text) > _LONGEST:
            return ()
        encoded = text.encode()
        found = [
            phrase
            for group in self._asked(text, language)
            for phrase in group.maybe(encoded)
            if self._matches(phrase, encoded)
        ]
        return tuple(sorted(found, key=lambda phrase: self._rank[phrase.id])) if len(found) > 1 else tuple(found)

    def _asked(self, text: str, language: str | None) -> Sequence[_Group]:
        """Return the groups a line may have wordings of; nearly every line has letters of no foreign script."""
        other = has_beyond_latin(text)
        if language is not None and not other:
            return self._sure(language)
        return [group for group in self._groups if group.may_be_in(text, language, other=other)]

    def _sure_of(self, language: str) -> list[_Group]:
        return [group for group in self._groups if group.is_of(language)]

    def _matches(self, phrase: Phrase, text: bytes) -> bool:
        """Ask the exact wording; a set of one answers sooner than a pattern, which would say where it stands."""
        return bool(found_by(self._exactly(phrase.id), text))

    def _exactly_of(self, phrase_id: str) -> re2.Set:
        return compiled_set([framed(self._phrases[phrase_id])], options())

    def split(self, phrase: Phrase, text: str) -> Labelled | None:
        """Return label and rest where the wording is a label by itself: at the end, or before a colon or dash."""
        if phrase.id not in self._labels:
            frame = _AFTER_LABEL_UNSPACED if phrase.language in _UNSPACED else _AFTER_LABEL
            pattern = union(phrase.patterns).join(frame)
            self._labels[phrase.id] = re2.compile(pattern, options(longest=True))
        found = self._labels[phrase.id].match(text)
        return Labelled(found[1] or "", found[2] or found[3] or found[4] or "") if found else None


class _Group:
    """The phrases of a language, or those that stand everywhere; their automata are compiled when first asked."""

    def __init__(self, languages: frozenset[str | None], phrases: Iterable[Phrase]) -> None:
        self.phrases = [phrase for phrase in phrases if phrase.language in languages]
        self._everywhere = languages == _EVERYWHERE
        self._kin = languages.union(*(kin for kin in _KIN if kin & languages))
        self._letters = None if self._everywhere else letters_of(next(iter(languages)))
        self._most_words = max((phrase.max_words for phrase in self.phrases), default=0)

    @cached_property
    def _sets(self) -> list[tuple[re2.Set, list[Phrase]]]:
        """One automaton for the wordings that begin a line, and one for those that stand anywhere in it."""
        anchored = [phrase for phrase in self.phrases if phrase.match is not Match.PART]
        floating = [phrase for phrase in self.phrases if phrase.match is Match.PART]
        groups = [(group, group is anchored) for group in (anchored, floating) if group]
        return [(search_set(map(framed, group), anchored=anchored), group) for group, anchored in groups]

    def may_be_in(self, text: str, language: str | None, *, other: bool) -> bool:
        """Tell whether a line could be in the language; ``other``: it has letters beyond Latin.

        Lines of other languages than the page's are short enough for a rule, or of no interest.
        """
        if self.is_of(language):
            return True
        if self._letters is None:
            return language is None and text.count(" ") < self._most_words
        return other and text.count(" ") < self._most_words and self._letters.search(text) is not None

    def is_of(self, language: str | None) -> bool:
        """Tell whether every line of a page in this language is asked."""
        return self._everywhere or language in self._kin

    def maybe(self, text: bytes) -> list[Phrase]:
        """Return the phrases that a line may have."""
        return [group[number] for automaton, group in self._sets for number in found_by(automaton, text)]


def _grouped(phrases: Sequence[Phrase]) -> Iterator[_Group]:
    """Give each language a group of its own, and one to what stands everywhere."""
    yield _Group(_EVERYWHERE, phrases)
    for language in sorted({phrase.language for phrase in phrases if phrase.language} - _EVERYWHERE):
        yield _Group(frozenset({language}), phrases)


def framed(phrase: Phrase) -> str:
    """Return the one pattern a phrase is looked for with, anchored as it says."""
    return union(phrase.patterns).join((_UNEDGED_FRAMES if phrase.language in _UNEDGED else _FRAMES)[phrase.match])
