"""Examples and look-alikes of rules, alone, inside and after an article of their language, and what goes wrong with them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from cleaning.article import Verdict
from cleaning.boilerplate import Context, strip
from cleaning.rules import examples
from cleaning.rules.model import Phrase, Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cleaning.article import Block
    from cleaning.rules import Rule, RuleBook

PLACES: Final = {"alone": "alone", "inside": "inside an article", "after": "after an article"}
"""Where a trial stands, and how that is said."""
_INSIDE: Final = 2


@cache
def stories() -> Mapping[str, list[str]]:
    """Return a plain story of five paragraphs, nothing of it boilerplate, for each language."""
    return tomllib.loads((files("crawler.rulebench") / "stories.toml").read_text("utf-8"))


def story_of(language: str | None) -> list[str]:
    """Return the story of a language; the English one where there is none, or for a rule that holds in all."""
    return stories().get(language or "en") or stories()["en"]


@dataclass(frozen=True, slots=True)
class Trial:
    """One example or look-alike of a rule in one place."""

    rule: Rule
    source: str
    """In the notation of ``cleaning.rules.examples``."""
    place: str
    goes: bool
    """Whether it is boilerplate."""

    @property
    def language(self) -> str:
        """The story's language: English for a rule that holds in all."""
        return self.rule.language or "en"

    @property
    def story(self) -> list[str]:
        """The paragraphs that stand around it."""
        return [] if self.place == "alone" else story_of(self.rule.language)

    @property
    def own(self) -> range:
        """The positions its blocks have among all."""
        start = _INSIDE if self.place == "inside" else len(self.story)
        return range(start, start + len(examples.blocks(self.source)))

    @property
    def lines(self) -> tuple[str, ...]:
        """The texts of its own blocks."""
        return tuple(block.text for block in examples.blocks(self.source))

    def blocks(self) -> list[Block]:
        """Return the story as blocks, the trial's own among them."""
        story, at = self.story, self.own.start
        texts = ("\n".join(story[:at]), self.source, "\n".join(story[at:]))
        made = [block for text in texts for block in examples.blocks(text)]
        return [replace(block, position=i) for i, block in enumerate(made)]

    def split(self, blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
        """Return the trial's own and the story's of its blocks, once they have been judged."""
        listed, own = list(blocks), self.own
        return listed[own.start : own.stop], [*listed[: own.start], *listed[own.stop :]]

    def run(self, book: RuleBook) -> tuple[list[Block], list[Block]]:
        """Return the trial's own blocks and the story's as the rules leave them."""
        return self.split(strip(self.blocks(), Context(language=self.rule.language), book=book))


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that fares otherwise than it must."""

    trial: Trial
    text: str
    happened: str

    def __str__(self) -> str:
        what = "example" if self.trial.goes else "look-alike"
        return f"{what} {PLACES[self.trial.place]}: {self.happened}: {self.text}"


def trials(rule: Rule) -> Iterator[Trial]:
    """Yield a rule's examples in the places they must go from, and its look-alikes in all."""
    yield from (Trial(rule, text, place, goes=True) for text in rule.examples for place in _places(rule))
    yield from (Trial(rule, text, place, goes=False) for text in rule.look_alikes for place in PLACES)


def failures(trial: Trial, book: RuleBook) -> Iterator[Failure]:
    """Yield what goes wrong: an example that stays, a look-alike that goes, a paragraph of the story that goes with either."""
    own, story = trial.run(book)
    for block in own:
        if (block.verdict is Verdict.REMOVED) is not trial.goes:
            yield Failure(trial, block.text, "it stays" if trial.goes else f"it goes by {block.rule} ({block.reason})")
    for block in story:
        if block.verdict is not Verdict.KEPT:
            yield Failure(trial, block.text, f"a paragraph of the article goes by {block.rule} ({block.reason})")


def _places(rule: Rule) -> tuple[str, ...]:
    """Return where an example must go: rules for the edges are not asked in the middle."""
    anywhere = not isinstance(rule, Phrase) or rule.position is Position.ANY
    return tuple(place for place in PLACES if anywhere or place != "inside")
