"""Scores how much a line sounds like the outlet asking its reader for something. What to do about it lives elsewhere."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import re2

from cleaning.rules.patterns import found_by
from cleaning.rules.wording import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.rules.model import Appeal, Voice

_MEMORY = 256 << 20
_SPEECH = 3


class Heard(NamedTuple):
    """Everything heard in one line."""

    sounds: tuple[Sound, ...] = ()
    voices: frozenset[tuple[str, str]] = frozenset()
    """Which voices speak: language and part."""

    def has(self, part: str, language: str | None) -> bool:
        """Tell whether a part (reader, outlet, speech, past, address) is heard in a language; None: in any."""
        return any(part == heard and language in (None, spoken) for spoken, heard in self.voices)


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


class Signs:
    """The vocabularies of all appeals and voices, ready to be listened for."""

    def __init__(self, appeals: Sequence[Appeal], voices: Sequence[Voice]) -> None:
        self._appeals = {appeal.id: appeal for appeal in appeals}
        self._signs = [*_of_appeals(appeals), *_of_voices(voices)]

    @cached_property
    def _automaton(self) -> re2.Set:
        made = re2.Options()
        made.max_mem = _MEMORY
        automaton = re2.Set.SearchSet(made)
        for _, wording in self._signs:
            automaton.Add(re2.escape(_pattern(wording)))
        automaton.Compile()
        return automaton

    def hear(self, spoken: str) -> Heard:
        """Return what is heard in a line given as ``wording.tokens``."""
        matched = found_by(self._automaton, spoken) if self._signs else ()
        if not matched:
            return _SILENCE
        found = Counter(self._signs[i][0] for i in matched)
        owners = sorted({owner for owner, _ in found if owner in self._appeals})
        voices = frozenset(sign for sign in found if sign[0] not in self._appeals)
        return Heard(tuple(_sound(self._appeals[owner], found) for owner in owners), voices)


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
    spoken = tokens(fold(wording.removesuffix("*")))
    return spoken.rstrip() if wording.endswith("*") else spoken


def _sound(appeal: Appeal, found: Counter[_Sign]) -> Sound:
    language = appeal.language or "any"
    strong, weak = found[appeal.id, "strong"], found[appeal.id, "weak"]
    voices = sum(bool(found[language, part]) for part in ("reader", "outlet"))
    speech = bool(found[language, "speech"])
    return Sound(appeal, 2 * strong + weak + voices - _SPEECH * speech, strong, voices)
