"""All rules of a run in one value, with the automata that find which of them a line may concern."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cleaning.rules.model import Appeal, Phrase, Rule, Voice, Widget
from cleaning.rules.phrasing import Phrasing
from cleaning.rules.reading import shelve
from cleaning.rules.signs import Heard, Signs
from cleaning.rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cleaning.rules.marks import Mark

_R = TypeVar("_R", bound=Rule)


@dataclass(frozen=True)
class Automata:
    """What is compiled from the rules on first use; books that differ only in what is switched off share it."""

    rules: tuple[Rule, ...] = field(repr=False)
    voices: tuple[Voice, ...] = field(repr=False)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def phrasing(self) -> Phrasing:
        """Finds phrases in a line."""
        return Phrasing(self._of_kind(Phrase))

    @cached_property
    def signs(self) -> Signs:
        """Scores how much a line sounds like an appeal."""
        return Signs(self._of_kind(Appeal), self.voices)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Finds widgets in a path."""
        return Vocabulary(self._of_kind(Widget))

    def _of_kind(self, kind: type[_R]) -> tuple[_R, ...]:
        return tuple(rule for rule in self.rules if isinstance(rule, kind))


@dataclass(frozen=True)
class RuleBook:
    """The rules that hold, and what they find."""

    automata: Automata = field(repr=False)
    digest: str
    """Changes when any wording, condition or example changes; not when a comment does."""
    off: frozenset[str] = frozenset()
    """Ids of rules that are switched off."""

    @classmethod
    def of(cls, files: Mapping[str, Mapping[str, Any]], *, trusted: Collection[str] = ()) -> RuleBook:
        """Make a book of parsed rule files, given by name; RuleError when one cannot be used.

        Patterns of ``trusted`` files are taken as they are: RE2 would need half a second to try those that are shipped.
        """
        shelf = shelve(files, trusted=trusted)
        canonical = json.dumps({name: files[name] for name in sorted(files)}, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        return cls(Automata(tuple(shelf.rules), tuple(shelf.voices)), digest)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of every tier that holds, in a fixed order."""
        return tuple(rule for rule in self.automata.rules if rule.id not in self.off)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a voice: address to the reader and reported speech are known."""
        return frozenset(voice.language for voice in self.automata.voices)

    def without(self, *rule_ids: str) -> RuleBook:
        """Return the book with some rules switched off."""
        return replace(self, off=self.off | frozenset(rule_ids))

    def get(self, rule_id: str) -> Rule | None:
        """Return the rule of this id, or None when there is none or it is switched off."""
        return None if rule_id in self.off else self.automata.by_id.get(rule_id)

    def phrases(self, text: str, *, language: str | None = None) -> tuple[Phrase, ...]:
        """Return the phrases whose wording the core text of a line has, first families first.

        ``language`` is the page's, see ``Phrasing.find``.
        """
        found = self.automata.phrasing.find(text, language=language)
        return found if not self.off else tuple(phrase for phrase in found if phrase.id not in self.off)

    def hear(self, spoken: str) -> Heard:
        """Return what is heard in a line given as ``wording.tokens``."""
        heard = self.automata.signs.hear(spoken)
        if not self.off:
            return heard
        return heard._replace(sounds=tuple(sound for sound in heard.sounds if sound.appeal.id not in self.off))

    def vote(self, step: str) -> Widget | None:
        """Return the widget a path step is, if it is one."""
        return self._on(self.automata.vocabulary.vote(step))

    def marked(self, mark: Mark) -> tuple[Widget, ...]:
        """Return the widgets an element is by its attributes."""
        return tuple(widget for widget in self.automata.vocabulary.marked(mark) if widget.id not in self.off)

    def _on(self, widget: Widget | None) -> Widget | None:
        return None if widget is None or widget.id in self.off else widget
