"""Scores how much a line sounds like the outlet asking its reader for something. What to do about it lives elsewhere."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaning.language import has_beyond_latin
from cleaning.rules.patterns import compiled_set, found_by
from cleaning.rules.wording import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.rules.model import Appeal, Voice

_MEMORY = 12 << 20
_SPEECH = 3


class Heard(NamedTuple):
    """Everything heard in one line."""

    sounds: tuple[Sound, ...] = ()
    voices: frozenset[tuple[str, str]] = frozenset()
    """Which voices speak: language and part."""

    def has(self, part: str, language: str | None) -> bool:
        """Tell whether a part (reader, outlet, speech, past, address) is heard in a language; None: in any."""
        if language is not None:
            return (language, part) in self.voices
        return any(part == heard for _, heard in self.voices)


class Sound(NamedTuple):
    """What one appeal rule heard in one line."""

    appeal: Appeal
    score: int
    """Two for each strong sign, one for each weak one and for each of both voices, less three for reported speech."""
    strong: int
    voices: int


_SILENCE = Heard()
_Sign = tuple[str, str]
"""Whose sign it is (the id of an appeal, or a language for its voices), and which part it plays."""


_Spelled = tuple[_Sign, str]


class Signs:
    """The vocabularies of all appeals and voices, ready to be listened for."""

    def __init__(self, appeals: Sequence[Appeal], voices: Sequence[Voice]) -> None:
        self._appeals = {appeal.id: appeal for appeal in appeals}
        signs = [*_of_appeals(appeals), *_of_voices(voices)]
        self._voices = frozenset(sign for sign, _ in signs if sign[0] not in self._appeals)
        self._latin, self._beyond = list[_Spelled](), list[_Spelled]()
        for sign, wording in signs:
            pattern = _pattern(wording)
            (self._beyond if has_beyond_latin(pattern) else self._latin).append((sign, pattern))

    @cached_property
    def _latin_signs(self) -> _Listener:
        return _Listener(self._latin)

    @cached_property
    def _beyond_signs(self) -> _Listener:
        return _Listener(self._beyond)

    def hear(self, spoken: str) -> Heard:
        """Return what is heard in a line given as ``wording.tokens``."""
        found = self._latin_signs.signs(spoken)
        if has_beyond_latin(spoken):
            found += self._beyond_signs.signs(spoken)
        if not found:
            return _SILENCE
        voices = self._voices.intersection(found)
        owners = sorted({sign[0] for sign in found if sign not in voices})
        if not owners:
            return Heard((), voices)
        counted: dict[_Sign, int] = {}
        for sign in found:
            counted[sign] = counted.get(sign, 0) + 1
        return Heard(tuple([_sound(self._appeals[owner], counted) for owner in owners]), voices)


class _Listener:
    """One automaton over many wordings, and whose sign each is."""

    def __init__(self, patterns: Sequence[_Spelled]) -> None:
        literally = re2.Options()
        literally.max_mem = _MEMORY
        self._signs = [sign for sign, _ in patterns]
        self._automaton = compiled_set((re2.escape(pattern) for _, pattern in patterns), literally)

    def signs(self, spoken: str) -> list[_Sign]:
        """Return the signs of the wordings that are part of a line."""
        return [self._signs[i] for i in found_by(self._automaton, spoken)] if self._signs else []


def _of_appeals(appeals: Sequence[Appeal]) -> Iterator[tuple[_Sign, str]]:
    for appeal in appeals:
        yield from (((appeal.id, "strong"), wording) for wording in appeal.strong)
        yield from (((appeal.id, "weak"), wording) for wording in appeal.weak)


def _of_voices(voices: Sequence[Voice]) -> Iterator[tuple[_Sign, str]]:
    for voice in voices:
        address = voice.address or voice.reader
        parts = {
            "reader": voice.reader,
            "outlet": voice.outlet,
            "speech": voice.speech,
            "past": voice.past,
            "address": address,
        }
        yield from (((voice.language, part), wording) for part, wordings in parts.items() for wording in wordings)


def _pattern(wording: str) -> str:
    spoken = tokens(fold(wording.strip("*")))
    begun = spoken.lstrip() if wording.startswith("*") else spoken
    return begun.rstrip() if wording.endswith("*") else begun


def _sound(appeal: Appeal, found: dict[_Sign, int]) -> Sound:
    language = appeal.language or "any"
    strong, weak = found.get((appeal.id, "strong"), 0), found.get((appeal.id, "weak"), 0)
    voices = ((language, "reader") in found) + ((language, "outlet") in found)
    speech = (language, "speech") in found
    return Sound(appeal, 2 * strong + weak + voices - _SPEECH * speech, strong, voices)
