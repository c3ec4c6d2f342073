"""The values a rule is: what it looks for and what it needs to see before it removes. Reading and applying live elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaning.article import Category


class Tier(StrEnum):
    """Which kind of knowledge a rule holds; the first part of its id."""

    STRUCTURE = "structure"
    PHRASE = "phrase"
    APPEAL = "appeal"
    RUN = "run"
    REPEAT = "repeat"


class Match(StrEnum):
    """How much of a block a wording has to cover."""

    WHOLE = "whole"
    """The block is the wording and nothing else."""
    LABEL = "label"
    """The block is the wording, or the wording, a colon and more, or the wording before a link."""
    START = "start"
    """The block begins with the wording."""
    PART = "part"
    """The wording stands anywhere in the block."""


class Position(StrEnum):
    """Where in the kept text a rule may remove."""

    ANY = "any"
    EDGE = "edge"
    """Before the first or after the last paragraph of prose."""
    TAIL = "tail"
    """After the last paragraph of prose."""


class Need(StrEnum):
    """What has to stand beside the wording."""

    NOTHING = ""
    LINKS = "links"
    """Links in the block, or linked lines after it."""
    COLON = "colon"
    """A colon and more behind the label; a link alone is not enough."""
    AUTHOR = "author"
    """The author's name at the start of the block, or a removed author-box line before it."""


class Take(StrEnum):
    """What goes with a line that was removed."""

    NOTHING = ""
    LINKS = "links"
    """The linked or listed headlines that follow."""
    SHORT = "short"
    """The list of one to four words each that follows."""
    BIO = "bio"
    """The author's name, biography and profile links that follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule has, whatever its tier."""

    id: str
    """``phrase/en/related/read-also``: tier, language, category, name; stable, and stored with each removal."""
    tier: Tier
    category: Category
    language: str | None = None
    """BCP 47 primary subtag; None when the rule holds in every language."""
    description: str
    """What the lines it removes are, as a reader would say it."""
    examples: tuple[str, ...] = field(default=(), repr=False)
    """Blocks that must go, in the notation of ``cleaning.rules.examples``."""
    look_alikes: tuple[str, ...] = field(default=(), repr=False)
    """Blocks that must stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase(Rule):
    """A wording and the conditions under which it is boilerplate."""

    family: str
    """Whose conditions it shares; families named first in ``families.toml`` are tried first."""
    patterns: tuple[str, ...] = field(repr=False)
    """RE2 patterns over folded text; anchored as ``match`` says."""
    match: Match = Match.WHOLE
    max_words: int = 25
    min_link_share: float = 0.0
    position: Position = Position.ANY
    needs: Need = Need.NOTHING
    takes: Take = Take.NOTHING
    items: bool = True
    """It may be the item of a list."""
    own_language: bool = False
    """Only on pages in the rule's language, or in none we know; for wordings that are words of other languages too."""
    past: bool = False
    """It may be told in the past tense, as *was first published in*."""
    in_link: bool = False
    """The label may stand inside the link, together with the headline."""
    opens: bool = False
    """Short and linked lines after it are end matter too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget(Rule):
    """Class and id words, and other marks, of elements that hold boilerplate."""

    words: tuple[str, ...] = field(default=(), repr=False)
    """Each one or more words that follow each other in a class or id."""
    tags: tuple[str, ...] = ()
    """Element names that hold such boilerplate whatever their class."""
    marks: tuple[str, ...] = ()
    """Attributes and their values that betray it, as ``role=navigation`` or ``aria-label=share``."""
    min_link_share: float = 0.0
    """Least share of links in the element that a mark betrays."""
    max_share: float = 0.25
    """Greatest share of the page's kept words the element may hold."""
    max_words: int = 60
    """Longest block it may remove."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Rule):
    """Signs of an outlet speaking to its reader about money, subscriptions or channels."""

    strong: tuple[str, ...] = field(repr=False)
    """Wordings that hardly occur elsewhere; a ``*`` in front or behind stands for any beginning or ending."""
    weak: tuple[str, ...] = field(repr=False)
    score: int = 6
    """Least score of a block on its own."""
    voices: int = 1
    """How many voices have to be heard: 1 for reader or outlet, 2 for both."""
    max_words: int = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a language addresses the reader, speaks as the outlet, reports what others said, and tells what happened."""

    language: str
    reader: tuple[str, ...]
    outlet: tuple[str, ...]
    speech: tuple[str, ...]
    past: tuple[str, ...]
    address: tuple[str, ...] = ()
    """Wordings that address the reader beyond doubt, where ``reader`` holds ambiguous ones (*sie*); empty: the same."""
