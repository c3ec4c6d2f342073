"""The stories of the newsroom as written in ``stories/*.toml``. Who publishes which and when is the world's business."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the second edition changes in a story."""

    paragraph: int
    """0-based index of the paragraph that changes."""
    text: str
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One piece of news; paragraphs may begin with ``## `` (subheading), ``> `` (quotation) or ``- `` (list item)."""

    slug: str
    title: str
    section: str
    kicker: str
    authors: tuple[str, ...]
    standfirst: str
    paragraphs: tuple[str, ...]
    tags: tuple[str, ...]
    edition: int = 1
    """The edition it first appears in."""
    correction: Correction | None = None
    withdrawn: bool = False
    """Gone in the second edition."""

    def live(self, edition: int) -> bool:
        """Say whether the story can be read in an edition."""
        return self.edition <= edition and not (self.withdrawn and edition > self.edition)

    def corrected(self, edition: int) -> Correction | None:
        """Return the correction where the edition shows it."""
        return self.correction if edition > self.edition else None

    def text(self, edition: int) -> tuple[str, ...]:
        """Return the paragraphs as an edition prints them, markers included."""
        correction = self.corrected(edition)
        if correction is None:
            return self.paragraphs
        head, tail = self.paragraphs[: correction.paragraph], self.paragraphs[correction.paragraph + 1 :]
        return (*head, correction.text, *tail)


@cache
def stories(language: str) -> tuple[Story, ...]:
    """Read the stories of a language in the order written."""
    raw = tomllib.loads((files(__package__) / "stories" / f"{language}.toml").read_text("utf-8"))
    return tuple(_story(entry) for entry in raw["story"])


def _story(entry: dict[str, Any]) -> Story:
    lists: dict[str, Any] = {name: tuple(entry.get(name, ())) for name in ("authors", "paragraphs", "tags")}
    correction = Correction(**entry["correction"]) if "correction" in entry else None
    plain = {name: value for name, value in entry.items() if name not in lists and name != "correction"}
    return Story(**plain, **lists, correction=correction)
